"""Which engine speaks: Kokoro where it has been exported, else the embedded voice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from core.errors import ExportMissing
from core.types import SpokenText
from engines.base import Engine
from engines.devices import CHAIN, load_on
from engines.espeak.engine import EspeakEngine
from engines.kokoro.manifest import NAME as MANIFEST
from text.espeak import Espeak
from text.normalizer import Emoji, normalize

log = logging.getLogger(__name__)

ENGINES = ("auto", "kokoro", "espeak")
DEVICES = ("auto", *reversed(CHAIN))


def load_engine(
    choice: str, model_dir: Path, device: str, threads: int, emoji: Emoji = "drop"
) -> Engine:
    """The engine that is to speak, loaded.

    Args:
        choice: one of ENGINES; `auto` takes Kokoro if `model_dir` has an export.
        model_dir: what `python -m export` wrote.
        device: one of DEVICES, for Kokoro.
        threads: for one operator of Kokoro's graphs; 0 for one per core.
        emoji: whether they are left out or named.

    Raises:
        ExportMissing: Kokoro was asked for, and there is no export that this version can use.
        BadInput: the device is not there.
        EngineFailure: espeak-ng cannot be loaded.
    """
    espeak = Espeak()
    read = partial(normalize, emoji=emoji)
    exported = (model_dir / MANIFEST).exists()
    if choice == "kokoro" or (choice == "auto" and exported):
        return _load_kokoro(model_dir, espeak, read, device, threads)
    if choice == "auto":
        log.warning(
            "Kokoro has not been exported to %s: speaking with the embedded espeak-ng voice."
            " For Kokoro's voices run: python -m export",
            model_dir,
        )
    return EspeakEngine(espeak, read)


def _load_kokoro(
    model_dir: Path,
    espeak: Espeak,
    read: Callable[[str], SpokenText],
    device: str,
    threads: int,
) -> Engine:
    """Kokoro, whose imports take a second that the embedded voice need not wait for."""
    if find_spec("onnxruntime") is None:
        raise ExportMissing(
            "Kokoro runs on ONNX Runtime, which is not installed: pip install -e '.[cpu]'"
        )
    from engines.kokoro.engine import KokoroEngine
    from engines.kokoro.frontend import EnglishFrontend

    frontend = EnglishFrontend(espeak, read)
    return load_on(
        device, lambda name: KokoroEngine(model_dir, frontend, device=name, threads=threads)
    )
