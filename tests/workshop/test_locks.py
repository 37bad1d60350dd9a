"""The lock files install the same packages everywhere: pinned, hashed, and silent about where they came from."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.workshop.checkout import ROOT, project

LOCKS = ("requirements.lock", "requirements-dev.lock")
_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)


def _text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def _pins(lock: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for entry in _ENTRY.finditer(_text(lock)):
        pins.setdefault(canonicalize_name(entry["name"]), set()).add(entry["version"])
    return pins


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("word", ["://", "file:", "index-url", "find-links", "trusted-host", " @ "])
def test_a_lock_does_not_say_where_packages_come_from(lock: str, word: str) -> None:
    assert word not in _text(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    entries = _text(lock).replace("\\\n", " ").splitlines()
    assert entries
    assert [entry for entry in entries if not _ENTRY.match(entry) or "--hash=sha256:" not in entry] == []


def test_development_runs_on_the_versions_users_get() -> None:
    run, development = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: versions for name, versions in run.items() if not versions <= development.get(name, set())} == {}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", [*project()["project"]["dependencies"], *project()["build-system"]["requires"]]),
        ("requirements-dev.lock", project()["project"]["optional-dependencies"]["dev"]),
    ],
)
def test_a_lock_answers_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    pins = _pins(lock)
    for requirement in map(Requirement, wanted):
        versions = pins.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in {lock}: run make lock"
        assert all(requirement.specifier.contains(version) for version in versions), requirement
