import assert from "node:assert/strict";
import { test } from "node:test";

import { CUES, HUES, serviceMark } from "../../static/js/lib/services.js";

/** The same table stands in tests/core/test_wording.py: a service has one colour on every page. */
const MARKS = /** @type {[string, number, number][]} */ ([
  ["shop-api", 0, 1], ["shop-db", 1, 2], ["mes-api", 4, 0], ["mes-db", 6, 1], ["rabbitmq", 2, 0], ["s3", 3, 2],
]);

test("a service has the colour that the server gives it", () => {
  for (const [name, hue, cue] of MARKS) assert.deepEqual(serviceMark(name), { hue, cue });
});

test("any name has a colour and a cue", () => {
  for (const name of ["", "касса", "x".repeat(5000), "💍"]) {
    const { hue, cue } = serviceMark(name);
    assert.ok(hue >= 0 && hue < HUES && cue >= 0 && cue < CUES);
  }
});
