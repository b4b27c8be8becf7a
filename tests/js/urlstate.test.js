import assert from "node:assert/strict";
import { test } from "node:test";

import { parseState, writeState } from "../../static/js/lib/urlstate.js";

const ROW = "s4bf92f3577b34da6a3ce929d0e0e4736/00f067aa00000001";

test("an empty address is the default, and the default leaves the address empty", () => {
  const state = parseState("");
  assert.equal(state.view, "all");
  assert.equal(state.from, null);
  assert.equal(writeState(state, ""), "");
});

test("what is written is read again, exact to the nanosecond", () => {
  const search = `?view=errors&hide=logs,metrics&scale=true&clocks=raw&from=1795254000000000001&to=1795254000000000003&row=${ROW}&closed=l4,${ROW}`;
  const state = parseState(search);
  assert.equal(state.to, 1795254000000000003n);
  assert.equal(writeState(state, ""), search);
  assert.deepEqual(parseState(writeState(state, "")), state);
});

test("other parameters of the page stay", () => {
  assert.equal(writeState(parseState("?role=x&view=stages"), "?role=x&view=stages"), "?role=x&view=stages");
});

test("what cannot be read is left at its default", () => {
  const state = parseState("?view=%3Cscript%3E&hide=logs,evil&scale=1&from=12&to=11&row=s1%22&closed=x,l7&clocks=");
  assert.deepEqual(state, { view: "all", hidden: new Set(["logs"]), scale: "folded", clocks: "adjusted", from: null, to: null, row: "", closed: new Set(["l7"]) });
  for (const search of ["?from=1", "?to=1", "?from=1e9&to=2e9", "?from=-5&to=5"]) assert.equal(parseState(search).from, null, search);
});

test("a link does not grow without end", () => {
  const state = parseState("");
  for (let i = 0; i < 500; i++) state.closed.add(`l${i}`);
  assert.ok(writeState(state, "").length < 200);
});
