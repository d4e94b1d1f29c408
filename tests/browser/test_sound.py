"""What leaves the audio graph is what the server sent: every sample, once, in one piece."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.browser.watching import RATE_HZ, Watch

pytestmark = pytest.mark.browser

PROSE = "The sea was calm that morning, and the light lay flat on the water. Nobody answered."
ENDED = "livespeech.state === 'ended' && !livespeech.empty"


def heard_s(ear: Watch) -> float:
    return ear.page.evaluate("livespeech.player.heard().position") / RATE_HZ


def test_words_of_a_model_are_heard_as_sent_without_a_gap(ear: Watch):
    ear.page.get_by_role("button", name="a model that is still writing").click()
    text = ear.page.get_by_label("Text to speak").input_value()
    ear.page.get_by_label("Speed").fill("2")
    ear.page.get_by_role("button", name="Speak").click()
    ear.wait(ENDED)
    assert [message["text"] for message in ear.sent[:3]] == [" ", "Sure!", " Streaming"]
    assert len(ear.sent) == len(text.split()) + 2
    assert ear.text == text
    tapped = ear.tapped()
    at = tapped.find(ear.pcm)
    assert not tapped.samples[:at].any()
    assert not tapped.samples[at + len(ear.pcm) :].any()
    assert ear.page.locator("#underruns").inner_text() == "0"


def test_first_sound_follows_the_first_audio_at_once(ear: Watch):
    begun_frame = ear.page.evaluate(
        """() => {
            livespeech.begin();
            const pcm = new Int16Array(4410).fill(1000); // a tenth of a second, and no more comes
            const alignment = { chars: ["a"], char_start_times_ms: [0], char_durations_ms: [100] };
            livespeech.add(pcm, alignment);
            return livespeech.player.context.currentTime * livespeech.player.context.sampleRate;
        }"""
    )
    ear.wait("livespeech.player.heard().position > 0")
    tapped = ear.tapped()
    waited = tapped.frame + int(np.flatnonzero(tapped.samples)[0]) - begun_frame
    assert waited / RATE_HZ < 0.1


def test_time_to_first_audio_is_shown(ear: Watch):
    ear.page.fill("#text", "Quick.")
    ear.page.keyboard.press("Control+Enter")
    ear.wait(ENDED)
    assert 0 < int(ear.page.locator("#ttfa").inner_text().removesuffix(" ms")) < 2000


def test_pause_goes_on_with_the_next_sample(ear: Watch):
    ear.page.fill("#text", PROSE)
    ear.page.click("#speak")
    ear.wait("livespeech.player?.heard().position > 44100")
    ear.page.get_by_role("button", name="Pause").click()
    ear.wait("livespeech.state === 'paused'")
    paused_s = heard_s(ear)
    ear.page.wait_for_timeout(400)
    assert heard_s(ear) == paused_s
    ear.page.get_by_role("button", name="Resume").click()
    ear.wait(ENDED)
    cut = round(paused_s * RATE_HZ)
    tapped = ear.tapped()
    before, after = tapped.find(ear.pcm[:cut]), tapped.find(ear.pcm[cut:])
    assert after - before - cut > 0.3 * RATE_HZ
    assert not tapped.samples[before + cut : after].any()


def test_stop_is_silent_at_once_and_replay_begins_at_the_beginning(ear: Watch):
    ear.page.fill("#text", PROSE)
    ear.page.click("#speak")
    ear.wait("livespeech.player?.heard().position > 44100")
    ear.page.keyboard.press("Escape")
    ear.wait("livespeech.state === 'paused'")
    stopped_s = heard_s(ear)
    ear.page.wait_for_timeout(300)
    assert not ear.tapped().samples[-int(0.2 * RATE_HZ) :].any()
    assert 1 <= stopped_s < 1.5
    assert ear.page.get_by_role("button", name="Speak").is_visible()
    ear.page.evaluate("tapped.length = 0")
    ear.page.get_by_role("button", name="Replay").click()
    ear.wait(ENDED)
    ear.tapped().find(ear.pcm)


def test_next_text_replaces_the_one_that_is_spoken(ear: Watch):
    ear.page.fill("#text", PROSE)
    ear.page.click("#speak")
    ear.wait("livespeech.state === 'playing'")
    ear.page.click("#speak")  # stop
    ear.page.evaluate("tapped.length = 0")
    ear.audio.clear()
    ear.page.fill("#text", "Something else.")
    ear.page.click("#speak")
    ear.wait(ENDED)
    tapped = ear.tapped()
    at = tapped.find(ear.pcm)
    assert not tapped.samples[at + len(ear.pcm) :].any()
    assert ear.page.locator("#captions").inner_text() == "Something else."


def test_volume_changes_what_is_heard_only_after_the_source(ear: Watch):
    ear.page.fill("#text", "Quietly.")
    ear.page.get_by_label("Volume").fill("0.5")
    ear.page.click("#speak")
    ear.wait(ENDED)
    ear.tapped().find(ear.pcm)
    assert ear.page.evaluate("livespeech.player.volume.gain.value") == pytest.approx(0.25, abs=0.01)


def test_saved_file_holds_what_was_sent(ear: Watch):
    ear.page.fill("#text", PROSE)
    ear.page.click("#speak")
    ear.wait(ENDED)
    with ear.page.expect_download() as download:
        ear.page.get_by_role("button", name="Save WAV").click()
    assert download.value.suggested_filename == "livespeech.wav"
    saved = Path(download.value.path()).read_bytes()
    with wave.open(io.BytesIO(saved)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE_HZ, 1, 2)
        assert np.array_equal(np.frombuffer(file.readframes(file.getnframes()), "<i2"), ear.pcm)
