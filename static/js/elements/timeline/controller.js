/** What a person does with the timeline changes the scene; the scene is remembered in the URL and shown by the display. */

import { detailPath, isError } from "../../lib/geometry.js";
import { toShown } from "../../lib/foldmap.js";
import { hasChildren, nextPosition, parentOf, positionOf } from "../../lib/rows.js";
import { isWhole, pan, reveal, zoomAt } from "../../lib/viewport.js";
import { Display } from "./display.js";
import { Finder } from "./finder.js";
import { listenToKeys } from "./keys.js";
import { LANE } from "./layout.js";
import { Panel } from "./panel.js";
import { listenToPointer } from "./pointer.js";
import { resolveRef } from "./refs.js";

/**
 * @typedef {HTMLElement & {stage: HTMLElement, remember: () => void, press: () => void}} Host
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./say.js").Say} Say
 */

const REMEMBER_AFTER_MS = 200;

export class Controller {
  /**
   * @param {Host} host
   * @param {Scene} scene
   * @param {Say} say
   * @param {string} zone
   */
  constructor(host, scene, say, zone) {
    this.host = host;
    this.scene = scene;
    this.say = say;
    this.display = new Display(host.stage, scene, say, zone);
    const [, narrowed] = (host.getAttribute("src") ?? "").split("?");
    this.panel = new Panel(this.display.parts.panel, { base: host.getAttribute("rows") ?? "", narrowed }, say, () => this.display.measure());
    this.finder = new Finder(host, this);
    this.timer = 0;
    this.stops = this.listen();
    this.changed(false);
    if (scene.position < 0) return;
    if (scene.state.from === null) this.show(scene.position);
    else this.display.scrollTo(scene.position);
  }

