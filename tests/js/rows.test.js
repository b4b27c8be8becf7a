import assert from "node:assert/strict";
import { test } from "node:test";

import { decode } from "../../static/js/lib/geometry.js";
import { hasChildren, matcher, nextPosition, parentOf, positionOf, visibleRows } from "../../static/js/lib/rows.js";
import { sample } from "./samples.js";

const tree = decode(
  sample(
    [
      { depth: 0, service: 0 }, // 0
      { depth: 1, service: 1, name: 1 }, // 1
      { depth: 2, error: true }, // 2
      { depth: 2, log: true }, // 3
      { depth: 1 }, // 4
      { depth: 0 }, // 5
      { depth: 1, log: true, severity: 4, name: 1 }, // 6
    ],
    { marks: [{ time: 0 }, { time: 1 }] },
  ),
);

/** @param {string} view @param {string[]} hidden @param {number[]} closed */
const shown = (view, hidden = [], closed = []) => [...visibleRows(tree, { view, hidden: new Set(hidden) }, new Set(closed))];

test("everything is shown in the order of the work", () => {
  assert.deepEqual(shown("all"), [0, 1, 2, 3, 4, 5, 6]);
});

test("errors bring what they stand under and nothing else", () => {
  assert.deepEqual(shown("errors"), [0, 1, 2, 5, 6]);
});

test("stages are the marks, counted below zero", () => {
  assert.deepEqual(shown("stages"), [-1, -2]);
});

test("a hidden signal leaves the other", () => {
  assert.deepEqual(shown("all", ["logs"]), [0, 1, 2, 4, 5]);
  assert.deepEqual(shown("all", ["traces"]), [3, 6]);
});

test("a closed row puts away all below it and nothing beside it", () => {
  assert.deepEqual(shown("all", [], [1]), [0, 1, 4, 5, 6]);
  assert.deepEqual(shown("all", [], [0, 1]), [0, 5, 6]);
});

test("parents and children follow from the depths", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6].map((row) => parentOf(tree, row)), [-1, 0, 1, 1, 0, -1, 5]);
  assert.deepEqual([0, 1, 2, 5, 6].map((row) => hasChildren(tree, row)), [true, true, false, true, false]);
});

test("a row that is put away is found at its nearest ancestor", () => {
  assert.equal(positionOf(tree, Int32Array.from([0, 1, 4]), 2), 1);
  assert.equal(positionOf(tree, Int32Array.from([]), 2), -1);
});

test("the walk to the next goes round in both directions", () => {
  const fits = (/** @type {number} */ position) => position === 1 || position === 3;
  assert.deepEqual([nextPosition(5, -1, 1, fits), nextPosition(5, 1, 1, fits), nextPosition(5, 3, 1, fits)], [1, 3, 1]);
  assert.deepEqual([nextPosition(5, -1, -1, fits), nextPosition(5, 3, -1, fits), nextPosition(5, 1, -1, fits)], [3, 1, 3]);
  assert.equal(nextPosition(5, 0, 1, () => false), -1);
  assert.equal(nextPosition(0, -1, 1, fits), -1);
});

test("find looks into names, log texts and services, whatever the case, in any alphabet", () => {
  const rowsOf = (/** @type {string} */ text) => [0, 1, 2, 3, 4, 5, 6].filter(matcher(tree, text));
  assert.deepEqual(rowsOf("PRICE"), [1]);
  assert.deepEqual(rowsOf("отказ"), [6]);
  assert.deepEqual(rowsOf("shop-"), [0]);
  assert.deepEqual(rowsOf("nowhere"), []);
});
