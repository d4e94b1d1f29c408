"""Kokoro behind the wire: a tiny export with seeded weights, over real sockets."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import ExportMissing
from engines.base import Engine
from engines.load import load_engine
from tests.driver import Driver, assert_aligned
from tests.serving.running import Running, running, speak
from tests.tiny_export import tiny_export
from text.segmenter import Segmenter

PARAGRAPH = (
    "For a right triangle, the theorem states \\(a^2 + b^2 = c^2\\). It cost $3.50 in 1999, i.e. "
    "almost nothing!\n\nThey live in a house with live music. 😀 Naïve café, isn't it?"
)


@pytest.fixture(scope="session")
def kokoro() -> Engine:
    return load_engine("kokoro", tiny_export(), "cpu", 1)


@pytest.fixture
async def server(kokoro: Engine) -> AsyncIterator[Running]:
    async with running(kokoro) as server:
        yield server


async def test_kokoro_speaks_over_the_wire_with_a_time_for_every_character(server: Running):
    heard = await speak(server.url, PARAGRAPH)
    assert (heard.code, heard.errors) == (1000, [])
    assert_aligned(heard.audio, PARAGRAPH)
    samples = np.frombuffer(heard.pcm, "<i2")
    assert np.abs(samples).max() > 1000


async def test_same_request_gives_the_same_samples(server: Running):
    first, second = [await speak(server.url, "Hello there, world.") for _ in range(2)]
    assert first.pcm == second.pcm


async def test_streams_at_once_sound_as_they_do_alone(server: Running):
    texts = [f"Stream number {word} says hello." for word in ("one", "two", "three", "four")]
    alone = [(await speak(server.url, text)).pcm for text in texts]
    together = await asyncio.gather(*(speak(server.url, text) for text in texts))
    assert [heard.pcm for heard in together] == alone


async def test_voices_accents_and_blends_can_be_asked_for(server: Running):
    queries = ("af_heart", "bf_emma", "af_heart:0.6%2Bbf_emma:0.4")
    heard = [await speak(f"{server.url}?voice={voice}", "The bath water.") for voice in queries]
    assert [h.code for h in heard] == [1000] * 3
    assert len({h.pcm for h in heard}) == 3


@pytest.mark.parametrize("voice", ["nobody", "af_heart:x", "af_heart:0.5%2Bnobody:0.5", "%2B"])
async def test_unknown_voice_is_answered_with_the_list(server: Running, voice: str):
    heard = await speak(f"{server.url}?voice={voice}", "Hi.")
    assert heard.code == 1008
    assert "af_heart" in heard.errors[0].message


async def test_speed_changes_the_length(server: Running):
    slow, fast = [
        await speak(f"{server.url}?speed={speed}", "The quick brown fox jumps.")
        for speed in (0.5, 2)
    ]
    assert len(slow.pcm) > 1.5 * len(fast.pcm)


@pytest.mark.parametrize("text", ["…", "😀", "\n\n", "***"])
async def test_text_without_anything_to_say_is_a_short_silence(server: Running, text: str):
    heard = await speak(server.url, text)
    assert_aligned(heard.audio, text)
    assert heard.code == 1000


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=30)
            | st.sampled_from(["Hello, world. ", "\\(x^2\\) ", "$5. ", "3.14 ", "knight's", "😀"]),
            st.booleans(),
        ),
        max_size=5,
    )
)
def test_alignment_invariants_hold_for_kokoro(kokoro: Engine, messages: list[tuple[str, bool]]):
    driver = Driver(kokoro)
    driver.send(" ")
    for text, flush in messages:
        if text or flush:
            driver.send(text, flush)
    driver.send("")
    assert_aligned(driver.audio, "".join(text for text, _ in messages))


def test_hundred_thousand_characters_in_one_message_are_all_cut_for_the_model(kokoro: Engine):
    """Every utterance fits the model; a tenth of them is spoken, evenly over the text."""
    text = "All work and no play makes Jack a dull boy, as they say, and so on. " * 1500
    segmenter = Segmenter()
    segmenter.feed(text[:100_000], 0.0)
    segmenter.finish()
    taken = []
    while utterance := segmenter.take(0.0, 5.0):
        taken.append(utterance)
    assert sum(len(utterance.text) for utterance in taken) == 100_000
    for utterance in taken[::100]:
        *_, last = kokoro.speak(utterance, kokoro.voices[0], 1.0, lambda: False)
        assert last.last
        assert last.chars.end == len(utterance.text)


def corrupt(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"no graph")


def other_format(folder: Path) -> None:
    manifest = folder / "manifest.json"
    fields = json.loads(manifest.read_text()) | {"format": 999}
    manifest.write_text(json.dumps(fields))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "python -m export"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "python -m export"),
        (lambda folder: corrupt(folder, "text.onnx"), "text.onnx"),
        (lambda folder: (folder / "voices.bin").unlink(), "voices.bin"),
        (other_format, "999"),
    ],
)
def test_unusable_export_says_what_is_wrong_and_how_to_make_one(
    tmp_path: Path, damage, message: str
):
    folder = tmp_path / "model"
    shutil.copytree(tiny_export(), folder)
    damage(folder)
    with pytest.raises(ExportMissing, match=message) as raised:
        load_engine("kokoro", folder, "cpu", 1)
    assert "python -m export" in str(raised.value)
