/** The strip of sources: what each gave, in words, with a shape beside the word, and a button where asking again may help. */

import { make } from "./rows-view.js";

/**
 * @typedef {import("../../lib/geometry.js").Report} Report
 * @typedef {import("./say.js").Say} Say
 */

const AGAIN = new Set(["failed", "timeout", "open", "partial", "arriving"]);

/**
 * A source is named once; what else it gave follows, with a shape of its own where that is another.
 * @param {Report} report
 * @param {Report | undefined} before of the same source
 * @param {Say} say
 * @returns {(Node | string)[]}
 */
function said(report, before, say) {
  const shape = make("i", `shape ${shapeOf(report, say)}`);
  shape.setAttribute("aria-hidden", "true");
  const words = make("span", "quiet", say.source(report));
  if (!before) return [shape, make("span", "strong", report.name), " ", words];
  return shapeOf(before, say) === shapeOf(report, say) ? [make("span", "quiet", ", "), words] : [" ", shape, words];
}

/**
 * @param {Report} report
 * @param {Say} say
 */
function shapeOf(report, say) {
  return say.words.shapes[report.status] ?? "square";
}

/**
 * @param {HTMLElement} strip
 * @param {Report[]} reports
 * @param {Say} say
 * @param {() => void} again
 */
export function fillStrip(strip, reports, say, again) {
  /** @type {HTMLElement[]} */
  const items = [];
  reports.forEach((report, index) => {
    const before = reports[index - 1];
    const item = before?.name === report.name ? items[items.length - 1] : make("li", "");
    if (before?.name !== report.name) items.push(item);
    item.append(...said(report, before?.name === report.name ? before : undefined, say));
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
