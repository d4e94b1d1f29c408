"""Kokoro as an engine: text, tokens, prosody, samples, trimmed and timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np

from core.types import (
    Boundary,
    Int64,
    Mark,
    Phonemes,
    Span,
    Speech,
    SpokenText,
    StageTimes,
    Utterance,
)
from core.units import KOKORO_HOP_SAMPLES, KOKORO_RATE_HZ
from engines.base import Voice
from engines.joins import rests, settle, silence
from engines.kokoro.decoder import DecoderModel
from engines.kokoro.manifest import VOICES, Manifest
from engines.kokoro.prosody import ProsodyModel
from engines.kokoro.tokens import Tokens, tokenize
from engines.kokoro.trim import voice_range
from engines.kokoro.voices import STYLE_SIZE, VoiceBank, is_british

Frontend = Callable[[str, bool], tuple[SpokenText, Phonemes]]
"""From an utterance's text, and whether it is British, to words and their phonemes."""

_WARM_UP = ("Hello.", "Hello there.")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of an utterance that the model speaks in one go."""

    chars: Span
    tokens: Tokens


class KokoroEngine:
    """Kokoro-82M in ONNX Runtime. See engines.base.Engine for what the methods promise."""

    name = "kokoro"

    def __init__(
        self,
        model_dir: Path,
        frontend: Frontend,
        *,
        device: str = "cpu",
        threads: int = 0,
    ) -> None:
        """Load an export: its decoder in fp32 for the CPU, in fp16 for a GPU, if it has that.

        Args:
            model_dir: what `python -m export` wrote.
            frontend: makes phonemes; called on the inference thread.
            device: one of devices.CHAIN.
            threads: for one operator; 0 for one per core.

        Raises:
            ExportMissing: there is no export that this version can use.
            BadInput: the device is not there.
        """
        manifest = Manifest.read(model_dir)
        suits = "fp32" if device == "cpu" else "fp16"
        precision = suits if suits in manifest.precisions else manifest.precisions[0]
        self._vocabulary = manifest.vocabulary
        self._frontend = frontend
        self._bank = VoiceBank(model_dir / VOICES, manifest.voices, manifest.rows)
        # The decoder first: it alone needs what a device may lack, TensorRT's engines.
        self._decoder = DecoderModel(model_dir, precision, device, threads)
        self._prosody = ProsodyModel(model_dir, device, threads)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """All voices of the export, in its order."""
        return self._bank.voices

    def voice(self, voice_id: str) -> Voice:
        """A voice, or a blend: `af_heart:0.6+bf_emma:0.4`."""
        return self._bank.voice(voice_id)

    def warm_up(self) -> None:
        """Speak two lengths with the default voice: the second meets what a new length costs."""
        for i, text in enumerate(_WARM_UP):
            utterance = Utterance(i, text, 0, Boundary.SENTENCE)
            for _ in self.speak(utterance, self.voices[0], 1.0, lambda: False):
                pass

    def speak(
        self, utterance: Utterance, voice: Voice, speed: float, cancelled: Callable[[], bool]
    ) -> Iterator[Speech]:
        """See engines.base.Engine."""
        begun_s = time.perf_counter()
        spoken, phonemes = self._frontend(utterance.text, is_british(voice))
        pieces = _partition(list(tokenize(phonemes, spoken, self._vocabulary)), utterance)
        text_s = time.perf_counter() - begun_s
        if not pieces:
            pause = _pause(utterance, Span(0, len(utterance.text)), speed, text_s)
            yield replace(pause, spoken=spoken)
        for i, piece in enumerate(pieces):
            if cancelled():
                return
            speech = self._speak_piece(utterance, piece, voice, speed, text_s, cancelled)
            if speech is None:
                return
            yield replace(speech, last=i == len(pieces) - 1, spoken=spoken)
            text_s = 0.0

    def _speak_piece(
        self,
        utterance: Utterance,
        piece: _Piece,
        voice: Voice,
        speed: float,
        text_s: float,
        cancelled: Callable[[], bool],
    ) -> Speech | None:
        """The piece as speech; None if it was cancelled on the way."""
        tokens, chars = piece.tokens, piece.chars
        part = replace(
            utterance,
            text=utterance.text[chars.start : chars.end],
            boundary=tokens.boundary or utterance.boundary,
        )
        if tokens.spoken == (0, 0):
            return _pause(part, chars, speed, text_s)
        begun_s = time.perf_counter()
        style = self._bank.style(voice, len(tokens.symbols))
        half = STYLE_SIZE // 2
        prosody = self._prosody(tokens.ids, style[:, half:], speed)
        if cancelled():
            return None
        planned_s = time.perf_counter()
        samples = self._decoder(prosody, style[:, :half])
        decoded_s = time.perf_counter()

        voice_at = voice_range(samples, KOKORO_RATE_HZ, prosody.frames, tokens.spoken)
        marks = _marks(tokens, prosody.frames, chars)
        settled, moved = settle(samples, KOKORO_RATE_HZ, marks, voice_at, rests(part, speed))
        stages = StageTimes(text_s, planned_s - begun_s, decoded_s - planned_s)
        return Speech(settled, KOKORO_RATE_HZ, chars, moved, stages=stages)


def _partition(inputs: list[Tokens], utterance: Utterance) -> list[_Piece]:
    """The inputs with the characters that each says: together all of the utterance."""
    if not inputs:
        return []
    starts = [0, *(tokens.sources[0].start for tokens in inputs[1:]), len(utterance.text)]
    return [
        _Piece(Span(start, end), tokens)
        for tokens, (start, end) in zip(inputs, pairwise(starts), strict=True)
    ]


def _marks(tokens: Tokens, frames: Int64, chars: Span) -> list[Mark]:
    """When the characters of the symbols are heard, one mark for symbols in a row that share them.

    Characters of sources that overlap the next piece's belong to that piece.
    """
    ends = (np.cumsum(frames) * KOKORO_HOP_SAMPLES).tolist()  # of each token, boundary tokens too
    marks: list[Mark] = []
    symbol = 0
    for source, alike in groupby(tokens.sources):
        first, symbol = symbol, symbol + len(list(alike))
        heard = Span(min(source.start, chars.end), min(source.end, chars.end))
        if len(heard):
            marks.append(Mark(heard, ends[first], ends[symbol]))
    return marks


def _pause(part: Utterance, chars: Span, speed: float, text_s: float) -> Speech:
    """Silence for characters that nothing is said for."""
    pause = rests(part, speed)
    samples = silence(KOKORO_RATE_HZ, pause.lead_s + pause.tail_s)
    return Speech(samples, KOKORO_RATE_HZ, chars, (), stages=StageTimes(text_s=text_s))
