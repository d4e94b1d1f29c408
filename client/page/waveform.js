// The sound around the present moment, and under it each character at its time.

import { lastAtMost } from "./recording.js";
import { RATE_HZ } from "./player.js";

const PX_PER_S = 150; // a character of usual length is then as wide as a letter
const BAR_PX = 2;
const GAP_PX = 1;
const LETTERS_PX = 26; // the strip under the sound
/** The present, from the left as a share of the width: more is to come than to look back at. */
const NOW = 0.38;
const SAMPLES_PER_PX = RATE_HZ / PX_PER_S;
const SAMPLES_PER_PEAK = Math.round((BAR_PX + GAP_PX) * SAMPLES_PER_PX);

export class Waveform {
  #canvas;
  #peaks = []; // the loudest sample, 0 to 1, of each SAMPLES_PER_PEAK
  #counted = 0; // samples that are in them
  #drawn = ""; // what the picture shows

  /** @param {HTMLCanvasElement} canvas @param {(samples: number) => void} move when dragged */
  constructor(canvas, move) {
    this.#canvas = canvas;
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => {
      if (event.buttons) move(-event.movementX * SAMPLES_PER_PX);
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

  /** Draw `recording` for the moment when `position` is heard. */
  draw(recording, position) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const style = getComputedStyle(this.#canvas);
    const colours = ["--ink", "--faint", "--accent", "--rule"].map((name) =>
      style.getPropertyValue(name),
    );
    const shown = [width, height, Math.round(position), this.#counted, ...colours].join();
    if (shown === this.#drawn) return;
    this.#drawn = shown;
    const [ink, faint, accent, rule] = colours;
    const context = this.#context(width, height);
    const left = position - NOW * width * SAMPLES_PER_PX; // the sample at the left edge
    const x = (sample) => (sample - left) / SAMPLES_PER_PX;
    this.#drawSound(context, left, x, position, height - LETTERS_PX, { ink, faint, rule });
    context.font = `12px ${style.fontFamily}`;
    drawLetters(context, recording, left, left + width * SAMPLES_PER_PX, x, position, height - 8, {
      ink,
      faint,
      accent,
    });
    context.fillStyle = accent;
    context.fillRect(Math.round(x(position)), 0, 1.5, height - LETTERS_PX + 2);
  }

  #context(width, height) {
    const scale = devicePixelRatio;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    const context = this.#canvas.getContext("2d");
    context.scale(scale, scale);
    return context;
  }

  #drawSound(context, left, x, position, height, { ink, faint, rule }) {
    const middle = height / 2;
    context.fillStyle = rule;
    context.fillRect(0, middle, this.#canvas.clientWidth, 1);
    const bars = this.#canvas.clientWidth / (BAR_PX + GAP_PX) + 1;
    const first = Math.max(0, Math.floor(left / SAMPLES_PER_PEAK));
    for (let peak = first; peak < Math.min(this.#peaks.length, first + bars); peak++) {
      const sample = peak * SAMPLES_PER_PEAK;
      const reach = Math.sqrt(this.#peaks[peak]) * middle; // the root shows quiet sounds too
      context.fillStyle = sample < position ? ink : faint;
      context.fillRect(x(sample), middle - reach, BAR_PX, 2 * reach + 1);
    }
  }
}

/** Each character where it begins, those that were heard darker, the present one in colour. */
function drawLetters(context, recording, from, to, x, position, baseline, colours) {
  const { chars, starts } = recording;
  const current = recording.charAt(position);
  for (let i = Math.max(0, lastAtMost(starts, from)); i < chars.length && starts[i] < to; i++) {
    context.fillStyle = i === current ? colours.accent : i < current ? colours.ink : colours.faint;
    context.fillText(chars[i], x(starts[i]), baseline);
  }
}
