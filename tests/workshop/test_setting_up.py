"""Setting up says clearly what is missing, before anything is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.workshop.checkout import ROOT


def _program(folder: Path, name: str, body: str) -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return file


def _find_python(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    for tool in ("sh", "head"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    command = [folder / "sh", ROOT / "scripts" / "find-python"]
    return subprocess.run(
        command, env={"PATH": str(folder), **environment}, check=False, capture_output=True, text=True
    )


def test_python3_is_taken_when_it_suits(tmp_path: Path) -> None:
    wanted = _program(tmp_path, "python3", "exit 0")
    _program(tmp_path, "python3.13", "exit 0")
    assert _find_python(tmp_path).stdout.strip() == str(wanted)


def test_another_python_is_taken_when_python3_is_too_old(tmp_path: Path) -> None:
    _program(tmp_path, "python3", "exit 1")
    _program(tmp_path, "python3.13", "exit 127")
    wanted = _program(tmp_path, "python3.12", "exit 0")
    assert _find_python(tmp_path).stdout.strip() == str(wanted)


def test_the_python_that_is_named_is_the_only_one_tried(tmp_path: Path) -> None:
    _program(tmp_path, "python3", "exit 0")
    old = _program(tmp_path, "old", 'test "$1" = --version && echo Python 3.9.2; exit 1')
    answer = _find_python(tmp_path, PYTHON=str(old))
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "3.11" in answer.stderr
    assert "Python 3.9.2" in answer.stderr


def test_without_a_python_one_is_told_what_to_install(tmp_path: Path) -> None:
    answer = _find_python(tmp_path)
    assert answer.returncode == 1
    assert "make PYTHON=" in answer.stderr


@pytest.mark.skipif(os.name == "nt", reason="there is no bash to run it")
def test_missing_system_packages_are_named_to_whoever_may_not_install_them(tmp_path: Path) -> None:
    script = (ROOT / "scripts" / "system-packages").read_text(encoding="utf-8")
    answer = subprocess.run(
        [str(shutil.which("bash"))],
        input=script,
        env={"PATH": str(tmp_path), "DUBAN_TEST_POSTGRES": "skip"},
        user="nobody" if os.geteuid() == 0 else None,
        cwd="/",
        check=False,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    assert "sudo apt-get install chromium" in answer.stderr
    assert "DUBAN_TEST_BROWSER=skip" in answer.stderr
