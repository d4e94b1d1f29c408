"""The page itself: narrow windows, the keyboard, screen readers."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import opened
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

ENDED = "livespeech.state === 'ended' && !livespeech.empty"


def test_page_fits_a_narrow_window_and_no_word_is_broken(page: Page, address: str):
    page.set_viewport_size({"width": 360, "height": 740})
    watch = opened(page, address)
    page.click("#speak")
    watch.wait("livespeech.captions.current > 30")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    outside = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea, canvas, dd')]
            .filter((e) => e.checkVisibility() && e.type !== 'radio')
            .map((e) => [e.id, e.getBoundingClientRect()])
            .filter(([, box]) => box.left < 0 || box.right > 360 || box.width < 10)
            .map(([id]) => id)"""
    )
    assert outside == []
    lines = page.evaluate("[...CSS.highlights.get('word')][0]?.getClientRects().length ?? 1")
    assert lines == 1
    expect(page.get_by_role("button", name="Stop")).to_be_in_viewport()


def test_keyboard_alone_speaks_pauses_and_seeks(watch: Watch):
    page = watch.page
    page.focus("#text")
    page.keyboard.press("Control+Enter")
    watch.wait("livespeech.state === 'playing'")
    page.get_by_role("button", name="Pause").press("Enter")
    watch.wait("livespeech.state === 'paused'")
    watch.wait("document.getElementById('position').max > 11")  # all of it came
    page.get_by_role("slider", name="Position").press("End")
    watch.wait("livespeech.player.heard().position > 0.95 * livespeech.recording.samples")
    page.get_by_role("button", name="Replay").press("Enter")
    watch.wait("livespeech.state === 'playing' && livespeech.player.heard().position < 44100")
    page.keyboard.press("Escape")
    watch.wait("livespeech.state === 'paused'")


def test_keyboard_seeks_from_what_is_heard_not_from_where_the_slider_was(watch: Watch):
    page = watch.page
    page.click("#speak")
    watch.wait("document.getElementById('position').max > 11")
    slider = page.get_by_role("slider", name="Position")
    slider.press("Home")
    named = slider.get_attribute("aria-valuetext")
    watch.wait("livespeech.player.heard().position > 2.5 * 44100")
    assert slider.get_attribute("aria-valuetext") == named, "a screen reader would talk over it"
    slider.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.evaluate("livespeech.player.heard().position") > 2.5 * 44100
    assert str(slider.get_attribute("aria-valuetext")).startswith(("0:02", "0:03"))


def test_every_control_has_a_name(watch: Watch):
    page = watch.page
    for role, name in [
        ("textbox", "Text to speak"),
        ("combobox", "Voice"),
        ("slider", "Speed"),
        ("slider", "Volume"),
        ("radio", "at once"),
        ("radio", "word by word"),
        ("radio", "while I type"),
        ("button", "Speak"),
        ("region", "Captions"),
    ]:
        assert page.get_by_role(role, name=name).count() == 1, name
    named = page.locator("button, input, select, textarea").count()
    assert named == page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea')]
            .filter((e) => e.labels?.length || e.ariaLabel || e.textContent.trim()).length"""
    )


def test_screen_reader_is_silent_while_speech_is_heard(watch: Watch):
    """Of what changes while speech is heard, nothing is in a live region."""
    page = watch.page
    page.evaluate(
        """() => {
            window.announced = [];
            const live = "[aria-live], [role=status], [role=alert], [role=log]";
            new MutationObserver((changes) => {
                for (const { target } of changes) {
                    const region = (target.closest ? target : target.parentElement).closest(live);
                    if (region?.textContent) announced.push([livespeech.state, region.textContent]);
                }
            }).observe(document, { subtree: true, childList: true, characterData: true });
        }"""
    )
    page.fill("#text", "Hello there, my friend.")
    page.click("#speak")
    watch.wait("livespeech.state === 'playing'")
    watch.wait(ENDED)
    expect(page.get_by_role("status")).to_have_text("Finished, 0:01")
    assert [state for state, _ in page.evaluate("announced")] == ["ended"]


def test_voice_and_speed_are_asked_for(watch: Watch):
    page = watch.page
    page.get_by_label("Voice").select_option("de")
    page.get_by_label("Speed").fill("1.5")
    with page.expect_websocket() as stream:
        page.click("#speak")
    assert "voice=de" in stream.value.url
    assert "speed=1.5" in stream.value.url
    watch.wait("!livespeech.empty")


def test_speed_is_the_server_s_until_the_user_moves_the_slider(watch: Watch):
    page = watch.page
    expect(page.locator("#speed-shown")).to_have_text("default")
    with page.expect_websocket() as stream:
        page.click("#speak")
    assert "speed" not in stream.value.url
    page.keyboard.press("Escape")
    page.get_by_label("Speed").fill("1.5")
    page.get_by_label("Speed").fill("1")
    expect(page.locator("#speed-shown")).to_have_text("1.00×")
    with page.expect_websocket() as stream:
        page.click("#speak")
    assert "speed=1" in stream.value.url


def test_refused_voice_is_told_in_the_server_s_words(watch: Watch):
    page = watch.page
    page.evaluate("document.getElementById('voice').options[0].value = 'nobody'")
    page.evaluate("document.getElementById('voice').selectedIndex = 0")
    page.click("#speak")
    expect(page.get_by_role("alert")).to_contain_text("nobody")
    expect(page.get_by_role("button", name="Speak")).to_be_visible()


def test_waveform_is_dragged_to_another_time(watch: Watch):
    page = watch.page
    page.click("#speak")
    watch.wait("document.getElementById('position').max > 11")
    page.get_by_role("button", name="Pause").click()
    watch.wait("livespeech.state === 'paused'")
    before = page.evaluate("livespeech.player.heard().position")
    box = page.locator("#waveform").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(middle - 220, box["y"] + 20, steps=5)  # a second's width
    page.mouse.up()
    watch.wait(f"Math.abs(livespeech.player.heard().position - {before} - 44100) < 300")
