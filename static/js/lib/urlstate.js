/** The state of a timeline in the page's URL: reload, the back button and a pasted link show the same. Times are absolute nanoseconds. */

/**
 * @typedef {{view: string, hidden: Set<string>, scale: string, clocks: string, from: bigint | null, to: bigint | null, row: string,
 *   closed: Set<string>}} State
 */

const VIEWS = ["all", "errors", "stages"];
const SIGNALS = ["traces", "logs", "metrics"];
const ROW = /^(l\d{1,10}|s[0-9a-f]{32}\/[0-9a-f]{16})$/;
const NS = /^\d{1,20}$/;
/** Rows closed by hand that a link carries; more would make it too long for some chats. */
const CLOSED_KEPT = 20;

/**
 * @param {string} search
 * @returns {State} what cannot be read is left at its default
 */
export function parseState(search) {
  const query = new URLSearchParams(search);
  const list = (/** @type {string} */ name) => (query.get(name) ?? "").split(",").filter(Boolean);
  const from = ns(query.get("from"));
  const to = ns(query.get("to"));
  const isRange = from !== null && to !== null && from < to;
  return {
    view: oneOf(query.get("view"), VIEWS),
    hidden: new Set(list("hide").filter((signal) => SIGNALS.includes(signal))),
    scale: oneOf(query.get("scale"), ["folded", "true"]),
    clocks: oneOf(query.get("clocks"), ["adjusted", "raw"]),
    from: isRange ? from : null,
    to: isRange ? to : null,
    row: ROW.test(query.get("row") ?? "") ? String(query.get("row")) : "",
    closed: new Set(list("closed").filter((key) => ROW.test(key))),
  };
}

/**
 * @param {State} state
 * @param {string} search the present one: parameters that are not ours stay
 * @returns {string} "" or "?…"
 */
export function writeState(state, search) {
  const query = new URLSearchParams(search);
  set(query, "view", state.view === "all" ? "" : state.view);
  set(query, "hide", [...state.hidden].sort().join(","));
  set(query, "scale", state.scale === "folded" ? "" : state.scale);
  set(query, "clocks", state.clocks === "adjusted" ? "" : state.clocks);
  set(query, "from", state.from === null ? "" : String(state.from));
  set(query, "to", state.to === null ? "" : String(state.to));
  set(query, "row", state.row);
  set(query, "closed", [...state.closed].slice(0, CLOSED_KEPT).join(","));
  const text = query.toString().replace(/%2C/g, ",").replace(/%2F/g, "/");
  return text ? `?${text}` : "";
}

/**
 * @param {string | null} text
 * @returns {bigint | null}
 */
function ns(text) {
  return text !== null && NS.test(text) ? BigInt(text) : null;
}

/**
 * @param {string | null} value
 * @param {string[]} known the first is the default
 */
function oneOf(value, known) {
  return value !== null && known.includes(value) ? value : known[0];
}

/**
 * @param {URLSearchParams} query
 * @param {string} name
 * @param {string} value
 */
function set(query, name, value) {
  if (value) query.set(name, value);
  else query.delete(name);
}
