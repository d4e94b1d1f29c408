import re
import subprocess
import sys
from pathlib import Path

from tests.test_house import PROJECT, ROOT, packages

DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_hadolint_has_nothing_to_say():
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_image_holds_all_that_the_server_imports_and_no_more():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    held = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert held >= (packages() - {"bench", "export"}) | {"server.py", "pyproject.toml"}
    assert not held & {"models", "tests", ".git", ".venv"}


def test_image_is_for_a_device_that_can_be_installed_and_not_run_as_root():
    devices = re.findall(r"AS (\w+)-python", DOCKERFILE)
    assert set(devices) == {"cpu", "gpu"}
    assert set(devices) <= set(PROJECT["project"]["optional-dependencies"])
    assert re.search(r"^USER [1-9]", DOCKERFILE, re.MULTILINE)
    assert "/healthz" in DOCKERFILE
