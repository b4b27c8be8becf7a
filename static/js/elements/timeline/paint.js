/** One frame of the canvas, from back to front. */

import { clockText } from "../../lib/format.js";
import { toTrue } from "../../lib/foldmap.js";
import { drawAxis, drawBands, drawMarks } from "./draw-frame.js";
import { drawLanes } from "./draw-lanes.js";
import { drawRows } from "./draw-rows.js";
import { AXIS, HEAD } from "./layout.js";

/**
 * @typedef {{context: CanvasRenderingContext2D, scene: import("./scene.js").Scene, palette: import("./palette.js").Palette,
 *   say: import("./say.js").Say, layout: import("./layout.js").Layout, width: number, height: number, scrollTop: number, lanesTop: number,
 *   zone: string, pointerX: number | null, pointerY: number, plain: string, bold: string}} Drawing
 */

/** Pixels around a mark in which the pointer means it. */
const REACH = 9;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @returns {CanvasRenderingContext2D | null} scaled so that one unit is one CSS pixel
 */
export function prepare(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** @param {Drawing} drawing */
export function paint(drawing) {
  const { context, width, height, palette, plain } = drawing;
  context.clearRect(0, 0, width, height);
  context.font = plain;
  context.textBaseline = "middle";
  drawBands(drawing);
  drawAxis(drawing);
  drawMarks(drawing);
  drawRows(drawing);
  context.fillStyle = palette.card;
  drawLanes(drawing);
  if (drawing.pointerX !== null) drawPointer(drawing, drawing.pointerX);
}

/**
 * The instant under the pointer, on the axis; a mark's whole title in the marks' lane, where neighbours may have cut it.
 * @param {Drawing} drawing
 * @param {number} x
 */
function drawPointer(drawing, x) {
  const { context, scene, palette, width, height, zone, pointerY } = drawing;
  const { view, map, geometry } = scene;
  const time = toTrue(map, view.from + (view.to - view.from) * (x / width));
  const perPixel = (toTrue(map, view.to) - toTrue(map, view.from)) / width;
  const text = clockText(geometry.from + BigInt(Math.round(time)), zone, Math.min(perPixel * 4, 1e9));
  context.fillStyle = palette.edge;
  context.globalAlpha = 0.5;
  context.fillRect(Math.round(x), AXIS, 1, height - AXIS);
  context.globalAlpha = 1;
  drawLabel(drawing, text, x, AXIS / 2);
  const mark = pointerY > AXIS && pointerY < HEAD ? markUnder(drawing, x) : undefined;
  if (mark) drawLabel(drawing, mark.title, scene.x(mark.time, width), HEAD + AXIS / 2);
}

/**
 * @param {Drawing} drawing
 * @param {number} x
 */
function markUnder({ scene, width }, x) {
  const near = (/** @type {{time: number}} */ mark) => Math.abs(scene.x(mark.time, width) - x);
  const [closest] = scene.geometry.header.marks.filter((mark) => near(mark) < REACH).sort((a, b) => near(a) - near(b));
  return closest;
}

/**
 * @param {Drawing} drawing
 * @param {string} text
 * @param {number} x its middle, moved so that it stays in the picture
 * @param {number} y its middle
 */
function drawLabel({ context, palette, width }, text, x, y) {
  const size = context.measureText(text).width + 10;
  const left = Math.min(Math.max(x - size / 2, 0), width - size);
  context.fillStyle = palette.ink;
  context.beginPath();
  context.roundRect(left, y - AXIS / 2 + 3, size, AXIS - 6, 4);
  context.fill();
  context.fillStyle = palette.card;
  context.textAlign = "center";
  context.fillText(text, left + size / 2, y);
}
