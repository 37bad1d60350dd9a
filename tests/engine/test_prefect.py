"""The real thing: a supervised Prefect server, every flow run through its API, and its end with ours."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlmodel import SQLModel

from config.clock import FixedClock
from config.database import Database
from config.settings import Settings
from flows import runs
from flows.engine.embedded import Engine
from flows.engine.environment import HOST, prepare_client
from flows.engine.prefect_server import PrefectServer, launch
from flows.engine.serving import local_prefect
from flows.engine.status import EngineState
from flows.engine.supervisor import Supervisor
from flows.run_history import recent_runs
from flows.schedules import SCHEDULES, Schedule, apscheduler_triggers, prefect_schedules
from flows.slots import latest_due, next_slots
from tests.engine import bodies

pytestmark = pytest.mark.prefect
ROOT = Path(__file__).parents[2]
NOW = datetime(2017, 6, 30, 11, 0, tzinfo=UTC)  # 19:00 in Shanghai: all five are due today


@pytest.fixture(scope="module")
def prepared_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a database in which every job owes its newest slot."""
    folder = tmp_path_factory.mktemp("data")
    database = Database(f"sqlite:///{folder / 'duban.db'}")
    SQLModel.metadata.create_all(database.engine)
    database.close()
    return folder


@pytest.fixture(scope="module")
def settings(prepared_data_dir: Path) -> Settings:
    return Settings().model_copy(update={"data_dir": prepared_data_dir})


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[tuple[Supervisor, Any]]:
    """The supervised server of this module; the first start builds its database. Prefect is first imported after it."""
    around = dict(os.environ)
    supervisor, conductor = local_prefect(settings)
    supervisor.start()
    url = supervisor.wait_ready(120)
    if url is None:
        pytest.fail((settings.data_dir / "prefect" / "server.log").read_text(encoding="utf-8")[-2000:])
    prepare_client(settings.data_dir / "prefect", f"{url}/api")
    yield supervisor, conductor
    supervisor.stop()
    os.environ.clear()
    os.environ.update(around)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.effective_database_url)
    with database.write() as session:
        session.connection().execute(runs.RUN.delete())
    yield database
    database.close()


Owing = Callable[..., Engine]


@pytest.fixture
def owing(database: Database, settings: Settings, server: tuple[Supervisor, Any]) -> Owing:
    """An engine beside the real server whose jobs all owe their newest slot."""

    def owing(schedules: tuple[Schedule, ...]) -> Engine:
        for schedule in schedules:
            newest = latest_due(schedule.trigger(), NOW - timedelta(days=1000), NOW)
            assert newest is not None
            before = newest - timedelta(microseconds=1)
            runs.skip(database, schedule.id, before, "elsewhere:1:x", before, "first-start")
        return Engine(database, settings, FixedClock(NOW), schedules=schedules, server=server)

    return owing


def in_prefect(run_id: str) -> Any:  # noqa: ANN401 - Prefect's own class, imported only here
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - the other tests stay without Prefect

    with get_client(sync_client=True) as client:
        return client.read_flow_run(run_id)  # type: ignore[arg-type]


@pytest.mark.usefixtures("server")
def test_every_schedule_has_its_thin_flow() -> None:
    from flows import prefect_flows  # noqa: PLC0415 - imports Prefect

    for schedule in SCHEDULES:
        flow = getattr(prefect_flows, schedule.id)
        assert (flow.name, flow.description) == (schedule.id, schedule.purpose)


def test_every_flow_of_the_table_runs_through_the_real_api(owing: Owing, database: Database) -> None:
    engine = owing(SCHEDULES)
    for schedule in SCHEDULES:
        engine.attend(schedule.id)
    carried_out = {run.job: run for run in recent_runs(database) if run.state != "skipped"}
    assert {job: (run.state, run.error, run.engine) for job, run in carried_out.items()} == {
        schedule.id: ("done", "", "prefect") for schedule in SCHEDULES
    }
    for schedule in SCHEDULES:
        run_id = carried_out[schedule.id].prefect_run_id
        assert run_id is not None
        seen = in_prefect(run_id)
        assert seen.state is not None
        assert seen.state.is_completed()


@pytest.mark.usefixtures("calls")
def test_a_body_sees_the_engines_own_context_and_its_failure_is_on_both_sides(owing: Owing, database: Database) -> None:
    good, bad = (
        replace(schedule, target=f"tests.engine.bodies:{body}")
        for schedule, body in zip(SCHEDULES, ["count", "break_down"], strict=False)
    )
    engine = owing((good, bad))
    done, failed = engine.attend(good.id), engine.attend(bad.id)
    assert done is not None
    assert failed is not None
    assert bodies.CALLS[0].database is database
    assert (done.engine, done.result["day"]) == ("prefect", "2017-06-30")
    assert (failed.engine, failed.error) == ("prefect", "ValueError: 没有磁盘空间")
    states = {run.job: run.prefect_run_id for run in recent_runs(database) if run.prefect_run_id}
    state = in_prefect(states[bad.id] or "").state
    assert state is not None
    assert state.is_failed()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("job", [schedule.id for schedule in SCHEDULES])
