/** Metric lanes on the same axis: the line, its limit dotted, and the value under the pointer. */

import { laneRange, lowerBound, m4 } from "../../lib/m4.js";
import { serviceMark } from "../../lib/services.js";
import { toTrue } from "../../lib/foldmap.js";
import { LANE } from "./layout.js";

/**
 * @typedef {import("./paint.js").Drawing} Drawing
 * @typedef {import("../../lib/geometry.js").Lane} Lane
 */

/** @param {Drawing} drawing */
export function drawLanes(drawing) {
  const { context, scene, layout, height, width, lanesTop, palette } = drawing;
  if (!layout.lanes) return;
  const top = height - layout.lanes;
  context.save();
  context.beginPath();
  context.rect(0, top, width, layout.lanes);
  context.clip();
  context.fillStyle = palette.line;
  context.fillRect(0, top, width, 1);
  scene.geometry.lanes.forEach((lane, index) => {
    const y = top + index * LANE - lanesTop;
    if (y > height || y + LANE < top) return;
    drawLane(drawing, lane, y);
    context.fillStyle = palette["line-soft"];
    context.fillRect(0, y + LANE - 1, width, 1);
  });
  context.restore();
}

/**
 * @param {Drawing} drawing
 * @param {Lane} lane
 * @param {number} top
 */
function drawLane(drawing, lane, top) {
  const { context, scene, palette, width, pointerX } = drawing;
  const { low, high } = laneRange(lane.v, lane.limit);
  const yOf = (/** @type {number} */ value) => top + LANE - 8 - ((value - low) / (high - low)) * (LANE - 18);
  if (lane.limit !== null) {
    context.strokeStyle = palette.error;
    context.globalAlpha = 0.6;
    context.lineWidth = 1;
    context.setLineDash([1.5, 3]);
    line(context, [0, width], [yOf(lane.limit), yOf(lane.limit)]);
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
  const colour = palette.hues[serviceMark(lane.service || lane.title).hue];
  const { x, y } = m4(lane.t, lane.v, (time) => scene.x(time, width), width);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  line(context, x, y.map(yOf));
  if (pointerX !== null) drawReading(drawing, lane, top, yOf, colour);
}

/**
 * A lone sample between two gaps is a dot: a line needs two.
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} x
 * @param {number[]} y
 */
function line(context, x, y) {
  context.beginPath();
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i])) continue;
    if (i === 0 || Number.isNaN(x[i - 1])) {
      context.moveTo(x[i], y[i]);
      if (i + 1 === x.length || Number.isNaN(x[i + 1])) context.arc(x[i], y[i], 1, 0, 7);
    } else context.lineTo(x[i], y[i]);
  }
  context.stroke();
}

/**
 * @param {Drawing} drawing
 * @param {Lane} lane
 * @param {number} top
 * @param {(value: number) => number} yOf
 * @param {string} colour
 */
function drawReading({ context, scene, palette, say, width, pointerX }, lane, top, yOf, colour) {
  const share = (pointerX ?? 0) / width;
  const time = toTrue(scene.map, scene.view.from + (scene.view.to - scene.view.from) * share);
  const index = lowerBound(lane.t, (at) => at > time) - 1;
  const value = lane.v[index];
  if (value === undefined || Number.isNaN(value)) return;
  const x = scene.x(lane.t[index], width);
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, yOf(value), 3, 0, 7);
  context.fill();
  const text = say.quantity(value, lane.unit);
  const left = (pointerX ?? 0) > width - 90;
  context.textAlign = left ? "right" : "left";
  context.fillStyle = palette.ink;
  context.fillText(text, (pointerX ?? 0) + (left ? -8 : 8), top + 10);
}
