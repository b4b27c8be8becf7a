/**
 * `<loupe-timeline src="…/geometry" rows="…/rows/" words="id of a JSON script" zone="Europe/Moscow">`: an order's spans, logs, marks and
 * metrics on one axis. The tools around the stage come from the server; their `data-set` and `data-flip` change the state, which lives in the URL.
 */

import { decode } from "../lib/geometry.js";
import { offsetText } from "../lib/format.js";
import { parseState, writeState } from "../lib/urlstate.js";
import { Controller } from "./timeline/controller.js";
import { make } from "./timeline/rows-view.js";
import { Say } from "./timeline/say.js";
import { Scene } from "./timeline/scene.js";
import { fillStrip } from "./timeline/strip.js";

class LoupeTimeline extends HTMLElement {
  constructor() {
    super();
    /** @type {Controller | null} */
    this.controller = null;
    this.say = new Say(/** @type {any} */ ({ units: {}, measures: {} }), document.documentElement.lang);
  }

  connectedCallback() {
    const words = document.getElementById(this.getAttribute("words") ?? "")?.textContent ?? "{}";
    this.say = new Say(JSON.parse(words), document.documentElement.lang || "en");
    this.addEventListener("click", (event) => this.onTool(event));
    addEventListener("hashchange", this.onHash);
    this.load();
  }

  disconnectedCallback() {
    removeEventListener("hashchange", this.onHash);
    this.controller?.stop();
  }

  get stage() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-stage]"));
  }

  get zone() {
    return this.getAttribute("zone") || "UTC";
  }

  /** Sources are asked anew each time. */
  async load() {
    this.controller?.stop();
    this.controller = null;
    this.message("asking", "");
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", { credentials: "same-origin" });
      if (answer.redirected) return location.reload();
      if (!answer.ok) throw new TypeError(`answered ${answer.status}`);
      this.show(decode(await answer.arrayBuffer()));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)) throw error;
      this.message("failed", "notice error");
    }
  }

  /** @param {import("../lib/geometry.js").Geometry} geometry */
  show(geometry) {
    const scene = new Scene(geometry, parseState(location.search));
    const strip = this.querySelector("[data-strip]");
    if (strip instanceof HTMLElement) fillStrip(strip, geometry.header.sources, this.say, () => this.load());
    this.controller = new Controller(this, scene, this.say, this.zone);
    const zone = this.querySelector("[data-zone]");
    if (zone) zone.textContent = this.say.text("zone", { offset: offsetText(geometry.from, this.zone), zone: this.zone });
    this.press();
    this.onHash();
    this.dispatchEvent(new CustomEvent("loupe:ready", { bubbles: true }));
  }

  /**
   * @param {string} key
   * @param {string} className
   */
  message(key, className) {
    const text = make("p", `empty ${className}`, this.say.text(key));
    text.setAttribute("role", "status");
    this.stage.replaceChildren(text);
    if (key !== "failed") return;
    const button = make("button", "button slim", this.say.text("retry"));
    button.setAttribute("type", "button");
    button.addEventListener("click", () => this.load());
    text.append(" ", button);
  }

  /** @param {Event} event */
  onTool(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-set], [data-flip]") : null;
    const controller = this.controller;
    if (!(button instanceof HTMLElement) || !controller) return;
    const { state } = controller.scene;
    const flip = button.dataset.flip;
    if (flip && !state.hidden.delete(flip)) state.hidden.add(flip);
    const [name, value] = (button.dataset.set ?? "").split("=");
    if (name === "view" || name === "scale" || name === "clocks") state[name] = value;
    controller.changed(name === "scale");
    this.press();
  }

  /** The tools show the state. */
  press() {
    const state = this.controller?.scene.state;
    if (!state) return;
    /** @type {Record<string, string>} */
    const chosen = { view: state.view, scale: state.scale, clocks: state.clocks };
    for (const button of this.querySelectorAll("[data-set], [data-flip]")) {
      if (!(button instanceof HTMLElement)) continue;
      const [name, value] = (button.dataset.set ?? "").split("=");
      const isOn = button.dataset.flip ? !state.hidden.has(button.dataset.flip) : chosen[name] === value;
      button.setAttribute("aria-pressed", String(isOn));
    }
  }

  remember() {
    const state = this.controller?.scene.state;
    if (state) history.replaceState(history.state, "", location.pathname + writeState(state, location.search) + location.hash);
  }

  /** A chip of evidence leads to its place. */
  onHash = () => {
    const ref = decodeURIComponent(location.hash.slice(1));
    if (this.controller && /^(span|log|series|mark):/.test(ref)) this.controller.goTo(ref);
    this.press();
  };
}

customElements.define("loupe-timeline", LoupeTimeline);
