/**
 * The one map from time to place: strictly increasing, piecewise linear, so that spans, logs, marks and metrics agree (telemetry rules,
 * "Idle gaps are folded"). Unfolded stretches keep their length; each fold shrinks to a narrow band. Both sides are nanoseconds.
 */

/** Share of the whole width that one band takes, and that all bands together may take. */
const BAND_SHARE = 0.035;
const ALL_BANDS_SHARE = 0.4;

/**
 * @typedef {{start: number, end: number}} Fold true times
 * @typedef {{t: Float64Array, u: Float64Array, folds: Fold[], length: number}} FoldMap breakpoints; `length` of the shown axis
 */

/**
 * @param {number} length of the window, above zero
 * @param {Fold[]} folds inside the window, in order, not touching; [] for true scale
 * @returns {FoldMap}
 */
export function makeFoldMap(length, folds) {
  const kept = folds.filter((fold) => fold.end > fold.start && fold.start >= 0 && fold.end <= length);
  const folded = kept.reduce((sum, fold) => sum + fold.end - fold.start, 0);
  const share = Math.min(BAND_SHARE, kept.length ? ALL_BANDS_SHARE / kept.length : 0);
  const rest = Math.max(length - folded, length * 1e-6);
  const band = (rest * share) / (1 - share * kept.length);
  const t = [0];
  const u = [0];
  let at = 0;
  let shown = 0;
  for (const fold of kept) {
    if (fold.start > at) push(t, u, fold.start, (shown += fold.start - at));
    push(t, u, fold.end, (shown += Math.min(band, fold.end - fold.start)));
    at = fold.end;
  }
  if (length > at) push(t, u, length, (shown += length - at));
  return { t: Float64Array.from(t), u: Float64Array.from(u), folds: kept, length: shown };
}

/**
 * @param {number[]} t
 * @param {number[]} u
 * @param {number} time
 * @param {number} place
 */
function push(t, u, time, place) {
  t.push(time);
  u.push(place);
}

/**
 * @param {FoldMap} map
 * @param {number} time true; outside the window the nearest slope goes on
 */
export function toShown(map, time) {
  return interpolate(map.t, map.u, time);
}

/**
 * @param {FoldMap} map
 * @param {number} shown
 */
export function toTrue(map, shown) {
  return interpolate(map.u, map.t, shown);
}

/**
 * @param {Float64Array} xs strictly increasing
 * @param {Float64Array} ys
 * @param {number} x
 */
function interpolate(xs, ys, x) {
  const last = xs.length - 1;
  if (x <= xs[0]) return ys[0] + (x - xs[0]);
  if (x >= xs[last]) return ys[last] + (x - xs[last]);
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle;
    else high = middle;
  }
  return ys[low] + ((x - xs[low]) * (ys[high] - ys[low])) / (xs[high] - xs[low]);
}
