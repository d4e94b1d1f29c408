"""Each character lights up when it is heard."""

import numpy as np
import pytest

from tests.browser.watching import RATE_HZ, Watch

pytestmark = pytest.mark.browser

SENTENCE = "The quick brown fox jumps over the lazy dog near the river bank, and nobody knows why. "
LONG = (SENTENCE * 240)[:20_000]
MIXED = "Euler: \\(e^{i\\pi} + 1 = 0\\).\n\n“Naïve” cafés 😀 e\u0301 and 東京 cost $3.50."
LATE_MS = 50


def errors_ms(ear: Watch, first_frame: int, first_sample: int):
    """How far from its time each character was lit that the screen showed.

    The audio graph played `first_sample` at `first_frame` of its clock, and all after it in turn.
    """
    bounds = ear.bounds
    errors = []
    for frame, index, text in ear.lit():
        if index < 0 or index >= len(ear.text):
            continue
        assert text == ear.text[index], "another character is painted than is current"
        sample = frame - first_frame + first_sample
        early, late = bounds[index] - sample, sample - bounds[index + 1]
        errors.append(max(early, late, 0) * 1000 / RATE_HZ)
    return np.array(errors)


def begin_watching(ear: Watch, sample: float) -> None:
    """Forget what was tapped and lit before `sample` is heard."""
    ear.wait(f"Math.abs(livespeech.player.heard().position - {sample}) < 22050")
    ear.page.evaluate("tapped.length = 0")
    ear.watch_captions()


def test_each_character_of_a_long_text_lights_up_when_it_is_heard(ear: Watch):
    ear.page.fill("#text", LONG)
    ear.page.click("#speak")
    for char in (0, 15_000):
        ear.wait(f"livespeech.recording.chars.length > {char}")
        sample = ear.bounds[char]
        ear.page.evaluate(f"livespeech.seek({sample})")
        begin_watching(ear, sample)
        ear.page.wait_for_timeout(5000)
        tapped = ear.tapped()
        part = ear.pcm[round(sample) + RATE_HZ : round(sample) + 3 * RATE_HZ]
        found = tapped.frame + tapped.find(part)
        errors = errors_ms(ear, found, round(sample) + RATE_HZ)
        assert len(errors) > 50, "the screen hardly moved"
        assert errors.max() <= LATE_MS
        shown = {index for _, index, _ in ear.lit()}
        assert len(shown) > 40
    ear.wait("livespeech.recording.chars.length === 20000", 60)
    assert ear.text == LONG


def test_captions_wait_for_a_loudspeaker_that_is_late(ear: Watch):
    ear.page.evaluate(
        "Object.defineProperty(livespeech.player.context, 'outputLatency', { value: 0.5 })"
    )
    ear.watch_captions()
    ear.page.fill("#text", "One, two, three.")
    ear.page.click("#speak")
    ear.wait("livespeech.state === 'ended' && !livespeech.empty")
    tapped = ear.tapped()
    assert errors_ms(ear, tapped.frame + tapped.find(ear.pcm), 0).max() <= LATE_MS


def test_captions_are_the_text_and_at_the_end_all_of_it_was_said(watch: Watch):
    watch.page.fill("#text", MIXED)
    watch.page.get_by_label("Speed").fill("2")
    watch.page.click("#speak")
    watch.wait("livespeech.state === 'ended' && !livespeech.empty")
    assert watch.text == MIXED
    assert watch.page.locator("#captions").evaluate("box => box.textContent") == MIXED
    assert watch.said() == MIXED


def test_what_was_said_is_told_from_what_is_to_come(watch: Watch):
    watch.page.fill("#text", SENTENCE * 3)
    watch.page.click("#speak")
    watch.wait("livespeech.captions.current > 100")
    watch.page.get_by_role("button", name="Pause").click()
    watch.wait("livespeech.state === 'paused'")
    for seek in (None, 20, 150):
        if seek is not None:
            watch.page.evaluate(f"livespeech.seek(livespeech.recording.starts[{seek}])")
            watch.wait(f"livespeech.captions.current === {seek}")
        current = watch.page.evaluate("livespeech.captions.current")
        assert watch.said() == (SENTENCE * 3)[: current + 1]


@pytest.mark.parametrize("old_webkit", [False, True])
def test_click_on_a_character_plays_from_there(watch: Watch, old_webkit: bool):
    if old_webkit:
        watch.page.evaluate("document.caretPositionFromPoint = undefined")
    watch.page.fill("#text", SENTENCE)
    watch.page.click("#speak")
    watch.wait("livespeech.recording.chars.length > 60")
    watch.page.get_by_role("button", name="Pause").click()
    watch.wait("livespeech.state === 'paused'")
    for char in (41, 10):
        # On its right half, where the nearest caret is the one behind it.
        x, y, width, height = watch.where(char)
        watch.page.mouse.click(x + 0.8 * width, y + height / 2)
        watch.wait(f"livespeech.captions.current === {char}")


def test_captions_scroll_with_the_voice_unless_the_reader_is_elsewhere(watch: Watch):
    watch.page.fill("#text", SENTENCE * 30)
    watch.page.get_by_label("Speed").fill("2")
    watch.page.click("#speak")
    watch.wait("livespeech.recording.chars.length > 2000")
    box = watch.page.locator("#captions")
    assert box.evaluate("box => box.scrollHeight > 2 * box.clientHeight")
    watch.page.evaluate("livespeech.seek(livespeech.recording.starts[1500])")
    watch.wait("document.getElementById('captions').scrollTop > 200")
    box.hover()
    watch.page.mouse.wheel(0, -5000)
    watch.wait("document.getElementById('captions').scrollTop === 0")
    line = watch.page.evaluate("livespeech.captions.current")
    watch.wait(f"livespeech.captions.current > {line} + 90")  # the voice is a line further
    assert box.evaluate("box => box.scrollTop") == 0
