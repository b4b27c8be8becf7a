/**
 * The binary geometry of a timeline (docs/geometry.md): uint32 LE length of the header, the header as JSON, then columns on 8-byte bounds.
 * Times are float64 nanoseconds from the start of the window; only `from` and `to` of the window are absolute, as BigInt.
 */

export const SPAN = 0;
export const LOG = 1;

/** Bits of the `flags` column. */
export const ERROR = 1;
export const CRITICAL = 2;
export const SHARED = 4;
export const ORPHAN = 8;
export const CYCLE = 16;
export const DUPLICATE = 32;
export const NO_START = 64;
export const ADJUSTED = 128;
export const CLAMPED = 256;

/** @type {Record<number, string>} */
export const FLAG_NAMES = {
  [SHARED]: "shared",
  [ORPHAN]: "orphan",
  [CYCLE]: "cycle",
  [DUPLICATE]: "duplicate",
  [NO_START]: "no_start",
  [ADJUSTED]: "adjusted",
  [CLAMPED]: "clamped",
};

/** Severity from which a log row counts as an error (OpenTelemetry's ERROR). */
export const SEVERITY_WARN = 3;
export const SEVERITY_ERROR = 4;
export const SEVERITIES = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/**
 * @typedef {{time: number, until: number | null, kind: string, title: string, ref: string, service: string}} Mark
 * @typedef {{title: string, panel: string, unit: string, service: string, role: string, limit: number | null, last: number | null,
 *   query: string, times: string, values: string}} LaneHeader
 * @typedef {LaneHeader & {t: Float64Array, v: Float64Array}} Lane
 * @typedef {{row: number, start: number, end: number, destination: string, consumed: boolean}} Wait
 * @typedef {{start: number, end: number}} Fold
 * @typedef {{kind: string, service: string, start: number, end: number, row: number}} PathPart
 * @typedef {{name: string, kind: string, signal: string, status: string, returned: number, total: number | null, detail: string,
 *   elapsed_ms: number}} Report
 * @typedef {{name: string, type: string, offset: number, length: number}} Column
 * @typedef {{window: {from_ns: string, to_ns: string}, rows: number, columns: Column[], services: string[], operations: string[],
 *   texts: string[], marks: Mark[], lanes: LaneHeader[], waits: Wait[], folds: Fold[], path: PathPart[],
 *   traces: {trace_id: string}[], missing: {row: number, parent_id: string, children: number}[], totals: Record<string, number>, complete: boolean, sources: Report[]}} Header
 * @typedef {Uint8Array | Int8Array | Uint16Array | Uint32Array | Int32Array | Float64Array} Data
 * @typedef {{
 *   header: Header, from: bigint, length: number, rows: number, lanes: Lane[], waitsByRow: Map<number, Wait[]>,
 *   kind: Data, ref: Data, trace: Data, depth: Data, service: Data, name: Data, start: Data, duration: Data, self: Data, skew: Data,
 *   flags: Data, severity: Data, spanKind: Data, count: Data,
 *   idHigh: Data, idLow: Data,
 * }} Geometry
 */

/** @type {Record<string, (buffer: ArrayBuffer, at: number, n: number) => Data>} */
const VIEWS = {
  u8: (buffer, at, n) => new Uint8Array(buffer, at, n),
  i8: (buffer, at, n) => new Int8Array(buffer, at, n),
  u16: (buffer, at, n) => new Uint16Array(buffer, at, n),
  u32: (buffer, at, n) => new Uint32Array(buffer, at, n),
  i32: (buffer, at, n) => new Int32Array(buffer, at, n),
  f64: (buffer, at, n) => new Float64Array(buffer, at, n),
};

/**
 * @param {ArrayBuffer} buffer
 * @returns {Geometry}
 * @throws {RangeError} when the buffer is shorter than its header says, or a column has a type that is not known
 */
export function decode(buffer) {
  const size = new DataView(buffer).getUint32(0, true);
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
  header.marks.sort((a, b) => a.time - b.time);
  const columns = readColumns(buffer, 4 + size, header.columns);
  const column = (/** @type {string} */ name) => required(columns, name);
  const from = BigInt(header.window.from_ns);
  return {
    header,
    from,
    length: Number(BigInt(header.window.to_ns) - from),
    rows: header.rows,
    lanes: header.lanes.map((lane) => ({
      ...lane,
      t: /** @type {Float64Array} */ (column(lane.times)),
      v: /** @type {Float64Array} */ (column(lane.values)),
    })),
    waitsByRow: byRow(header.waits),
    kind: column("kind"),
    ref: column("ref"),
    trace: column("trace"),
    depth: column("depth"),
    service: column("service"),
    name: column("name"),
    start: column("start"),
    duration: column("duration"),
    self: column("self"),
    skew: column("skew"),
    flags: column("flags"),
    severity: column("severity"),
    spanKind: column("span_kind"),
    count: column("count"),
    idHigh: column("id_high"),
    idLow: column("id_low"),
  };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} base where the data begin
 * @param {Column[]} described
 * @returns {Map<string, Data>}
 */
