"""What `python -m export` writes beside the graphs, and how a server checks what it finds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from core.errors import ExportMissing

FORMAT = 2
"""Raised whenever an older server or engine could not use a newer export, or the reverse."""

NAME = "manifest.json"
TEXT, CONTOUR, VOICES = "text.onnx", "contour.onnx", "voices.bin"

_REMEDY = "make it with: python -m export"


def decoder_name(precision: str) -> str:
    """The file of the decoder graph in `precision` (`fp32`, `fp16`)."""
    return f"decoder_{precision}.onnx"


@dataclass(frozen=True, slots=True)
class File:
    """Size and SHA-256 (hexadecimal) of one file of an export."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> File:
        """Measure `path`."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(path.stat().st_size, digest)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of an export.

    Attributes:
        model: what was exported, for people.
        vocabulary: id of each phoneme symbol.
        voices: names, in the order of `voices.bin`, float32 of shape (voices, rows, 256).
        rows: styles per voice, one per number of phoneme symbols.
        precisions: those that the decoder was written in.
        files: by name, all but the manifest itself.
        made_with: versions of the packages that made it.
        format: see FORMAT.
    """

    model: str
    vocabulary: Mapping[str, int]
    voices: tuple[str, ...]
    rows: int
    precisions: tuple[str, ...]
    files: Mapping[str, File]
    made_with: Mapping[str, str]
    format: int = FORMAT

    def write(self, model_dir: Path) -> None:
        """Write the manifest into `model_dir`."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (model_dir / NAME).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, model_dir: Path) -> Manifest:
        """The manifest of the export in `model_dir`, its files checked byte for byte.

        Raises:
            ExportMissing: there is no export, it has another format, or files differ.
        """
        path = model_dir / NAME
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ExportMissing(f"there is no exported model in {model_dir}; {_REMEDY}") from error
        except ValueError as error:
            raise ExportMissing(f"{path} is damaged ({error}); {_REMEDY}") from error
        manifest = cls._parse(fields, path)
        for name, file in manifest.files.items():
            _check(model_dir / name, file)
        return manifest

    @classmethod
    def _parse(cls, fields: object, path: Path) -> Manifest:
        found = fields.get("format") if isinstance(fields, dict) else None
        if not isinstance(fields, dict) or found != FORMAT:
            raise ExportMissing(
                f"{path} has format {found}, this version reads {FORMAT}; {_REMEDY}"
            )
        try:
            files = {name: File(**entry) for name, entry in fields.pop("files").items()}
            voices, precisions = tuple(fields.pop("voices")), tuple(fields.pop("precisions"))
            return cls(files=files, voices=voices, precisions=precisions, **fields)
        except (KeyError, TypeError, AttributeError) as error:
            raise ExportMissing(f"{path} is damaged ({error}); {_REMEDY}") from error


def _check(path: Path, file: File) -> None:
    """Raise ExportMissing unless `path` is the file that was exported."""
    if not path.is_file():
        raise ExportMissing(f"{path} is missing; {_REMEDY}")
    if File.of(path) != file:
        raise ExportMissing(f"{path} is not the file that was exported; {_REMEDY}")
