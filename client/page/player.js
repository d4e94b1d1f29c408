// Plays samples as they arrive, and knows which of them is heard at any moment.

export const RATE_HZ = 44100;

/**
 * The page's loudspeaker: worklet → volume → device.
 *
 * `source` is the worklet's node, before the volume: what comes out of it is what the server sent.
 */
export class Player {
  /** How often the sound ran dry since the last `clear`. */
  stalls = 0;
  /** Called when it does. */
  onstall = () => {};

  #take = 0;
  /** Changes of state, oldest first; the first is the one that is heard, the others are to come. */
  #changes = [{ state: "waiting", position: 0, frame: 0 }];
  #total = 0;

  /**
   * A player that is silent until `resume` is called from a click or a key press: browsers want it.
   *
   * Throws an Error, in words for the user, where the browser plays nothing from a script.
   */
  static async open() {
    if (!("AudioWorkletNode" in globalThis)) {
      throw new Error(
        "Browsers play sound from a script only at a secure address: open this page over https," +
          " or as http://localhost, for example through ssh -L 8765:localhost:8765.",
      );
    }
    const context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: "interactive" });
    await context.audioWorklet.addModule(new URL("player-worklet.js", import.meta.url));
    return new Player(context);
  }

  constructor(context) {
    this.context = context;
    this.source = new AudioWorkletNode(context, "speech-player", {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    this.volume = new GainNode(context);
    this.source.connect(this.volume).connect(context.destination);
    this.source.port.onmessage = ({ data }) => this.#changed(data);
  }

  clear() {
    this.#take++;
    this.#total = 0;
    this.stalls = 0;
    this.#changes = [{ state: "waiting", position: 0, frame: 0 }];
    this.#tell("clear", { take: this.#take });
  }

  append(pcm) {
    this.#total += pcm.length;
    this.#tell("append", { pcm });
  }

  /** No more audio will come. */
  finish() {
    this.#tell("finish");
  }

  pause() {
    this.#tell("pause");
  }

  resume() {
    this.context.resume();
    this.#tell("resume");
  }

  seek(sample) {
    this.context.resume();
    this.#tell("seek", { sample: Math.ceil(sample) });
  }

  /**
   * What is heard now: the state, and the position in samples.
   *
   * The audio clock says what is computed; it reaches the ear one output latency later.
   */
  heard() {
    const { currentTime, outputLatency, baseLatency } = this.context;
    const frame = (currentTime - (outputLatency || baseLatency || 0)) * RATE_HZ;
    while (this.#changes.length > 1 && this.#changes[1].frame <= frame) this.#changes.shift();
    const { state, position, frame: since } = this.#changes[0];
    const ran = state === "playing" ? Math.max(0, frame - since) : 0;
    return { state, position: Math.min(position + ran, this.#total) };
  }

  #changed({ take, dry, ...change }) {
    if (take !== this.#take) return; // of audio that is forgotten
    this.#changes.push(change);
    if (dry) {
      this.stalls++;
      this.onstall();
    }
  }

  #tell(command, details = {}) {
    this.source.port.postMessage({ command, ...details });
  }
}
