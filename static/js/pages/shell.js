/** What every page has: the search box's keys, rows by j and k, the help dialog, the theme, and the token of forms for htmx. */

import { isTyping, keysAreOff, switchKeys } from "../elements/keyboard.js";

const SAID_FOR_MS = 3500;
const said = document.getElementById("said");
let clearing = 0;

/**
 * Says something at the bottom of the page and to screen readers.
 * @param {string} key of the sentences that the server put on the region
 * @param {string} [text] instead of one of them
 */
export function say(key, text = "") {
  if (!said) return;
  said.textContent = text || said.dataset[key] || "";
  clearTimeout(clearing);
  clearing = window.setTimeout(() => (said.textContent = ""), SAID_FOR_MS);
}

// --- htmx: Django's token travels in a header; a failed answer is said ---

document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (event instanceof CustomEvent && token instanceof HTMLInputElement) event.detail.headers["X-CSRFToken"] = token.value;
});
for (const name of ["htmx:responseError", "htmx:sendError"]) document.body.addEventListener(name, () => say("failed"));

// htmx notes the page's address in the browser's storage when it starts; nothing of an order stays there, so it goes at once.
sessionStorage.removeItem("htmx-current-path-for-history");

// --- the search box: one line until more is pasted; Enter sends ---

const seek = document.getElementById("seek");
if (seek instanceof HTMLTextAreaElement) {
  seek.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (seek.value.trim()) seek.form?.requestSubmit();
    } else if (event.key === "Escape") seek.blur();
  });
}

// --- the language: the page comes back as it stands, with what script wrote into its address ---

document.addEventListener("submit", (event) => {
  const here = event.target instanceof HTMLFormElement ? event.target.querySelector("[data-here]") : null;
  if (here instanceof HTMLInputElement) here.value = location.pathname + location.search + location.hash;
});

// --- keys ---

const help = document.getElementById("keys");
const helpOpener = document.querySelector("[data-help-open]");
const keysOff = document.querySelector("[data-keys-off]");

function openHelp() {
  if (help instanceof HTMLDialogElement && !help.open) help.showModal();
}

if (helpOpener instanceof HTMLElement) {
  helpOpener.hidden = false;
  helpOpener.addEventListener("click", openHelp);
}
if (keysOff instanceof HTMLInputElement) {
  keysOff.checked = keysAreOff();
  keysOff.addEventListener("change", () => switchKeys(keysOff.checked));
}

/**
 * The next row of a list gets the focus, on its first link or button.
 * @param {number} by
 */
function stepRows(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))];
  const target = row?.querySelector("a, button");
  if (target instanceof HTMLElement) target.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysAreOff() || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "/" && seek) {
    event.preventDefault();
    seek.focus();
  } else if (event.key === "?") openHelp();
  else if ((event.key === "j" || event.key === "k") && !document.querySelector("loupe-timeline")) stepRows(event.key === "j" ? 1 : -1);
});

// --- the theme: a cookie of one word, which the server reads so that the next page does not flash ---

const THEMES = ["system", "light", "dark"];
const themeSwitch = document.querySelector("[data-theme-switch]");

/** @param {HTMLElement} button */
function labelTheme(button) {
  const theme = document.documentElement.dataset.theme ?? "system";
  const label = button.dataset[theme] ?? theme;
  button.setAttribute("aria-label", label);
  button.title = label;
}

if (themeSwitch instanceof HTMLElement) {
  themeSwitch.hidden = false;
  labelTheme(themeSwitch);
  themeSwitch.addEventListener("click", () => {
    const root = document.documentElement;
    const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "system") + 1) % THEMES.length];
    root.dataset.theme = next;
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
    labelTheme(themeSwitch);
    say("", themeSwitch.title);
  });
}
