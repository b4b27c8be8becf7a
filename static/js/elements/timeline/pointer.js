/** Mouse and finger on the stage: the wheel zooms at the pointer, a drag moves along, a click chooses. */

/**
 * @typedef {{zoom: (share: number, factor: number) => boolean, pan: (share: number) => void, hover: (share: number | null, y: number) => void,
 *   choose: (position: number) => void, focus: (position: number) => void, toggle: (position: number) => void}} Acts
 */

const DRAG_FROM = 4;
/** A wheel that was turning the page goes on turning it over the stage, until it rests. */
const PAGE_SCROLL_RESTS_MS = 250;

/**
 * @param {HTMLElement} body
 * @param {HTMLCanvasElement} canvas
 * @param {Acts} acts
 * @returns {() => void} stops listening
 */
export function listenToPointer(body, canvas, acts) {
  let pageScrolled = -Infinity;
  /** @type {{x: number, last: number, moved: boolean} | null} */
  let drag = null;
  const share = (/** @type {MouseEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    return (event.clientX - box.left) / box.width;
  };
  const onScroll = () => (pageScrolled = performance.now());

  const onWheel = (/** @type {WheelEvent} */ event) => {
    const at = share(event);
    if (at < 0 || performance.now() - pageScrolled < PAGE_SCROLL_RESTS_MS) return;
    const along = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      acts.pan(along / 1000);
      event.preventDefault();
    } else if (acts.zoom(at, Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))))) event.preventDefault();
  };

  const onDown = (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0 || share(event) < 0 || event.pointerType === "touch") return;
    drag = { x: event.clientX, last: event.clientX, moved: false };
  };
  const onMove = (/** @type {PointerEvent} */ event) => {
    const at = share(event);
    acts.hover(at >= 0 && at <= 1 && event.pointerType !== "touch" ? at : null, event.clientY - body.getBoundingClientRect().top);
    if (!drag) return;
    if (!drag.moved && Math.abs(event.clientX - drag.x) < DRAG_FROM) return;
    if (!drag.moved) body.setPointerCapture(event.pointerId);
    drag.moved = true;
    body.classList.add("dragging");
    acts.pan((drag.last - event.clientX) / canvas.clientWidth);
    drag.last = event.clientX;
  };
  let justDragged = false;
  const onUp = () => {
    justDragged = drag?.moved ?? false;
    drag = null;
    body.classList.remove("dragging");
  };
  const onClick = (/** @type {MouseEvent} */ event) => {
    if (justDragged) {
      justDragged = false;
      return;
    }
    const position = positionUnder(event);
    if (position < 0) return;
    if (event.target instanceof HTMLElement && "open" in event.target.dataset) acts.toggle(position);
    else acts.choose(position);
  };
  const onDouble = (/** @type {MouseEvent} */ event) => {
    const position = positionUnder(event);
    if (position >= 0) acts.focus(position);
  };
  const onLeave = () => acts.hover(null, 0);

  addEventListener("scroll", onScroll, { passive: true });
  body.addEventListener("wheel", onWheel, { passive: false });
  body.addEventListener("pointerdown", onDown);
  body.addEventListener("pointermove", onMove);
  body.addEventListener("pointerup", onUp);
  body.addEventListener("pointercancel", onUp);
  body.addEventListener("pointerleave", onLeave);
  body.addEventListener("click", onClick);
  body.addEventListener("dblclick", onDouble);
  return () => removeEventListener("scroll", onScroll);
}

/** @param {MouseEvent} event */
function positionUnder(event) {
  const row = event.target instanceof Element ? event.target.closest("[data-position]") : null;
  return row instanceof HTMLElement ? Number(row.dataset.position) : -1;
}
