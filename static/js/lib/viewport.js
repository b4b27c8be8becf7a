/** The stretch of the shown axis that is on the screen: pure maths of zoom and pan. */

/** @typedef {{from: number, to: number}} View */

/** The least that zoom shows, in shown nanoseconds. */
export const LEAST = 200;

/**
 * @param {View} view
 * @param {number} length of the whole axis
 * @returns {View} of at least LEAST, inside the axis
 */
export function clampView(view, length) {
  const size = Math.min(Math.max(view.to - view.from, Math.min(LEAST, length)), length);
  const from = Math.min(Math.max(view.from, 0), length - size);
  return { from, to: from + size };
}

/**
 * @param {View} view
 * @param {number} share where the pointer stands, 0..1 of the width; it stays over the same instant
 * @param {number} factor below 1 zooms in
 * @param {number} length
 */
export function zoomAt(view, share, factor, length) {
  const at = view.from + (view.to - view.from) * share;
  const size = (view.to - view.from) * factor;
  return clampView({ from: at - size * share, to: at + size * (1 - share) }, length);
}

/**
 * @param {View} view
 * @param {number} share of the width by which the content moves left
 * @param {number} length
 */
export function pan(view, share, length) {
  const by = (view.to - view.from) * share;
  return clampView({ from: view.from + by, to: view.to + by }, length);
}

/**
 * The stretch with a margin around it; a moment without length gets a thousandth of the axis.
 * @param {number} from
 * @param {number} to
 * @param {number} length
 */
export function around(from, to, length) {
  const margin = Math.max((to - from) * 0.15, to > from ? 0 : length / 2000, LEAST / 2);
  return clampView({ from: from - margin, to: to + margin }, length);
}

/**
 * Moves the view only when a stretch is out of it; zooms out only when it does not fit.
 * @param {View} view
 * @param {number} from
 * @param {number} to
 * @param {number} length
 */
export function reveal(view, from, to, length) {
  const size = view.to - view.from;
  if (to - from > size) return around(from, to, length);
  if (from >= view.from && to <= view.to) return view;
  const middle = (from + to) / 2;
  return clampView({ from: middle - size / 2, to: middle + size / 2 }, length);
}

/**
 * @param {View} view
 * @param {number} shown
 * @param {number} width
 */
export function xOf(view, shown, width) {
  return ((shown - view.from) / (view.to - view.from)) * width;
}

/**
 * @param {View} view
 * @param {number} length
 */
export function isWhole(view, length) {
  return view.from <= 0 && view.to >= length;
}
