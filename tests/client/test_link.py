import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client import link as client_link
from client.link import CHUNKINGS, Link, StreamFailed, address, paced, split
from serving.keys import Key, Keyring
from tests.driver import assert_aligned
from tests.fakes import ToneEngine
from tests.serving.running import running

PROSE = "Dr. Smith, e.g., left. He did!  Did he? Yes…\n\nA new line"


async def pieces(*texts: str) -> AsyncIterator[str]:
    for text in texts:
        yield text


@given(st.text(), st.sampled_from(CHUNKINGS))
def test_pieces_joined_are_the_text(text: str, chunking: str):
    assert "".join(split(text, chunking)) == text


@pytest.mark.parametrize(
    ("chunking", "expected"),
    [
        ("chars", ["O", "n", "e", " ", "t", "w", "o", ".", " ", "S", "i", "x"]),
        ("words", ["One", " two.", " Six"]),
        ("sentences", ["One two.", " Six"]),
        ("all", ["One two. Six"]),
    ],
)
def test_text_is_cut_as_asked(chunking: str, expected: list[str]):
    assert list(split("One two. Six", chunking)) == expected


async def test_paced_pieces_come_at_the_pace_of_their_words(monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []
    monkeypatch.setattr(client_link, "perf_counter", lambda: 0.0)

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(client_link.asyncio, "sleep", sleep)
    sent = [piece async for piece in paced(pieces("one two three"), "words", 4.0)]
    assert sent == ["one", " two", " three"]
    assert slept == [0.0, 0.0, 0.25]


def test_address_keeps_what_the_url_asks_for_already():
    url = "ws://host:1/stream?key=x"
    assert address(url, None, None) == url
    assert address(url, "a b", 1.5, timings=True) == f"{url}&voice=a+b&speed=1.5&timings=1"


async def test_link_sends_and_receives_at_the_same_time():
    async with running(ToneEngine()) as server:
        heard_first = asyncio.Event()

        async def text() -> AsyncIterator[str]:
            yield "These words are heard "
            await asyncio.wait_for(heard_first.wait(), 5)
            yield "before these are sent."

        link = Link(server.url)
        messages = []
        async for arrival in link.arrivals(text()):
            heard_first.set()
            messages.append(arrival.message)
            assert link.first_sent_s is not None
            assert arrival.at_s > link.first_sent_s
        assert_aligned(messages, "These words are heard before these are sent.")


async def test_link_says_when_there_is_no_server():
    with pytest.raises(StreamFailed, match="make serve"):
        async for _ in Link("ws://127.0.0.1:9/stream").arrivals(pieces("Hi.")):
            pass


async def test_link_shows_its_key():
    async with running(ToneEngine(), Keyring([Key("me", "right")])) as server:
        chars = [
            char
            async for arrival in Link(server.url, "right").arrivals(pieces("Hi."))
            for char in arrival.message.alignment.chars
        ]
        assert "".join(chars) == "Hi."
        with pytest.raises(StreamFailed, match="invalid_api_key"):
            async for _ in Link(server.url, "wrong").arrivals(pieces("Hi.")):
                pass


async def test_link_says_what_the_server_refused():
    async with running(ToneEngine()) as server:
        with pytest.raises(StreamFailed, match=r"tone, other\..*unknown_voice"):
            async for _ in Link(server.url + "?voice=x").arrivals(pieces("Hi.")):
                pass


async def test_link_fails_when_the_server_goes_away_before_the_end():
    async with running(ToneEngine()) as server:

        async def text() -> AsyncIterator[str]:
            yield "Hello there."
            server.stop.set()
            await asyncio.sleep(5)

        with pytest.raises(StreamFailed, match="going away"):
            async for _ in Link(server.url).arrivals(text()):
                pass


async def test_link_passes_on_an_error_of_the_text_s_source():
    async with running(ToneEngine()) as server:

        async def text() -> AsyncIterator[str]:
            yield "Hello there."
            raise OSError("the pipe broke")

        with pytest.raises(OSError, match="the pipe broke"):
            async for _ in Link(server.url).arrivals(text()):
                pass


def test_link_notices_missing_characters():
    from websockets.exceptions import ConnectionClosedOK
    from websockets.frames import Close

    link = Link("ws://x")
    link.sent_text = "Hello"
    closed = ConnectionClosedOK(Close(1000, ""), Close(1000, ""), True)
    link._check_complete(closed, "Hello")
    with pytest.raises(StreamFailed, match="5 characters sent, 4 spoken"):
        link._check_complete(closed, "Hell")
