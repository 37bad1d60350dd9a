"""Runs the fuzz target of the readers in one child process after the other, each for some hundred cases.

A child that dies or raises names the case it was at; its file is kept, and the command that repeats it is printed.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from tests.intake.hostile.fuzzing import FORMATS, case

BATCH = 200
MOST_FAILURES = 100
TARGET = [sys.executable, "-m", "tests.intake.hostile.fuzzing"]


def main() -> int:
    """Fuzz until the time is over; return how many cases failed, at most 100."""
    asked = argparse.ArgumentParser(description="Feed the readers bad files")
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--seed", type=int, default=1_000_000, help="number of the first case")
    asked.add_argument("--format", choices=FORMATS, action="append", help="only these formats")
    asked.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="folder for the files that fail")
    given = asked.parse_args()
    end, number, failed, done = time.monotonic() + given.minutes * 60, given.seed, 0, 0
    while time.monotonic() < end and failed < MOST_FAILURES:
        for kind in given.format or FORMATS:
            failed += batch(kind, number, given.keep)
            done += BATCH
        number += BATCH
        tell(f"{done} cases, {failed} failed; next --seed {number}")
    return failed


def batch(kind: str, first: int, keep: Path) -> int:
    """Run a batch of cases, beginning again behind each that fails; return how many failed."""
    failed, end = 0, first + BATCH
    while first < end:
        ran = subprocess.run([*TARGET, kind, str(first), str(end - first)], check=False, capture_output=True, text=True)
        if ran.returncode == 0:
            return failed
        failed += 1
        numbers = ran.stdout.split()
        at = int(numbers[-1]) if numbers else first
        data, name = case(kind, at)
        keep.mkdir(parents=True, exist_ok=True)
        file = keep / f"{kind}-{at}{Path(name).suffix}"
        file.write_bytes(data)
        why = "\n".join(ran.stderr.strip().splitlines()[-4:])[:1_000]
        tell(f"{file}: exit {ran.returncode}\n{why}\nrepeat: .venv/bin/python -m {TARGET[-1]} {kind} {at} 1")
        first = at + 1
    return failed


def tell(line: str) -> None:
    """Say a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
