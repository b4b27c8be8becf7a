/** Joins scene, drawing, rows and panel: what a person does changes the scene, the scene is remembered in the URL and drawn once a frame. */

import { isError } from "../../lib/geometry.js";
import { toShown } from "../../lib/foldmap.js";
import { nextPosition, parentOf, positionOf, hasChildren } from "../../lib/rows.js";
import { isWhole, pan, reveal, zoomAt } from "../../lib/viewport.js";
import { Finder } from "./finder.js";
import { listenToKeys } from "./keys.js";
import { LANE, ROW, layout } from "./layout.js";
import { paint, prepare } from "./paint.js";
import { onThemeChange, readPalette } from "./palette.js";
import { Panel } from "./panel.js";
import { listenToPointer } from "./pointer.js";
import { resolveRef } from "./refs.js";
import { RowsView } from "./rows-view.js";
import { buildStage, fillLanes } from "./stage.js";

/**
 * @typedef {HTMLElement & {stage: HTMLElement, remember: () => void, press: () => void}} Host
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./say.js").Say} Say
 */

/** Pixels of the window that stay for what is around the stage. */
const AROUND_STAGE = 150;
const LEAST_STAGE = 420;
const FONT = 12;
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
    this.zone = zone;
    this.parts = buildStage(say);
    host.stage.replaceChildren(this.parts.body, this.parts.panel);
    this.palette = readPalette(host);
    this.rows = new RowsView(this.parts.grid, say);
    this.panel = new Panel(this.parts.panel, host.getAttribute("rows") ?? "", say);
    this.finder = new Finder(host, this);
    this.layout = layout(0, 0, LEAST_STAGE);
    this.width = 0;
    /** @type {number | null} */
    this.pointerX = null;
    this.frame = 0;
    this.timer = 0;
    this.stops = this.listen();
    this.changed(false);
    if (scene.position >= 0) this.show(scene.position);
  }

  listen() {
    const { body, canvas, grid, lanes, panel } = this.parts;
    const resize = new ResizeObserver(() => this.measure());
    resize.observe(this.host.stage);
    body.addEventListener("scroll", () => this.draw(), { passive: true });
    lanes.addEventListener("scroll", () => this.draw(), { passive: true });
    panel.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-close]")) this.leave();
    });
    document.fonts?.ready.then(() => this.draw());
    return [
      () => resize.disconnect(),
      onThemeChange(() => this.repaint()),
      listenToKeys(grid, this.keyActs()),
      listenToPointer(body, canvas, {
        zoom: (share, factor) => this.zoom(share, factor),
        pan: (share) => this.look(pan(this.scene.view, share, this.scene.map.length)),
        hover: (share) => this.hover(share),
        choose: (position) => this.choose(position, true),
        focus: (position) => this.toRow(position),
        toggle: (position) => this.toggle(this.scene.visible[position]),
      }),
    ];
  }

  /** @returns {import("./keys.js").KeyActs} */
  keyActs() {
    const { scene } = this;
    return {
      step: (by) => this.step(by),
      page: (by) => this.step(by * Math.max(1, Math.floor(this.layout.rows / ROW) - 1)),
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
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.stops.forEach((stop) => stop());
    this.finder.stop();
  }

  /** Filters, closed rows, scale or clocks changed. @param {boolean} scale */
  changed(scale) {
    const { scene, parts, say } = this;
    if (scale) scene.refold();
    scene.refilter();
    this.finder.refresh();
    fillLanes(parts.lanes, this.lanes, say);
    this.measure();
    this.rows.reset(scene);
    this.empty();
    this.remember();
    this.draw();
  }

  get lanes() {
    return this.scene.state.hidden.has("metrics") ? [] : this.scene.geometry.lanes;
  }

  empty() {
    const { note } = this.parts;
    const { visible, state } = this.scene;
    const key = state.view === "errors" ? "noErrors" : state.view === "stages" ? "noStages" : "emptyRows";
    note.hidden = visible.length > 0;
    note.textContent = visible.length ? "" : this.say.text(key);
  }

  /** The stage's size follows the window's and the number of rows. */
  measure() {
    const { body, corner, lanes, space, panel } = this.parts;
    const most = Math.max(LEAST_STAGE, innerHeight - AROUND_STAGE);
    const size = layout(this.scene.visible.length, this.lanes.length, panel.hidden ? most : Math.max(most, 0));
    this.layout = size;
    body.style.height = `${size.height}px`;
    lanes.style.top = `${size.height - size.lanes}px`;
    lanes.style.height = `${size.lanes}px`;
    lanes.hidden = !size.lanes;
    space.style.height = `${size.content}px`;
    const names = corner.offsetWidth;
    this.width = Math.max(50, body.clientWidth - names - 1);
    this.draw();
  }

  repaint() {
    this.palette = readPalette(this.host);
    this.draw();
  }

  draw() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.paint());
  }

  paint() {
    this.frame = 0;
    const { body, canvas, lanes } = this.parts;
    const { scene, say, palette, layout: size, width, zone, pointerX } = this;
    this.rows.update(body.scrollTop, size.rows);
    const context = prepare(canvas, width, size.height);
    if (!context) return;
    const plain = `${FONT - 0.5}px ${palette.font}`;
    paint({ context, scene, palette, say, layout: size, width, height: size.height, scrollTop: body.scrollTop, lanesTop: lanes.scrollTop, zone, pointerX, plain, bold: `600 ${plain}` });
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

  /** @param {number | null} share */
  hover(share) {
    const x = share === null ? null : share * this.width;
    if (x === this.pointerX) return;
    this.pointerX = x;
    this.draw();
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
    if (withPanel && scene.state.row) this.panel.open(scene.state.row);
    if (document.activeElement !== this.parts.grid) this.parts.grid.focus({ preventScroll: true });
    this.remember();
  }

  /** Scrolls and moves only as far as needed. @param {number} position */
  show(position) {
    const { scene, parts, layout: size } = this;
    const top = position * ROW;
    const { scrollTop } = parts.body;
    if (top < scrollTop) parts.body.scrollTop = top;
    else if (top + ROW > scrollTop + size.rows) parts.body.scrollTop = top + ROW - size.rows;
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
    const isClosed = scene.closed.has(row);
    if (hasChildren(scene.geometry, row) && isClosed !== close) {
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
      this.parts.grid.focus({ preventScroll: true });
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
    const { scene, parts } = this;
    const place = resolveRef(scene.geometry, ref);
    parts.body.scrollIntoView({ block: "nearest" });
    if (place.row >= 0) {
      this.uncover(place.row);
      this.choose(positionOf(scene.geometry, scene.visible, place.row), true);
    } else if (place.lane >= 0) parts.lanes.scrollTop = place.lane * LANE;
    else if (place.mark >= 0) this.goToMark(place.mark);
    else this.host.dispatchEvent(new CustomEvent("loupe:say", { bubbles: true, detail: this.say.text("notHere") }));
    this.draw();
  }

  /** Opens what hides a row: a closed ancestor, a filter. @param {number} row */
  uncover(row) {
    const { scene } = this;
    if (scene.visible.includes(row)) return;
    scene.showAll();
    this.changed(false);
    this.host.press();
  }

  /** @param {number} index */
  goToMark(index) {
    const { scene } = this;
    const { time, until } = scene.geometry.header.marks[index];
    this.look(reveal(scene.view, toShown(scene.map, time), toShown(scene.map, until ?? time), scene.map.length));
  }
}
