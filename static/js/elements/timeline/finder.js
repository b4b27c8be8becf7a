/** Find in the rows: by name, log text and service. What is typed stays out of the address: it may name a person. */

import { matcher, nextPosition } from "../../lib/rows.js";

/**
 * @typedef {{scene: import("./scene.js").Scene, say: import("./say.js").Say, choose: (position: number, withPanel: boolean) => void,
 *   draw: () => void, panel: {isOpen: boolean}}} Owner
 */

export class Finder {
  /**
   * @param {HTMLElement} host
   * @param {Owner} owner
   */
  constructor(host, owner) {
    this.owner = owner;
    this.form = /** @type {HTMLFormElement | null} */ (host.querySelector(".tl-find"));
    this.input = this.form?.querySelector("input") ?? null;
    this.output = this.form?.querySelector("output") ?? null;
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.form?.addEventListener("submit", (event) => event.preventDefault(), { signal });
    this.input?.addEventListener("input", () => this.search(), { signal });
    this.input?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.next(event.shiftKey ? -1 : 1);
    }, { signal });
  }

  stop() {
    this.listening.abort();
  }

  open() {
    if (!this.form || !this.input) return;
    this.form.hidden = false;
    this.input.focus();
    this.input.select();
  }

  /** @returns {boolean} whether it was open */
  close() {
    if (!this.form || !this.input || this.form.hidden) return false;
    this.form.hidden = true;
    this.input.value = "";
    this.owner.scene.found = new Set();
    this.owner.draw();
    return true;
  }

  search() {
    this.refresh();
    this.next(1, true);
  }

  /** The rows that fit, after typing and after a change of what is shown. */
  refresh() {
    const { scene } = this.owner;
    const text = this.input?.value.trim() ?? "";
    scene.found = new Set();
    if (text) {
      const fits = matcher(scene.geometry, text);
      scene.visible.forEach((row, position) => {
        if (row >= 0 && fits(row)) scene.found.add(position);
      });
    }
    this.report();
    this.owner.draw();
  }

  /**
   * @param {number} direction
   * @param {boolean} [here] whether the present row may stay
   */
  next(direction, here = false) {
    const { scene, panel } = this.owner;
    if (!scene.found.size) return;
    const from = here ? scene.position - 1 : scene.position;
    const position = nextPosition(scene.visible.length, from, direction, (at) => scene.found.has(at));
    const { input } = this;
    this.owner.choose(position, panel.isOpen);
    input?.focus();
    this.report();
  }

  report() {
    const { scene, say } = this.owner;
    if (!this.output) return;
    const size = scene.found.size;
    const at = [...scene.found].filter((position) => position <= scene.position).length;
    const isIdle = !this.input?.value.trim();
    this.output.textContent = isIdle ? "" : size ? say.count(say.words.found, size, { at: String(Math.max(at, 1)) }) : say.text("notFound");
  }
}
