"""What `make` installs, with a pip that only notes it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_house import PROJECT, ROOT

PIP = """#!/bin/sh
if [ "$1" = show ]; then [ -e "has-$3" ]; exit; fi
echo "$*" >> pip.log
[ ! -e offline ]
"""


class Clone:
    """The Makefile in a folder of its own, with a virtual environment of stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("Makefile", "pyproject.toml"):
            shutil.copy(ROOT / name, folder)
        for program, does in (("pip", PIP), ("python", "#!/bin/sh\n"), ("pytest", "#!/bin/sh\n")):
            path = folder / ".venv/bin" / program
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(does)
            path.chmod(0o755)

    def make(self, *arguments: str, status: int = 0) -> str:
        """Run make; what pip was told, or what make said where it failed."""
        log = self.folder / "pip.log"
        log.write_text("")
        environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "EXTRAS")}
        done = subprocess.run(
            ["make", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
        return log.read_text() if status == 0 else done.stdout

    def pull(self) -> None:
        """Another version of what is needed arrives."""
        later_s = max(path.stat().st_mtime for path in (self.folder / ".venv").iterdir()) + 10
        os.utime(self.folder / "pyproject.toml", (later_s, later_s))


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_setup_is_for_the_cpu_and_is_done_once(clone: Clone):
    assert clone.make("setup") == "install --quiet --editable .[cpu]\n"
    assert clone.make("serve") == ""


def test_other_extras_are_installed_into_the_environment_that_is_there(clone: Clone):
    clone.make("setup")
    assert ".[gpu,export]" in clone.make("setup", "EXTRAS=gpu,export")
    assert clone.make("setup", "EXTRAS=gpu,export") == ""
    assert ".[cpu]" in clone.make("setup", "EXTRAS=cpu")


def test_serving_after_a_pull_keeps_the_device_that_was_chosen(clone: Clone):
    clone.make("setup", "EXTRAS=gpu-cu12,export")
    clone.pull()
    assert clone.make("serve") == "install --quiet --editable .[gpu-cu12,export]\n"


def test_installation_that_failed_is_tried_again_with_the_same_choice(clone: Clone):
    clone.make("setup")
    (clone.folder / "offline").touch()
    clone.make("setup", "EXTRAS=gpu", status=2)
    (clone.folder / "offline").unlink()
    assert ".[gpu]" in clone.make("serve")


def test_tests_keep_the_device_that_was_chosen(clone: Clone):
    clone.make("setup", "EXTRAS=gpu")
    assert clone.make("test") == "install --quiet --editable .[dev]\n"
    assert clone.make("test") == ""


def test_tests_of_a_fresh_clone_have_a_device(clone: Clone):
    assert clone.make("test").splitlines() == [
        "install --quiet --editable .[cpu]",
        "install --quiet --editable .[dev]",
    ]


@pytest.mark.parametrize(
    ("extras", "other"),
    [("gpu", "onnxruntime"), ("gpu-cu12,export", "onnxruntime"), ("cpu", "onnxruntime-gpu")],
)
def test_runtime_of_another_device_goes_before_the_right_one_comes(
    clone: Clone, extras: str, other: str
):
    (clone.folder / f"has-{other}").touch()
    uninstall, install = clone.make("setup", f"EXTRAS={extras}").splitlines()
    assert uninstall == "uninstall --quiet --yes onnxruntime onnxruntime-gpu"
    assert install == f"install --quiet --editable .[{extras}]"


def test_extras_without_a_device_are_refused(clone: Clone):
    clone.make("setup", "EXTRAS=gpu")
    assert "names no device" in clone.make("setup", "EXTRAS=export", status=2)
    assert clone.make("serve") == ""


def test_no_extra_of_development_brings_a_runtime_of_its_own():
    extras = PROJECT["project"]["optional-dependencies"]
    (own,) = [need for need in extras["dev"] if need.startswith("livespeech")]
    assert "cpu" not in own
    assert "gpu" not in own
