"""Feeds segmenters and takes what they cut."""

from text.segmenter import Segmenter

PLENTY_S = 5.0


def fed(text: str) -> Segmenter:
    """A segmenter with `text` in it, fed at time 0."""
    segmenter = Segmenter()
    segmenter.feed(text, 0.0)
    return segmenter


def take_all(segmenter: Segmenter, now_s: float = 0.0, buffered_s: float = PLENTY_S) -> list[str]:
    taken = []
    while utterance := segmenter.take(now_s, buffered_s):
        taken.append(utterance.text)
    return taken


def sentences(text: str) -> list[str]:
    """How `text` is cut when there is all the time in the world."""
    segmenter = fed(text)
    segmenter.finish()
    return take_all(segmenter)
