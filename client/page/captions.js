// The text as it was spoken, lit up as it is heard.
//
// Each message's characters are one text node in a span of its own. What is heard is painted with
// the CSS Custom Highlight API, so that no letter needs an element: words keep their kerning,
// ligatures and line breaks, and a step costs the same in a long text as in a short one.

import { lastAtMost } from "./recording.js";

const WORDS = new Intl.Segmenter(undefined, { granularity: "word" });
/** The captions follow the voice again so long after the reader has scrolled. */
const READING_MS = 4000;
/** Where the line that is heard is kept: from the top, as a share of the height. */
const READING_LINE = 0.35;

export class Captions {
  /** Index of the character that is lit; -1 before the first. */
  current = -1;

  box;
  #chunks = [];
  #firsts = []; // index of each chunk's first character
  #said; // the part of the current chunk that was heard
  #word;
  #char;
  #chunk = -1; // the current one
  #scrolledMs = -Infinity; // when the reader scrolled last
  #lineTop = null;

  /** @param {HTMLElement} box that shows them @param {(char: number) => void} seek on a click */
  constructor(box, seek) {
    if (!("highlights" in CSS)) {
      throw new Error("This browser is too old for this page: it lacks the Custom Highlight API.");
    }
    this.box = box;
    this.#said = highlight("said");
    this.#word = highlight("word");
    this.#char = highlight("char");
    this.#char.priority = 1; // over its word
    box.addEventListener("click", (event) => this.#clicked(event, seek));
    for (const kind of ["wheel", "touchmove", "keydown"]) {
      box.addEventListener(kind, () => (this.#scrolledMs = performance.now()), { passive: true });
    }
  }

  clear() {
    this.box.replaceChildren();
    this.#chunks = [];
    this.#firsts = [];
    this.#chunk = this.current = -1;
    this.#lineTop = null;
    this.#unlight();
  }

  /** Show more characters, the first of which has index `first`. */
  append(chars, first) {
    const node = document.createTextNode(chars.join(""));
    const element = document.createElement("span");
    element.append(node);
    const offsets = []; // of each character in the node, in UTF-16 units
    let length = 0;
    for (const char of chars) {
      offsets.push(length);
      length += char.length;
    }
    this.#chunks.push({ element, node, offsets, first });
    this.#firsts.push(first);
    this.box.append(element);
  }

  /** Light up the character with index `char`; one past the last: all was heard. */
  show(char) {
    if (char === this.current) return;
    this.current = char;
    const at = lastAtMost(this.#firsts, char);
    for (let i = this.#chunk; i < at; i++) this.#chunks[i]?.element.classList.add("said");
    for (let i = at; i <= this.#chunk; i++) this.#chunks[i]?.element.classList.remove("said");
    this.#chunk = at;
    this.#unlight();
    if (at >= 0) this.#light(this.#chunks[at], char);
  }

  #light({ node, offsets, first }, char) {
    const start = offsets[char - first] ?? node.length;
    const end = offsets[char - first + 1] ?? node.length;
    this.#said.add(range(node, 0, end));
    if (start === end) return;
    this.#char.add(range(node, start, end));
    const word = WORDS.segment(node.data).containing(start);
    if (!word.isWordLike) return;
    const whole = range(node, word.index, word.index + word.segment.length);
    this.#word.add(whole);
    this.#follow(whole);
  }

  #unlight() {
    for (const highlight of [this.#said, this.#word, this.#char]) highlight.clear();
  }

  /** Keep the line that is heard in sight, unless the reader is elsewhere. */
  #follow(word) {
    if (performance.now() - this.#scrolledMs < READING_MS) return;
    const box = this.box.getBoundingClientRect();
    const top = word.getBoundingClientRect().top - box.top + this.box.scrollTop;
    if (top === this.#lineTop) return;
    this.#lineTop = top;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.box.scrollTo({
      top: top - READING_LINE * this.box.clientHeight,
      behavior: calm ? "instant" : "smooth",
    });
  }

  #clicked(event, seek) {
    if (!getSelection().isCollapsed) return; // the reader selects text
    const { node, offset } = caretAt(event.clientX, event.clientY);
    const chunk = this.#chunks.find((chunk) => chunk.node === node);
    if (chunk) seek(chunk.first + lastAtMost(chunk.offsets, offset));
  }
}

/** What the style sheet paints as `::highlight(name)`. */
function highlight(name) {
  const painted = new Highlight();
  CSS.highlights.set(name, painted);
  return painted;
}

function range(node, start, end) {
  const range = document.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  return range;
}

/** The text node at a point of the window, and the offset of the character there. */
function caretAt(x, y) {
  const [node, offset] = caretNear(x, y);
  if (node?.nodeType !== Node.TEXT_NODE) return {};
  // A caret is between characters: the one before it was hit if the point lies on it.
  const before = Math.max(0, offset - 1);
  const box = range(node, before, offset).getBoundingClientRect();
  const hit = x >= box.left && x < box.right && y >= box.top && y < box.bottom;
  return { node, offset: hit ? before : offset };
}

function caretNear(x, y) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(x, y);
    return [caret?.offsetNode, caret?.offset];
  }
  const caret = document.caretRangeFromPoint(x, y); // older WebKit
  return [caret?.startContainer, caret?.startOffset];
}
