"""Whoever alters the ledger behind the program's back is found, with the number and the kind of what was done."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from config.database import table_of
from planning import acts
from planning.ledger import Ledger, digest_of, event_from, events, tasks
from planning.lifecycle import Event
from planning.models import Period, Snapshot
from planning.sealing import BrokenSeal, LedgerFault, Seals, check_ledger, check_seals, ledger_root
from tests.planning.house import DAY, House, instant, progress

CUT = instant(DAY) + timedelta(days=1)
"""Until here the period is frozen."""


def faults(house: House) -> list[LedgerFault]:
    with house.database.read() as session:
        return check_ledger(session)[1]


def alter(house: House, task_id: int, seq: int, **values: object) -> None:
    with house.database.write() as session:
        session.connection().execute(
            update(events).where(events.c.task_id == task_id, events.c.seq == seq).values(values)
        )


def drop(house: House, task_id: int, seq: int) -> None:
    with house.database.write() as session:
        session.connection().execute(delete(events).where(events.c.task_id == task_id, events.c.seq == seq))


def forge(house: House, task_id: int, seq: int, payload: dict[str, object]) -> None:
    """Rewrite an event and every digest after it, and the row's, as somebody who knows the program would."""
    with house.database.write() as session:
        connection, previous = session.connection(), ""
        for row in connection.execute(select(events).where(events.c.task_id == task_id).order_by(events.c.seq)).all():
            event = event_from(row)
            if event.seq == seq:
                event = replace(event, payload=payload)
            previous = digest_of(event, previous)
            text = json.dumps(event.payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            connection.execute(update(events).where(events.c.id == row.id).values(payload=text, digest=previous))
        connection.execute(update(tasks).where(tasks.c.id == task_id).values(digest=previous))


def _fields(event: Event) -> dict[str, object]:
    return {name: getattr(event, name) for name in Event.__slots__}


def freeze(house: House) -> None:
    with house.database.write() as session:
        connection = session.connection()
        period = {"code": "2017Q1", "state": "frozen", "opened_at": instant(DAY)}
        period_id = connection.execute(insert(table_of(Period)).values(period).returning(table_of(Period).c.id))
        snapshot = {
            "period_id": period_id.scalar_one(), "version": 1, "as_of": DAY, "frozen_at": CUT, "frozen_by": "D02",
            "sha256": hashlib.sha256(b"{}").hexdigest(),
            "ledger_root": ledger_root(session, CUT).sha256, "ledger_until": CUT, "content": "{}",
        }  # fmt: skip
        connection.execute(insert(table_of(Snapshot)).values(snapshot))


def seals(house: House) -> Seals:
    with house.database.read() as session:
        return check_seals(session)


def test_an_untouched_ledger_has_no_fault(house: House) -> None:
    first, second = house.item_in("closed", deliverables=2), house.item_in("merged")
    with house.database.read() as session:
        checked, found = check_ledger(session)
    assert found == []
    assert checked >= house.state(first).seq + house.state(second).seq


@pytest.mark.parametrize(
    ("seq", "values"),
    [
        pytest.param(4, {"payload": '{"late":false,"period":"2017Q2","progress":100}'}, id="progress"),
        pytest.param(4, {"actor": "L01"}, id="who"),
        pytest.param(4, {"on_behalf_of": "L01"}, id="for whom"),
        pytest.param(4, {"at": instant(DAY) + timedelta(microseconds=1)}, id="when"),
        pytest.param(4, {"kind": "rolled_up"}, id="what"),
        pytest.param(4, {"digest": "0" * 64}, id="digest"),
        pytest.param(4, {"payload": "no json"}, id="no longer JSON"),
        pytest.param(1, {"payload": "[]"}, id="not even a table of values"),
    ],
)
def test_an_altered_event_is_found_where_it_stands(house: House, seq: int, values: dict[str, object]) -> None:
    house.item_in("completed")
    task_id = house.item_in("completed")
    alter(house, task_id, seq, **values)
    assert faults(house) == [LedgerFault("2017-002", seq, "digest")]


@pytest.mark.parametrize(
    ("seq", "expected"), [(1, ("2017-001", 1, "gap")), (3, ("2017-001", 3, "gap")), (5, ("2017-001", 4, "projection"))]
)
def test_a_missing_event_is_found(house: House, seq: int, expected: tuple[str, int, str]) -> None:
    task_id = house.item_in("submitted")
    assert house.state(task_id).seq == 5
    drop(house, task_id, seq)
    assert faults(house) == [LedgerFault(*expected)]


def test_a_task_without_any_event_is_found(house: House) -> None:
    task_id = house.item()
    drop(house, task_id, 1)
    assert faults(house) == [LedgerFault("2017-001", 0, "gap")]


@pytest.mark.parametrize(
    "values",
    [{"progress": 99}, {"due_on": DAY}, {"late": True}, {"red_on": None}, {"turns": "[]"}, {"seq": 9}, {"digest": "0"}],
)
def test_a_task_changed_past_the_ledger_is_found(house: House, values: dict[str, object]) -> None:
    task_id = house.item_in("in_progress")
    with house.database.write() as session:
        session.connection().execute(update(tasks).where(tasks.c.id == task_id).values(values))
    assert faults(house) == [LedgerFault("2017-001", 4, "projection")]


def test_an_event_added_by_hand_is_found(house: House) -> None:
    task_id = house.item_in("in_progress")
    with house.database.write() as session:
        forged = Event(task_id, 5, "completed", {"completed_by": "D02"}, "D02", "", instant(DAY), "")
        row = {**_fields(forged), "payload": "{}", "digest": digest_of(forged, "")}
        session.connection().execute(insert(events).values(row))
    assert faults(house) == [LedgerFault("2017-001", 5, "digest")]


def test_an_event_that_no_longer_tells_its_kind_of_story_is_found(house: House) -> None:
    task_id = house.item_in("in_progress")
    forge(house, task_id, 4, {"period": 7})
    assert faults(house) == [LedgerFault("2017-001", 4, "projection")]


def test_a_clever_forgery_before_a_frozen_period_breaks_its_seal(house: House) -> None:
    task_id = house.item_in("in_progress")
    freeze(house)
    report = house.events(task_id)[-1].payload
    with house.pen() as ledger:
        assert isinstance(ledger, Ledger)
    forge(house, task_id, 4, {**report, "done": "超额完成"})
    assert faults(house) == []  # the chain was forged to its end
    assert seals(house) == Seals(1, (BrokenSeal("2017Q1", 1, "ledger"),))


@pytest.mark.parametrize("what", ["last event", "whole task", "added"])
def test_taking_away_or_adding_before_the_cut_breaks_the_seal(house: House, what: str) -> None:
    task_id = house.item_in("in_progress")
    freeze(house)
    assert seals(house) == Seals(1, ())
    if what == "last event":
        drop(house, task_id, 4)
    elif what == "added":
        house.do(acts.report, house.item_in("accepted"), progress(5))
    else:
        with house.database.write() as session:
            session.connection().execute(delete(events).where(events.c.task_id == task_id))
            session.connection().execute(delete(tasks).where(tasks.c.id == task_id))
    assert seals(house).broken == (BrokenSeal("2017Q1", 1, "ledger"),)


def test_an_altered_or_lost_snapshot_is_found(house: House) -> None:
    house.item_in("in_progress")
    freeze(house)
    with house.database.write() as session:
        session.connection().execute(update(table_of(Snapshot)).values(content='{"red":0}'))
    assert seals(house) == Seals(1, (BrokenSeal("2017Q1", 1, "content"),))
    with house.database.write() as session:
        session.connection().execute(delete(table_of(Snapshot)))
    assert seals(house) == Seals(0, (BrokenSeal("2017Q1", 0, "missing"),))


def test_what_happens_after_the_cut_leaves_the_seal_whole(house: House) -> None:
    task_id = house.item_in("in_progress")
    freeze(house)
    house.do(acts.submit, task_id, by=house.owner, at=CUT)
    house.item(at=CUT + timedelta(microseconds=1))
    assert seals(house) == Seals(1, ())
    assert faults(house) == []


def test_a_late_clock_does_not_slip_an_event_under_a_seal(house: House) -> None:
    task_id = house.item_in("in_progress")
    house.do(acts.submit, task_id, by=house.owner, at=CUT)
    freeze(house)
    house.do(acts.complete, task_id, at=CUT - timedelta(milliseconds=1))
    assert seals(house) == Seals(1, ())


def test_the_root_of_nothing_and_of_something(house: House) -> None:
    with house.database.read() as session:
        nothing = ledger_root(session, CUT)
    task_id = house.item_in("assigned")
    with house.database.read() as session:
        something = ledger_root(session, CUT)
        assert ledger_root(session, instant(DAY)) == nothing
    assert (nothing.events, something.events) == (0, house.state(task_id).seq)
    assert nothing.sha256 != something.sha256
