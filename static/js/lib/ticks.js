/** Where the axis writes a time: round instants of the reader's zone, in each stretch between folds. */

import { toShown, toTrue } from "./foldmap.js";
import { xOf } from "./viewport.js";

/**
 * @typedef {import("./foldmap.js").FoldMap} FoldMap
 * @typedef {import("./viewport.js").View} View
 * @typedef {{t: number, x: number, step: number}} Tick `t` nanoseconds from the start of the window
 */

const SECOND = 1e9;
const STEPS = [
  ...[1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8].flatMap((size) => [size, 2 * size, 5 * size]),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400].map((s) => s * SECOND),
  ...[2, 7, 14, 28, 56, 112, 365].map((days) => days * 86400 * SECOND),
];

/**
 * @param {number} least nanoseconds
 * @returns {number} the smallest round step that is not shorter
 */
export function stepFor(least) {
  return STEPS.find((step) => step >= least) ?? STEPS[STEPS.length - 1];
}

/**
 * @param {FoldMap} map
 * @param {View} view
 * @param {number} width pixels
 * @param {bigint} origin the window's start in nanoseconds, with the zone's offset added: steps align to local midnight
 * @param {number} spacing pixels wanted between labels
 * @returns {Tick[]} from left to right, no two closer than `spacing` but where a stretch begins
 */
export function ticks(map, view, width, origin, spacing) {
  /** @type {Tick[]} */
  const found = [];
  for (let piece = 0; piece + 1 < map.t.length; piece++) {
    const u0 = Math.max(map.u[piece], view.from);
    const u1 = Math.min(map.u[piece + 1], view.to);
    if (u1 <= u0) continue;
    const pixels = xOf(view, u1, width) - xOf(view, u0, width);
    const t0 = toTrue(map, u0);
    const t1 = toTrue(map, u1);
    const isFold = map.u[piece + 1] - map.u[piece] < (map.t[piece + 1] - map.t[piece]) * 0.999;
    if (isFold && pixels < 3 * spacing) continue;
    const step = stepFor(((t1 - t0) / pixels) * spacing);
    addPiece(found, { t0, t1, step }, origin, (t) => xOf(view, toShown(map, t), width), spacing, piece > 0 && !isFold);
  }
  return found;
}

/**
 * @param {Tick[]} found
 * @param {{t0: number, t1: number, step: number}} piece
 * @param {bigint} origin
 * @param {(t: number) => number} place
 * @param {number} spacing
 * @param {boolean} afterFold whether the stretch begins behind a fold: its first instant is named, round or not
 */
function addPiece(found, { t0, t1, step }, origin, place, spacing, afterFold) {
  const rest = Number(((origin % BigInt(step)) + BigInt(step)) % BigInt(step));
  const first = Math.ceil((t0 + rest) / step) * step - rest;
  if (afterFold && first > t1) add(found, { t: t0, x: place(t0), step: Math.min(step, SECOND) }, spacing * 0.65);
  for (let t = first; t <= t1; t += step) add(found, { t, x: place(t), step }, spacing * 0.65);
}

/**
 * @param {Tick[]} found
 * @param {Tick} tick
 * @param {number} least
 */
function add(found, tick, least) {
  const last = found[found.length - 1];
  if (!last || tick.x - last.x >= least) found.push(tick);
}
