import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, detailPath, isError, nameOf, rowKey, rowOfKey, rowOfLog, rowOfSpan, serviceOf } from "../../static/js/lib/geometry.js";
import { TRACE, pack, sample } from "./samples.js";

const rows = [{ depth: 0, service: 0 }, { depth: 1, name: 1, service: 1, error: true }, { depth: 2, log: true, name: 1, severity: 4 }, { depth: 1, log: true }];

test("columns are read in their types and the window as exact nanoseconds", () => {
  const geometry = decode(sample(rows));
  assert.equal(geometry.from, 1795254000000000001n);
  assert.equal(geometry.length, 1_000_000);
  assert.deepEqual([...geometry.depth], [0, 1, 2, 1]);
  assert.deepEqual([...geometry.service], [0, 1, -1, -1]);
});

test("spans take their names from the operations and lines from the texts", () => {
  const geometry = decode(sample(rows));
  assert.deepEqual([0, 1, 2, 3].map((row) => nameOf(geometry, row)), ["POST /orders", "price model", "Отказ: модель не читается", "order accepted"]);
  assert.deepEqual([0, 1, 2].map((row) => serviceOf(geometry, row)), ["shop-api", "mes-api", ""]);
});

test("a row is found again by its key, whatever its number", () => {
  const geometry = decode(sample(rows));
  assert.equal(rowKey(geometry, 1), `s${TRACE}/00f067aa00000002`);
  assert.equal(rowKey(geometry, 2), "l2");
  for (let row = 0; row < rows.length; row++) assert.equal(rowOfKey(geometry, rowKey(geometry, row)), row);
});

test("details are asked for by number and by what does not change", () => {
  const moved = [...rows, { depth: 1, log: true, start: 500, skew: 20 }, { depth: 1, log: true, start: 500, clamped: true }];
  const geometry = decode(sample(moved));
  assert.equal(detailPath(geometry, 1), `s1?id=${TRACE}/00f067aa00000002`);
  assert.equal(detailPath(geometry, 4), `l4?id=${TRACE}/0000000000000000&at=1795254000000000481`);
  assert.equal(detailPath(geometry, 5), `l5?id=${TRACE}/0000000000000000`);
});

test("what is not there has no row", () => {
  const geometry = decode(sample(rows));
  for (const address of ["", "x", `${TRACE}/`, `${TRACE}/zz`, `${TRACE}/00f067aa000000ff`, "00/00f067aa00000001"]) {
    assert.equal(rowOfSpan(geometry, address), -1, address);
  }
  assert.equal(rowOfLog(geometry, 99), -1);
  assert.equal(rowOfLog(geometry, Number("x")), -1);
});

test("an error is a span that failed or a line from ERROR on", () => {
  const geometry = decode(sample(rows));
  assert.deepEqual([0, 1, 2, 3].map((row) => isError(geometry, row)), [false, true, true, false]);
});

test("waits are at hand by their row and lanes with their samples", () => {
  const wait = { row: 1, start: 0, end: 5, destination: "q", consumed: true };
  const lane = { title: "CPU", panel: "", unit: "%", service: "", role: "", limit: null, last: 2, query: "", times: "lane0.t", values: "lane0.v" };
  const geometry = decode(
    sample(rows, { waits: [wait, { ...wait, start: 7 }], lanes: [lane], laneColumns: [["lane0.t", "f64", [0, 1]], ["lane0.v", "f64", [NaN, 2]]] }),
  );
  assert.equal(geometry.waitsByRow.get(1)?.length, 2);
  assert.deepEqual([...geometry.lanes[0].v], [NaN, 2]);
});

test("a buffer that is cut, a type or a column that is not known are refused", () => {
  const whole = sample(rows);
  assert.throws(() => decode(whole.slice(0, whole.byteLength - 8)), RangeError);
  assert.throws(() => decode(new ArrayBuffer(2)), RangeError);
  const header = { window: { from_ns: "0", to_ns: "1" }, rows: 0, lanes: [], waits: [], marks: [] };
  assert.throws(() => decode(pack(header, [["kind", "u64", []]])), /unknown type u64/);
  assert.throws(() => decode(pack(header, [])), /no column kind/);
});
