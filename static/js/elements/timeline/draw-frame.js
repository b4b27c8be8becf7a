/** The frame of the drawing: fold bands with their true length, the grid, the axis, and the lane of marks. */

import { clockText, dayText, offsetNs } from "../../lib/format.js";
import { toTrue } from "../../lib/foldmap.js";
import { ticks } from "../../lib/ticks.js";
import { AXIS, HEAD } from "./layout.js";
import { diamond, square, triangle } from "./shapes.js";

/**
 * @typedef {import("./paint.js").Drawing} Drawing
 * @typedef {import("../../lib/geometry.js").Mark} Mark
 */

const TICK_SPACING = 112;
const DAY = 86400e9;
const FONT_HEIGHT = 11;

/** @param {Drawing} drawing */
export function drawBands({ context, scene, palette, say, width, height, layout }) {
  const bottom = HEAD + layout.rows - 8;
  for (const fold of scene.map.folds) {
    const x0 = scene.x(fold.start, width);
    const x1 = scene.x(fold.end, width);
    if (x1 < 0 || x0 > width) continue;
    context.fillStyle = palette.fold;
    context.fillRect(x0 + 0.5, 0, Math.max(x1 - x0 - 1, 1), height);
    if (x1 - x0 < FONT_HEIGHT) continue;
    context.save();
    context.translate((Math.max(x0, 0) + Math.min(x1, width)) / 2, bottom);
    context.rotate(-Math.PI / 2);
    context.fillStyle = palette.faint;
    context.textAlign = "left";
    context.fillText(say.roughly(fold.end - fold.start), 0, 0);
    context.restore();
  }
}

/** @param {Drawing} drawing */
export function drawAxis({ context, scene, palette, say, width, height, zone }) {
  const { geometry } = scene;
  const origin = geometry.from + offsetNs(geometry.from, zone);
  const showsDays = toTrue(scene.map, scene.view.to) - toTrue(scene.map, scene.view.from) > DAY / 2;
  let day = showsDays ? "" : dayText(geometry.from + BigInt(Math.round(toTrue(scene.map, scene.view.from))), zone, say.language);
  context.textAlign = "left";
  let free = -Infinity;
  for (const tick of ticks(scene.map, scene.view, width, origin, TICK_SPACING)) {
    context.fillStyle = palette["line-soft"];
    context.fillRect(Math.round(tick.x), 0, 1, height);
    const at = geometry.from + BigInt(Math.round(tick.t));
    const today = dayText(at, zone, say.language);
    const clock = tick.step >= DAY ? "" : clockText(at, zone, tick.step);
    const text = today === day ? clock || today : `${today} ${clock}`.trim();
    const end = tick.x + 5 + context.measureText(text).width;
    if (tick.x < free || end > width) continue;
    day = today;
    free = end + 6;
    context.fillStyle = palette.faint;
    context.fillText(text, tick.x + 5, AXIS / 2);
  }
  context.fillStyle = palette["line-soft"];
  context.fillRect(0, AXIS - 1, width, 1);
  context.fillRect(0, HEAD - 1, width, 1);
}

/** @param {Drawing} drawing */
export function drawMarks(drawing) {
  const { context, scene, palette, width, height } = drawing;
  const y = AXIS + 13;
  const marks = scene.geometry.header.marks;
  let free = -Infinity;
  for (let index = 0; index < marks.length; index++) {
    const mark = marks[index];
    const x = scene.x(mark.time, width);
    if (x < -200 || x > width + 10) continue;
    if (mark.until !== null) drawUntil(drawing, mark, x, y);
    if (mark.kind === "stage" || mark.kind === "deployment") {
      context.fillStyle = palette.line;
      context.fillRect(Math.round(x), HEAD, 1, height - HEAD);
    }
    drawShape(drawing, mark, x, y);
    free = drawTitle(drawing, mark, x, y, Math.max(free, 0), nextX(drawing, index));
  }
}

/**
 * @param {Drawing} drawing
 * @param {number} index
 */
function nextX({ scene, width }, index) {
  const next = scene.geometry.header.marks[index + 1];
  return next ? scene.x(next.time, width) : width;
}

/**
 * @param {Drawing} drawing
 * @param {Mark} mark
 * @param {number} x
 * @param {number} y
 */
function drawUntil({ context, scene, palette, width }, mark, x, y) {
  context.fillStyle = palette.edge;
  context.fillRect(x, y + 6, Math.max(1, scene.x(mark.until ?? mark.time, width) - x), 1);
}

/**
 * The form says the kind: dot a stage, diamond an alert or a lost message, triangle a release, square a complaint.
 * @param {Drawing} drawing
 * @param {Mark} mark
 * @param {number} x
 * @param {number} y
 */
function drawShape({ context, palette }, mark, x, y) {
  if (mark.kind === "alert") diamond(context, x, y, 5, palette.warn);
  else if (mark.kind === "message" || mark.kind === "incident") diamond(context, x, y, 5, palette.error);
  else if (mark.kind === "deployment") triangle(context, x, y, 5, palette.accent);
  else if (mark.kind === "complaint") square(context, x, y, 4, palette.warn);
  else {
    context.beginPath();
    context.arc(x, y, mark.kind === "stage" ? 4 : 2.5, 0, 7);
    context.fillStyle = mark.kind === "stage" ? palette.accent : palette.edge;
    context.fill();
  }
}

/**
 * A title is cut before the next shape, and left out where not even a few letters fit.
 * @param {Drawing} drawing
 * @param {Mark} mark
 * @param {number} x
 * @param {number} y
 * @param {number} free where the last title ended
 * @param {number} next
 * @returns {number} where this one ends
 */
function drawTitle({ context, palette }, mark, x, y, free, next) {
  const at = x + 9;
  const room = next - at - 10;
  if (room < 24 || at < free) return free;
  let text = mark.title;
  let size = context.measureText(text).width;
  while (size > room && text.length > 4) {
    text = `${text.slice(0, Math.max(3, Math.floor((text.length * room) / size) - 2))}…`;
    size = context.measureText(text).width;
    if (text.length <= 4) break;
  }
  if (size > room) return free;
  context.fillStyle = palette.quiet;
  context.textAlign = "left";
  context.fillText(text, at, y);
  return at + size;
}
