/** Small geometries, written the way apps/telemetry/geometry_format.py writes them. */

/** @type {Record<string, (values: number[]) => ArrayBufferView & {byteLength: number}>} */
const ARRAYS = {
  u8: (values) => Uint8Array.from(values),
  u16: (values) => Uint16Array.from(values),
  u32: (values) => Uint32Array.from(values),
  i32: (values) => Int32Array.from(values),
  f64: (values) => Float64Array.from(values),
};

/** @type {Record<string, string>} */
const TYPES = {
  kind: "u8", ref: "u32", trace: "i32", depth: "u16", service: "i32", name: "i32", start: "f64", duration: "f64", self: "f64", skew: "f64",
  flags: "u16", severity: "u8", span_kind: "u8", count: "u32", id_high: "u32", id_low: "u32",
};

/**
 * @param {Record<string, unknown>} header
 * @param {[string, string, number[]][]} columns name, type, values
 * @returns {ArrayBuffer}
 */
export function pack(header, columns) {
  /** @type {{name: string, type: string, offset: number, length: number}[]} */
  const described = [];
  /** @type {Uint8Array[]} */
  const chunks = [];
  let offset = 0;
  for (const [name, type, values] of columns) {
    const data = (ARRAYS[type] ?? ARRAYS.u8)(values);
    const bytes = new Uint8Array(Math.ceil(data.byteLength / 8) * 8);
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    described.push({ name, type, offset, length: values.length });
    chunks.push(bytes);
    offset += bytes.length;
  }
  const text = JSON.stringify({ ...header, columns: described });
  const size = new TextEncoder().encode(text).length;
  const head = new TextEncoder().encode(text + " ".repeat((8 - ((4 + size) % 8)) % 8));
  const whole = new Uint8Array(4 + head.length + offset);
  new DataView(whole.buffer).setUint32(0, head.length, true);
  whole.set(head, 4);
  let at = 4 + head.length;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.buffer;
}

export const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

/**
 * @typedef {{depth: number, log?: boolean, error?: boolean, severity?: number, start?: number, duration?: number, name?: number, service?: number, skew?: number, clamped?: boolean}} Row
 * @param {Row[]} rows
 * @param {Record<string, unknown>} [more] of the header
 * @returns {ArrayBuffer}
 */
export function sample(rows, more = {}) {
  /** @type {Record<string, (row: Row, index: number) => number>} */
  const values = {
    kind: (row) => (row.log ? 1 : 0),
    ref: (_, index) => index,
    depth: (row) => row.depth,
    service: (row) => row.service ?? -1,
    name: (row) => row.name ?? 0,
    start: (row) => row.start ?? 0,
    duration: (row) => row.duration ?? 0,
    skew: (row) => row.skew ?? 0,
    flags: (row) => (row.error ? 1 : 0) | (row.clamped ? 256 : 0),
    severity: (row) => row.severity ?? 0,
    count: () => 1,
    id_high: (row) => (row.log ? 0 : 0x00f067aa),
    id_low: (row, index) => (row.log ? 0 : index + 1),
  };
  const header = {
    window: { from_ns: "1795254000000000001", to_ns: "1795254000001000001" },
    rows: rows.length,
    services: ["shop-api", "mes-api"],
    operations: ["POST /orders", "price model"],
    texts: ["order accepted", "Отказ: модель не читается"],
    marks: [],
    lanes: [],
    waits: [],
    folds: [],
    path: [],
    traces: [{ trace_id: TRACE }],
    missing: [],
    totals: {},
    complete: true,
    sources: [],
    ...more,
  };
  const lanes = /** @type {[string, string, number[]][]} */ (more.laneColumns ?? []);
  const columns = Object.entries(TYPES).map(([name, type]) => /** @type {[string, string, number[]]} */ ([name, type, rows.map(values[name] ?? (() => 0))]));
  return pack(header, [...columns, ...lanes]);
}

/**
 * Repeatable numbers in 0..1 (mulberry32): a failure can be run again.
 * @param {number} seed
 */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
