/** The strip of sources: what each gave, in words, with a shape beside the word, and a button where asking again may help. */

import { make } from "./rows-view.js";

/**
 * @typedef {import("../../lib/geometry.js").Report} Report
 * @typedef {import("./say.js").Say} Say
 */

const AGAIN = new Set(["failed", "timeout", "open", "partial", "arriving"]);

/**
 * A source is named once; what stands behind all it gave ("still arriving") is said once; what is of another state has a shape of its own.
 * apps/core/templatetags/timeline_words.py does the same for the table.
 * @param {Report[]} reports
 * @param {Say} say
 * @returns {{name: string, parts: {shape: string, text: string}[]}[]}
 */
export function groupReports(reports, say) {
  /** @type {{name: string, parts: {shape: string, gave: string[], beyond: string}[]}[]} */
  const groups = [];
  for (const report of reports) {
    if (groups.at(-1)?.name !== report.name) groups.push({ name: report.name, parts: [] });
    const { parts } = /** @type {typeof groups[0]} */ (groups.at(-1));
    const last = parts.at(-1);
    const shape = say.words.shapes[report.status] ?? "square";
    const beyond = say.beyond(report);
    if (last?.shape === shape && last.beyond === beyond) last.gave.push(say.gave(report));
    else parts.push({ shape, gave: [say.gave(report)], beyond });
  }
  return groups.map(({ name, parts }) => ({
    name,
    parts: parts.map(({ shape, gave, beyond }) => ({ shape, text: [...gave, beyond].filter(Boolean).join(", ") })),
  }));
}

/**
 * @param {HTMLElement} strip
 * @param {Report[]} reports
 * @param {Say} say
 * @param {() => void} again
 */
export function fillStrip(strip, reports, say, again) {
  const items = groupReports(reports, say).map(({ name, parts }) => {
    const item = make("li", "");
    parts.forEach(({ shape, text }, index) => {
      const form = make("i", `shape ${shape}`);
      form.setAttribute("aria-hidden", "true");
      item.append(...(index ? [" ", form] : [form, make("span", "strong", name), " "]), make("span", "quiet", text));
    });
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
