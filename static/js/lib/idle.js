/**
 * Which stretches fold: those of at least 1/20 of the window, as the server says too; then the same rule is asked again of what is left,
 * for stretches that are long beside the usual one. An order lives for days and works for minutes: the first pass leaves hours of nothing.
 */

import { CLAMPED } from "./geometry.js";

/**
 * @typedef {import("./geometry.js").Geometry} Geometry
 * @typedef {import("./geometry.js").Fold} Fold
 */

const SMALLEST_SHARE = 1 / 20;
/** More bands would be too narrow for their words. */
const MOST = 24;
/** Later passes leave a rhythm alone: what is not this many times the median stretch is no interruption. */
const BESIDE_MEDIAN = 10;

/**
 * @param {Geometry} geometry
 * @returns {Fold[]} in order, inside the window, not overlapping; nothing starts, ends, is logged or marked inside one
 */
export function idleFolds(geometry) {
  const known = instants(geometry);
  const stretches = [];
  for (let i = 0; i + 1 < known.length; i++) {
    if (known[i + 1] > known[i]) stretches.push({ start: known[i], end: known[i + 1] });
  }
  stretches.sort((a, b) => size(b) - size(a));
  const usual = stretches.length ? size(stretches[stretches.length >> 1]) : 0;
  let open = geometry.length;
  /** @type {Fold[]} */
  const folds = [];
  for (const stretch of stretches) {
    const isFirstPass = size(stretch) >= geometry.length * SMALLEST_SHARE;
    const isInterruption = size(stretch) >= open * SMALLEST_SHARE && size(stretch) >= usual * BESIDE_MEDIAN;
    if (folds.length === MOST || size(stretch) === open || !(isFirstPass || isInterruption)) break;
    folds.push(stretch);
    open -= size(stretch);
  }
  return folds.sort((a, b) => a.start - b.start);
}

/** @param {Fold} stretch */
function size(stretch) {
  return stretch.end - stretch.start;
}

/**
 * @param {Geometry} geometry
 * @returns {Float64Array} every instant at which something happens, with both ends of the window, in order
 */
function instants(geometry) {
  const { length, header } = geometry;
  const found = [0, length];
  const add = (/** @type {number} */ time) => {
    if (time > 0 && time < length) found.push(time);
  };
  for (let row = 0; row < geometry.rows; row++) {
    if (geometry.flags[row] & CLAMPED) continue;
    add(geometry.start[row]);
    if (geometry.duration[row]) add(geometry.start[row] + geometry.duration[row]);
  }
  for (const mark of header.marks) {
    add(mark.time);
    if (mark.until !== null) add(mark.until);
  }
  return Float64Array.from(found).sort();
}
