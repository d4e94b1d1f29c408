"""Which engine speaks: Kokoro where it has been exported, else the embedded voice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from core.errors import BadInput, EngineFailure, ExportMissing
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
        ExportMissing: Kokoro, or a GPU for it, was asked for, and there is no export that this
            version can use.
        BadInput: the device is not there.
        EngineFailure: espeak-ng cannot be loaded.
    """
    espeak = Espeak()
    read = partial(normalize, emoji=emoji)
    exported = (model_dir / MANIFEST).exists()
    if choice == "kokoro" or (choice == "auto" and exported):
        return _load_kokoro(model_dir, espeak, read, device, threads)
    if device not in ("auto", "cpu"):
        raise ExportMissing(
            f"--device {device} is for Kokoro, which is not what is to speak: the embedded voice"
            f" runs on the CPU. Export Kokoro to {model_dir} with: python -m export"
        )
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
            "Kokoro runs on ONNX Runtime, which is not installed: make setup EXTRAS=cpu"
        )
    from engines.kokoro.engine import KokoroEngine
    from engines.kokoro.frontend import EnglishFrontend

    frontend = EnglishFrontend(espeak, read)

    def load(name: str) -> KokoroEngine:
        engine = KokoroEngine(model_dir, frontend, device=name, threads=threads)
        try:
            if name != CHAIN[-1]:
                engine.warm_up()  # a GPU may load graphs that it then cannot run
        except EngineFailure as failure:
            raise BadInput(f"no_{name}", f"{name} fails at its first words: {failure}") from failure
        return engine

    return load_on(device, load)
