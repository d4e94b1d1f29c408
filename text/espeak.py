"""The one binding to espeak-ng, through the library that the espeakng-loader wheel carries.

espeak-ng keeps its voice, rate and callback in globals. Make one `Espeak`, and call it from one
thread at a time: the inference thread.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import espeakng_loader
import numpy as np

from core.errors import EngineFailure
from core.types import Float32

NORMAL_WORDS_PER_MINUTE = 175
"""espeak-ng's own default rate."""

# From espeak-ng's speak_lib.h.
_SYNCHRONOUS = 2
_PHONEME_EVENTS_AS_IPA = 0x0001 | 0x0002
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_IPA = 0x02
_RATE = 1
_EVENT_END_OF_LIST = 0
_EVENT_WORD = 1
_EVENT_PHONEME = 7

_UNENCODABLE = re.compile("[\0\ud800-\udfff]")


class _EventId(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


if TYPE_CHECKING:
    _Samples = ctypes._Pointer[ctypes.c_short]
    _Events = ctypes._Pointer[_Event]

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class Language:
    """What espeak-ng speaks: its BCP 47 tag, its name, and the voice file that has it."""

    tag: str
    name: str
    file: str


@dataclass(frozen=True, slots=True)
class WordEvent:
    """From `sample` on, the word that begins at character `char` of the text is spoken."""

    char: int
    sample: int


@dataclass(frozen=True, slots=True)
class PhonemeEvent:
    """From `sample` on, the phoneme `symbol` (IPA) is heard; an empty symbol is a pause."""

    symbol: str
    sample: int


@dataclass(frozen=True, slots=True)
class Synthesis:
    """float32 samples of shape (n,) and the events in them, in order."""

    samples: Float32
    events: tuple[WordEvent | PhonemeEvent, ...]


class Espeak:
    """The espeak-ng library, loaded and initialised.

    Attributes:
        rate_hz: sample rate of all that it speaks (22,050).

    Raises:
        EngineFailure: the library or its data cannot be loaded.
    """

    def __init__(self) -> None:
        data = espeakng_loader.get_data_path()
        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise EngineFailure(f"espeak-ng cannot be loaded: {error}") from error
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        self.rate_hz: int = self._library.espeak_Initialize(
            _SYNCHRONOUS, 0, str(data).encode(), _PHONEME_EVENTS_AS_IPA | _DO_NOT_EXIT
        )
        if self.rate_hz <= 0:
            raise EngineFailure(
                f"espeak-ng cannot read its data in {data}. It allows paths of up to 160 bytes:"
                " install into a folder with a shorter path."
            )
        self._language = ""

    @cached_property
    def languages(self) -> dict[str, Language]:
        """Every language that it speaks, by tag."""
        found: dict[str, Language] = {}
        for listed in self._library.espeak_ListVoices(None):
            if not listed:  # the list ends with a null pointer
                break
            voice = listed.contents
            # `languages` is a list of (priority byte, tag, NUL): the first is the voice's own.
            tag = voice.languages[1:].decode()
            name = voice.name.decode().replace("_", " ").strip()
            found.setdefault(tag, Language(tag, name, voice.identifier.decode()))
        return found

    def pronounce(self, text: str, language: str) -> str:
        """IPA of `text`, with stress marks; empty where there is nothing to say."""
        self._use(language)
        buffer = ctypes.create_string_buffer(_utf8(text))
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses: list[str] = []
        while rest.value:
            said = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA)
            clauses.append((said or b"").decode().strip())
        return " ".join(clause for clause in clauses if clause)

    def synthesise(
        self, text: str, language: str, words_per_minute: int, cancelled: Callable[[], bool]
    ) -> Synthesis:
        """Speak `text`; once `cancelled()` is true, stop within 60 ms of audio.

        Raises:
            EngineFailure: the library reported an error.
        """
        self._use(language)
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        chunks: list[bytes] = []
        events: list[WordEvent | PhonemeEvent] = []

        def receive(samples: _Samples, n: int, listed: _Events) -> int:
            if n:
                chunks.append(ctypes.string_at(samples, 2 * n))
            events.extend(_read_events(listed))
            return int(cancelled())

        callback = _Callback(receive)  # kept in a name: the library holds no reference
        self._library.espeak_SetSynthCallback(callback)
        encoded = _utf8(text)
        status = self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, _UTF8, None, None)
        if status != 0:
            raise EngineFailure(f"espeak-ng failed with status {status}")
        pcm = np.frombuffer(b"".join(chunks), np.int16)
        return Synthesis(pcm.astype(np.float32) / np.float32(32768), tuple(events))

    def _use(self, language: str) -> None:
        if language == self._language:
            return
        known = self.languages.get(language)
        if not known or self._library.espeak_SetVoiceByName(known.file.encode()) != 0:
            raise EngineFailure(f"espeak-ng has no language {language!r}")
        self._language = language


def _utf8(text: str) -> bytes:
    """Lone surrogates have no UTF-8, and NUL would end the text: both become a space."""
    return _UNENCODABLE.sub(" ", text).encode()


def _read_events(listed: _Events) -> Iterator[WordEvent | PhonemeEvent]:
    """The events of one callback: an array that ends with a type of zero."""
    for i in count():
        event = listed[i]
        if event.type == _EVENT_END_OF_LIST:
            return
        if event.type == _EVENT_WORD:
            yield WordEvent(event.text_position - 1, event.sample)
        elif event.type == _EVENT_PHONEME:
            yield PhonemeEvent(event.id.string.decode("utf-8", "ignore"), event.sample)
