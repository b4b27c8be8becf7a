/** The order page: the timeline, and the link to it as it is seen. */

import "../elements/loupe-timeline.js";
import { say } from "./shell.js";

const copy = document.querySelector("[data-copy-link]");
if (copy instanceof HTMLElement && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    say("copied");
  });
}

document.addEventListener("loupe:say", (event) => {
  if (event instanceof CustomEvent) say("", String(event.detail));
});
