from asyncio import AbstractEventLoop
from collections.abc import Callable

import pytest
import uvloop

from engines.espeak.engine import EspeakEngine
from text.espeak import Espeak


@pytest.fixture(scope="session")
def espeak() -> Espeak:
    return Espeak()


@pytest.fixture(scope="session")
def espeak_engine(espeak: Espeak) -> EspeakEngine:
    return EspeakEngine(espeak)


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], AbstractEventLoop]]:
    """Tests run on the event loop that the server runs on."""
    return {"uvloop": uvloop.new_event_loop}
