// The sound around the present moment, and under it each character at its time.

import { lastAtMost } from "./recording.js";
import { RATE_HZ } from "./player.js";

const PX_PER_S = 220; // most characters are then as wide as a letter
const SAMPLES_PER_PX = RATE_HZ / PX_PER_S;
const BAR_PX = 2;
const PITCH_PX = 3; // from bar to bar
const SAMPLES_PER_PEAK = Math.round(PITCH_PX * SAMPLES_PER_PX);
const LETTERS_PX = 30; // the strip under the sound
/** The present, from the left as a share of the width: more is to come than to look back at. */
const NOW = 0.38;

export class Waveform {
  #canvas;
  #peaks = []; // the loudest sample, 0 to 1, of each SAMPLES_PER_PEAK
  #counted = 0; // samples that are in them
  #position = 0;
  #drawn = ""; // what the picture shows

  /** @param {HTMLCanvasElement} canvas @param {(sample: number) => void} seek when dragged */
  constructor(canvas, seek) {
    this.#canvas = canvas;
    let grabbed = 0; // what the position would be with the pointer at the left edge
    canvas.addEventListener("pointerdown", ({ pointerId, clientX }) => {
      canvas.setPointerCapture(pointerId);
      grabbed = this.#position + clientX * SAMPLES_PER_PX;
    });
    canvas.addEventListener("pointermove", ({ buttons, clientX }) => {
      if (buttons) seek(grabbed - clientX * SAMPLES_PER_PX);
    });
  }

  clear() {
    this.#peaks = [];
    this.#counted = 0;
  }

  append(pcm) {
    for (const sample of pcm) {
      const peak = Math.floor(this.#counted++ / SAMPLES_PER_PEAK);
      this.#peaks[peak] = Math.max(this.#peaks[peak] ?? 0, Math.abs(sample) / 32768);
    }
  }

  /** Draw `recording` for the moment when the sample `position` is heard. */
  draw(recording, position) {
    this.#position = position;
    const view = this.#view(position);
    const shown = JSON.stringify([view, this.#counted, devicePixelRatio]);
    if (shown === this.#drawn) return;
    this.#drawn = shown;
    const pen = this.#pen(view);
    drawSound(pen, view, this.#peaks);
    drawLetters(pen, view, recording);
    pen.fillStyle = view.accent;
    pen.fillRect(Math.round(NOW * view.width), 0, 1.5, view.height - LETTERS_PX);
  }

  /** What is in sight: sizes in CSS pixels, times in samples, and the page's colours. */
  #view(position) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const style = getComputedStyle(this.#canvas);
    const colour = (name) => style.getPropertyValue(name);
    const from = position - NOW * width * SAMPLES_PER_PX;
    return {
      width,
      height,
      position,
      from,
      to: from + width * SAMPLES_PER_PX,
      font: `13px ${style.fontFamily}`,
      ink: colour("--ink"),
      faint: colour("--faint"),
      rule: colour("--rule"),
      accent: colour("--accent"),
    };
  }

  #pen({ width, height, font }) {
    this.#canvas.width = width * devicePixelRatio;
    this.#canvas.height = height * devicePixelRatio;
    const pen = this.#canvas.getContext("2d");
    pen.scale(devicePixelRatio, devicePixelRatio);
    pen.font = font;
    return pen;
  }
}

function drawSound(pen, { width, height, position, from, ink, faint, rule }, peaks) {
  const middle = (height - LETTERS_PX) / 2;
  pen.fillStyle = rule;
  pen.fillRect(0, middle, width, 1);
  const first = Math.max(0, Math.floor(from / SAMPLES_PER_PEAK));
  const last = Math.min(peaks.length, first + width / PITCH_PX + 1);
  for (let peak = first; peak < last; peak++) {
    const sample = peak * SAMPLES_PER_PEAK;
    const reach = Math.sqrt(peaks[peak]) * middle; // the root shows quiet sounds too
    pen.fillStyle = sample < position ? ink : faint;
    pen.fillRect((sample - from) / SAMPLES_PER_PX, middle - reach, BAR_PX, 2 * reach);
  }
}

/** Each character that takes time where it begins, and a line where a word begins. */
function drawLetters(pen, view, { chars, starts, samples }) {
  const { height, from, to, position, ink, faint, rule, accent } = view;
  for (let i = Math.max(0, lastAtMost(starts, from)); i < chars.length && starts[i] < to; i++) {
    const end = starts[i + 1] ?? samples;
    if (end === starts[i] || !chars[i].trim()) continue;
    const x = (starts[i] - from) / SAMPLES_PER_PX;
    if (!chars[i - 1]?.trim()) {
      pen.fillStyle = rule;
      pen.fillRect(x - 3, height - LETTERS_PX + 8, 1, LETTERS_PX - 8);
    }
    pen.fillStyle = end <= position ? ink : starts[i] <= position ? accent : faint;
    const room = (end - starts[i]) / SAMPLES_PER_PX; // a short sound has a narrow letter
    pen.fillText(chars[i], x, height - 7, room);
  }
}
