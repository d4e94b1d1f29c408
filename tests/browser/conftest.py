import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bench.own_server import own_server
from tests.browser.watching import Watch

ARGUMENTS = [
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--autoplay-policy=no-user-gesture-required",
]


def page_address(url: str) -> str:
    """The page beside the stream at `url`."""
    return url.replace("ws:", "http:").removesuffix("stream")


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server with the embedded voice, and its page."""
    with own_server("--engine", "espeak") as url:
        yield page_address(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or the one that `playwright install chromium` brings."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS, chromium_sandbox=False
        )
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, bypass_csp: bool) -> Iterator[Page]:
    """An empty window. What breaks in it, or breaks its policy, fails the test."""
    page = browser.new_page(viewport={"width": 1000, "height": 900}, bypass_csp=bypass_csp)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on(
        "console",
        lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield page
    page.close()
    assert broken == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window that holds the page to its policy."""
    with window(browser, bypass_csp=False) as page:
        yield page


@pytest.fixture
def watch(page: Page, address: str) -> Watch:
    """The page, opened and watched."""
    return opened(page, address)


@pytest.fixture
def ear(browser: Browser, address: str) -> Iterator[Watch]:
    """The same, with a tap on its audio graph, whose script the policy would not allow."""
    with window(browser, bypass_csp=True) as page:
        watch = opened(page, address)
        watch.tap()
        yield watch


def opened(page: Page, address: str) -> Watch:
    """Open the page at `address` and wait until it knows its server."""
    watch = Watch(page)
    page.goto(address)
    watch.wait("globalThis.livespeech && document.getElementById('voice').length > 0")
    return watch
