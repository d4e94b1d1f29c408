import re
from http import HTTPStatus
from importlib.resources import files

import pytest
from websockets.http11 import Response

from serving.heads import Head
from serving.pages import PAGES, page

FOLDER = files("client") / "page"


def get(path: str, **headers: str) -> Response | None:
    return page(Head(path, {}, {k.replace("_", "-"): v for k, v in headers.items()}))


def test_every_file_of_the_page_is_served_and_no_other():
    served = {path.removeprefix("/page/") for path in PAGES} - {"/"} | {"index.html"}
    assert served == {file.name for file in FOLDER.iterdir()}


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/page/main.js", "text/javascript; charset=utf-8"),
        ("/page/page.css", "text/css; charset=utf-8"),
        ("/page/icon.svg", "image/svg+xml"),
    ],
)
def test_page_is_sent_whole_with_its_type(path: str, content_type: str):
    answer = get(path)
    assert answer is not None
    name = "index.html" if path == "/" else path.removeprefix("/page/")
    assert answer.body == (FOLDER / name).read_bytes()
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/page/", "/page/../pages.py", "/page/__init__.py", "/stream"])
def test_nothing_but_the_page_is_served(path: str):
    assert get(path) is None


def test_browser_that_has_the_file_is_told_that_it_is_still_the_same():
    first = get("/page/main.js")
    assert first is not None
    assert first.headers["Cache-Control"] == "no-cache"
    again = get("/page/main.js", if_none_match=first.headers["ETag"])
    assert again is not None
    assert (again.status_code, again.body) == (HTTPStatus.NOT_MODIFIED, b"")
    other = get("/page/page.css", if_none_match=first.headers["ETag"])
    assert other is not None
    assert other.status_code == HTTPStatus.OK


def test_policy_allows_nothing_from_elsewhere_and_nothing_inline():
    answer = get("/")
    assert answer is not None
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert set(re.findall(r"[\w-]+-src (.*?)(?:;|$)", policy)) == {"'none'", "'self'"}
    assert "unsafe" not in policy


def test_page_asks_nobody_else():
    addresses = {
        address
        for file in FOLDER.iterdir()
        for address in re.findall(
            rb"(?:https?:)?//[a-z][\w.-]*\.[a-z]{2,}[^\s\"')]*", file.read_bytes()
        )
    }
    assert addresses <= {
        b"http://www.w3.org/2000/svg",  # a name
        b"http://soundfile.sapp.org/doc/WaveFormat/",  # a source, in a comment
    }