def test_both_engines_fire_at_the_same_twenty_instants(job: str) -> None:
    from prefect.server.schemas.schedules import CronSchedule  # noqa: PLC0415 - as above

    fields, start = prefect_schedules()[job], datetime(2017, 6, 5, 1, 2, tzinfo=UTC)
    schedule = CronSchedule(cron=fields["cron"], timezone=fields["timezone"])
    assert _prefect_times(schedule, start) == next_slots(apscheduler_triggers()[job], start, 20)


def _prefect_times(schedule: Any, start: datetime) -> list[datetime]:  # noqa: ANN401 - as above
    import asyncio  # noqa: PLC0415 - only Prefect's schedules ask for it

    times = asyncio.run(schedule.get_dates(n=20, start=start))
    return [instant.astimezone(UTC) for instant in times]


def test_the_pages_are_served_from_our_address_and_name_no_other_host(server: tuple[Supervisor, Any]) -> None:
    url = server[0].url
    assert url is not None
    assert url.startswith(f"http://{HOST}:")
    with urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
        page = answer.read().decode()
    assert "<html" in page.lower()
    assert re.findall(r"(?:src|href)=[\"']?(?:https?:)?//(?!127\.0\.0\.1)", page) == []


def test_open_runs_of_a_killed_process_are_ended_before_the_first_run(
    owing: Owing, settings: Settings, server: tuple[Supervisor, Any]
) -> None:
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - as above
    from prefect.states import Running  # noqa: PLC0415 - as above

    from flows import prefect_flows  # noqa: PLC0415 - imports Prefect
    from flows.engine.prefect_runs import PrefectConductor  # noqa: PLC0415 - beside its use

    with get_client(sync_client=True) as client:
        left = client.create_flow_run(prefect_flows.deliver, state=Running())
    supervisor = server[0]
    schedule = replace(SCHEDULES[3], target="tests.engine.bodies:count")
    engine = owing((schedule,))
    engine._conductor = PrefectConductor(settings.data_dir / "prefect", lambda: supervisor.url)  # noqa: SLF001 - a new process begins with a new one
    engine.attend("deliver")
    state = in_prefect(str(left.id)).state
    assert state is not None
    assert state.is_crashed()


@pytest.fixture
def own_data_dir(tmp_path: Path, server: tuple[Supervisor, Any], settings: Settings) -> Path:
    """A data folder whose Prefect database is a ready copy, so that its server starts in seconds."""
    assert server[0].url is not None
    (tmp_path / "prefect").mkdir()
    with (
        closing(sqlite3.connect(settings.data_dir / "prefect" / "prefect.db")) as source,
        closing(sqlite3.connect(tmp_path / "prefect" / "prefect.db")) as target,
    ):
        source.backup(target)
    ours = Database(f"sqlite:///{tmp_path / 'duban.db'}")
    SQLModel.metadata.create_all(ours.engine)
    ours.close()
    return tmp_path


def answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/api/health", timeout=2):  # noqa: S310 - our own server
            return True
    except (URLError, OSError):
        return False


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    pause = threading.Event()
    for _ in range(int(seconds / 0.1)):
        if true():
            return True
        pause.wait(0.1)
    return False


def start_engine(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Start an engine with its Prefect server in a process of its own; return it and the server's address."""
    command = [sys.executable, "-m", "tests.engine.engine_process", str(folder), "count", "prefect"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    word, state, url = process.stdout.readline().split()
    assert (word, state) == ("ready", EngineState.PREFECT)
    return process, url


def test_the_server_is_gone_within_seconds_when_its_parent_is_killed(own_data_dir: Path) -> None:
    process, url = start_engine(own_data_dir)
    assert answers(url)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert wait_until(lambda: not answers(url), 8)


def test_the_server_is_gone_when_its_parent_stops(own_data_dir: Path) -> None:
    process, url = start_engine(own_data_dir)
    process.communicate("end\n", timeout=20)
    assert process.returncode == 0
    assert not answers(url)


def test_a_killed_server_is_replaced(own_data_dir: Path) -> None:
    made: list[PrefectServer] = []

    def start() -> PrefectServer:
        made.append(launch(own_data_dir / "prefect"))
        return made[-1]

    supervisor = Supervisor(start, own_data_dir / "prefect" / "server.lock")
    supervisor.start()
    first = supervisor.wait_ready(60)
    os.kill(made[0].pid, signal.SIGKILL)
    assert wait_until(lambda: supervisor.url not in {None, first}, 60)
    assert answers(supervisor.url or "")
    supervisor.stop()
    assert made[1].exit_code() is not None


def test_a_stranger_on_the_port_is_not_taken_for_our_server(server: tuple[Supervisor, Any]) -> None:
    port = int((server[0].url or "").rpartition(":")[2])
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        stranger = PrefectServer(other, port, "another token")
        assert answers(stranger.url)
        assert not stranger.is_ready()
        stranger.stop()
