// The server beside this page: is it there, whom can it speak as, and where is its stream?

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the server says about itself: `engine`, `voices`, `default_voice`, `version`. */
async function health() {
  const answer = await fetch("healthz", { cache: "no-store" });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.json();
}

/**
 * Wait until the server answers.
 *
 * @param {() => boolean} giveUp asked each time that it does not; true ends the waiting
 * @returns its health, or null after giving up
 */
export async function untilThere(giveUp) {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await health();
    } catch {
      if (giveUp()) return null;
      await sleep(waitMs);
    }
  }
}

/** The address of the stream. */
export function streamUrl({ voice, speed, key }) {
  const url = new URL("stream", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams({
    ...(voice && { voice }),
    ...(speed && { speed }),
    ...(key && { api_key: key }),
  });
  return url;
}

/**
 * Why a stream did not open. Browsers hide it from scripts, so ask once more over plain HTTP.
 *
 * @returns {Promise<{error: string, message: string} | null>} null: the server is away
 */
export async function whyRefused(url) {
  const plain = new URL(url);
  plain.protocol = location.protocol;
  let answer;
  try {
    answer = await fetch(plain, { cache: "no-store" });
  } catch {
    return null;
  }
  if (answer.status === 401) {
    return { error: "invalid_api_key", message: "The server wants another API key." };
  }
  if (answer.status === 426) return null; // it serves: what was in the way is over
  const { message } = await answer.json().catch(() => ({}));
  return { error: "refused", message: message ?? `The server refused with ${answer.status}.` };
}
