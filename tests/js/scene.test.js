import assert from "node:assert/strict";
import { test } from "node:test";

import { HEAD, LANE, ROW, layout } from "../../static/js/elements/timeline/layout.js";
import { resolveRef } from "../../static/js/elements/timeline/refs.js";
import { Scene } from "../../static/js/elements/timeline/scene.js";
import { decode } from "../../static/js/lib/geometry.js";
import { parseState } from "../../static/js/lib/urlstate.js";
import { TRACE, sample } from "./samples.js";

const rows = [{ depth: 0, duration: 900_000 }, { depth: 1, start: 100, duration: 50 }, { depth: 1, log: true, start: 500_000 }, { depth: 0, start: 950_000 }];
const marks = [{ time: 10, until: 20, kind: "stage", title: "created", ref: "created" }];
const scene = (search = "") => new Scene(decode(sample(rows, { marks, folds: [{ start: 600_000, end: 890_000 }] })), parseState(search));

test("a view becomes absolute nanoseconds in the state, and the whole becomes nothing", () => {
  const one = scene("?scale=true");
  one.look({ from: 100, to: 5100 });
  assert.deepEqual([one.state.from, one.state.to], [1795254000000000101n, 1795254000000005101n]);
  one.look({ from: -1e9, to: 1e9 });
  assert.deepEqual([one.state.from, one.state.to], [null, null]);
});

test("a pasted range shows the same instants with waits folded and at true scale", () => {
  const search = "?from=1795254000000000001&to=1795254000000900001";
  const busy = Array.from({ length: 18 }, (_, i) => ({ depth: 0, start: i < 15 ? i * 40_000 : i * 40_000 + 240_000 }));
  for (const more of ["", "&scale=true"]) {
    const one = new Scene(decode(sample(busy)), parseState(search + more));
    assert.equal(one.map.folds.length, more ? 0 : 2);
    assert.ok(Math.abs(one.x(0, 1000)) < 1e-6);
    assert.ok(Math.abs(one.x(900_000, 1000) - 1000) < 1e-6, more);
  }
});

test("a row from the address is chosen; put away, its ancestor is", () => {
  const key = `s${TRACE}/00f067aa00000002`;
  assert.equal(scene(`?row=${key}`).position, 1);
  const closed = scene(`?row=${key}&closed=s${TRACE}/00f067aa00000001`);
  assert.deepEqual([...closed.visible], [0, 3]);
  assert.equal(closed.position, 0);
  assert.equal(scene("?row=l77").position, -1);
});

test("closing and opening is remembered by keys that outlive row numbers", () => {
  const one = scene();
  one.toggle(0);
  assert.deepEqual([...one.state.closed], [`s${TRACE}/00f067aa00000001`]);
  one.toggle(0);
  assert.equal(one.state.closed.size, 0);
  assert.equal(one.visible.length, 4);
});

test("choosing stays inside the list, and a mark has no row's key", () => {
  const one = scene("?view=stages");
  one.choose(99);
  assert.deepEqual([one.position, one.state.row], [0, ""]);
  assert.deepEqual(one.extentAt(0), { start: 10, end: 20 });
  one.choose(-1);
  assert.equal(one.position, -1);
});

test("showing all takes back filters and closed rows", () => {
  const one = scene(`?view=errors&hide=logs&closed=s${TRACE}/00f067aa00000001`);
  one.showAll();
  one.refilter();
  assert.equal(one.visible.length, 4);
});

test("zooming to a row brings it into view with room around it", () => {
  const one = scene();
  one.zoomTo(1);
  assert.ok(one.x(100, 1000) > 0 && one.x(150, 1000) < 1000);
});

test("evidence leads to its row, lane or mark, or nowhere", () => {
  const lanes = [{ title: "mes-api CPU", times: "t", values: "v" }];
  const geometry = decode(sample(rows, { marks, lanes, laneColumns: [["t", "f64", []], ["v", "f64", []]] }));
  assert.deepEqual(resolveRef(geometry, `span:${TRACE}/00f067aa00000002`), { row: 1, lane: -1, mark: -1 });
  assert.deepEqual(resolveRef(geometry, "log:2"), { row: 2, lane: -1, mark: -1 });
  assert.deepEqual(resolveRef(geometry, "series:mes-api CPU"), { row: -1, lane: 0, mark: -1 });
  assert.deepEqual(resolveRef(geometry, "mark:created"), { row: -1, lane: -1, mark: 0 });
  for (const ref of ["", "span:", "log:x", "what:ever"]) assert.deepEqual(resolveRef(geometry, ref), { row: -1, lane: -1, mark: -1 });
});

test("the stage is as high as its rows, and lanes give way before rows do", () => {
  assert.equal(layout(10, 2, 2000).height, HEAD + 10 * ROW + 2 * LANE);
  const many = layout(10_000, 12, 800);
  assert.equal(many.height, 800);
  assert.equal(many.lanes, 3 * LANE);
  assert.equal(many.content, HEAD + 10_000 * ROW + many.lanes);
  assert.ok(layout(0, 0, 100).rows > 0);
});
