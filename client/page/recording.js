// What came over one session: the samples, and when each character is heard in them.

import { RATE_HZ } from "./player.js";

/** The last index of ascending `values` whose value is at most `limit`; -1 if there is none. */
export function lastAtMost(values, limit) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export class Recording {
  /** Int16Arrays, in order. */
  chunks = [];
  /** Their length in all. */
  samples = 0;
  /** One string for each code point. */
  chars = [];
  /** The sample at which each of them begins. */
  starts = [];

  /** Add the audio of one message and the times of its characters. */
  append(pcm, alignment) {
    for (const [i, char] of alignment.chars.entries()) {
      this.chars.push(char);
      this.starts.push(this.samples + (alignment.char_start_times_ms[i] * RATE_HZ) / 1000);
    }
    this.chunks.push(pcm);
    this.samples += pcm.length;
  }

  /** Index of the character that is heard at `sample`; of several that begin there, the last. */
  charAt(sample) {
    return lastAtMost(this.starts, sample);
  }

  /** All of it as a file. */
  wav() {
    return new Blob([wavHeader(this.samples), ...this.chunks], { type: "audio/wav" });
  }
}

/** The 44 bytes before 16-bit mono PCM: http://soundfile.sapp.org/doc/WaveFormat/ */
function wavHeader(samples) {
  const header = new DataView(new ArrayBuffer(44));
  const tag = (at, text) => [...text].forEach((c, i) => header.setUint8(at + i, c.charCodeAt(0)));
  tag(0, "RIFF");
  header.setUint32(4, 36 + 2 * samples, true);
  tag(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true); // PCM
  header.setUint16(22, 1, true); // channels
  header.setUint32(24, RATE_HZ, true);
  header.setUint32(28, 2 * RATE_HZ, true);
  header.setUint16(32, 2, true); // bytes for each sample of all channels
  header.setUint16(34, 16, true); // bits
  tag(36, "data");
  header.setUint32(40, 2 * samples, true);
  return header;
}
