/** Which rows are shown, in order; and the walk from one to the next. */

import { LOG, isError } from "./geometry.js";

/**
 * @typedef {import("./geometry.js").Geometry} Geometry
 * @typedef {{view: string, hidden: Set<string>}} Shown view all|errors|stages; hidden traces|logs|metrics
 */

/**
 * @param {Geometry} geometry
 * @param {Shown} shown
 * @param {Set<number>} closed rows whose children are put away
 * @returns {Int32Array} rows of the geometry; in the view of stages -(mark + 1)
 */
export function visibleRows(geometry, shown, closed) {
  if (shown.view === "stages") return Int32Array.from(geometry.header.marks, (_, index) => -(index + 1));
  const wanted = shown.view === "errors" ? withAncestors(geometry) : null;
  const out = new Int32Array(geometry.rows);
  let size = 0;
  let closedAt = Infinity;
  for (let row = 0; row < geometry.rows; row++) {
    const depth = geometry.depth[row];
    if (depth > closedAt) continue;
    closedAt = Infinity;
    if (wanted && !wanted[row]) continue;
    if (closed.has(row)) closedAt = depth;
    if (!shown.hidden.has(geometry.kind[row] === LOG ? "logs" : "traces")) out[size++] = row;
  }
  return out.subarray(0, size);
}

/**
 * Errors, and what they stand under.
 * @param {Geometry} geometry
 * @returns {Uint8Array}
 */
function withAncestors(geometry) {
  const keep = new Uint8Array(geometry.rows);
  /** @type {number[]} */
  const path = [];
  for (let row = 0; row < geometry.rows; row++) {
    path.length = geometry.depth[row];
    path.push(row);
    if (!isError(geometry, row)) continue;
    for (let level = path.length - 1; level >= 0; level--) {
      const above = path[level];
      if (above === undefined || keep[above]) continue;
      keep[above] = 1;
    }
  }
  return keep;
}

/**
 * @param {Geometry} geometry
 * @param {number} row
 */
export function hasChildren(geometry, row) {
  return row + 1 < geometry.rows && geometry.depth[row + 1] > geometry.depth[row];
}

/**
 * @param {Geometry} geometry
 * @param {number} row
 * @returns {number} -1 for a root
 */
export function parentOf(geometry, row) {
  const depth = geometry.depth[row];
  for (let above = row - 1; above >= 0; above--) {
    if (geometry.depth[above] < depth) return above;
  }
  return -1;
}

/**
 * Position of a row in the shown list, or of the nearest ancestor that is shown.
 * @param {Geometry} geometry
 * @param {Int32Array} visible
 * @param {number} row
 * @returns {number} -1 when there is none
 */
export function positionOf(geometry, visible, row) {
  for (let at = row; at !== -1; at = parentOf(geometry, at)) {
    const found = visible.indexOf(at);
    if (found !== -1) return found;
  }
  return -1;
}

/**
 * The next position that fits, going round.
 * @param {number} size
 * @param {number} from -1: before the first
 * @param {number} direction 1 or -1
 * @param {(position: number) => boolean} fits
 * @returns {number} -1 when none does
 */
export function nextPosition(size, from, direction, fits) {
  for (let step = 1; step <= size; step++) {
    const start = from < 0 && direction < 0 ? size : from;
    const position = (((start + direction * step) % size) + size) % size;
    if (fits(position)) return position;
  }
  return -1;
}

/**
 * @param {Geometry} geometry
 * @param {string} text
 * @returns {(row: number) => boolean} whether name, log text or service contain it, case folded; each distinct string is looked at once
 */
export function matcher(geometry, text) {
  const needle = text.trim().toLowerCase();
  const test = (/** @type {string[]} */ words) => words.map((word) => word.toLowerCase().includes(needle));
  const { operations, texts, services } = geometry.header;
  const hits = [test(operations), test(texts)];
  const byService = test(services);
  return (row) => (hits[geometry.kind[row] === LOG ? 1 : 0][geometry.name[row]] ?? false) || (byService[geometry.service[row]] ?? false);
}
