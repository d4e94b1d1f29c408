"""Which engine speaks: Kokoro where it has been exported, else the embedded voice."""

from __future__ import annotations

import logging
from pathlib import Path

from core.errors import ExportMissing
from engines.base import Engine
from engines.espeak.engine import EspeakEngine
from text.espeak import Espeak

log = logging.getLogger(__name__)

ENGINES = ("auto", "kokoro", "espeak")
MANIFEST = "manifest.json"


def load_engine(choice: str, model_dir: Path) -> Engine:
    """The engine that `choice` (one of ENGINES) names, loaded.

    Raises:
        ExportMissing: Kokoro was asked for and there is no exported model in `model_dir`.
        EngineFailure: it is there, or espeak-ng is, but cannot be loaded.
    """
    espeak = Espeak()
    exported = (model_dir / MANIFEST).exists()
    if choice == "kokoro" or (choice == "auto" and exported):
        raise ExportMissing(
            f"There is no exported Kokoro model in {model_dir}. Make one: python -m export"
        )
    if choice == "auto":
        log.warning(
            "Kokoro has not been exported to %s: speaking with the embedded espeak-ng voice."
            " For Kokoro's voices run: python -m export",
            model_dir,
        )
    return EspeakEngine(espeak)
