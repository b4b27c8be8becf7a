import assert from "node:assert/strict";
import { test } from "node:test";

import { clockText, dayText, duration, durationParts, offsetNs, offsetText, quantity, toMs } from "../../static/js/lib/format.js";

const UNITS = { d: "%(n)s d", h: "%(n)s h", min: "%(n)s min", s: "%(n)s s", ms: "%(n)s ms", us: "%(n)s µs", ns: "%(n)s ns" };
const AT = 1795254123_456_789_012n; // 21 November 2026, 09:42:03.456789012 UTC

/** The same table stands in tests/core/test_wording.py. */
const DURATIONS = /** @type {[number, string][]} */ ([
  [0, "0 s"], [850, "850 ns"], [2_400, "2.4 us"], [38e6, "38 ms"], [420e6, "420 ms"], [1.9e9, "1.9 s"], [9.99e9, "9.9 s"], [59.9e9, "59 s"],
  [60e9, "1 min"], [1800e9, "30 min"], [1900e9, "31 min 40 s"], [22320e9, "6 h 12 min"], [70 * 3600e9, "2 d 22 h"], [47 * 3600e9, "47 h"], [72 * 3600e9, "3 d"], [-420e6, "420 ms"],
]);

test("durations are cut to what a person reads", () => {
  for (const [ns, text] of DURATIONS) assert.equal(durationParts(ns).map((part) => part.join(" ")).join(" "), text);
});

test("durations take the language's units, decimal point and unbreakable spaces", () => {
  assert.equal(duration(22320e9, UNITS, "en"), "6\u00a0h\u00a012\u00a0min");
  assert.equal(duration(1.9e9, { s: "%(n)s с" }, "ru"), "1,9\u00a0с");
  assert.equal(duration(22320e9, UNITS, "en", 1), "6\u00a0h");
});

test("the clock shows the zone's time with the digits that the step needs", () => {
  assert.equal(clockText(AT, "Europe/Moscow", 60e9), "12:42");
  assert.equal(clockText(AT, "Europe/Moscow", 1e9), "12:42:03");
  assert.equal(clockText(AT, "UTC", 1e6), "09:42:03.456");
  assert.equal(clockText(AT, "UTC", 1e3), "42:03.456789");
  assert.equal(clockText(AT, "UTC", 1), "42:03.456789012");
});

test("offsets are printed and added to the nanosecond", () => {
  assert.equal(offsetText(AT, "Europe/Moscow"), "+03:00");
  assert.equal(offsetText(AT, "UTC"), "+00:00");
  assert.equal(offsetText(AT, "America/St_Johns"), "-03:30");
  assert.equal(offsetNs(AT, "America/St_Johns"), -12600_000000000n);
});

test("days are named in the language", () => {
  assert.equal(dayText(AT, "UTC", "en"), "21 Nov");
  assert.equal(dayText(1778976000000000000n, "UTC", "ru"), "17 мая");
  assert.match(dayText(AT, "UTC", "ru"), /^21 ноя$/);
});

test("nanoseconds become milliseconds by cutting, also before 1970", () => {
  assert.deepEqual([toMs(1_999_999n), toMs(-1n), toMs(-1_000_000n)], [1, -1, -1]);
});

test("measured values are short, and nothing is a dash", () => {
  assert.deepEqual([quantity(97.26, "%", "en"), quantity(412, "", "en"), quantity(0.1234, "s", "en"), quantity(1408.3, "ms", "en")], ["97.3\u00a0%", "412", "0.12\u00a0s", "1,408\u00a0ms"]);
  assert.deepEqual([quantity(null, "%", "en"), quantity(NaN, "", "en")], ["–", "–"]);
});
