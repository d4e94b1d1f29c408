"""A server whose audio comes when the test says: stalls, and failures in the middle."""

import numpy as np
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import opened
from tests.browser.watching import RATE_HZ, Watch
from wire.messages import Alignment, AudioMessage, ErrorMessage, ServerMessage, encode_server

pytestmark = pytest.mark.browser

ENDED = "livespeech.state === 'ended' && !livespeech.empty"


def spoken(text: str) -> AudioMessage:
    """A tone of a twentieth of a second for each character."""
    samples = len(text) * RATE_HZ // 20
    tone = 8000 * np.sin(2 * np.pi * 220 * np.arange(samples) / RATE_HZ)
    starts = tuple(50 * i for i in range(len(text)))
    alignment = Alignment(tuple(text), starts, (50,) * len(text))
    return AudioMessage(tone.astype("<i2").tobytes(), alignment)


class SlowServer:
    """Stands in for the server's end of the streams that a page opens."""

    def __init__(self, page: Page) -> None:
        self.streams: list[WebSocketRoute] = []
        page.route_web_socket("**/stream?*", lambda stream: self.streams.append(stream))

    def send(self, message: ServerMessage) -> None:
        self.streams[-1].send(encode_server(message))


@pytest.fixture
def slow(page: Page) -> SlowServer:
    return SlowServer(page)


@pytest.fixture
def watch(slow: SlowServer, page: Page, address: str) -> Watch:
    return opened(page, address)


def underruns(page: Page) -> int:
    return int(page.locator("#underruns").inner_text())


def speak(page: Page, slow: SlowServer, watch: Watch, text: str) -> None:
    page.fill("#text", text)
    page.click("#speak")
    watch.wait_until(lambda: bool(slow.streams))


def test_stall_is_counted_and_the_sound_goes_on_after_it(
    page: Page, slow: SlowServer, watch: Watch
):
    speak(page, slow, watch, "Hello there.")
    slow.send(spoken("Hello "))
    watch.wait("livespeech.player.stalls === 1")
    page.wait_for_timeout(300)
    assert page.evaluate("livespeech.state") == "waiting"
    slow.send(spoken("there."))
    slow.streams[-1].close(code=1000)
    watch.wait(ENDED)
    assert underruns(page) == 1
    assert page.evaluate("livespeech.player.heard().position") == 12 * RATE_HZ // 20


def test_seek_while_audio_still_arrives_is_no_underrun(page: Page, slow: SlowServer, watch: Watch):
    speak(page, slow, watch, "Hello there, my friend, and all the others.")
    slow.send(spoken("Hello there, my friend, and all "))
    for char in (10, 2, 12):
        watch.wait("livespeech.state === 'playing'")
        page.evaluate(f"livespeech.seek(livespeech.recording.starts[{char}])")
        watch.wait(f"livespeech.captions.current >= {char}")
    slow.send(spoken("the others."))
    slow.streams[-1].close(code=1000)
    watch.wait(ENDED)
    assert page.evaluate("livespeech.player.stalls") == 0
    assert underruns(page) == 0


def test_silence_of_the_writer_is_no_underrun(page: Page, slow: SlowServer, watch: Watch):
    page.fill("#text", "")
    page.get_by_text("while I type").click()
    page.focus("#text")
    page.keyboard.type("Hello ")
    watch.wait_until(lambda: bool(slow.streams))
    slow.send(spoken("Hello "))
    watch.wait("livespeech.player.stalls === 1")
    page.keyboard.type("there.")
    slow.send(spoken("there."))
    watch.wait("livespeech.player.stalls === 2")
    page.wait_for_timeout(300)
    assert underruns(page) == 0


def test_failure_in_the_middle_is_told_and_what_came_is_heard(
    page: Page, slow: SlowServer, watch: Watch
):
    speak(page, slow, watch, "Hello there.")
    slow.send(spoken("Hello "))
    slow.send(ErrorMessage("engine_failure", "The server could not speak: no reason."))
    expect(page.get_by_role("alert")).to_have_text("The server could not speak: no reason.")
    watch.wait(ENDED)
    assert page.locator("#captions").evaluate("box => box.textContent") == "Hello "
    assert len(slow.streams) == 1
