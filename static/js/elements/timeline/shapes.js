/** Small forms on the canvas. */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} size half of it
 * @param {string} colour
 */
export function diamond(context, x, y, size, colour) {
  polygon(context, [[x, y - size], [x + size, y], [x, y + size], [x - size, y]], colour);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} colour
 */
export function triangle(context, x, y, size, colour) {
  polygon(context, [[x, y - size], [x + size, y + size * 0.8], [x - size, y + size * 0.8]], colour);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} colour
 */
export function square(context, x, y, size, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.strokeRect(x - size + 1, y - size + 1, 2 * size - 2, 2 * size - 2);
}

/**
 * Words that stay readable over bands, grid and breaks.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 * @param {string} ground what it stands on
 */
export function words(context, text, x, y, colour, ground) {
  context.strokeStyle = ground;
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[][]} points
 * @param {string} colour
 */
export function polygon(context, points, colour) {
  context.beginPath();
  points.forEach(([x, y], index) => (index ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  context.fillStyle = colour;
  context.fill();
}
