import pytest

from engines.espeak.engine import EspeakEngine
from text.espeak import Espeak


@pytest.fixture(scope="session")
def espeak() -> Espeak:
    return Espeak()


@pytest.fixture(scope="session")
def espeak_engine(espeak: Espeak) -> EspeakEngine:
    return EspeakEngine(espeak)
