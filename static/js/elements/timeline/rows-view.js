/** The names at the left: only the rows on the screen (and a few around) are in the document, as a tree grid. */

import { FLAG_NAMES, LOG, SEVERITIES, SEVERITY_ERROR, SEVERITY_WARN, isError, nameOf, serviceOf } from "../../lib/geometry.js";
import { hasChildren } from "../../lib/rows.js";
import { serviceMark } from "../../lib/services.js";
import { ROW } from "./layout.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./say.js").Say} Say
 */

const AROUND = 8;
const FIRST = 12;
const INDENT = 14;
const DEEPEST = 14;

export class RowsView {
  /**
   * @param {HTMLElement} grid
   * @param {Say} say
   */
  constructor(grid, say) {
    this.grid = grid;
    this.say = say;
    /** @type {Map<number, HTMLElement>} position → element */
    this.shown = new Map();
    /** @type {Scene | null} */
    this.scene = null;
  }

  /** Everything anew: rows were filtered, opened or closed. @param {Scene} scene */
  reset(scene) {
    this.scene = scene;
    this.shown.clear();
    this.grid.replaceChildren();
    this.grid.style.height = `${scene.visible.length * ROW}px`;
    this.grid.setAttribute("aria-rowcount", String(scene.visible.length));
  }

  /**
   * @param {number} scrollTop
   * @param {number} height
   */
  update(scrollTop, height) {
    const { scene } = this;
    if (!scene) return;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - AROUND);
    const last = Math.min(scene.visible.length, Math.ceil((scrollTop + height) / ROW) + AROUND);
    for (const [position, element] of this.shown) {
      if (position >= first && position < last) continue;
      element.remove();
      this.shown.delete(position);
    }
    for (let position = first; position < last; position++) {
      if (!this.shown.has(position)) this.add(scene, position);
    }
    this.mark(scene);
  }

  /** @param {Scene} scene */
  mark(scene) {
    for (const [position, element] of this.shown) {
      element.setAttribute("aria-selected", String(position === scene.position));
      element.classList.toggle("found", scene.found.has(position));
    }
    if (this.shown.has(scene.position)) this.grid.setAttribute("aria-activedescendant", `tl-row-${scene.position}`);
    else this.grid.removeAttribute("aria-activedescendant");
  }

  /**
   * @param {Scene} scene
   * @param {number} position
   */
  add(scene, position) {
    const element = document.createElement("div");
    element.className = "tl-row";
    element.id = `tl-row-${position}`;
    element.dataset.position = String(position);
    element.setAttribute("role", "row");
    element.setAttribute("aria-rowindex", String(position + 1));
    element.style.top = `${position * ROW}px`;
    const row = scene.visible[position];
    element.append(row < 0 ? this.markCell(scene, -row - 1) : this.cell(scene, row, element));
    this.shown.set(position, element);
    this.grid.append(element);
  }

  /**
   * @param {Scene} scene
   * @param {number} row
   * @param {HTMLElement} element
   */
  cell(scene, row, element) {
    const { geometry } = scene;
    const depth = geometry.depth[row];
    element.setAttribute("aria-level", String(depth + 1));
    const cell = nameCell();
    const bar = make("i", "svc-bar");
    const service = serviceOf(geometry, row);
    const isLog = geometry.kind[row] === LOG;
    if (service && !isLog) {
      const { hue, cue } = serviceMark(service);
      bar.classList.add(`svc-${hue}`, `cue-${cue}`);
    }
    cell.append(bar);
    bar.style.marginRight = `${FIRST + Math.min(depth, DEEPEST) * INDENT}px`;
    const missing = scene.missing.get(row);
    if (hasChildren(geometry, row) && !isLog) cell.append(opener(element, !scene.closed.has(row)));
    if (missing) cell.append(make("b", "uneasy", this.say.text("missingParent", { id: missing.slice(0, 8) })));
    cell.append(...(isLog ? this.logParts(geometry, row) : [make("span", "tl-text", nameOf(geometry, row).trim() || this.say.text("noName")), make("small", "", service)]));
    cell.append(make("span", "quietly", this.spoken(scene, row)));
    cell.title = this.titleOf(scene, row);
    return cell;
  }

  /**
   * @param {import("../../lib/geometry.js").Geometry} geometry
   * @param {number} row
   * @returns {Node[]}
   */
  logParts(geometry, row) {
    const severity = geometry.severity[row];
    const tone = severity >= SEVERITY_ERROR ? "bad" : severity === SEVERITY_WARN ? "uneasy" : "";
    const count = geometry.count[row] > 1 ? ` ×${geometry.count[row]}` : "";
    const text = nameOf(geometry, row);
    const shown = text ? make("code", "tl-text", text + count) : make("span", "tl-text faint", this.say.text("hiddenText") + count);
    return [make("b", tone, SEVERITIES[severity] ?? ""), shown];
  }

  /**
   * @param {Scene} scene
   * @param {number} index
   */
  markCell(scene, index) {
    const mark = scene.geometry.header.marks[index];
    const cell = nameCell();
    cell.append(make("i", "svc-bar"), make("span", "tl-text", mark.title), make("small", "", this.say.words.kinds[mark.kind] ?? mark.kind));
    return cell;
  }

  /**
   * What the drawing says and a screen reader cannot see.
   * @param {Scene} scene
   * @param {number} row
   */
  spoken(scene, row) {
    const { geometry } = scene;
    const length = geometry.kind[row] === LOG ? "" : this.say.duration(geometry.duration[row]);
    return [length, isError(geometry, row) ? this.say.text("error") : ""].filter(Boolean).join(", ");
  }

  /**
   * @param {Scene} scene
   * @param {number} row
   */
  titleOf(scene, row) {
    const { geometry } = scene;
    const flags = Object.entries(FLAG_NAMES).filter(([bit]) => geometry.flags[row] & Number(bit));
    return [nameOf(geometry, row), serviceOf(geometry, row), ...flags.map(([, name]) => this.say.words.flags[name] ?? name)].filter(Boolean).join(" · ");
  }
}

function nameCell() {
  const cell = make("div", "tl-name");
  cell.setAttribute("role", "gridcell");
  return cell;
}

/**
 * The triangle that closes and opens what stands under a row; keyboards use the arrows on the row.
 * @param {HTMLElement} row
 * @param {boolean} isOpen
 */
function opener(row, isOpen) {
  row.setAttribute("aria-expanded", String(isOpen));
  const button = make("span", "tl-open", isOpen ? "▾" : "▸");
  button.setAttribute("aria-hidden", "true");
  button.dataset.open = "";
  return button;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
export function make(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
