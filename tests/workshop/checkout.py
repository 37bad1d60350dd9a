"""Where the checkout is, and which files belong to it."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "planning", "notifications", "reports", "flows", "web", "duban", "migrations")


@cache
def project() -> dict[str, Any]:
    """Return what ``pyproject.toml`` says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def files_in_git() -> tuple[Path, ...]:
    """Return the files git keeps, relative to the checkout; skips where there is no git (an unpacked archive)."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of files to look through")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file())
