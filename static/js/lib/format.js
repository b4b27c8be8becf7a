/** Durations, instants and numbers as people read them; the cuts are those of apps/core/wording.py. */

const MICRO = 1e3;
const MILLI = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * @param {number} ns
 * @returns {[string, string][]} at most two (figure, unit) pairs, unit d|h|min|s|ms|us|ns; cut, never rounded up
 */
export function durationParts(ns) {
  const value = Math.abs(Math.trunc(ns));
  if (value >= 2 * DAY) return two(value, DAY, "d", HOUR, "h");
  if (value >= HOUR) return two(value, HOUR, "h", MINUTE, "min");
  if (value >= MINUTE) return two(value, MINUTE, "min", SECOND, "s");
  if (value >= SECOND) return [[oneDecimal(value, SECOND), "s"]];
  if (value >= MILLI) return [[oneDecimal(value, MILLI), "ms"]];
  if (value >= MICRO) return [[oneDecimal(value, MICRO), "us"]];
  return [[String(value), value ? "ns" : "s"]];
}

/**
 * @param {number} value
 * @param {number} large
 * @param {string} largeUnit
 * @param {number} small
 * @param {string} smallUnit
 * @returns {[string, string][]}
 */
function two(value, large, largeUnit, small, smallUnit) {
  const whole = Math.floor(value / large);
  const rest = Math.floor((value - whole * large) / small);
  /** @type {[string, string][]} */
  const parts = [[String(whole), largeUnit]];
  if (rest > 0) parts.push([String(rest), smallUnit]);
  return parts;
}

/**
 * @param {number} value
 * @param {number} size
 */
function oneDecimal(value, size) {
  const tenths = Math.floor((value * 10) / size);
  const whole = Math.floor(tenths / 10);
  return whole < 10 && tenths % 10 ? `${whole}.${tenths % 10}` : String(whole);
}

/**
 * @param {number} ns
 * @param {Record<string, string>} units patterns such as "%(n)s min"
 * @param {string} language
 * @param {number} [parts] how many units at most
 */
export function duration(ns, units, language, parts = 2) {
  const point = language.startsWith("ru") ? "," : ".";
  return durationParts(ns)
    .slice(0, parts)
    .map(([figure, unit]) => (units[unit] ?? `%(n)s ${unit}`).replace("%(n)s", figure.replace(".", point)).replace(/ /g, "\u00a0"))
    .join("\u00a0");
}

/**
 * A measured value with three significant digits below a thousand and groups above.
 * @param {number | null} value
 * @param {string} unit
 * @param {string} language
 */
export function quantity(value, unit, language) {
  if (value === null || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  const places = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  const figure = value.toLocaleString(language, { maximumFractionDigits: places });
  return unit ? `${figure}\u00a0${unit}` : figure;
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {string} language
 * @param {string} zone
 * @param {Intl.DateTimeFormatOptions} options
 */
function formatOf(language, zone, options) {
  const key = `${language}|${zone}|${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
    formats.set(key, format);
  }
  return format;
}

/**
 * @param {bigint} ns since the epoch
 * @returns {number} milliseconds, cut
 */
export function toMs(ns) {
  const ms = ns / 1000000n;
  return Number(ns < 0n && ms * 1000000n !== ns ? ms - 1n : ms);
}

/**
 * "14:02:00", and as many digits after it as the step of the axis needs.
 * @param {bigint} ns since the epoch
 * @param {string} zone IANA name
 * @param {number} stepNs what must stay distinguishable
 */
export function clockText(ns, zone, stepNs) {
  const format = formatOf("en-GB", zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const text = format.format(toMs(ns));
  if (stepNs >= MINUTE) return text.slice(0, 5);
  if (stepNs >= SECOND) return text;
  const rest = String(((ns % 1000000000n) + 1000000000n) % 1000000000n).padStart(9, "0");
  if (stepNs >= MILLI) return `${text}.${rest.slice(0, 3)}`;
  return `${text.slice(3)}.${rest.slice(0, stepNs >= MICRO ? 6 : 9)}`;
}

/**
 * "22 Nov" or "22 ноя", as apps/core/templatetags/wording.py cuts months.
 * @param {bigint} ns
 * @param {string} zone
 * @param {string} language
 */
export function dayText(ns, zone, language) {
  const isRussian = language === "ru";
  const text = formatOf(isRussian ? language : "en-GB", zone, { day: "numeric", month: isRussian ? "long" : "short" }).format(toMs(ns));
  return isRussian ? text.slice(0, text.indexOf(" ") + 4) : text;
}

/**
 * "+03:00" of a zone at an instant.
 * @param {bigint} ns
 * @param {string} zone
 */
export function offsetText(ns, zone) {
  const parts = formatOf("en-GB", zone, { timeZoneName: "longOffset" }).formatToParts(toMs(ns));
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  return name === "GMT" ? "+00:00" : name.replace("GMT", "").replace("−", "-");
}

/**
 * @param {bigint} ns
 * @param {string} zone
 * @returns {bigint} nanoseconds to add to UTC
 */
export function offsetNs(ns, zone) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(offsetText(ns, zone)) ?? ["", "+", "00", "00"];
  return BigInt((sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)) * 1000000000n;
}
