// Text that is streamed while it is typed or generated.

import { sleep } from "./server.js";

/** The pieces of `text`, word by word, each with the white space before it. */
const words = (text) => text.match(/\s*\S+|\s+/g) ?? [];

/** `text` word by word at `wordsPerS`, as a language model would send it, until `stopped()`. */
export async function* paced(text, wordsPerS, stopped) {
  const started = performance.now();
  for (const [i, piece] of words(text).entries()) {
    await sleep(started + (i * 1000) / wordsPerS - performance.now());
    if (stopped()) return;
    yield piece;
  }
}

/**
 * What to send after an edit of a box whose `sent` part is already on its way to being spoken.
 *
 * Text typed at the end is new. An edit inside what was sent cannot be taken back: the box is put
 * right again, and what was typed there goes to the end.
 *
 * @returns {{text: string, value: string, refused: boolean}} what to send, what the box has to
 *   hold, and whether that is not what the user made of it
 */
export function typed(sent, value) {
  if (value.startsWith(sent)) return { text: value.slice(sent.length), value, refused: false };
  const before = [...sent]; // code points: no character may be cut in two
  const after = [...value];
  const room = Math.min(before.length, after.length);
  let head = 0;
  while (head < room && after[head] === before[head]) head++;
  let tail = 0;
  while (tail < room - head && after.at(-1 - tail) === before.at(-1 - tail)) tail++;
  const text = after.slice(head, after.length - tail).join("");
  return { text, value: sent + text, refused: true };
}
