/**
 * Down-sampling that cannot hide a spike: first, least, greatest and last of each pixel column (M4; Jugel et al., VLDB 2014).
 * Not-a-number is a gap and stays one.
 */

/**
 * @param {Float64Array} times increasing
 * @param {Float64Array} values
 * @param {(time: number) => number} place pixels of a time
 * @param {number} width pixels; one sample on each side beyond it is kept, so that lines run out of the picture
 * @returns {{x: number[], y: number[]}} points in order of time; NaN in both lifts the pen
 */
export function m4(times, values, place, width) {
  const x = /** @type {number[]} */ ([]);
  const y = /** @type {number[]} */ ([]);
  const first = Math.max(0, lowerBound(times, (time) => place(time) >= 0) - 1);
  let index = first;
  while (index < times.length) {
    if (Number.isNaN(values[index])) {
      lift(x, y);
      index += 1;
      continue;
    }
    const column = Math.floor(place(times[index]));
    const end = columnEnd(times, values, place, index, column);
    for (const kept of extremes(values, index, end)) {
      x.push(place(times[kept]));
      y.push(values[kept]);
    }
    if (column > width) break;
    index = end;
  }
  return { x, y };
}

/**
 * @param {Float64Array} times
 * @param {(time: number) => boolean} reached false, then true
 */
export function lowerBound(times, reached) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached(times[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * @param {Float64Array} times
 * @param {Float64Array} values
 * @param {(time: number) => number} place
 * @param {number} from
 * @param {number} column
 */
function columnEnd(times, values, place, from, column) {
  let end = from + 1;
  while (end < times.length && !Number.isNaN(values[end]) && Math.floor(place(times[end])) === column) end += 1;
  return end;
}

/**
 * @param {Float64Array} values
 * @param {number} from
 * @param {number} end exclusive
 * @returns {number[]} at most four indices, increasing
 */
function extremes(values, from, end) {
  let least = from;
  let greatest = from;
  for (let i = from + 1; i < end; i++) {
    if (values[i] < values[least]) least = i;
    if (values[i] > values[greatest]) greatest = i;
  }
  return [...new Set([from, least, greatest, end - 1])].sort((a, b) => a - b);
}

/**
 * @param {number[]} x
 * @param {number[]} y
 */
function lift(x, y) {
  if (x.length && !Number.isNaN(x[x.length - 1])) {
    x.push(NaN);
    y.push(NaN);
  }
}

/**
 * The range that a lane shows: from zero (or below) to the greatest of values and limit, never empty.
 * @param {Float64Array} values
 * @param {number | null} limit
 * @returns {{low: number, high: number}}
 */
export function laneRange(values, limit) {
  let low = 0;
  let high = limit ?? 0;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? { low, high } : { low, high: low + 1 };
}
