// Where speech is heard and seen: player, captions, waveform and meters, all on one clock.

import { Captions } from "./captions.js";
import { byId, clock, setText } from "./dom.js";
import { RATE_HZ } from "./player.js";
import { Recording } from "./recording.js";
import { Waveform } from "./waveform.js";

const METERS_MS = 200; // figures that change faster cannot be read
const SLIDING_MS = 500; // so long what is heard may be older than where the slider was moved to

export class Stage {
  recording = new Recording();
  /** Stalls that the server could have avoided. */
  underruns = 0;
  /** `waiting`, `playing`, `paused` or `ended`, as it is heard. */
  state = "waiting";

  #metersMs = 0;
  #slidMs = -Infinity; // when the user moved the slider last
  #slider = byId("position");

  /** @param {Player} player @param {() => boolean} isOwed whether silence is the server's doing */
  constructor(player, isOwed) {
    this.player = player;
    player.onstall = () => {
      if (isOwed()) this.underruns++;
    };
    this.captions = new Captions(byId("captions"), (char) =>
      this.seek(this.recording.starts[char]),
    );
    this.waveform = new Waveform(byId("waveform"), (sample) => this.seek(sample));
    this.#slider.addEventListener("input", () => this.#slid());
    byId("volume").addEventListener("input", () => this.#setVolume());
    this.#setVolume(); // browsers keep what sliders were set to
    requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  /** Clear the stage for another text. Must be called from a click or a key press. */
  begin() {
    this.recording = new Recording();
    this.captions.clear();
    this.waveform.clear();
    this.underruns = 0;
    this.player.clear();
    this.player.resume();
  }

  /** Audio and its characters came. */
  add(pcm, alignment) {
    this.captions.append(alignment.chars, this.recording.chars.length);
    this.recording.append(pcm, alignment);
    this.waveform.append(pcm);
    this.player.append(pcm);
  }

  /** No more will come. */
  finish() {
    this.player.finish();
  }

  toggle() {
    if (this.state === "paused") this.player.resume();
    else this.player.pause();
  }

  replay() {
    this.player.seek(0);
    this.player.resume();
  }

  seek(sample) {
    if (this.recording.samples) this.player.seek(sample);
  }

  get empty() {
    return this.recording.samples === 0;
  }

  /** Sound is heard, or is on its way. */
  get sounding() {
    return !this.empty && (this.state === "playing" || this.state === "waiting");
  }

  #setVolume() {
    const loudness = byId("volume").valueAsNumber;
    // Squared, because the ear hears ratios.
    this.player.volume.gain.setTargetAtTime(loudness ** 2, this.player.context.currentTime, 0.01);
  }

  #slid() {
    this.#slidMs = performance.now();
    this.seek(this.#slider.value * RATE_HZ);
    this.#nameTime(this.#slider.value);
  }

  #frame(nowMs) {
    requestAnimationFrame((nextMs) => this.#frame(nextMs));
    const { state, position } = this.player.heard();
    this.state = state;
    const { recording } = this;
    const begun = state !== "waiting" || position > 0;
    const char = state === "ended" ? recording.chars.length : recording.charAt(position);
    this.captions.show(begun ? char : -1);
    this.waveform.draw(recording, position);
    if (nowMs - this.#metersMs < METERS_MS) return;
    this.#metersMs = nowMs;
    this.#showMeters(nowMs, position / RATE_HZ, recording.samples / RATE_HZ);
  }

  #showMeters(nowMs, heardS, totalS) {
    const none = this.empty;
    setText("buffer", none ? "–" : `${(totalS - heardS).toFixed(1)} s`);
    setText("underruns", none ? "–" : this.underruns);
    setText("time", none ? "–" : `${clock(heardS)} / ${clock(totalS)}`);
    this.#slider.disabled = none;
    this.#slider.max = totalS;
    if (nowMs - this.#slidMs < SLIDING_MS) return;
    this.#slider.value = heardS;
    // While the slider is in use a screen reader would read out every change of this.
    if (!this.#slider.matches(":focus-visible")) this.#nameTime(heardS);
  }

  /** What a screen reader says of the position. */
  #nameTime(seconds) {
    const totalS = this.recording.samples / RATE_HZ;
    this.#slider.ariaValueText = `${clock(seconds)} of ${clock(totalS)}`;
  }
}
