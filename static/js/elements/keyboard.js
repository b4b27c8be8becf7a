/** Whether the single-letter keys are on, and whether somebody is typing. */

/** A cookie and not the browser's storage, which stays empty: it holds one word and nothing of a person. */
const OFF = "keys=off";

export function keysAreOff() {
  return document.cookie.split("; ").includes(OFF);
}

/** @param {boolean} off */
export function switchKeys(off) {
  document.cookie = `keys=${off ? "off" : "on"}; path=/; max-age=31536000; samesite=lax`;
}

/** @param {EventTarget | null} target */
export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
