// What the user chose: voice, speed, how to send, and the key where one is wanted.

import { byId, setText } from "./dom.js";

const HINTS = {
  all: "Ctrl + Enter speaks, Escape stops.",
  words: "Sent word by word, as a language model writes. Ctrl + Enter speaks, Escape stops.",
  live: "Each character is sent as you type and cannot be taken back. Enter speaks what is there.",
};
const UNSENT =
  "Sent text cannot be taken back: what you typed went to the end. Empty the box to begin again.";

/** Until the user moves the slider, the server's default holds. */
let speedChosen = false;

/** `all`, `words` or `live`. */
export const mode = () => byId("form").elements.mode.value;

export const wordsPerS = () => byId("rate").valueAsNumber;

/** What the stream's address needs. */
export const settings = () => ({
  voice: byId("voice").value,
  speed: speedChosen ? byId("speed").value : null,
  key: byId("key").value,
});

export function setMode(chosen) {
  byId("form").elements.mode.value = chosen;
  document.body.dataset.mode = chosen;
  byId("hint").textContent = HINTS[chosen];
}

/** Say that an edit inside sent text was not possible. */
export function showRefusedEdit() {
  byId("hint").textContent = UNSENT;
}

/** List the server's voices; the chosen one stays if it is still there. */
export function showServer({ engine, voices, default_voice }) {
  const chosen = byId("voice").value || default_voice;
  const options = voices.map(({ id, name, language }) => new Option(`${name} · ${language}`, id));
  byId("voice").replaceChildren(...options);
  byId("voice").value = voices.some(({ id }) => id === chosen) ? chosen : default_voice;
  byId("server").textContent = `${engine}, ${voices.length} voices`;
}

/** The server wants a key, or another one. */
export function askForKey() {
  byId("key-field").hidden = false;
  byId("key").select();
}

/** Keep the page in step with its controls. */
export function watchControls() {
  setMode(mode());
  for (const radio of byId("form").elements.mode) {
    radio.addEventListener("change", () => setMode(radio.value));
  }
  const show = (id, shown) => {
    const update = () => setText(`${id}-shown`, shown(byId(id).valueAsNumber));
    byId(id).addEventListener("input", update);
    update();
  };
  const speed = byId("speed");
  speedChosen = speed.value !== speed.defaultValue; // browsers keep what sliders were set to
  speed.addEventListener("input", () => (speedChosen = true));
  show("speed", (speed) => (speedChosen ? `${speed.toFixed(2)}×` : "default"));
  show("rate", (rate) => rate);
}
