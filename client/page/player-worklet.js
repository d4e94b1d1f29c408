// The audio thread's part of player.js: it owns the samples and the position in them.
//
//                audio comes                  no audio left
//   waiting ────────────────────▶ playing ────────────────────▶ waiting (or ended: none will come)
//      ▲ resume                      │ pause
//      └────────── paused ◀──────────┘
//
// Each change of state is told to the page with the exact frame of the audio clock at which it
// happens. Between two of them the position runs with the clock, so the page needs no more. `dry`
// tells the wait for audio that came too late from the one after a seek.

/** Audio to have before the first sound. Less may stall at once; more is heard as latency. */
const START_S = 0.03;
/** Audio to have after a stall. Less may stall again soon; more makes the stall longer. */
const REBUFFER_S = 0.25;

class SpeechPlayer extends AudioWorkletProcessor {
  constructor() {
    super();
    this.clear({ take: 0 });
    this.port.onmessage = ({ data }) => this[data.command](data);
  }

  /** Forget all audio; what is told from now on belongs to `take`. */
  clear({ take }) {
    this.take = take;
    this.chunks = [];
    this.starts = []; // of each chunk, in samples
    this.total = 0;
    this.complete = false;
    this.chunk = 0; // the one that holds the position
    this.position = 0;
    this.wait(START_S);
  }

  append({ pcm }) {
    this.chunks.push(pcm);
    this.starts.push(this.total);
    this.total += pcm.length;
  }

  /** No more audio will come. */
  finish() {
    this.complete = true;
  }

  pause() {
    if (this.state !== "ended") this.enter("paused");
  }

  resume() {
    if (this.state === "paused") this.wait(START_S);
  }

  /** Go on at `sample`; a pause stays a pause. */
  seek({ sample }) {
    this.position = Math.max(0, Math.min(sample, this.total));
    this.chunk = Math.max(0, this.starts.findLastIndex((start) => start <= this.position));
    if (this.state === "paused") this.enter("paused");
    else this.wait(START_S);
  }

  wait(seconds, dry = false) {
    this.neededSamples = seconds * sampleRate;
    this.waitedSamples = 0; // since there is something to play
    this.enter("waiting", 0, dry);
  }

  /** Be in `state` from `offset` frames into the present block on. */
  enter(state, offset = 0, dry = false) {
    this.state = state;
    const { position, take } = this;
    this.port.postMessage({ take, state, position, frame: currentFrame + offset, dry });
  }

  process(_inputs, [[output]]) {
    if (this.state === "waiting") this.startIfReady(output.length);
    if (this.state !== "playing") return true;
    const filled = this.fill(output);
    if (filled === output.length) return true;
    if (this.complete) this.enter("ended", filled);
    else this.wait(REBUFFER_S, true);
    return true;
  }

  startIfReady(blockSamples) {
    const available = this.total - this.position;
    if (available === 0) {
      if (this.complete) this.enter("ended");
      return;
    }
    this.waitedSamples += blockSamples;
    const enough = Math.max(available, this.waitedSamples) >= this.neededSamples;
    if (enough || this.complete) this.enter("playing");
  }

  /** Copy the next samples to `output`, scaled to ±1; answers how many there were. */
  fill(output) {
    let filled = 0;
    while (filled < output.length && this.position < this.total) {
      const chunk = this.chunks[this.chunk];
      const from = this.position - this.starts[this.chunk];
      const count = Math.min(chunk.length - from, output.length - filled);
      for (let i = 0; i < count; i++) output[filled + i] = chunk[from + i] / 32768;
      filled += count;
      this.position += count;
      if (from + count === chunk.length) this.chunk++;
    }
    return filled;
  }
}

registerProcessor("speech-player", SpeechPlayer);
