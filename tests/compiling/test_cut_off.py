"""A report says what was known at the end of its cut-off day, the same every time, whatever happens later."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event
from sqlmodel import SQLModel

from config.clock import at_local, end_of_day
from config.database import Database, table_of
from config.errors import DubanError
from planning import acts
from planning.asof import states_as_of, tasks_as_of
from planning.models import TaskEvent
from planning.queries import light_counts
from planning.sealing import ledger_root
from reports.compiling.records import read_records
from reports.sealing import digest_of
from reports.snapshot import LIGHTS
from tests.compiling.looking import DUE, GRACE, Q2, compiled, only_item
from tests.planning.house import OTHER_STREET, REASON, House, build, progress
from tests.workshop.listening import statements


def test_the_same_call_twice_gives_the_same_digest(house: House) -> None:
    house.item_in("in_progress", 2)
    house.item_in("completed", unit_id=house.units[OTHER_STREET])
    assert digest_of(compiled(house)) == digest_of(compiled(house))


def test_facts_after_the_cut_off_do_not_appear_and_change_no_digit(house: House) -> None:
    item = house.item_in("in_progress", 2)
    before = compiled(house)
    late = GRACE + timedelta(days=1)
    house.do(acts.report, item, progress(deliverables={1: 100, 2: 100}, done="迟到的进展"), by=house.owner, at=late)
    house.do(acts.submit, item, by=house.owner, at=late)
    house.do(acts.complete, item, at=late)
    house.item(at=late, item_number="2")
    after = compiled(house)
    assert "迟到的进展" not in after.model_dump_json()
    assert digest_of(after) == digest_of(before)
    assert compiled(house, late).totals.completed == 1


def test_an_event_at_midnight_after_the_cut_off_day_is_too_late_and_one_a_tick_before_is_not(house: House) -> None:
    item = house.item_in("in_progress")
    midnight = end_of_day(GRACE)
    house.do(acts.report, item, progress(60, done="当日"), by=house.owner, at=midnight - timedelta(microseconds=1))
    house.do(acts.report, item, progress(90, done="次日"), by=house.owner, at=midnight)
    assert only_item(compiled(house)).progress == 60


def test_an_earlier_cut_off_gives_the_earlier_picture(house: House) -> None:
    item = house.item_in("in_progress")
    house.do(acts.report, item, progress(90, done="六月"), by=house.owner, at=date(2017, 6, 20))
    house.do(acts.submit, item, by=house.owner, at=date(2017, 6, 21))
    house.do(acts.complete, item, at=date(2017, 6, 22))
    seen = {day: only_item(compiled(house, day)) for day in (date(2017, 4, 12), date(2017, 6, 20), date(2017, 6, 22))}
    assert [(each.state, each.progress, each.progress_text) for each in seen.values()] == [
        ("in_progress", 40, ""),
        ("in_progress", 90, "六月"),
        ("completed", 100, "六月"),
    ]


def test_the_seal_covers_the_events_up_to_the_cut_off(house: House) -> None:
    item = house.item_in("in_progress")
    house.do(acts.submit, item, by=house.owner, at=date(2017, 7, 10))
    ledger = compiled(house).ledger
    with house.database.read() as session:
        root = ledger_root(session, end_of_day(GRACE))
    assert (ledger.root, ledger.events, ledger.sealed_at) == (root.sha256, 4, end_of_day(GRACE))


def test_a_day_that_is_not_over_is_cut_off_at_its_newest_event(house: House) -> None:
    item = house.item_in("in_progress")
    morning = at_local(DUE, time(9))
    house.do(acts.report, item, progress(50), by=house.owner, at=morning)
    before = compiled(house, DUE, now=DUE)
    house.do(acts.report, item, progress(70), by=house.owner, at=at_local(DUE, time(15)))
    assert before.ledger.sealed_at == morning + timedelta(microseconds=1)
    with house.database.read() as session:
        assert ledger_root(session, before.ledger.sealed_at).sha256 == before.ledger.root


def test_the_number_of_statements_does_not_grow_with_the_tasks(house: House) -> None:
    def asked() -> int:
        with statements(house.database) as said:
            compiled(house)
        return len(said)

    house.item_in("in_progress", 2)
    few = asked()
    with house.pen() as ledger:
        ids = ledger.register([house.payload(f"2017-{number:03d}") for number in range(100, 1300)])
        for task_id in ids[:40]:
            acts.assign(ledger, task_id)
            acts.report(ledger, task_id, progress(30, done="已启动"))
    assert compiled(house).totals.total == 1201
    assert asked() == few <= 12


def test_a_ledger_that_changes_while_it_is_read_is_not_reported(sqlite_house: House) -> None:
    sqlite_house.item_in("in_progress")
    engine = sqlite_house.database.engine

    def write_between(connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "max(task_event.seq)" in statement:
            table = table_of(TaskEvent)
            connection.execute(delete(table).where(table.c.seq == 4))  # type: ignore[attr-defined] # a connection

    event.listen(engine, "before_cursor_execute", write_between)
    with pytest.raises(DubanError, match="重试"):
        compiled(sqlite_house)


def test_an_empty_ledger_gives_a_report_of_zeros(house: House) -> None:
    snapshot = compiled(house)
    assert (snapshot.totals.total, snapshot.ledger.events, snapshot.streets, snapshot.previous) == (0, 0, (), None)


#: What a random life consists of; what is not lawful at its moment does not happen.
ACTS: dict[str, Callable[[House, int, int, datetime], object]] = {
    "assign": lambda house, task, _, at: house.do(acts.assign, task, at=at),
    "accept": lambda house, task, _, at: house.do(acts.accept, task, by=house.owner, at=at),
    "report": lambda house, task, percent, at: house.do(
        acts.report, task, progress(percent, done=f"做到{percent}"), by=house.owner, at=at
    ),
    "submit": lambda house, task, _, at: house.do(acts.submit, task, by=house.owner, at=at),
    "return": lambda house, task, _, at: house.do(acts.send_back, task, reason=REASON, at=at),
    "complete": lambda house, task, _, at: house.do(acts.complete, task, at=at),
    "close": lambda house, task, _, at: house.do(acts.close_out, task, by=house.sponsor, at=at),
    "suspend": lambda house, task, _, at: house.do(acts.suspend, task, reason="机构调整", at=at),
    "resume": lambda house, task, _, at: house.do(acts.resume, task, at=at),
}
STEP = st.tuples(st.integers(0, 2), st.sampled_from(sorted(ACTS)), st.integers(0, 100), st.integers(0, 9))


@settings(max_examples=40, deadline=None)
@given(st.lists(STEP, max_size=40), st.dates(date(2017, 4, 12), date(2017, 10, 15)))
def test_counts_and_states_equal_those_of_the_as_of_table(steps: list[tuple[int, str, int, int]], as_of: date) -> None:
    house = _lived(steps)
    with house.database.read() as session:
        table = tasks_as_of(session, end_of_day(as_of))
        expected = light_counts(session, table, as_of)
        states = dict(states_as_of(session, end_of_day(as_of)))
        records = read_records(session, as_of, (Q2.previous(),))
    assert {part.task_id: part.last for item in records.items for part in item.all} == states
    snapshot = compiled(house, as_of)
    counts = snapshot.totals.lights
    assert {light: getattr(counts, light) for light in LIGHTS if getattr(counts, light)} == expected
    late_facts = _lived(steps, [(0, "report", 99, 200), (1, "submit", 0, 0)])
    assert digest_of(compiled(late_facts, as_of)) == digest_of(snapshot)
    house.database.close()
    late_facts.database.close()


def _lived(steps: list[tuple[int, str, int, int]], more: Sequence[tuple[int, str, int, int]] = ()) -> House:
    """Let three items of different deadlines live by some acts, in a database of their own."""
    database = Database("sqlite://")
    SQLModel.metadata.create_all(database.engine)
    house = build(database)
    ids = [house.item(due_on=due) for due in (DUE, date(2017, 5, 31), date(2017, 9, 30))]
    at = at_local(date(2017, 4, 12), time(12))
    for which, act, percent, days in (*steps, *more):
        at += timedelta(days=days, minutes=1)
        with suppress(DubanError):
            ACTS[act](house, ids[which], percent, at)
    return house
