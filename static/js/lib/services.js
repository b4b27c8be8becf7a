/** A service's colour by the hash of its name: the same numbers as apps/core/wording.py, `service_mark`. */

const HASH_BASIS = 2168305919;
export const HUES = 8;
export const CUES = 3;

/** @type {Map<string, {hue: number, cue: number}>} */
const known = new Map();
const encoder = new TextEncoder();

/**
 * @param {string} name
 * @returns {{hue: number, cue: number}} hue 0..7, cue 0..2
 */
export function serviceMark(name) {
  const kept = known.get(name);
  if (kept) return kept;
  let value = HASH_BASIS;
  for (const byte of encoder.encode(name)) value = Math.imul(value ^ byte, 16777619) >>> 0;
  value = (value ^ (value >>> 15)) >>> 0;
  const mark = { hue: value % HUES, cue: (value >>> 3) % CUES };
  known.set(name, mark);
  return mark;
}
