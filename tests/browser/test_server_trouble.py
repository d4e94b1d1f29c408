"""The server restarts, refuses or is away: the page says so in words and goes on where it can."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from websockets.sync.client import connect

from bench.own_server import own_server
from serving.pages import PAGES
from tests.browser.conftest import opened, page_address

pytestmark = pytest.mark.browser

ENDED = "livespeech.state === 'ended' && !livespeech.empty"
TEXT = " ".join(f"Word {number}," for number in range(20)) + " and the end."


def start(stack: ExitStack, *arguments: str) -> str:
    return page_address(stack.enter_context(own_server("--engine", "espeak", *arguments)))


def test_speech_goes_on_where_it_was_after_a_restart(page: Page):
    with ExitStack() as first, ExitStack() as second:
        address = start(first)
        watch = opened(page, address)
        page.fill("#text", TEXT)
        page.get_by_label("Speed").fill("2")
        page.get_by_text("word by word").click()
        page.get_by_label("Words a second").fill("15")
        page.click("#speak")
        watch.wait_until(lambda: "Word 5," in watch.text)
        first.close()
        expect(page.locator("#server")).to_have_text("The server is away. Trying again…")
        page.wait_for_timeout(500)
        start(second, "--port", str(urlsplit(address).port))
        watch.wait(ENDED, 60)
        assert watch.streams > 1
        assert watch.text == TEXT
        assert page.locator("#captions").inner_text() == TEXT
        expect(page.locator("#server")).to_contain_text("espeak")
        assert page.evaluate("livespeech.recording.samples") == len(watch.pcm)
        assert np.any(watch.pcm)


def test_page_waits_for_a_server_that_is_away(page: Page):
    with ExitStack() as first, ExitStack() as second:
        address = start(first)
        watch = opened(page, address)
        first.close()
        page.fill("#text", "Are you there?")
        page.click("#speak")
        expect(page.locator("#server")).to_have_text("The server is away. Trying again…")
        start(second, "--port", str(urlsplit(address).port))
        watch.wait(ENDED)
        assert watch.text == "Are you there?"


def test_page_that_finds_its_server_never_says_that_it_is_away(page: Page, address: str):
    page.add_init_script(
        """window.told = new Set();
        new MutationObserver(() => told.add(document.getElementById("server")?.textContent))
            .observe(document, { subtree: true, childList: true, characterData: true });"""
    )
    opened(page, address)
    told = set(page.evaluate("[...told]")) - {None}
    assert told == {"Looking for the server…", "espeak, 140 voices"}


def test_page_tries_again_while_the_server_is_too_busy(page: Page):
    with ExitStack() as stack:
        address = start(stack, "--max-sessions", "1")
        watch = opened(page, address)
        page.fill("#text", "Is there a place?")
        with connect(address.replace("http:", "ws:") + "stream") as other:
            other.send('{"text": " "}')
            page.click("#speak")
            expect(page.locator("#server")).to_have_text("The server is busy. Trying again…")
            page.wait_for_timeout(1000)
        watch.wait(ENDED)
        assert watch.streams > 2
        assert watch.text == "Is there a place?"
        expect(page.locator("#problem")).to_be_empty()
        expect(page.locator("#server")).to_have_text("espeak, 140 voices")


def test_stop_ends_the_waiting(page: Page):
    with ExitStack() as first, ExitStack() as second:
        address = start(first)
        watch = opened(page, address)
        first.close()
        page.click("#speak")
        expect(page.locator("#server")).to_have_text("The server is away. Trying again…")
        page.click("#speak")
        expect(page.get_by_role("button", name="Speak")).to_be_visible()
        start(second, "--port", str(urlsplit(address).port))
        page.wait_for_timeout(1500)
        assert watch.text == ""


def test_wrong_key_is_asked_for_and_the_right_one_speaks(page: Page):
    with ExitStack() as stack:
        watch = opened(page, start(stack, "--api-key", "secret"))
        page.fill("#text", "Let me in.")
        key = page.get_by_label("API key")
        assert key.is_hidden()
        page.click("#speak")
        expect(page.get_by_role("alert")).to_contain_text("API key")
        expect(key).to_be_focused()
        key.fill("wrong")
        key.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("API key")
        assert watch.audio == []
        key.fill("secret")
        key.press("Enter")
        watch.wait(ENDED)
        assert watch.text == "Let me in."
        expect(page.locator("#problem")).to_be_empty()


def test_typing_goes_on_after_the_server_closed_an_idle_stream(page: Page):
    with ExitStack() as stack:
        watch = opened(page, start(stack, "--idle-timeout", "1"))
        page.fill("#text", "")
        page.get_by_text("while I type").click()
        page.focus("#text")
        page.keyboard.type("One two three. ")
        watch.wait_until(lambda: "three." in watch.text)
        page.wait_for_timeout(2000)
        page.keyboard.type("Four\n")
        watch.wait_until(lambda: watch.text.endswith("Four\n"))
        assert (watch.text, watch.streams) == ("One two three. Four\n", 2)
        assert page.locator("#captions").evaluate("box => box.textContent") == watch.text
        expect(page.locator("#problem")).to_be_empty()


class Refusing(BaseHTTPRequestHandler):
    """Serves the page, and refuses the stream before its handshake."""

    status = 401

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        file = PAGES.get(path)
        body = b""
        if path == "/healthz":
            voice = {"id": "a", "name": "A", "language": "en"}
            body = json.dumps({"engine": "x", "voices": [voice], "default_voice": "a"}).encode()
        elif file:
            body = file.body
        self.send_response(200 if body else self.status)
        self.send_header("Content-Type", file.content_type if file else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def refusing(status: int) -> Iterator[str]:
    handler = type("Handler", (Refusing,), {"status": status})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_http_401_asks_for_a_key(page: Page):
    with refusing(401) as address:
        opened(page, address)
        page.click("#speak")
        expect(page.get_by_label("API key")).to_be_focused()
        expect(page.get_by_role("alert")).to_contain_text("API key")


def test_other_refusals_are_told(page: Page):
    with refusing(403) as address:
        opened(page, address)
        page.click("#speak")
        expect(page.get_by_role("alert")).to_have_text("The server refused with 403.")
        assert page.get_by_label("API key").is_hidden()
