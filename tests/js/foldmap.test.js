import assert from "node:assert/strict";
import { test } from "node:test";

import { makeFoldMap, toShown, toTrue } from "../../static/js/lib/foldmap.js";
import { random } from "./samples.js";

/** @param {() => number} next */
function anyMap(next) {
  const length = 1e3 + next() * 1e15;
  const edges = Array.from({ length: 2 * Math.floor(next() * 8) }, () => next() * length).sort((a, b) => a - b);
  const folds = [];
  for (let i = 0; i + 1 < edges.length; i += 2) folds.push({ start: edges[i], end: edges[i + 1] });
  return { length, folds, map: makeFoldMap(length, folds) };
}

test("the map is strictly increasing and its inverse leads back", () => {
  const next = random(1);
  for (let round = 0; round < 300; round++) {
    const { length, map } = anyMap(next);
    const times = Array.from({ length: 50 }, () => next() * length).sort((a, b) => a - b);
    for (let i = 0; i < times.length; i++) {
      const shown = toShown(map, times[i]);
      assert.ok(Math.abs(toTrue(map, shown) - times[i]) <= length * 1e-9, `round ${round}`);
      if (i && times[i] - times[i - 1] > length * 1e-9) assert.ok(shown > toShown(map, times[i - 1]), `round ${round}`);
    }
  }
});

test("unfolded stretches keep their length and folds shrink to a share of the whole", () => {
  const map = makeFoldMap(1000, [{ start: 100, end: 900 }]);
  assert.equal(toShown(map, 60) - toShown(map, 10), 50);
  assert.equal(toShown(map, 990) - toShown(map, 950), 40);
  const band = toShown(map, 900) - toShown(map, 100);
  assert.ok(Math.abs(band / map.length - 0.035) < 1e-9);
});

test("a fold never grows, and many of them leave most of the width to what happened", () => {
  const short = makeFoldMap(1000, [{ start: 100, end: 101 }]);
  assert.ok(toShown(short, 101) - toShown(short, 100) <= 1);
  const folds = Array.from({ length: 30 }, (_, i) => ({ start: i * 30, end: i * 30 + 29 }));
  const map = makeFoldMap(900, folds);
  assert.ok(folds.reduce((sum, fold) => sum + toShown(map, fold.end) - toShown(map, fold.start), 0) <= map.length * 0.41);
});

test("without folds the map is the identity, also outside the window", () => {
  const map = makeFoldMap(100, []);
  for (const time of [-5, 0, 33.3, 100, 170]) assert.equal(toShown(map, time), time);
});

test("a window that is one single fold still has a width", () => {
  const map = makeFoldMap(100, [{ start: 0, end: 100 }]);
  assert.ok(map.length > 0);
  assert.ok(toShown(map, 70) > toShown(map, 30));
});

test("folds that cannot be right are left out", () => {
  assert.deepEqual(makeFoldMap(100, [{ start: 50, end: 40 }, { start: -1, end: 5 }, { start: 90, end: 200 }]).folds, []);
});
