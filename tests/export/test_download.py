import hashlib
from pathlib import Path

import httpx
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from core.errors import BadInput
from export import download


@pytest.mark.parametrize("error", [httpx.ConnectError("no route"), LocalEntryNotFoundError("off")])
def test_no_network_says_what_to_do(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(download, "snapshot_download", fail)
    with pytest.raises(BadInput, match="--from-checkpoint") as raised:
        download.download()
    assert raised.value.code == "no_download"


def test_only_the_pinned_files_are_asked_for_and_the_checkpoint_verified(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: dict[str, object] = {}

    def snapshot(repository: str, **options: object) -> str:
        asked.update(options, repository=repository)
        return str(tmp_path)

    (tmp_path / download.CHECKPOINT).write_bytes(b"weights")
    monkeypatch.setattr(download, "snapshot_download", snapshot)
    with pytest.raises(BadInput, match="SHA-256"):
        download.download()
    monkeypatch.setattr(download, "CHECKPOINT_SHA256", hashlib.sha256(b"weights").hexdigest())
    assert download.download().checkpoint == tmp_path / download.CHECKPOINT
    assert asked["repository"] == "hexgrad/Kokoro-82M"
    assert asked["revision"] == download.REVISION
    assert asked["allow_patterns"] == ["config.json", "kokoro-v1_0.pth", "voices/*.pt"]
