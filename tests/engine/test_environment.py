"""What the Prefect server and its clients are told, and that nothing but a flow run imports Prefect."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.engine.environment import prepare_client, server_environment

ROOT = Path(__file__).parents[2]


def test_the_server_gets_its_own_files_and_none_of_the_surrounding_prefect_settings(tmp_path: Path) -> None:
    around = {"PATH": "/bin", "PREFECT_API_URL": "http://other/api", "PREFECT_PROFILE": "cloud"}
    environment = server_environment(tmp_path, 4321, around)
    assert environment["PATH"] == "/bin"
    assert "PREFECT_API_URL" not in environment
    assert "PREFECT_PROFILE" not in environment
    assert environment["PREFECT_HOME"] == str(tmp_path)
    assert environment["PREFECT_SERVER_API_PORT"] == "4321"


def test_nothing_is_sent_out(tmp_path: Path) -> None:
    environment = server_environment(tmp_path, 4321, {})
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["PREFECT_SERVER_API_HOST"] == "127.0.0.1"


def test_a_client_is_pointed_at_our_server_and_can_start_none_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", {"PREFECT_API_KEY": "secret", "HOME": "/root"})
    prepare_client(tmp_path, "http://127.0.0.1:4321/api")
    assert os.environ["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert os.environ["PREFECT_SERVER_EPHEMERAL_ENABLED"] == "false"
    assert "PREFECT_API_KEY" not in os.environ


def test_a_run_by_hand_imports_neither_prefect_nor_apscheduler(tmp_path: Path) -> None:
    code = """
import sys
from datetime import timedelta
from pathlib import Path
from sqlmodel import SQLModel
from config.clock import SystemClock
from config.database import Database
from config.settings import Settings
from flows.engine.embedded import Engine
from flows.schedules import Schedule, When
folder = Path(sys.argv[1])
database = Database(f"sqlite:///{folder / 'duban.db'}")
SQLModel.metadata.create_all(database.engine)
schedule = Schedule("deliver", "tests.engine.bodies:count", When(minute="0"), timedelta(hours=1))
settings = Settings().model_copy(update={"data_dir": folder})
engine = Engine(database, settings, SystemClock(), schedules=[schedule])
print(engine.run_now("deliver").state, sorted({"prefect", "apscheduler", "uvicorn", "fastapi"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert answer.stdout.strip() == "done []"
