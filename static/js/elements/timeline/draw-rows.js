/** Bars, log ticks and waits of the rows that are on the screen. */

import { CRITICAL, LOG, SEVERITY_ERROR, SEVERITY_WARN, isError, serviceOf } from "../../lib/geometry.js";
import { serviceMark } from "../../lib/services.js";
import { HEAD, ROW } from "./layout.js";
import { diamond, polygon, triangle, words } from "./shapes.js";

/** @typedef {import("./paint.js").Drawing} Drawing */
/** @typedef {import("../../lib/geometry.js").Wait} Wait */

const BAR = 11;

/** @param {Drawing} drawing */
export function drawRows(drawing) {
  const { context, scene, layout, scrollTop, width, palette } = drawing;
  context.save();
  context.beginPath();
  context.rect(0, HEAD, width, layout.rows);
  context.clip();
  const first = Math.floor(scrollTop / ROW);
  const last = Math.min(scene.visible.length, Math.ceil((scrollTop + layout.rows) / ROW));
  for (let position = first; position < last; position++) {
    const middle = HEAD + position * ROW - scrollTop + ROW / 2;
    const row = scene.visible[position];
    if (row < 0) drawMarkRow(drawing, -row - 1, middle);
    else if (scene.geometry.kind[row] === LOG) drawLog(drawing, row, middle);
    else drawSpan(drawing, row, middle);
  }
  context.fillStyle = palette["line-soft"];
  context.restore();
}

/**
 * @param {Drawing} drawing
 * @param {number} row
 * @param {number} y
 */
function drawSpan(drawing, row, y) {
  const { context, scene, palette, say, width } = drawing;
  const { start, end } = scene.extent(row);
  for (const wait of scene.geometry.waitsByRow.get(row) ?? []) drawWait(drawing, wait, y);
  const x0 = scene.x(start, width);
  const x1 = Math.max(scene.x(end, width), x0 + 2);
  if (x1 < -1 || x0 > width + 1) return;
  const failed = isError(scene.geometry, row);
  drawBar(drawing, row, Math.max(x0, -8), Math.min(x1, width + 8), y, failed);
  drawBreaks(drawing, start, end, y);
  if (failed) triangle(context, Math.min(x1, width - 4), y - 4, 5, palette.error);
  const ground = failed ? palette.card : palette.hues[serviceMark(serviceOf(scene.geometry, row)).hue];
  drawLength(drawing, say.duration(end - start), Math.max(x0, 0), x1, y, failed, ground);
}

/**
 * @param {Drawing} drawing
 * @param {number} row
 * @param {number} x0
 * @param {number} x1
 * @param {number} y
 * @param {boolean} failed
 */
