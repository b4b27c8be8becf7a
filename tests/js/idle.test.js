import assert from "node:assert/strict";
import { test } from "node:test";

import { decode } from "../../static/js/lib/geometry.js";
import { idleFolds } from "../../static/js/lib/idle.js";
import { random, sample } from "./samples.js";

/** The samples' window is 1,000,000 ns long. @param {number[]} starts @param {Record<string, unknown>} [more] */
const folds = (starts, more) => idleFolds(decode(sample(starts.map((start) => ({ depth: 0, start })), more))).map((fold) => [fold.start, fold.end]);

test("what is empty is folded, and asked again of what is left", () => {
  const near = Array.from({ length: 50 }, (_, i) => 400_000 + i * 100);
  assert.deepEqual(folds([0, ...near, 420_000, 1_000_000]), [[0, 400_000], [404_900, 420_000], [420_000, 1_000_000]]);
});

test("a rhythm is no interruption", () => {
  const steps = Array.from({ length: 6 }, (_, i) => 400_000 + i * 1_000);
  assert.deepEqual(folds([0, ...steps, 1_000_000]), [[0, 400_000], [405_000, 1_000_000]]);
});

test("a busy window folds nothing", () => {
  assert.deepEqual(folds(Array.from({ length: 101 }, (_, i) => i * 10_000)), []);
});

test("a window in which nothing happens stays as it is", () => {
  assert.deepEqual(folds([]), []);
});

test("marks and their ends count as something", () => {
  const marks = [{ time: 500_000, until: 700_000, kind: "stage", title: "", ref: "" }];
  for (const [start, end] of folds([0, 10], { marks })) assert.ok(!(start < 500_000 && end > 500_000) && !(start < 700_000 && end > 700_000));
});

test("nothing happens inside a fold, folds are in order, and there are not too many", () => {
  const next = random(4);
  for (let round = 0; round < 200; round++) {
    const starts = Array.from({ length: Math.floor(next() * 120) }, () => Math.floor(next() ** 3 * 1_000_000));
    const found = folds(starts);
    assert.ok(found.length <= 24);
    for (let i = 0; i < found.length; i++) {
      assert.ok(!starts.some((start) => start > found[i][0] && start < found[i][1]));
      if (i) assert.ok(found[i][0] >= found[i - 1][1]);
    }
  }
});
