"""Live while typing: each key is sent, and what was sent cannot be taken back."""

import pytest

from tests.browser.watching import Watch

pytestmark = pytest.mark.browser


def begin(watch: Watch) -> None:
    watch.page.fill("#text", "")
    watch.page.get_by_text("while I type").click()
    watch.page.focus("#text")


def sent(watch: Watch) -> list[str]:
    return [message["text"] for message in watch.sent]


def test_every_key_is_a_message_and_is_heard(watch: Watch):
    begin(watch)
    watch.page.keyboard.type("Hello my friend. ", delay=15)
    watch.wait_until(lambda: "friend." in watch.text)
    assert sent(watch) == [" ", *"Hello my friend. "]
    watch.wait("livespeech.state === 'playing'")


def test_enter_speaks_what_the_server_would_wait_with(watch: Watch):
    begin(watch)
    watch.page.keyboard.type("unfinish")
    watch.page.wait_for_timeout(700)
    assert watch.text == ""
    watch.page.keyboard.press("Enter")
    watch.wait_until(lambda: watch.text == "unfinish\n")
    assert watch.sent[-1] == {"text": "\n", "flush": True}
    watch.page.keyboard.type("and on\n")
    watch.wait_until(lambda: watch.text == "unfinish\nand on\n")
    assert watch.streams == 1


def test_edit_of_sent_text_goes_to_the_end_and_is_explained(watch: Watch):
    begin(watch)
    watch.page.keyboard.type("one two")
    for key in ("Home", "X", "Delete"):
        watch.page.keyboard.press(key)
    assert watch.page.input_value("#text") == "one twoX"
    watch.wait_until(lambda: "".join(sent(watch)[1:]) == "one twoX")
    assert "cannot be taken back" in watch.page.locator("#hint").inner_text()


def test_emptied_box_ends_the_stream_and_the_next_key_opens_another(watch: Watch):
    begin(watch)
    watch.page.keyboard.type("one")
    watch.wait_until(lambda: sent(watch) == [" ", *"one"])
    watch.page.keyboard.press("Control+A")
    watch.page.keyboard.press("Delete")
    watch.page.keyboard.type("two\n")
    watch.wait_until(lambda: watch.text == "two\n")
    assert sent(watch) == [" ", *"one", " ", *"two\n"]
    assert watch.page.locator("#captions").evaluate("box => box.textContent") == "two\n"


def test_typing_goes_on_in_a_new_stream_after_a_stop(watch: Watch):
    begin(watch)
    watch.page.keyboard.type("one ")
    watch.wait_until(lambda: sent(watch) == [" ", *"one "])
    watch.page.keyboard.press("Escape")
    watch.page.keyboard.type("two\n")
    watch.wait_until(lambda: watch.text.endswith("two\n"))
    assert sent(watch) == [" ", *"one ", " ", *"two\n"]


@pytest.mark.parametrize(
    ("before", "after", "text", "value"),
    [
        ("", "a", "a", "a"),
        ("ab", "abc", "c", "abc"),
        ("ab", "aXb", "X", "abX"),
        ("ab", "a", "", "ab"),
        ("aaa", "aaaa", "a", "aaaa"),
        ("ab", "new", "new", "abnew"),
        ("a😀b", "a😁b", "😁", "a😀b😁"),
        ("😀", "😁😀", "😁", "😀😁"),
    ],
)
def test_edit_sends_what_is_new_and_restores_what_was_sent(
    watch: Watch, before: str, after: str, text: str, value: str
):
    edit = watch.page.evaluate(
        "async ([sent, value]) => (await import('./page/typing.js')).typed(sent, value)",
        [before, after],
    )
    assert (edit["text"], edit["value"]) == (text, value)
    assert edit["refused"] == (value != after)
