/** Keeps the stage's document and canvas in step with the scene: sizes, rows, lanes' labels, one painting a frame. */

import { LANE, ROW, layout } from "./layout.js";
import { paint, prepare } from "./paint.js";
import { onThemeChange, readPalette } from "./palette.js";
import { RowsView } from "./rows-view.js";
import { buildStage, fillLanes } from "./stage.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./say.js").Say} Say
 */

/** Pixels of the window for what stands under the stage. */
const UNDER_STAGE = 60;
const LEAST_STAGE = 560;
const LEAST_DRAWING = 360;
const FONT = 11.5;

export class Display {
  /**
   * @param {HTMLElement} place
   * @param {Scene} scene
   * @param {Say} say
   * @param {string} zone
   */
  constructor(place, scene, say, zone) {
    this.place = place;
    this.scene = scene;
    this.say = say;
    this.zone = zone;
    this.parts = buildStage(say);
    place.replaceChildren(this.parts.body, this.parts.panel);
    this.palette = readPalette(place);
    this.rows = new RowsView(this.parts.grid, say);
    this.layout = layout(0, 0, LEAST_STAGE);
    this.width = 0;
    /** @type {number | null} */
    this.pointerX = null;
    this.pointerY = 0;
    this.frame = 0;
    this.stops = this.listen();
  }

  listen() {
    const resize = new ResizeObserver(() => this.measure());
    resize.observe(this.place);
    this.parts.body.addEventListener("scroll", () => this.draw(), { passive: true });
    this.parts.lanes.addEventListener("scroll", () => this.draw(), { passive: true });
    document.fonts.ready.then(() => this.draw());
    return [() => resize.disconnect(), onThemeChange(() => this.repaint())];
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.stops.forEach((stop) => stop());
  }

  get lanes() {
    return this.scene.state.hidden.has("metrics") ? [] : this.scene.geometry.lanes;
  }

  /** Everything anew: other rows, other lanes. */
  refresh() {
    fillLanes(this.parts.lanes, this.lanes, this.say);
    this.measure();
    this.rows.reset(this.scene);
    this.tellEmpty();
    this.draw();
  }

  tellEmpty() {
    const { note } = this.parts;
    const { visible, state } = this.scene;
    const key = state.view === "errors" ? "noErrors" : state.view === "stages" ? "noStages" : "emptyRows";
    note.hidden = visible.length > 0;
    note.textContent = visible.length ? "" : this.say.text(key);
  }

  /** Down to the end of the window as the page opens, so that an order is seen at once; never so low that rows cannot be read. */
  get mostHeight() {
    const top = this.place.getBoundingClientRect().top + scrollY;
    return Math.max(LEAST_STAGE, innerHeight - top - UNDER_STAGE);
  }

  /** The drawing makes room for the panel where both fit; on a narrow screen the panel lies over it. */
  get beside() {
    const { panel, body, corner } = this.parts;
    const room = body.clientWidth - corner.offsetWidth - panel.offsetWidth;
    return panel.hidden || room < LEAST_DRAWING ? 0 : panel.offsetWidth;
  }

  /** The stage's size follows the window's and the number of rows. */
  measure() {
    const { body, corner, lanes, space } = this.parts;
    const size = layout(this.scene.visible.length, this.lanes.length, this.mostHeight);
    this.layout = size;
    body.style.height = `${size.height}px`;
    lanes.style.top = `${size.height - size.lanes}px`;
    lanes.style.height = `${size.lanes}px`;
    lanes.hidden = !size.lanes;
    lanes.tabIndex = this.lanes.length * LANE > size.lanes ? 0 : -1;
    space.style.height = `${size.content}px`;
    this.width = Math.max(50, body.clientWidth - corner.offsetWidth - this.beside - 1);
    this.draw();
  }

  /** At once and not in the next frame: paper does not wait for one. */
  repaint() {
    this.palette = readPalette(this.place);
    this.paint();
  }

  draw() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.paint());
  }

  paint() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { body, canvas, lanes } = this.parts;
    const { scene, say, palette, width, zone, pointerX, pointerY } = this;
    const { height, rows } = this.layout;
    this.rows.update(body.scrollTop, rows);
    const context = prepare(canvas, width, height);
    if (!context) return;
    const plain = `${FONT}px ${palette.font}`;
    const scroll = { scrollTop: body.scrollTop, lanesTop: lanes.scrollTop };
    paint({ context, scene, palette, say, layout: this.layout, width, height, ...scroll, zone, pointerX, pointerY, plain, bold: `600 ${plain}` });
  }

  /**
   * @param {number | null} share of the width under the pointer
   * @param {number} y below the top of the stage
   */
  hover(share, y) {
    const x = share === null ? null : share * this.width;
    if (x === this.pointerX && y === this.pointerY) return;
    this.pointerX = x;
    this.pointerY = y;
    this.draw();
  }

  /** Scrolls only as far as needed. @param {number} position */
  scrollTo(position) {
    const { body } = this.parts;
    const top = position * ROW;
    if (top < body.scrollTop) body.scrollTop = top;
    else if (top + ROW > body.scrollTop + this.layout.rows) body.scrollTop = top + ROW - this.layout.rows;
  }

  /** How many rows a page of the keyboard moves. */
  get pageRows() {
    return Math.max(1, Math.floor(this.layout.rows / ROW) - 1);
  }
}