function drawBar({ context, scene, palette }, row, x0, x1, y, failed) {
  const { hue, cue } = serviceMark(serviceOf(scene.geometry, row));
  const top = y - BAR / 2;
  const critical = (scene.geometry.flags[row] & CRITICAL) !== 0;
  context.fillStyle = palette.hues[hue];
  context.globalAlpha = failed ? 0.32 : critical ? 1 : 0.8;
  context.beginPath();
  context.roundRect(x0, top, x1 - x0, BAR, 2);
  context.fill();
  context.globalAlpha = 1;
  if (failed) outline(context, x0, top, x1 - x0, palette.error);
  else if (x1 - x0 > 14) notches(context, x0, top, cue, palette.card);
  if (critical && x1 - x0 > 3) {
    context.fillStyle = palette.ink;
    context.fillRect(x0, top + BAR + 1, x1 - x0, 1.5);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} top
 * @param {number} width
 * @param {string} colour
 */
function outline(context, x, top, width, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(x + 0.75, top + 0.75, Math.max(width - 1.5, 0.5), BAR - 1.5, 2);
  context.stroke();
}

/**
 * The second cue of a service: no, one or two slits at the start of its bars.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} top
 * @param {number} cue
 * @param {string} colour
 */
function notches(context, x, top, cue, colour) {
  context.fillStyle = colour;
  for (let slit = 0; slit < cue; slit++) context.fillRect(x + 3 + slit * 3, top, 1.2, BAR);
}

/**
 * Two slashes where a bar crosses a fold.
 * @param {Drawing} drawing
 * @param {number} start
 * @param {number} end
 * @param {number} y
 */
function drawBreaks({ context, scene, palette, width }, start, end, y) {
  for (const fold of scene.map.folds) {
    if (fold.start < start || fold.end > end) continue;
    const x = (scene.x(fold.start, width) + scene.x(fold.end, width)) / 2;
    if (x < 0 || x > width) continue;
    for (const dx of [-5, 2]) {
      polygon(context, [[x + dx, y + 7], [x + dx + 2.5, y + 7], [x + dx + 6, y - 7], [x + dx + 3.5, y - 7]], palette.card);
    }
  }
}

/**
 * The length stands behind the bar, or inside at its start where there is no room.
 * @param {Drawing} drawing
 * @param {string} text
 * @param {number} x0
 * @param {number} x1
 * @param {number} y
 * @param {boolean} failed
 * @param {string} bar its colour
 */
function drawLength({ context, palette, width, bold, plain }, text, x0, x1, y, failed, bar) {
  context.font = failed ? bold : plain;
  const size = context.measureText(text).width;
  const outside = x1 + 8 + size <= width;
  if (!outside && Math.min(x1, width) - x0 < size + 32) return;
  context.textAlign = "left";
  const colour = failed ? palette.error : outside ? palette.faint : palette.card;
  words(context, text, outside ? x1 + 8 : x0 + 16, y, colour, outside ? palette.card : bar);
  context.font = plain;
}

/**
 * Dotted, with its length in words; red and in words where nobody took the message.
 * @param {Drawing} drawing
 * @param {Wait} wait
 * @param {number} y
 */
function drawWait({ context, scene, palette, say, width }, wait, y) {
  const x0 = Math.max(scene.x(wait.start, width), 0);
  const x1 = Math.min(scene.x(wait.end, width), width);
  if (x1 - x0 < 3) return;
  const text = wait.consumed ? say.text("queued", { time: say.duration(wait.end - wait.start) }) : say.text("neverTaken");
  const size = context.measureText(text).width;
  const inside = x1 - x0 > size + 30;
  context.textAlign = inside ? "left" : "right";
  const colour = wait.consumed ? palette.quiet : palette.error;
  if (inside || x0 > size + 8) words(context, text, inside ? x0 + 4 : x0 - 6, y, colour, palette.card);
  context.strokeStyle = wait.consumed ? palette.hues[serviceMark(wait.destination).hue] : palette.error;
  context.lineWidth = 1.5;
  context.setLineDash([1.5, 3]);
  context.beginPath();
  context.moveTo(inside ? x0 + size + 10 : x0, y);
  context.lineTo(x1, y);
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {Drawing} drawing
 * @param {number} row
 * @param {number} y
 */
function drawLog({ context, scene, palette, width }, row, y) {
  const x = scene.x(scene.extent(row).start, width);
  if (x < -4 || x > width + 4) return;
  const severity = scene.geometry.severity[row];
  const colour = severity >= SEVERITY_ERROR ? palette.error : severity === SEVERITY_WARN ? palette.warn : palette.edge;
  context.fillStyle = colour;
  context.fillRect(x - 0.75, y - 7, 1.5, 14);
  if (severity >= SEVERITY_ERROR) diamond(context, x, y, 4, colour);
  else {
    context.beginPath();
    context.arc(x, y, 2.8, 0, 7);
    context.fill();
  }
}

/**
 * @param {Drawing} drawing
 * @param {number} index
 * @param {number} y
 */
function drawMarkRow({ context, scene, palette, say, width }, index, y) {
  const mark = scene.geometry.header.marks[index];
  const x0 = scene.x(mark.time, width);
  const x1 = mark.until === null ? x0 : scene.x(mark.until, width);
  diamond(context, x0, y, 4, palette.accent);
  if (mark.until === null || x1 <= x0) return;
  context.fillStyle = palette.accent;
  context.globalAlpha = 0.45;
  context.fillRect(x0, y - 1.5, x1 - x0, 3);
  context.globalAlpha = 1;
  const text = say.duration(mark.until - mark.time);
  if (x1 + 8 + context.measureText(text).width > width) return;
  context.textAlign = "left";
  words(context, text, x1 + 8, y, palette.faint, palette.card);
}
