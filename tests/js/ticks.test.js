import assert from "node:assert/strict";
import { test } from "node:test";

import { makeFoldMap } from "../../static/js/lib/foldmap.js";
import { stepFor, ticks } from "../../static/js/lib/ticks.js";

const SECOND = 1e9;

test("steps are round and never shorter than asked", () => {
  for (const [least, step] of [[1, 1], [3, 5], [1.2 * SECOND, 2 * SECOND], [61 * SECOND, 120 * SECOND], [4000 * SECOND, 7200 * SECOND]]) {
    assert.equal(stepFor(least), step);
  }
  assert.equal(stepFor(1e30), 365 * 86400 * SECOND);
});

test("labels stand on round instants of the zone and keep their distance", () => {
  const map = makeFoldMap(100 * SECOND, []);
  const origin = 1795254007_000000000n;
  const found = ticks(map, { from: 0, to: 100 * SECOND }, 1000, origin, 100);
  assert.ok(found.length >= 5);
  for (const tick of found) assert.equal(Number((origin + BigInt(tick.t)) % BigInt(tick.step)), 0);
  for (let i = 1; i < found.length; i++) assert.ok(found[i].x - found[i - 1].x >= 65);
});

test("a band has no labels until it is zoomed into", () => {
  const map = makeFoldMap(10_000 * SECOND, [{ start: 50 * SECOND, end: 9950 * SECOND }]);
  const inside = (/** @type {{t: number}} */ tick) => tick.t > 50 * SECOND && tick.t < 9950 * SECOND;
  assert.ok(!ticks(map, { from: 0, to: map.length }, 1000, 0n, 100).some(inside));
  const band = { from: map.u[1], to: map.u[2] };
  assert.ok(ticks(map, band, 1000, 0n, 100).some(inside));
});

test("a stretch behind a band names its first instant when no round one falls into it", () => {
  const map = makeFoldMap(1000 * SECOND, [{ start: 350 * SECOND, end: 999.3 * SECOND }]);
  const found = ticks(map, { from: 0, to: map.length }, 500, 0n, 100);
  assert.ok(found.some((tick) => Math.abs(tick.t - 999.3 * SECOND) < 10));
});

test("zoomed to microseconds the axis still has labels", () => {
  const map = makeFoldMap(1000 * SECOND, []);
  const found = ticks(map, { from: 5 * SECOND, to: 5 * SECOND + 800 }, 1000, 1795254007_123456789n, 100);
  assert.ok(found.length > 3 && found.every((tick) => tick.step <= 200));
});
