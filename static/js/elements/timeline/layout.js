/** Heights of the stage's parts, in pixels. */

export const ROW = 23;
export const AXIS = 25;
export const MARKS = 27;
export const HEAD = AXIS + MARKS;
export const LANE = 46;
const LANES_AT_LEAST = 3;
const ROWS_AT_LEAST = 6;

/**
 * @typedef {{height: number, lanes: number, rows: number, content: number}} Layout
 *   height of the whole, of the lanes' part, of the rows' part, of everything that scrolls
 */

/**
 * @param {number} rows
 * @param {number} lanes
 * @param {number} most pixels that the stage may take
 * @returns {Layout}
 */
export function layout(rows, lanes, most) {
  const allRows = Math.max(rows, ROWS_AT_LEAST) * ROW;
  const spare = most - HEAD - allRows;
  const lanesHeight = Math.min(lanes * LANE, Math.max(spare, Math.min(lanes, LANES_AT_LEAST) * LANE));
  const rowsHeight = Math.min(allRows, Math.max(most - HEAD - lanesHeight, ROWS_AT_LEAST * ROW));
  return { height: HEAD + rowsHeight + lanesHeight, lanes: lanesHeight, rows: rowsHeight, content: HEAD + allRows + lanesHeight };
}
