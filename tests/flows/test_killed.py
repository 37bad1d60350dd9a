"""Kill -9 at any instant of a morning of reminders, and run again: each digest once, nothing lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, time
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import select

from config.clock import at_local
from config.database import Database, table_of
from flows import runs
from flows.run_history import recent_runs
from notifications.models import Delivery, NoticeItem
from tests.flows.chasing_process import Order
from tests.flows.stage import Stage, mails_in, open_stage, recipients
from tests.planning.house import STREET
from tests.workshop.mail import SmtpSink
from tests.workshop.postgres import Cluster, create_database, drop_database

ROOT = Path(__file__).parents[2]
DAY = date(2017, 7, 5)
"""+3 of items due on 30 June: owner, official and office are told."""
FIRST_TRY = [("send_reminders", time(8, 30)), ("deliver", time(8, 35))]
SECOND_TRY = [("send_reminders", time(8, 38)), ("deliver", time(8, 40))]
TOLD = {"何思远": 3, "沈玉兰": 2, "许望山": 3, "罗春生": 1}
"""How many lines each person is to get."""
STRIDE = 1 if os.environ.get("DUBAN_TEST_EVERY_INSTANT") else 7
"""Every instant takes minutes; by default every seventh is tried, which meets each kind of instant at some message."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells at once that a process is gone")

Start = Callable[[Order], int]


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """Carries out an order in a process of its own and returns its exit code."""
    with starter() as (send, receive):

        def carry_out(order: Order) -> int:
            send(order)
            return receive()

        yield carry_out


@pytest.fixture(scope="module")
def start_two() -> Iterator[Callable[[Order], list[int]]]:
    """Carries out an order in two processes at once and returns their exit codes."""
    with starter() as (send_one, receive_one), starter() as (send_other, receive_other):

        def carry_out(order: Order) -> list[int]:
            send_one(order)
            send_other(order)
            return [receive_one(), receive_other()]

        yield carry_out


