"""The picture of the house cannot lie: imports go down only."""

import subprocess
import sys
from pathlib import Path

from tests.workshop.checkout import ROOT


def test_imports_go_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
