"""What a client of the server experiences, measured: one session, or many at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from client.link import Link, address, given, paced
from client.playout import Playout

LLM_WORDS_PER_S = 20.0
"""A fast language model."""

_SENTENCE = "The quick brown fox jumps over the lazy dog near the river bank."
PARAGRAPH = (
    "Streaming speech begins before the text is complete. The first words are spoken at once, and "
    "while they are heard, the rest is prepared. A listener should never wait, and should never "
    "notice where one piece ends and the next begins. That is harder than it sounds: too short a "
    "piece loses the melody of the sentence, and too long a piece keeps the listener waiting. So "
    "the pieces grow, as the audio that is already on its way buys time for the next."
)


def _whole(text: str) -> Callable[[], AsyncIterator[str]]:
    return lambda: given(text)


SCENARIOS: dict[str, Callable[[], AsyncIterator[str]]] = {
    "sentence": _whole(_SENTENCE),
    "llm": lambda: paced(given(PARAGRAPH), "words", LLM_WORDS_PER_S),
    "paragraph": _whole(PARAGRAPH),
}
"""How text arrives: a sentence or a paragraph in one message, or word by word from a model."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One session.

    Attributes:
        ttfa_ms: first text chunk sent to first audio chunk received.
        server_ttfa_ms: first text chunk received to first audio chunk sent, by the server.
        segment_ms: the part of it that the server waited for more text.
        own_ms: the part that was neither waiting for text nor the model's (queue, text, encoding).
        rtf: time until all audio was there, over its length.
        underruns: stalls of a player in real time.
        audio_s: length of the audio.
    """

    ttfa_ms: float
    server_ttfa_ms: float
    segment_ms: float
    own_ms: float
    rtf: float
    underruns: int
    audio_s: float


async def measure(
    url: str, voice: str | None, scenario: str, api_key: str | None = None
) -> Measurement:
    """Run one session of `scenario`, one of SCENARIOS.

    Raises:
        StreamFailed: not all audio arrived.
    """
    link = Link(address(url, voice, speed=None, timings=True), api_key)
    playout = Playout()
    arrivals = []
    async for arrival in link.arrivals(SCENARIOS[scenario]()):
        arrivals.append((arrival.at_s, arrival.message.timings))
        playout.arrive(arrival.message.samples, arrival.at_s)
    first_s, timings = arrivals[0]
    assert link.first_sent_s is not None
    assert timings is not None  # they were asked for
    model_ms = timings.prosody_ms + timings.decode_ms
    return Measurement(
        ttfa_ms=(first_s - link.first_sent_s) * 1000,
        server_ttfa_ms=timings.first_byte_ms,
        segment_ms=timings.segment_ms,
        own_ms=timings.first_byte_ms - timings.segment_ms - model_ms,
        rtf=(arrivals[-1][0] - link.first_sent_s) / playout.audio_s,
        underruns=playout.underruns,
        audio_s=playout.audio_s,
    )


async def measure_many(
    url: str,
    voice: str | None,
    scenario: str,
    sessions: int,
    repeat: int,
    advance: Callable[[], None],
    api_key: str | None = None,
) -> list[Measurement]:
    """`sessions` clients at once, each running the scenario `repeat` times in a row.

    Calls `advance` after each session.

    Raises:
        ExceptionGroup: of StreamFailed, if any session failed.
    """

    async def client() -> list[Measurement]:
        measured = []
        for _ in range(repeat):
            measured.append(await measure(url, voice, scenario, api_key))
            advance()
        return measured

    async with asyncio.TaskGroup() as tasks:
        clients = [tasks.create_task(client()) for _ in range(sessions)]
    return [measurement for task in clients for measurement in task.result()]
