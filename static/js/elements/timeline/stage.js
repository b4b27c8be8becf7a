/** The element's own document: the scrolling body, the one canvas, corner, rows, lanes' labels, panel. */

import { HEAD } from "./layout.js";
import { make } from "./rows-view.js";

/**
 * @typedef {import("../../lib/geometry.js").Lane} Lane
 * @typedef {import("./say.js").Say} Say
 * @typedef {{body: HTMLElement, view: HTMLElement, canvas: HTMLCanvasElement, corner: HTMLElement, grid: HTMLElement, lanes: HTMLElement,
 *   space: HTMLElement, panel: HTMLElement, note: HTMLElement}} Stage
 */

/**
 * @param {Say} say
 * @returns {Stage}
 */
export function buildStage(say) {
  const body = make("div", "tl-body");
  const view = make("div", "tl-view");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  const front = make("div", "tl-view tl-front");
  const corner = make("div", "tl-corner");
  corner.append(make("div", ""), make("div", "", say.text("marks")));
  const lanes = make("div", "tl-lanes");
  lanes.setAttribute("role", "list");
  lanes.setAttribute("aria-label", say.text("metrics"));
  view.append(canvas);
  front.append(corner, lanes);
  const grid = make("div", "tl-rows");
  grid.setAttribute("role", "treegrid");
  grid.setAttribute("aria-label", say.text("rows"));
  grid.tabIndex = 0;
  grid.style.top = `${HEAD}px`;
  const space = make("div", "tl-space");
  const note = make("p", "tl-note empty");
  note.hidden = true;
  body.append(view, front, grid, note, space);
  const panel = make("aside", "tl-panel");
  panel.hidden = true;
  panel.tabIndex = -1;
  return { body, view, canvas, corner, grid, lanes, space, panel, note };
}

/**
 * @param {HTMLElement} host
 * @param {Lane[]} lanes
 * @param {Say} say
 */
export function fillLanes(host, lanes, say) {
  host.replaceChildren(
    ...lanes.map((lane) => {
      const item = make("div", "tl-lane");
      item.setAttribute("role", "listitem");
      item.dataset.lane = lane.title;
      item.title = lane.query;
      const value = lane.last === null ? say.text("noData") : say.quantity(lane.last, lane.unit);
      const isOver = lane.limit !== null && lane.last !== null && lane.last > lane.limit;
      const figure = make("span", isOver ? "bad strong" : "quiet", value);
      if (lane.limit !== null) figure.title = say.text("limit", { value: say.quantity(lane.limit, lane.unit) });
      item.append(make("span", "", lane.title), figure);
      return item;
    }),
  );
}