function readColumns(buffer, base, described) {
  /** @type {Map<string, Data>} */
  const columns = new Map();
  for (const { name, type, offset, length } of described) {
    const view = VIEWS[type];
    if (!view) throw new RangeError(`column ${name} has the unknown type ${type}`);
    columns.set(name, view(buffer, base + offset, length));
  }
  return columns;
}

/**
 * @param {Map<string, Data>} columns
 * @param {string} name
 * @returns {Data}
 */
function required(columns, name) {
  const found = columns.get(name);
  if (!found) throw new RangeError(`the geometry has no column ${name}`);
  return found;
}

/**
 * @param {Wait[]} waits
 * @returns {Map<number, Wait[]>}
 */
function byRow(waits) {
  /** @type {Map<number, Wait[]>} */
  const rows = new Map();
  for (const wait of waits) {
    const list = rows.get(wait.row);
    if (list) list.push(wait);
    else rows.set(wait.row, [wait]);
  }
  return rows;
}

/**
 * The row's name in the page's URL: "s<trace>/<span>" in hex, or "l<row of the log table>". Row numbers of spans change when more arrive.
 * @param {Geometry} geometry
 * @param {number} row
 */
export function rowKey(geometry, row) {
  if (geometry.kind[row] === LOG) return `l${geometry.ref[row]}`;
  const traceId = geometry.header.traces[geometry.trace[row]]?.trace_id ?? "";
  return `s${traceId}/${hex(geometry.idHigh[row])}${hex(geometry.idLow[row])}`;
}

/**
 * What asks for a row's details: its number in the timeline as it was loaded ("s12", "l4") and, because that may have grown, its ids. A log
 * line has no id of its own: its span's and its time name it, unless its clock cannot be right.
 * @param {Geometry} geometry
 * @param {number} row
 * @returns {string} a path with a query
 */
export function detailPath(geometry, row) {
  const traceId = geometry.header.traces[geometry.trace[row]]?.trace_id ?? "";
  const ids = `?id=${traceId}/${hex(geometry.idHigh[row])}${hex(geometry.idLow[row])}`;
  if (geometry.kind[row] !== LOG) return `s${geometry.ref[row]}${ids}`;
  const at = geometry.flags[row] & CLAMPED ? "" : `&at=${geometry.from + BigInt(geometry.start[row] - geometry.skew[row])}`;
  return `l${geometry.ref[row]}${ids}${at}`;
}

/** @param {number} half */
function hex(half) {
  return half.toString(16).padStart(8, "0");
}

/**
 * @param {Geometry} geometry
 * @param {string} key
 * @returns {number} -1 when no row has it; of spans with equal ids the first
 */
export function rowOfKey(geometry, key) {
  return key.startsWith("l") ? rowOfLog(geometry, Number(key.slice(1))) : rowOfSpan(geometry, key.slice(1));
}

/**
 * @param {Geometry} geometry
 * @param {number} ref row of the log table
 */
export function rowOfLog(geometry, ref) {
  return rowWhere(geometry, (row) => geometry.kind[row] === LOG && geometry.ref[row] === ref);
}

/**
 * @param {Geometry} geometry
 * @param {string} address trace id, a slash, span id; both in hex
 */
export function rowOfSpan(geometry, address) {
  const [traceId, spanId] = address.split("/");
  if (!/^[0-9a-f]{16}$/.test(spanId ?? "")) return -1;
  const trace = geometry.header.traces.findIndex((summary) => summary.trace_id === traceId);
  const high = Number.parseInt(spanId.slice(0, 8), 16);
  const low = Number.parseInt(spanId.slice(8), 16);
  return rowWhere(
    geometry,
    (row) => geometry.idLow[row] === low && geometry.idHigh[row] === high && geometry.trace[row] === trace && geometry.kind[row] === SPAN,
  );
}

/**
 * @param {Geometry} geometry
 * @param {(row: number) => boolean} fits
 */
function rowWhere(geometry, fits) {
  for (let row = 0; row < geometry.rows; row++) {
    if (fits(row)) return row;
  }
  return -1;
}

/**
 * @param {Geometry} geometry
 * @param {number} row
 */
export function isError(geometry, row) {
  return (geometry.flags[row] & ERROR) !== 0 || (geometry.kind[row] === LOG && geometry.severity[row] >= SEVERITY_ERROR);
}

/**
 * @param {Geometry} geometry
 * @param {number} row
 */
export function nameOf(geometry, row) {
  const names = geometry.kind[row] === LOG ? geometry.header.texts : geometry.header.operations;
  return names[geometry.name[row]] ?? "";
}

/**
 * @param {Geometry} geometry
 * @param {number} row
 */
export function serviceOf(geometry, row) {
  return geometry.header.services[geometry.service[row]] ?? "";
}