  listen() {
    const { body, canvas, grid, panel } = this.display.parts;
    panel.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-close]")) this.leave();
    });
    return [listenToKeys(grid, this.keyActs()), listenToPointer(body, canvas, this.pointerActs())];
  }

  /** @returns {import("./pointer.js").Acts} */
  pointerActs() {
    return {
      zoom: (share, factor) => this.zoom(share, factor),
      pan: (share) => this.look(pan(this.scene.view, share, this.scene.map.length)),
      hover: (share, y) => this.display.hover(share, y),
      choose: (position) => this.choose(position, true),
      focus: (position) => this.toRow(position),
      toggle: (position) => this.toggle(this.scene.visible[position]),
    };
  }

  /** @returns {import("./keys.js").KeyActs} */
  keyActs() {
    const { scene } = this;
    return {
      step: (by) => this.step(by),
      page: (by) => this.step(by * this.display.pageRows),
      error: (direction) => this.nextError(direction),
      find: () => this.finder.open(),
      leave: () => this.leave(),
      zoom: (factor) => this.zoom(0.5, factor),
      whole: () => this.look({ from: 0, to: scene.map.length }),
      pan: (share) => this.look(pan(scene.view, share, scene.map.length)),
      toRow: () => this.toRow(scene.position),
      open: () => this.choose(scene.position, true),
      fold: (close) => this.fold(close),
    };
  }

  stop() {
    clearTimeout(this.timer);
    this.stops.forEach((stop) => stop());
    this.finder.stop();
    this.display.stop();
  }

  draw() {
    this.display.draw();
  }

  /** Filters, closed rows, scale or clocks changed. @param {boolean} scale */
  changed(scale) {
    if (scale) this.scene.refold();
    this.scene.refilter();
    this.finder.refresh();
    this.display.refresh();
    this.remember();
  }

  /** @param {import("../../lib/viewport.js").View} view */
  look(view) {
    this.scene.look(view);
    this.remember();
    this.draw();
  }

  /** The address is written when the hand rests: browsers refuse more than a few changes a second. */
  remember() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.host.remember(), REMEMBER_AFTER_MS);
  }

  /**
   * @param {number} share
   * @param {number} factor
   * @returns {boolean} false when there is nothing more to zoom out of, so that the wheel may turn the page
   */
  zoom(share, factor) {
    const { scene } = this;
    if (factor > 1 && isWhole(scene.view, scene.map.length)) return false;
    this.look(zoomAt(scene.view, share, factor, scene.map.length));
    return true;
  }

  /** @param {number} by */
  step(by) {
    const last = this.scene.visible.length - 1;
    if (last < 0) return;
    const from = this.scene.position;
    const to = by === Infinity ? last : by === -Infinity || from < 0 ? 0 : from + by;
    this.choose(Math.max(0, Math.min(to, last)), this.panel.isOpen);
  }

  /**
   * @param {number} position
   * @param {boolean} withPanel
   */
  choose(position, withPanel) {
    const { scene } = this;
    if (position < 0 || position >= scene.visible.length) return;
    scene.choose(position);
    this.show(position);
    const row = scene.visible[position];
    if (withPanel && row >= 0) this.panel.open(detailPath(scene.geometry, row));
    const { grid } = this.display.parts;
    if (document.activeElement !== grid) grid.focus({ preventScroll: true });
    this.remember();
  }

  /** Scrolls and moves only as far as needed. @param {number} position */
  show(position) {
    const { scene } = this;
    this.display.scrollTo(position);
    const { start, end } = scene.extentAt(position);
    const view = reveal(scene.view, toShown(scene.map, start), toShown(scene.map, end), scene.map.length);
    if (view !== scene.view) this.look(view);
    this.draw();
  }

  /** @param {number} position */
  toRow(position) {
    if (position < 0) return;
    this.scene.zoomTo(position);
    this.remember();
    this.draw();
  }

  /** @param {number} direction */
  nextError(direction) {
    const { scene } = this;
    const fits = (/** @type {number} */ position) => scene.visible[position] >= 0 && isError(scene.geometry, scene.visible[position]);
    const next = nextPosition(scene.visible.length, scene.position, direction, fits);
    if (next >= 0) this.choose(next, this.panel.isOpen);
  }

  /** @param {number} row */
  toggle(row) {
    if (row === undefined || row < 0 || !hasChildren(this.scene.geometry, row)) return;
    this.scene.toggle(row);
    this.changed(false);
  }

  /**
   * Left closes a row with children, or goes to its parent; right opens it.
   * @param {boolean} close
   * @returns {boolean} false: nothing to close or open here
   */
  fold(close) {
    const { scene } = this;
    const row = scene.visible[scene.position] ?? -1;
    if (row < 0) return false;
    if (hasChildren(scene.geometry, row) && scene.closed.has(row) !== close) {
      this.toggle(row);
      return true;
    }
    const parent = close ? parentOf(scene.geometry, row) : -1;
    if (parent >= 0) this.choose(positionOf(scene.geometry, scene.visible, parent), this.panel.isOpen);
    return parent >= 0;
  }

  /** Closes the panel, then the search, then lets the row go. @returns {boolean} whether there was something */
  leave() {
    if (this.panel.isOpen) {
      this.panel.close();
      this.display.parts.grid.focus({ preventScroll: true });
      return true;
    }
    if (this.finder.close()) return true;
    if (this.scene.position < 0) return false;
    this.scene.choose(-1);
    this.remember();
    this.draw();
    return true;
  }

  /** @param {string} ref of a piece of evidence */
  goTo(ref) {
    const { scene } = this;
    const place = resolveRef(scene.geometry, ref);
    this.display.parts.body.scrollIntoView({ block: "nearest" });
    if (place.row >= 0) this.goToRow(place.row);
    else if (place.lane >= 0) this.goToLane(place.lane);
    else if (place.mark >= 0) this.goToMark(place.mark);
    else this.host.dispatchEvent(new CustomEvent("loupe:say", { bubbles: true, detail: this.say.text("notHere") }));
    this.draw();
  }

  /** Opens what hides a row: a closed ancestor, a filter. @param {number} row */
  goToRow(row) {
    const { scene } = this;
    if (!scene.visible.includes(row)) {
      scene.showAll();
      this.changed(false);
      this.host.press();
    }
    this.choose(positionOf(scene.geometry, scene.visible, row), true);
  }

  /** @param {number} index */
  goToLane(index) {
    const { lanes } = this.display.parts;
    lanes.scrollTop = index * LANE;
    [...lanes.children].forEach((lane, at) => lane.classList.toggle("found", at === index));
  }

  /** @param {number} index */
  goToMark(index) {
    const { scene } = this;
    const { time, until } = scene.geometry.header.marks[index];
    this.look(reveal(scene.view, toShown(scene.map, time), toShown(scene.map, until ?? time), scene.map.length));
  }
}
