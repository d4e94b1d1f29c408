// Where speech is heard and seen: player, captions, waveform and meters, all on one clock.

import { Captions } from "./captions.js";
import { byId, clock, setText } from "./dom.js";
import { Player, RATE_HZ } from "./player.js";
import { Recording } from "./recording.js";
import { Waveform } from "./waveform.js";

const METERS_MS = 200; // figures that change faster cannot be read

export class Stage {
  recording = new Recording();
  /** Null until the user did something: browsers allow no sound before. */
  player = null;
  /** Stalls that the server could have avoided. */
  underruns = 0;
  /** `waiting`, `playing`, `paused` or `ended`, as it is heard. */
  state = "waiting";

  #complete = false;
  #metersMs = 0;
  #slider = byId("position");
  #isOwed;

  /** @param {() => boolean} isOwed whether silence is the server's doing */
  constructor(isOwed) {
    this.#isOwed = isOwed;
    this.captions = new Captions(byId("captions"), (char) =>
      this.seek(this.recording.starts[char]),
    );
    this.waveform = new Waveform(byId("waveform"), (by) =>
      this.seek(this.player.heard().position + by),
    );
    this.#slider.addEventListener("input", () => this.seek(this.#slider.value * RATE_HZ));
    byId("volume").addEventListener("input", () => this.#setVolume());
    requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  /** Clear the stage for another text. The first time, it opens the loudspeaker. */
  async begin() {
    this.recording = new Recording();
    this.captions.clear();
    this.waveform.clear();
    this.underruns = 0;
    this.#complete = false;
    this.player?.clear();
    if (this.player) this.player.resume();
    else await this.#open();
  }

  /** Audio and its characters came. */
  add(pcm, alignment) {
    this.captions.append(alignment.chars, this.recording.chars.length);
    this.recording.append(pcm, alignment);
    this.waveform.append(pcm);
    this.player?.append(pcm);
  }

  /** No more will come. */
  finish() {
    this.#complete = true;
    this.player?.finish();
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

  async #open() {
    const player = await Player.open();
    player.onstall = () => {
      if (this.#isOwed()) this.underruns++;
    };
    for (const pcm of this.recording.chunks) player.append(pcm);
    if (this.#complete) player.finish();
    this.player = player;
    this.#setVolume();
  }

  #setVolume() {
    const loudness = byId("volume").valueAsNumber;
    // Squared, because the ear hears ratios.
    this.player?.volume.gain.setTargetAtTime(loudness ** 2, this.player.context.currentTime, 0.01);
  }

  #frame(nowMs) {
    requestAnimationFrame((nextMs) => this.#frame(nextMs));
    const { state, position } = this.player?.heard() ?? { state: "waiting", position: 0 };
    this.state = state;
    const { recording } = this;
    const begun = state !== "waiting" || position > 0;
    const char = state === "ended" ? recording.chars.length : recording.charAt(position);
    this.captions.show(begun ? char : -1);
    this.waveform.draw(recording, position);
    if (nowMs - this.#metersMs < METERS_MS) return;
    this.#metersMs = nowMs;
    this.#showMeters(position / RATE_HZ, recording.samples / RATE_HZ);
  }

  #showMeters(heardS, totalS) {
    const none = this.empty;
    setText("buffer", none ? "–" : `${(totalS - heardS).toFixed(1)} s`);
    setText("underruns", none ? "–" : this.underruns);
    setText("time", none ? "–" : `${clock(heardS)} / ${clock(totalS)}`);
    this.#slider.disabled = none;
    // A slider in use is left alone: a screen reader would read out every change of it.
    if (this.#slider.matches(":focus-visible")) return;
    this.#slider.max = totalS;
    this.#slider.value = heardS;
    this.#slider.ariaValueText = `${clock(heardS)} of ${clock(totalS)}`;
  }
}
