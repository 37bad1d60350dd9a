"""What is in the repository would be at home on any machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workshop.checkout import ROOT, files_in_git

# Written with a bar inside each, so that this file does not name them either.
_PLACES = [place.replace("|", "") for place in ("/wo|rk/", "/ro|ot/", "/ho|me/", "/opt/py|pi")]
_HOSTS = [
    host.replace("|", "")
    for host in ("py|pi.org", "python|hosted.org", "npm|js.org", "npm|js.com", "npm|mirror.com", "deb.|debian.org")
]
_MOST_BYTES = 5_000_000


def _texts() -> list[tuple[Path, str]]:
    found = []
    for file in files_in_git():
        content = (ROOT / file).read_bytes()
        if b"\0" not in content:
            found.append((file, content.decode("utf-8", "replace")))
    return found


@pytest.mark.parametrize("word", [*_PLACES, *_HOSTS])
def test_no_file_names_a_machine_or_a_registry(word: str) -> None:
    at_a_word_start = re.compile(r"(?<![\w.~-])" + re.escape(word)) if word in _PLACES else re.compile(re.escape(word))
    assert [str(file) for file, text in _texts() if at_a_word_start.search(text)] == []


def test_no_file_is_too_large_to_review_or_clone() -> None:
    assert [str(file) for file in files_in_git() if (ROOT / file).stat().st_size > _MOST_BYTES] == []


@pytest.mark.parametrize("script", ["find-python", "system-packages", "check-wheel", "lock", "vendor"])
def test_scripts_may_be_run(script: str) -> None:
    assert (ROOT / "scripts" / script).stat().st_mode & 0o111


def test_the_hooks_before_a_commit_fetch_nothing() -> None:
    file = ROOT / ".pre-commit-config.yaml"
    hooks = Path(sys.executable).with_name("pre-commit")
    subprocess.run([hooks, "validate-config", file], check=True, capture_output=True)
    text = file.read_text(encoding="utf-8")
    assert set(re.findall(r"repo: (\S+)", text)) == {"local"}
    assert set(re.findall(r"language: (\S+)", text)) == {"system"}
