import assert from "node:assert/strict";
import { test } from "node:test";

import { laneRange, m4 } from "../../static/js/lib/m4.js";
import { random } from "./samples.js";

test("a spike of one sample among a hundred thousand survives", () => {
  const times = Float64Array.from({ length: 100_000 }, (_, i) => i);
  const values = new Float64Array(100_000).fill(1);
  values[54_321] = 99;
  const { x, y } = m4(times, values, (time) => time / 100, 1000);
  assert.ok(y.includes(99));
  assert.ok(x.length <= 4 * 1001);
});

test("each pixel keeps its first, least, greatest and last", () => {
  const next = random(3);
  const times = Float64Array.from({ length: 5000 }, (_, i) => i);
  const values = Float64Array.from(times, () => next());
  const { x, y } = m4(times, values, (time) => time / 50, 100);
  for (let pixel = 0; pixel < 100; pixel++) {
    const all = values.subarray(pixel * 50, pixel * 50 + 50);
    const kept = y.filter((_, i) => Math.floor(x[i]) === pixel);
    assert.equal(kept[0], all[0]);
    assert.equal(kept[kept.length - 1], all[49]);
    assert.ok(kept.includes(Math.min(...all)) && kept.includes(Math.max(...all)));
  }
});

test("a gap lifts the pen once and stays a gap", () => {
  const times = Float64Array.from([0, 1, 2, 3, 4, 5]);
  const values = Float64Array.from([NaN, 1, NaN, NaN, 2, 3]);
  const { x } = m4(times, values, (time) => time * 10, 100);
  assert.deepEqual(x, [10, NaN, 40, 50]);
});

test("one sample beyond each edge is kept, so that lines run out of the picture", () => {
  const times = Float64Array.from({ length: 10 }, (_, i) => i);
  const { x } = m4(times, Float64Array.from(times), (time) => (time - 4) * 100, 150);
  assert.deepEqual(x, [-100, 0, 100, 200]);
});

test("no samples give no points", () => {
  assert.deepEqual(m4(new Float64Array(0), new Float64Array(0), (time) => time, 10), { x: [], y: [] });
});

test("a lane reaches from zero to the greatest of values and limit and is never flat", () => {
  assert.deepEqual(laneRange(Float64Array.from([3, NaN, 7]), 5), { low: 0, high: 7 });
  assert.deepEqual(laneRange(Float64Array.from([3]), 90), { low: 0, high: 90 });
  assert.deepEqual(laneRange(Float64Array.from([-2, 1]), null), { low: -2, high: 1 });
  assert.deepEqual(laneRange(Float64Array.from([0, 0]), null), { low: 0, high: 1 });
});
