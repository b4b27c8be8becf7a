import assert from "node:assert/strict";
import { test } from "node:test";

import { LEAST, around, clampView, isWhole, pan, reveal, xOf, zoomAt } from "../../static/js/lib/viewport.js";
import { random } from "./samples.js";

const LENGTH = 1e9;

test("whatever is done, the view stays inside and is never smaller than the least", () => {
  const next = random(2);
  let view = { from: 0, to: LENGTH };
  for (let round = 0; round < 5000; round++) {
    const at = next();
    view = at < 0.4 ? zoomAt(view, next(), 0.2 + next() * 2, LENGTH) : at < 0.8 ? pan(view, next() * 4 - 2, LENGTH) : around(next() * LENGTH, next() * LENGTH, LENGTH);
    assert.ok(view.from >= 0 && view.to <= LENGTH + 1e-3 && view.to - view.from >= LEAST - 1e-6, JSON.stringify(view));
  }
});

test("the instant under the pointer stays under it", () => {
  const view = { from: 2e8, to: 6e8 };
  const zoomed = zoomAt(view, 0.25, 0.5, LENGTH);
  assert.equal(xOf(view, 3e8, 800), 200);
  assert.equal(Math.round(xOf(zoomed, 3e8, 800)), 200);
});

test("zooming out ends with the whole", () => {
  assert.ok(isWhole(zoomAt({ from: 4e8, to: 5e8 }, 0.9, 100, LENGTH), LENGTH));
  assert.ok(!isWhole({ from: 1, to: LENGTH }, LENGTH));
});

test("a window shorter than the least is shown whole", () => {
  assert.deepEqual(clampView({ from: 0, to: 50 }, 50), { from: 0, to: 50 });
});

test("revealing moves only what is out of sight", () => {
  const view = { from: 100e6, to: 200e6 };
  assert.equal(reveal(view, 120e6, 130e6, LENGTH), view);
  const moved = reveal(view, 500e6, 510e6, LENGTH);
  assert.equal(moved.to - moved.from, 100e6);
  assert.ok(moved.from <= 500e6 && moved.to >= 510e6);
  const wider = reveal(view, 300e6, 900e6, LENGTH);
  assert.ok(wider.from <= 300e6 && wider.to >= 900e6);
});

test("a moment without length gets room around it", () => {
  const view = around(5e8, 5e8, LENGTH);
  assert.ok(view.from < 5e8 && view.to > 5e8);
});
