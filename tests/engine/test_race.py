"""Several processes after the same slots: each slot has exactly one winner, on both databases."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from config.database import Database
from flows.run_history import recent_runs

ROOT = Path(__file__).parents[2]
SLOTS, PROCESSES = 60, 3


def start_claimer(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.engine.claimer", url, str(SLOTS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def won_by(claimer: subprocess.Popen[str]) -> Iterator[int]:
    assert claimer.stdout is not None
    for line in claimer.stdout:
        if line == "end\n":
            return
        yield int(line)


def test_of_processes_claiming_the_same_slots_at_once_exactly_one_wins_each(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    claimers = [start_claimer(url) for _ in range(PROCESSES)]
    for claimer in claimers:
        assert claimer.stdout is not None
        assert claimer.stdout.readline() == "ready\n"
    for claimer in claimers:
        assert claimer.stdin is not None
        claimer.stdin.write("go\n")
        claimer.stdin.flush()
    outputs = [list(won_by(claimer)) for claimer in claimers]
    for claimer in claimers:
        claimer.communicate("leave\n", timeout=60)
    assert [claimer.returncode for claimer in claimers] == [0] * PROCESSES
    assert Counter(number for output in outputs for number in output) == Counter(range(SLOTS))
    rows = recent_runs(database, 1000)
    assert len(rows) == SLOTS
    assert {row.attempt for row in rows} == {1}
