// Small helpers of the page.

export const byId = (id) => document.getElementById(id);

/** Show `text` in the element `id`; the page is touched only if that is a change. */
export function setText(id, text) {
  const element = byId(id);
  if (element.textContent !== String(text)) element.textContent = text;
}

/** Seconds as `1:05`. */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
