/** Where a piece of evidence stands: `span:<trace>/<span>`, `log:<n>`, `series:<title>`, `mark:<ref>`. */

import { rowOfLog, rowOfSpan } from "../../lib/geometry.js";

/**
 * @typedef {import("../../lib/geometry.js").Geometry} Geometry
 * @typedef {{row: number, lane: number, mark: number}} Place -1: not there
 */

/**
 * @param {Geometry} geometry
 * @param {string} ref
 * @returns {Place}
 */
export function resolveRef(geometry, ref) {
  const colon = ref.indexOf(":");
  const kind = ref.slice(0, colon);
  const rest = ref.slice(colon + 1);
  return {
    row: kind === "span" ? rowOfSpan(geometry, rest) : kind === "log" ? rowOfLog(geometry, Number(rest)) : -1,
    lane: kind === "series" ? geometry.lanes.findIndex((lane) => lane.title === rest) : -1,
    mark: kind === "mark" ? geometry.header.marks.findIndex((mark) => mark.ref === rest) : -1,
  };
}
