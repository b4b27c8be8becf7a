/** The timeline's keys. Letters work anywhere on the page but in fields; arrows, Enter and Home only where the rows have the focus. */

import { keysAreOff, isTyping } from "../keyboard.js";

/**
 * @typedef {{step: (by: number) => void, page: (by: number) => void, error: (direction: number) => void, find: () => void, leave: () => boolean,
 *   zoom: (factor: number) => void, whole: () => void, pan: (share: number) => void, toRow: () => void, open: () => void,
 *   fold: (close: boolean) => boolean}} KeyActs
 */

/**
 * @param {HTMLElement} grid
 * @param {KeyActs} acts
 * @returns {() => void} stops listening
 */
export function listenToKeys(grid, acts) {
  /** @type {Record<string, () => void>} */
  const letters = {
    j: () => acts.step(1),
    k: () => acts.step(-1),
    e: () => acts.error(1),
    E: () => acts.error(-1),
    f: acts.find,
    z: acts.toRow,
    "+": () => acts.zoom(0.6),
    "=": () => acts.zoom(0.6),
    "-": () => acts.zoom(1 / 0.6),
    "−": () => acts.zoom(1 / 0.6),
    0: acts.whole,
  };
  /** @type {Record<string, () => void>} */
  const onRows = {
    ArrowDown: () => acts.step(1),
    ArrowUp: () => acts.step(-1),
    PageDown: () => acts.page(1),
    PageUp: () => acts.page(-1),
    Home: () => acts.step(-Infinity),
    End: () => acts.step(Infinity),
    Enter: acts.open,
    ArrowLeft: () => acts.fold(true) || acts.pan(-0.15),
    ArrowRight: () => acts.fold(false) || acts.pan(0.15),
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      if (acts.leave()) event.preventDefault();
      return;
    }
    if (isTyping(event.target)) return;
    const act = (document.activeElement === grid && onRows[event.key]) || (!keysAreOff() && letters[event.key]);
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