@contextmanager
def starter() -> Iterator[tuple[Callable[[Order], None], Callable[[], int]]]:
    """Open a process that starts others: hand it an order, then wait for the exit code."""
    command = [sys.executable, "-m", "tests.flows.chasing_process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, answers = process.stdin, process.stdout

        def send(order: Order) -> None:
            orders.write(json.dumps(asdict(order)) + "\n")
            orders.flush()

        yield send, lambda: int(answers.readline())
        orders.close()


def _prepare(database: Database, folder: Path) -> Stage:
    stage = open_stage(database, folder)
    second = stage.add_post("second", unit=STREET, code="Y05", name="罗春生")
    for owner in (stage.house.posts["owner"], stage.house.posts["owner"], second):
        stage.house.item_in("in_progress" if owner != second else "assigned", owner_post_id=owner)
    for job in ("send_reminders", "deliver"):  # from then on the engine knows what it owes
        runs.skip(database, job, at_local(DAY, time(8, 0)), "tests:1:x", at_local(DAY, time(8, 0)), "first-start")
    return stage


def _jobs(moments: list[tuple[str, time]]) -> list[tuple[str, str]]:
    return [(job, at_local(DAY, moment).isoformat()) for job, moment in moments]


def _check_outbox(database: Database) -> list[str]:
    """Every person has one digest in the outbox, sent, with all of the lines; return the Message-IDs."""
    digests, items = table_of(Delivery), table_of(NoticeItem)
    with database.read() as session:
        sent = session.connection().execute(select(digests)).all()
        lines = session.connection().execute(select(items)).all()
    assert {row.recipient_name: row.state for row in sent} == dict.fromkeys(TOLD, "sent")
    assert len(sent) == len(TOLD)
    assert {row.decision for row in lines} == {"sent"}
    names = {row.id: row.recipient_name for row in sent}
    assert Counter(names[row.delivery_id] for row in lines) == TOLD
    done = [run.job for run in recent_runs(database, states=["done"])]
    assert done.count("send_reminders") == 1
    return [str(row.message_id) for row in sent]


def _steps(folder: Path) -> int:
    return int((folder / "steps").read_text(encoding="utf-8"))


def test_killed_at_any_instant_and_run_again_everybody_has_each_digest_once(
    sqlite_database: Database, tmp_path: Path, start: Start
) -> None:
    _prepare(sqlite_database, tmp_path)
    sqlite_database.close()

    def trial(number: int) -> tuple[Order, Path]:
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copyfile(tmp_path / "duban.db", folder / "duban.db")
        return Order(f"sqlite:///{folder / 'duban.db'}", str(folder), _jobs(FIRST_TRY), kill_after=number), folder

    undisturbed, folder = trial(0)
    assert start(undisturbed) == 0
    steps = _steps(folder)
    assert steps > 60
    for number in range(1, steps + 1, STRIDE):
        order, folder = trial(number)
        assert start(order) == -signal.SIGKILL
        assert start(Order(order.url, order.folder, _jobs(SECOND_TRY))) == 0
        database = Database(order.url)
        _check_outbox(database)
        database.close()
        assert Counter(recipients(mails_in(folder))) == dict.fromkeys(TOLD, 1)
        shutil.rmtree(folder)


@pytest.mark.postgres
def test_killed_at_many_instants_on_postgresql_nothing_is_doubled_or_lost(
    postgres_cluster: Cluster, postgres_tables: Database, tmp_path: Path, start: Start
) -> None:
    _prepare(postgres_tables, tmp_path)
    postgres_tables.close()
    template = str(postgres_tables.url.database)
    for number in range(0, 80, 9 if STRIDE == 1 else 20):
        name, folder = create_database(postgres_cluster, template), tmp_path / str(number)
        folder.mkdir()
        url = postgres_cluster.url(name)
        killed = start(Order(url, str(folder), _jobs(FIRST_TRY), kill_after=number))
        assert killed == (-signal.SIGKILL if number else 0)
        assert start(Order(url, str(folder), _jobs(SECOND_TRY))) == 0
        database = Database(url)
        _check_outbox(database)
        database.close()
        assert Counter(recipients(mails_in(folder))) == dict.fromkeys(TOLD, 1)
        drop_database(postgres_cluster, name)


def test_on_a_mail_server_at_most_the_one_in_flight_is_doubled_with_the_same_message_id(
    sqlite_database: Database, tmp_path: Path, start: Start, smtp_sink: SmtpSink
) -> None:
    _prepare(sqlite_database, tmp_path)
    sqlite_database.close()
    doubled = 0
    number, killed = 0, True
    while killed:
        number += STRIDE
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copyfile(tmp_path / "duban.db", folder / "duban.db")
        url = f"sqlite:///{folder / 'duban.db'}"
        smtp_sink.messages.clear()
        killed = start(Order(url, str(folder), _jobs(FIRST_TRY), number, smtp_sink.port)) == -signal.SIGKILL
        assert start(Order(url, str(folder), _jobs(SECOND_TRY), 0, smtp_sink.port)) == 0
        database = Database(url)
        expected = {f"<{message_id}>" for message_id in _check_outbox(database)}
        database.close()
        got = Counter(message_from_bytes(mail.content)["Message-ID"] for mail in smtp_sink.messages)
        assert set(got) == expected
        assert sorted(got.values())[:-1] == [1] * (len(TOLD) - 1)
        doubled += max(got.values()) - 1
        assert max(got.values()) <= 2
    assert number > 60
    assert doubled > 0  # some instants did fall between the sending and its record


def test_two_processes_on_the_same_schedule_make_one_run(
    database: Database, tmp_path: Path, start: Start, start_two: Callable[[Order], list[int]]
) -> None:
    _prepare(database, tmp_path)
    url = database.url.render_as_string(hide_password=False)

    assert start_two(Order(url, str(tmp_path), _jobs(FIRST_TRY))) == [0, 0]
    assert start(Order(url, str(tmp_path), _jobs(SECOND_TRY))) == 0  # the one that lost may have delivered too early

    _check_outbox(database)
    assert Counter(recipients(mails_in(tmp_path))) == dict.fromkeys(TOLD, 1)
    carried_out = [(run.job, run.state, run.attempt) for run in recent_runs(database) if run.state != "skipped"]
    assert sorted(carried_out) == [("deliver", "done", 1)] * 2 + [("send_reminders", "done", 1)]
    assert {run.result["planned"] for run in recent_runs(database, job="send_reminders", states=["done"])} == {9}
