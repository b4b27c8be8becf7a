import assert from "node:assert/strict";
import { test } from "node:test";

import { Say } from "../../static/js/elements/timeline/say.js";
import { groupReports } from "../../static/js/elements/timeline/strip.js";

const words = {
  units: { min: "%(n)s мин", h: "%(n)s ч" },
  gave: { logs: { one: "%(n)s строка", few: "%(n)s строки", many: "%(n)s строк", other: "%(n)s строк" } },
  gaveOf: { logs: { one: "%(n)s из %(total)s строки", few: "%(n)s из %(total)s строк", many: "%(n)s из %(total)s строк", other: "" } },
  status: { partial: "не всё", failed: "не ответил", truncated: "обрезано", ok: "отвечает" },
  shapes: { ok: "dot" },
  kinds: {},
  measures: { ms: "мс" },
  flags: {},
  found: {},
  queued: "%(time)s в очереди",
};
const say = new Say(words, "ru");
const report = { name: "es", kind: "elasticsearch", signal: "logs", status: "ok", returned: 1, total: null, detail: "", elapsed_ms: 3 };

test("counts take the language's plural forms", () => {
  const gave = (/** @type {number} */ returned) => say.source({ ...report, returned });
  assert.deepEqual([1, 2, 5, 11, 21, 22].map(gave), ["1 строка", "2 строки", "5 строк", "11 строк", "21 строка", "22 строки"]);
});

test("what is not whole says so, in the source's own words where it has some", () => {
  assert.equal(say.source({ ...report, status: "partial", returned: 61, detail: "2 of 3 shards" }), "61 строка, 2 of 3 shards");
  assert.equal(say.source({ ...report, status: "partial", returned: 61 }), "61 строка, не всё");
  assert.equal(say.source({ ...report, status: "truncated", returned: 500, total: 2001 }), "500 из 2\u00a0001 строки, обрезано");
});

test("a source that gave nothing says why and counts nothing", () => {
  assert.equal(say.source({ ...report, status: "failed", detail: "connection refused" }), "не ответил, connection refused");
  assert.equal(say.source({ ...report, status: "strange", returned: 5 }), "5 строк, strange");
});

test("a source is named once, and what is of another state has its own shape", () => {
  const [first, second, other] = [{ ...report, status: "partial" }, { ...report, status: "partial", returned: 2 }, { ...report, name: "b" }];
  assert.deepEqual(groupReports([first, second, report, other], say), [
    { name: "es", parts: [{ shape: "square", text: "1 строка, 2 строки, не всё" }, { shape: "dot", text: "1 строка" }] },
    { name: "b", parts: [{ shape: "dot", text: "1 строка" }] },
  ]);
});

test("a value has its unit in the language, and a unit without a word as it came", () => {
  assert.equal(say.quantity(17.5, "ms"), "17,5\u00a0мс");
  assert.equal(say.quantity(3, "MiB"), "3\u00a0MiB");
});

test("sentences are filled by name, and a key without a sentence is seen", () => {
  assert.equal(say.text("queued", { time: say.duration(69 * 60e9) }), "1\u00a0ч\u00a09\u00a0мин в очереди");
  assert.equal(say.roughly(69 * 60e9), "1\u00a0ч");
  assert.equal(say.text("nothing like it"), "nothing like it");
});
