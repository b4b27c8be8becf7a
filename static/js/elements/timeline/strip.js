/** The strip of sources: what each gave, in words, with a shape beside the word, and a button where asking again may help. */

import { make } from "./rows-view.js";

/**
 * @typedef {import("../../lib/geometry.js").Report} Report
 * @typedef {import("./say.js").Say} Say
 */

const AGAIN = new Set(["failed", "timeout", "open", "partial", "arriving"]);

/**
 * @param {HTMLElement} strip
 * @param {Report[]} reports
 * @param {Say} say
 * @param {() => void} again
 */
export function fillStrip(strip, reports, say, again) {
  const items = reports.map((report) => {
    const item = make("li", "");
    const shape = make("i", `shape ${say.words.shapes[report.status] ?? "square"}`);
    shape.setAttribute("aria-hidden", "true");
    item.append(shape, make("span", "strong", report.name), " ", make("span", "quiet", say.source(report)));
    return item;
  });
  if (reports.some((report) => AGAIN.has(report.status))) {
    const item = make("li", "no-print");
    const button = make("button", "button slim", say.text("retry"));
    button.setAttribute("type", "button");
    button.addEventListener("click", again);
    item.append(button);
    items.push(item);
  }
  strip.replaceChildren(...items);
}
