"""An engine killed in the middle of a run: the next start sweeps it and resumes it; the run is never doubled."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.clock import SystemClock
from config.database import Database
from config.settings import Settings
from flows import runs
from flows.engine.embedded import Engine
from flows.run_history import recent_runs
from tests.engine.engine_process import schedule_for

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells at once that a process is gone")


def owe_a_run(database: Database) -> None:
    """Make the job look as if its last run had been two hours ago."""
    before = datetime.now(UTC) - timedelta(hours=2)
    runs.skip(database, "deliver", before, "elsewhere:1:x", before, "first-start")


def wait_until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        pause.wait(0.05)
    pytest.fail("it did not happen in time")


def start_engine(folder: Path, body: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.engine.engine_process", str(folder), body]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_a_run_killed_in_the_middle_is_swept_and_resumed_at_the_next_start(
    sqlite_database: Database, tmp_path: Path
) -> None:
    owe_a_run(sqlite_database)
    killed = start_engine(tmp_path, "hang")
    wait_until((tmp_path / "begun").exists)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    running = recent_runs(sqlite_database, states=["running"])
    assert [(run.attempt, run.state) for run in running] == [(1, "running")]

    settings = Settings().model_copy(update={"data_dir": tmp_path, "prefect": False})
    engine = Engine(sqlite_database, settings, SystemClock(), schedules=[schedule_for("note")])
    engine.start()
    wait_until(lambda: bool(recent_runs(sqlite_database, states=["done"])))
    engine.stop()
    (run,) = recent_runs(sqlite_database, states=["done"])
    assert run.attempt == 2
    assert run.id == running[0].id
    assert len((tmp_path / "executions").read_text(encoding="utf-8").splitlines()) == 1


def test_two_engine_processes_on_one_database_make_one_run(sqlite_database: Database, tmp_path: Path) -> None:
    owe_a_run(sqlite_database)
    engines = [start_engine(tmp_path, "note") for _ in range(2)]
    wait_until(lambda: bool(recent_runs(sqlite_database, states=["done"])))
    for engine in engines:
        engine.communicate("end\n", timeout=30)
    assert [engine.returncode for engine in engines] == [0, 0]
    done = recent_runs(sqlite_database, states=["done"])
    executions = (tmp_path / "executions").read_text(encoding="utf-8").splitlines()
    assert executions == sorted({run.slot.isoformat() for run in done})
    assert len(done) <= 2  # two only when the full hour struck meanwhile
