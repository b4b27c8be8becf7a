/** Sentences in the reader's language, with the server's words. */

import { duration, quantity } from "../../lib/format.js";

/**
 * @typedef {Record<string, string>} Forms plural forms by CLDR category
 * @typedef {{units: Record<string, string>, gave: Record<string, Forms>, gaveOf: Record<string, Forms>, status: Record<string, string>,
 *   shapes: Record<string, string>, kinds: Record<string, string>, measures: Record<string, string>, flags: Record<string, string>, found: Forms}} Tables
 * @typedef {import("../../lib/geometry.js").Report} Report
 */

const SILENT = new Set(["failed", "timeout", "open", "not_configured"]);
const WHOLE = new Set(["ok", "empty"]);

export class Say {
  /**
   * @param {Tables & Record<string, any>} words what `timeline_words` made
   * @param {string} language
   */
  constructor(words, language) {
    this.words = words;
    this.language = language;
    this.plural = new Intl.PluralRules(language);
  }

  /**
   * @param {string} key
   * @param {Record<string, string>} [values]
   */
  text(key, values = {}) {
    return fill(String(this.words[key] ?? key), values);
  }

  /** @param {number} ns */
  duration(ns) {
    return duration(ns, this.words.units, this.language);
  }

  /** The larger unit alone: "58 min". @param {number} ns */
  roughly(ns) {
    return duration(ns, this.words.units, this.language, 1);
  }

  /**
   * @param {number | null} value
   * @param {string} unit
   */
  quantity(value, unit) {
    return quantity(value, this.words.measures[unit] ?? unit, this.language);
  }

  /**
   * @param {Forms} forms
   * @param {number} n
   * @param {Record<string, string>} [values]
   */
  count(forms, n, values = {}) {
    const pattern = forms[this.plural.select(n)] ?? forms.other ?? "%(n)s";
    return fill(pattern, { n: this.quantity(n, ""), ...values });
  }

  /**
   * "61 lines, 2 of 3 shards": what one source gave.
   * @param {Report} report
   */
  source(report) {
    return [this.gave(report), this.beyond(report)].filter(Boolean).join(", ");
  }

  /** What the number does not tell. @param {Report} report */
  beyond(report) {
    if (report.detail || SILENT.has(report.status) || WHOLE.has(report.status)) return report.detail;
    return this.words.status[report.status] ?? report.status;
  }

  /** @param {Report} report */
  gave(report) {
    if (SILENT.has(report.status)) return this.words.status[report.status] ?? report.status;
    if (report.status === "truncated" && report.total !== null) {
      const values = { n: this.quantity(report.returned, ""), total: this.quantity(report.total, "") };
      return this.count(this.words.gaveOf[report.signal] ?? {}, report.total, values);
    }
    return this.count(this.words.gave[report.signal] ?? {}, report.returned);
  }
}

/**
 * @param {string} pattern
 * @param {Record<string, string>} values
 */
function fill(pattern, values) {
  return pattern.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}
