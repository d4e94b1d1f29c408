// Everything said between two presses of “Speak”: one stream, or several if the server goes away.
//
// The text is kept. After a loss the next stream begins with the first character that no audio has
// come for, so nothing is lost or said twice. A stream that the server closed because nobody typed
// is opened again by the next text.

import { Stream } from "./stream.js";
import { sleep, streamUrl, untilThere, whyRefused } from "./server.js";

const TOO_BUSY = 1013;
/** Going away, lost without a word, restarting, too busy: worth another try. */
const PASSING = [1001, 1006, 1012, TOO_BUSY];
/** The server's words before it closes with TOO_BUSY. */
const BUSY = ["too_many_sessions", "system_busy"];
/** The server's word for a stream that it closes because nothing came for long. */
const IDLE = "idle_timeout";
/** Text that the server speaks without waiting for more: a long clause, in UTF-16 units. */
const ENOUGH = 100;
/** Between tries while the server answers but no audio comes: so much longer each time. */
const RETRY_MS = 300;
const MAX_RETRY_MS = 5000;

export class Session {
  /** All text so far. */
  text = "";
  /** How much of it, in UTF-16 units, has come back as audio. */
  received = 0;
  /** No more text will come. */
  ended = false;
  /** It was left, by the user or after an error. */
  stopped = false;
  /** First text sent to first audio here, in milliseconds. */
  ttfaMs = null;

  #stream = null;
  #flushed = 0; // up to here the text was asked to be spoken without waiting for more
  #firstSentMs = null;
  #idle = false; // the server closed the last stream for want of text
  #losses = 0; // since audio came
  #settings;
  #on;

  /**
   * @param {{voice: string, speed: string | null, key: string}} settings
   * @param {{audio: Function, lost: Function, back: Function, failed: Function, done: Function}} on
   *   `audio(pcm, alignment)`; `lost(busy)` and `back()` when the server goes, or is too busy,
   *   and comes;
   *   `failed({error, message})` and `done()` end the session
   */
  constructor(settings, on) {
    this.#settings = settings;
    this.#on = on;
    this.#connect();
  }

  /** Say `text` too. */
  write(text, flush = false) {
    this.text += text;
    if (flush) this.#flushed = this.text.length;
    if (text) this.#firstSentMs ??= performance.now();
    if (this.#idle) this.#connect();
    else this.#stream?.text(text, flush);
  }

  /** That was all. */
  end() {
    this.ended = true;
    if (this.#idle) this.#connect();
    else this.#stream?.end();
  }

  /** Leave at once. */
  stop() {
    this.stopped = true;
    this.#stream?.leave();
  }

  /** Whether the server has enough text, so that silence is its own doing. */
  get owed() {
    const rest = this.text.length - this.received;
    return (rest > 0 && (this.ended || this.#flushed > this.received)) || rest > ENOUGH;
  }

  #connect() {
    this.#idle = false;
    const url = streamUrl(this.#settings);
    this.#stream = new Stream(url, {
      audio: (pcm, alignment) => this.#heard(pcm, alignment),
      error: (error) => this.#refused(error),
      closed: (how) => this.#closed(url, how),
    });
    const rest = this.text.slice(this.received);
    if (rest) this.#stream.text(rest, this.#flushed > this.received);
    if (this.ended) this.#stream.end();
  }

  #heard(pcm, alignment) {
    this.#losses = 0;
    this.ttfaMs ??= performance.now() - this.#firstSentMs;
    this.received += alignment.chars.reduce((length, char) => length + char.length, 0);
    this.#on.audio(pcm, alignment);
  }

  #refused(error) {
    if (error.error === IDLE) this.#rest();
    else if (!BUSY.includes(error.error)) this.#fail(error);
  }

  #rest() {
    this.#stream.leave();
    this.#stream = null;
    this.#idle = true;
  }

  async #closed(url, { code, reason, opened }) {
    this.#stream = null;
    if (this.ended && this.received === this.text.length) {
      this.#on.done();
      return;
    }
    if (!PASSING.includes(code)) {
      this.#fail({ error: "closed", message: reason || `The server closed with ${code}.` });
      return;
    }
    const refused = opened ? null : await whyRefused(url);
    if (refused) this.#fail(refused);
    else await this.#reconnect(code === TOO_BUSY);
  }

  async #reconnect(busy) {
    if (this.stopped) return;
    this.#on.lost(busy);
    await sleep(Math.min(this.#losses++ * RETRY_MS, MAX_RETRY_MS));
    await untilThere(() => this.stopped);
    if (this.stopped) return;
    this.#on.back();
    this.#connect();
  }

  #fail(error) {
    if (this.stopped) return;
    this.stop();
    this.#on.failed(error);
  }
}
