"""What a test sees of the page: the wire's messages, its audio graph's samples, its captions."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Page, WebSocket

from wire.messages import AudioMessage, decode_server

RATE_HZ = 44100
BLOCK = 128
"""Samples that the audio graph computes at a time."""

_TAP = """async (script) => {
    const { context, source } = livespeech.player;
    const module = new Blob([script], { type: "text/javascript" });
    await context.audioWorklet.addModule(URL.createObjectURL(module));
    const tap = new AudioWorkletNode(context, "tap");
    window.tapped = [];
    tap.port.onmessage = ({ data }) => tapped.push(data);
    source.connect(tap);
}"""

_TAPPED = """async () => {
    const blob = new Blob(tapped.map(({ samples }) => samples));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let i = 0; i < bytes.length; i += 32768)
        text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return { frames: tapped.map(({ frame }) => frame), samples: btoa(text) };
}"""

_WATCH = """() => {
    const watched = (window.watched = []);
    const { context } = livespeech.player;
    const look = () => {
        const frame = (context.currentTime - context.outputLatency) * context.sampleRate;
        const lit = [...CSS.highlights.get("char")].map(String).join("");
        watched.push([frame, livespeech.captions.current, lit]);
        if (watched === window.watched) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""

_SAID = """() => [...document.querySelectorAll(".said")].map((span) => span.textContent).join("")
    + [...CSS.highlights.get("said")].map(String).join("")"""

_WHERE = """(char) => {
    const walk = document.createTreeWalker(livespeech.captions.box, NodeFilter.SHOW_TEXT);
    let node = walk.nextNode();
    for (; char >= node.length; node = walk.nextNode()) char -= node.length;
    const range = document.createRange();
    range.setStart(node, char);
    range.setEnd(node, char + 1);
    const { x, y, width, height } = range.getBoundingClientRect();
    return [x, y, width, height];
}"""


@dataclass(frozen=True, slots=True)
class Tapped:
    """What passed through the audio graph: float32 samples, the first at `frame` of its clock."""

    frame: int
    samples: npt.NDArray[np.float32]

    def find(self, pcm: npt.NDArray[np.int16]) -> int:
        """Where all of `pcm` stands, unchanged and in one piece.

        Raises:
            AssertionError: it does not.
        """
        found = np.rint(self.samples * 32768).astype(np.int32)
        assert np.array_equal(found / 32768, self.samples), "samples were changed"
        first = int(np.flatnonzero(pcm)[0])
        for at in np.flatnonzero(found == pcm[first]).tolist():
            start = at - first
            if start >= 0 and np.array_equal(found[start : start + len(pcm)], pcm):
                return start
        raise AssertionError(f"{len(pcm)} samples do not stand among {len(found)} in one piece")


class Watch:
    """Watches a page from the moment it is made; `tap` also watches its audio graph."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[dict[str, Any]] = []
        self.audio: list[AudioMessage] = []
        self.streams = 0
        page.on("websocket", self._watch)

    def _watch(self, socket: WebSocket) -> None:
        self.streams += 1
        socket.on("framesent", lambda frame: self.sent.append(json.loads(frame)))
        socket.on("framereceived", self._received)

    def _received(self, frame: str | bytes) -> None:
        message = decode_server(frame if isinstance(frame, str) else frame.decode())
        if isinstance(message, AudioMessage):
            self.audio.append(message)

    @property
    def text(self) -> str:
        """All characters that came back."""
        return "".join(char for message in self.audio for char in message.alignment.chars)

    @property
    def pcm(self) -> npt.NDArray[np.int16]:
        """All samples that came."""
        return np.frombuffer(b"".join(message.pcm for message in self.audio), "<i2")

    @property
    def bounds(self) -> npt.NDArray[np.float64]:
        """Where each character begins, in samples of `pcm`, and where the last one ends."""
        bounds, since = [], 0
        for message in self.audio:
            bounds += [since + ms * RATE_HZ / 1000 for ms in message.alignment.starts_ms]
            since += message.samples
        return np.array([*bounds, since])

    def tap(self) -> None:
        """Listen to the audio graph from here on."""
        self.page.evaluate(_TAP, Path(__file__).with_name("tap.js").read_text())

    def tapped(self) -> Tapped:
        """What passed since `tap`."""
        got = self.page.evaluate(_TAPPED)
        frames = np.array(got["frames"])
        first = frames - BLOCK * np.arange(len(frames))
        # Now and then Chromium shows a worklet the clock of an earlier block, but it loses none.
        assert np.median(first[:100]) == np.median(first[-100:]), "the audio thread skipped"
        samples = np.frombuffer(base64.b64decode(got["samples"]), "<f4")
        return Tapped(int(np.median(first)), samples)

    def watch_captions(self) -> None:
        """Note for each frame of the screen what is lit."""
        self.page.evaluate(_WATCH)

    def lit(self) -> list[tuple[float, int, str]]:
        """Since then: frame of the audio clock that is heard, character that is lit, its text."""
        return [(frame, index, text) for frame, index, text in self.page.evaluate("watched")]

    def said(self) -> str:
        """The characters that are shown as heard."""
        return self.page.evaluate(_SAID)

    def where(self, char: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of a character in the captions, in CSS pixels."""
        x, y, width, height = self.page.evaluate(_WHERE, char)
        return x, y, width, height

    def wait(self, condition: str, timeout_s: float = 30) -> None:
        """Wait until the JavaScript `condition` holds; `livespeech` is the stage."""
        self.wait_until(lambda: bool(self.page.evaluate(condition)), timeout_s)

    def wait_until(self, done: Callable[[], bool], timeout_s: float = 30) -> None:
        """Wait until `done`, which looks at what was watched."""
        end_s = time.monotonic() + timeout_s
        while not done():
            assert time.monotonic() < end_s, f"not within {timeout_s} s"
            self.page.wait_for_timeout(20)
