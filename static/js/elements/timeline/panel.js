/** The panel of one row: a fragment that the server renders, loaded when a row is chosen. Who is signed out by now is led to the login page. */

import { make } from "./rows-view.js";

/** @typedef {import("./say.js").Say} Say */

/** The answer for a row that the timeline no longer holds. */
const GONE = 404;

export class Panel {
  /**
   * @param {HTMLElement} element
   * @param {{base: string, narrowed?: string}} address of the fragments, and the query that the geometry was asked for with
   * @param {Say} say
   * @param {() => void} changed the panel came or went
   */
  constructor(element, address, say, changed) {
    this.element = element;
    this.address = address;
    this.say = say;
    this.changed = changed;
    /** @type {AbortController | null} */
    this.asking = null;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {string} path of the row, with its ids in the query */
  async open(path) {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const came = this.element.hidden;
    this.element.hidden = false;
    if (came) this.changed();
    this.element.setAttribute("aria-busy", "true");
    try {
      const { base, narrowed } = this.address;
      const answer = await fetch(base + path + (narrowed ? `&${narrowed}` : ""), { signal: asking.signal, credentials: "same-origin" });
      if (answer.redirected) return location.reload();
      if (!answer.ok) return this.fail(answer.status === GONE ? "goneRow" : "failedRow");
      const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.element.replaceChildren(...fragment.body.childNodes);
    } catch {
      if (asking.signal.aborted) return;
      this.fail("failedRow");
    }
    this.element.removeAttribute("aria-busy");
  }

  /** @param {string} key of the sentence */
  fail(key) {
    const close = make("button", "button slim", this.say.text("close"));
    close.setAttribute("type", "button");
    close.dataset.close = "";
    this.element.replaceChildren(make("p", "notice error", this.say.text(key)), close);
    this.element.removeAttribute("aria-busy");
  }

  close() {
    this.asking?.abort();
    this.element.hidden = true;
    this.element.replaceChildren();
    this.changed();
  }
}
