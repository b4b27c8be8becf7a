/** The panel of one row: a fragment that the server renders, loaded when a row is chosen. */

import { make } from "./rows-view.js";

/** @typedef {import("./say.js").Say} Say */

export class Panel {
  /**
   * @param {HTMLElement} element
   * @param {string} base address of the fragments
   * @param {Say} say
   * @param {() => void} changed the panel came or went
   */
  constructor(element, base, say, changed) {
    this.element = element;
    this.base = base;
    this.say = say;
    this.changed = changed;
    /** @type {AbortController | null} */
    this.asking = null;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {string} key of the row: s12, l4 */
  async open(key) {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const came = this.element.hidden;
    this.element.hidden = false;
    if (came) this.changed();
    this.element.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.base + key, { signal: asking.signal, headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!answer.ok) throw new TypeError(`answered ${answer.status}`);
      const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.element.replaceChildren(...fragment.body.childNodes);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.element.replaceChildren(make("p", "notice error", this.say.text("failedRow")));
    }
    this.element.removeAttribute("aria-busy");
  }

  close() {
    this.asking?.abort();
    this.element.hidden = true;
    this.element.replaceChildren();
    this.changed();
  }
}
