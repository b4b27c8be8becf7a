/** What is on the screen: the geometry, the state of the URL, and what follows from both. Draws nothing and touches no document. */

import { rowKey, rowOfKey } from "../../lib/geometry.js";
import { makeFoldMap, toShown, toTrue } from "../../lib/foldmap.js";
import { idleFolds } from "../../lib/idle.js";
import { around, clampView, isWhole, xOf } from "../../lib/viewport.js";
import { positionOf, visibleRows } from "../../lib/rows.js";

/**
 * @typedef {import("../../lib/geometry.js").Geometry} Geometry
 * @typedef {import("../../lib/urlstate.js").State} State
 * @typedef {import("../../lib/viewport.js").View} View
 */

export class Scene {
  /**
   * @param {Geometry} geometry
   * @param {State} state
   */
  constructor(geometry, state) {
    this.geometry = geometry;
    this.state = state;
    this.folds = idleFolds(geometry);
    this.map = makeFoldMap(geometry.length, []);
    /** @type {View} */
    this.view = { from: 0, to: this.map.length };
    /** @type {Int32Array} */
    this.visible = new Int32Array(0);
    this.position = -1;
    this.found = /** @type {Set<number>} */ (new Set());
    this.missing = new Map(geometry.header.missing.map((group) => [group.row, group.parent_id]));
    this.closed = new Set([...state.closed].map((key) => rowOfKey(geometry, key)).filter((row) => row >= 0));
    this.refold();
    this.refilter();
  }

  /** After a change of scale, or of the URL's range. */
  refold() {
    const { geometry, state } = this;
    this.map = makeFoldMap(geometry.length, state.scale === "true" ? [] : this.folds);
    const from = state.from === null ? 0 : toShown(this.map, Number(state.from - geometry.from));
    const to = state.to === null ? this.map.length : toShown(this.map, Number(state.to - geometry.from));
    this.view = clampView({ from, to }, this.map.length);
  }

  /** After a change of filters or of closed rows; the chosen row stays chosen, or its nearest ancestor. */
  refilter() {
    this.visible = visibleRows(this.geometry, this.state, this.closed);
    const row = this.state.row ? rowOfKey(this.geometry, this.state.row) : -1;
    this.position = row < 0 ? -1 : positionOf(this.geometry, this.visible, row);
  }

  /** @param {View} view */
  look(view) {
    this.view = clampView(view, this.map.length);
    const whole = isWhole(this.view, this.map.length);
    const absolute = (/** @type {number} */ shown) => this.geometry.from + BigInt(Math.round(toTrue(this.map, shown)));
    this.state.from = whole ? null : absolute(this.view.from);
    this.state.to = whole ? null : absolute(this.view.to);
  }

  /**
   * @param {number} time nanoseconds from the start of the window
   * @param {number} width
   */
  x(time, width) {
    return xOf(this.view, toShown(this.map, time), width);
  }

  /**
   * @param {number} row
   * @returns {{start: number, end: number}} with clocks as chosen
   */
  extent(row) {
    const { geometry } = this;
    const start = geometry.start[row] - (this.state.clocks === "raw" ? geometry.skew[row] : 0);
    return { start, end: start + geometry.duration[row] };
  }

  /**
   * @param {number} position in the list of rows
   * @returns {{start: number, end: number}}
   */
  extentAt(position) {
    const entry = this.visible[position];
    if (entry >= 0) return this.extent(entry);
    const mark = this.geometry.header.marks[-entry - 1];
    return { start: mark.time, end: mark.until ?? mark.time };
  }

  /** @param {number} position */
  choose(position) {
    this.position = Math.max(-1, Math.min(position, this.visible.length - 1));
    const entry = this.visible[this.position] ?? -1;
    this.state.row = entry >= 0 ? rowKey(this.geometry, entry) : "";
  }

  /** @param {number} position */
  zoomTo(position) {
    const { start, end } = this.extentAt(position);
    this.look(around(toShown(this.map, start), toShown(this.map, end), this.map.length));
  }

  /** @param {number} row */
  toggle(row) {
    if (!this.closed.delete(row)) this.closed.add(row);
    this.state.closed = new Set([...this.closed].map((closed) => rowKey(this.geometry, closed)));
    this.refilter();
  }

  /** Everything that filters and closed rows put away comes back. */
  showAll() {
    this.state.view = "all";
    this.state.hidden.clear();
    this.state.closed.clear();
    this.closed.clear();
  }
}
