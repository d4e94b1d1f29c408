// One WebSocket of the protocol in docs/PROTOCOL.md: text out, audio and alignment in.

export class Stream {
  #socket;
  #early = []; // what was sent before the socket was open

  /**
   * @param {URL} url of the stream, with voice, speed and key in its query
   * @param {{audio: Function, error: Function, closed: Function}} on
   *   `audio(pcm, alignment)`, `error({error, message})`, `closed({code, reason, opened})`
   */
  constructor(url, on) {
    let opened = false;
    this.#socket = new WebSocket(url);
    this.#socket.onopen = () => {
      opened = true;
      for (const frame of this.#early) this.#socket.send(frame);
    };
    this.#socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if ("error" in message) on.error(message);
      else on.audio(decodePcm(message.audio), message.alignment);
    };
    this.#socket.onclose = ({ code, reason }) => on.closed({ code, reason, opened });
    this.#send({ text: " " }); // opens the stream; it is not spoken
  }

  /** Send `text`; `flush` asks to speak all of it without waiting for more. */
  text(text, flush = false) {
    this.#send(flush ? { text, flush } : { text });
  }

  /** There is no more text. */
  end() {
    this.#send({ text: "" });
  }

  /** Leave at once; `closed` is not called. */
  leave() {
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
  }

  #send(message) {
    const frame = JSON.stringify(message);
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#early.push(frame);
    else this.#socket.send(frame); // a closed socket drops it; `closed` tells of that
  }
}

function decodePcm(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return new Int16Array(bytes.buffer);
}
