"""Kokoro-82M v1.0 from the Hugging Face hub: one pinned revision, its checkpoint verified."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import httpx
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

from core.errors import BadInput

REPOSITORY = "hexgrad/Kokoro-82M"
REVISION = "f3ff3571791e39611d31c381e3a41a3af07b4987"
CHECKPOINT = "kokoro-v1_0.pth"
CHECKPOINT_SHA256 = "496dba118d1a58f5f3db2efc88dbdc216e0483fc89fe6e47ee1f2c53f18ad1e4"


@dataclass(frozen=True, slots=True)
class Release:
    """Where a published model lies: configuration, checkpoint, and a folder of voices."""

    config: Path
    checkpoint: Path
    voices: Path


def download() -> Release:
    """Fetch the release, or what the cache lacks of it; shows progress, resumes what broke off.

    Raises:
        BadInput: `no_download` without network; `bad_checkpoint` if the file is not the published.
    """
    try:
        folder = Path(
            snapshot_download(
                REPOSITORY,
                revision=REVISION,
                allow_patterns=["config.json", CHECKPOINT, "voices/*.pt"],
            )
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, httpx.HTTPError, OSError) as error:
        raise BadInput(
            "no_download",
            f"cannot fetch {REPOSITORY} ({error}). Check the network and run this again: it goes "
            "on where it stopped. Or fetch config.json, the checkpoint and voices/ elsewhere and "
            "pass --from-checkpoint, --config and --voices",
        ) from error
    verify(folder / CHECKPOINT)
    return Release(folder / "config.json", folder / CHECKPOINT, folder / "voices")


def verify(checkpoint: Path) -> None:
    """Raise BadInput unless `checkpoint` is, byte for byte, the published one."""
    with checkpoint.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != CHECKPOINT_SHA256:
        raise BadInput(
            "bad_checkpoint",
            f"{checkpoint} has SHA-256 {found}, not the published {CHECKPOINT_SHA256}; "
            "delete it and run this again",
        )
