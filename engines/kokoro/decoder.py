"""Graph B: prosody to samples."""

from __future__ import annotations

from pathlib import Path

from core.types import Float32
from engines.kokoro.manifest import decoder_name
from engines.kokoro.prosody import Prosody
from engines.runtime import Session


class DecoderModel:
    """The decoder in one precision."""

    def __init__(self, model_dir: Path, precision: str, device: str, threads: int) -> None:
        """Load it; see Session for `device`, `threads` and errors."""
        self._session = Session(model_dir / decoder_name(precision), device, threads)

    def __call__(self, prosody: Prosody, style: Float32) -> Float32:
        """600 samples per frame at 24 kHz, as they come from the network.

        Args:
            prosody: of F frames.
            style: float32 (1, 128), the decoder's half.
        """
        feeds = {
            "asr": prosody.asr,
            "f0": prosody.f0,
            "energy": prosody.energy,
            "har": prosody.har,
            "style": style,
        }
        samples: Float32 = self._session.run(feeds)["samples"].numpy()
        return samples
