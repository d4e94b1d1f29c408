"""ElevenLabs' official JavaScript SDK, unmodified, against our server."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from serving.keys import Key, Keyring
from tests.fakes import ToneEngine
from tests.serving.running import running

SDK = "@elevenlabs/elevenlabs-js@2.73.0"
SCRIPT = Path(__file__).with_name("sdk.mjs")
TEXT = "Hello there, my friend. This is the second sentence, and it is longer."


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the SDK and the script in it."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("needs node and npm")
    folder = tmp_path_factory.mktemp("sdk")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, SDK]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not reach its registry in three minutes")
    if done.returncode:
        pytest.skip(f"npm could not install {SDK}: {done.stderr.strip()[-200:]}")
    shutil.copy(SCRIPT, folder)
    return folder


async def test_javascript_sdk_hears_whole_texts_and_their_times(installed: Path):
    async with running(ToneEngine(), Keyring([Key("ann", "secret")])) as server:
        process = await asyncio.create_subprocess_exec(
            "node",
            installed / SCRIPT.name,
            f"http://127.0.0.1:{server.port}",
            TEXT,
            stdout=asyncio.subprocess.PIPE,
        )
        printed, _ = await asyncio.wait_for(process.communicate(), 60)
    heard = json.loads(printed)
    assert heard["stream"] == heard["convert"] == len(TEXT) * 2 * 2400
    assert heard["whole"] == heard["parts"] == TEXT
    assert heard["ends"] == pytest.approx(len(TEXT) / 10, abs=2e-3)
    assert heard["voices"] == ["tone", "other"]
    assert heard["refused"] == 404
