/** The colours of the canvas, read from the tokens of the page and read anew when the theme changes. */

import { HUES } from "../../lib/services.js";

const NAMES = ["card", "line", "line-soft", "edge", "ink", "quiet", "faint", "accent", "error", "warn", "fold", "row-selected"];

/** @typedef {{hues: string[], font: string} & Record<string, any>} Palette */

/**
 * @param {HTMLElement} host
 * @returns {Palette}
 */
export function readPalette(host) {
  const probe = document.createElement("i");
  probe.hidden = true;
  host.append(probe);
  const colour = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  /** @type {Palette} */
  const palette = { hues: [], font: getComputedStyle(host).fontFamily };
  for (const name of NAMES) palette[name] = colour(name);
  for (let hue = 0; hue < HUES; hue++) palette.hues.push(colour(`svc-${hue}`));
  probe.remove();
  return palette;
}

/**
 * Calls back when the chosen theme, or the system's, changes, and before and after the page goes to paper.
 * @param {() => void} changed
 * @returns {() => void} stops listening
 */
export function onThemeChange(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const media = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("print")];
  media.forEach((query) => query.addEventListener("change", changed));
  return () => {
    observer.disconnect();
    media.forEach((query) => query.removeEventListener("change", changed));
  };
}
