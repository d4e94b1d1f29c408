"""The speaking rate in the JSON of ElevenLabs' and OpenAI's clients."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from core.units import MAX_SPEED, MIN_SPEED


def read_speed(fields: Mapping[str, Any]) -> float | None:
    """`speed`, brought into our range; None where it is missing or null.

    Raises:
        TypeError: it is no number.
    """
    speed = fields.get("speed")
    if speed is None:
        return None
    if type(speed) is not int and not (type(speed) is float and isfinite(speed)):
        raise TypeError("speed")
    return float(min(max(speed, MIN_SPEED), MAX_SPEED))
