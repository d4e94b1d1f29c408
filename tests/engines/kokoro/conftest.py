from pathlib import Path

import pytest

from engines.kokoro.engine import KokoroEngine
from tests.tiny_export import letters_as_phonemes, tiny_export


@pytest.fixture(scope="session")
def export_dir() -> Path:
    return tiny_export()


@pytest.fixture(scope="session")
def engine(export_dir: Path) -> KokoroEngine:
    return KokoroEngine(export_dir, letters_as_phonemes, device="cpu")
