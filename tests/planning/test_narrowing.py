"""A figure and the list it leads to count the same tasks, on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlmodel import Session

from config.database import table_of
from planning import acts, page_queries, queries
from planning.headlines import Asked, headlines
from planning.ledger import tasks
from planning.models import Holding, Unit
from planning.narrowing import TaskFilter
from tests.planning.house import DAY, DISTRICT, OTHER_STREET, STREET, WAYS, House, deliverable_of, progress

SOON = DAY + timedelta(days=14)


@pytest.fixture
def varied(house: House) -> House:
    """Items in every state, late, due and reported, with a deliverable that is chased by itself, in both streets."""
    for state in WAYS:
        house.item_in(state)
    for due_on in (DAY - timedelta(days=20), DAY - timedelta(days=1), DAY, SOON, SOON + timedelta(days=1)):
        house.do(acts.assign, house.item(due_on=due_on, first_period="2017Q1"))
    parent = house.payload("2017-900", due_on=date(2017, 12, 31))
    with house.pen() as ledger:
        [item_id] = ledger.register([parent])
        ledger.register([deliverable_of(parent, item_id, 1, chased=True, due_on=DAY - timedelta(days=3))])
    told = house.item_in("accepted", first_period="2017Q1")
    house.do(acts.report, told, progress(20, period="2017Q1"), by=house.owner)
    asked = house.item_in("accepted")
    house.do(acts.request_extension, asked, proposed_on=date(2017, 9, 30), reason="推迟", by=house.owner)
    house.do(acts.instruct, asked, text="请说明", answer_by=date(2017, 4, 20), by=house.sponsor)
    house.do(acts.classify, asked, theme="阵地建设")
    elsewhere: dict[str, Any] = {"unit_id": house.units[OTHER_STREET], "owner_post_id": house.posts["outsider"]}
    house.item(**elsewhere, due_on=DAY - timedelta(days=2))
    return house


def count(session: Session, **wanted: object) -> int:
    return queries.count_tasks(session, tasks, DAY, TaskFilter(**wanted))  # type: ignore[arg-type]


def test_what_is_late_or_due_is_what_the_list_shows(varied: House) -> None:
    with varied.database.read() as session:
        assert page_queries.count_overdue(session, tasks, DAY) == count(session, overdue=True) == 4
        due = count(session, chased=True, due_from=DAY, due_to=SOON)
        assert page_queries.count_due(session, tasks, DAY, SOON) == due == 2


def test_what_waits_is_what_the_list_shows(varied: House) -> None:
    with varied.database.read() as session:
        found = {kind: count(session, waiting=kind) for kind in ("submitted", "extension", "instruction")}
        assert page_queries.waiting_counts(session, tasks) == found
        assert set(found.values()) == {1}


def test_who_is_silent_is_what_the_list_shows(varied: House) -> None:
    with varied.database.read() as session:
        last = date(2017, 3, 31)
        rows = page_queries.report_counts(session, tasks, "2017Q1", last)
        silent = sum(row["owed"] - row["reported"] for row in rows)
        assert silent == count(session, silent="2017Q1", silent_by=last) == 5


def test_what_turned_red_is_what_the_list_shows(varied: House) -> None:
    with varied.database.read() as session:
        for since in (DAY - timedelta(days=7), DAY):
            found = headlines(session, tasks, tasks, Asked(DAY, DAY, since, DAY))
            assert found.counts["turned_red"] == count(session, red_since=since)
        assert count(session, red_since=DAY - timedelta(days=7)) > 0


def test_a_unit_can_be_taken_with_all_that_stand_under_it(varied: House) -> None:
    table = table_of(Unit)
    with varied.database.write() as session:
        below = {"name": "月桥社区工会", "short_name": "月桥社区", "kind": "community", "position": 9}
        query = insert(table).values(**below, parent_id=varied.units[STREET]).returning(table.c.id)
        community = session.connection().execute(query).scalar_one()
    varied.item(unit_id=community)
    with varied.database.read() as session:
        street, district = varied.units[STREET], varied.units[DISTRICT]
        assert count(session, unit_id=street, below=True) == count(session, unit_id=street) + 1
        assert count(session, unit_id=district) == 0
        assert count(session, unit_id=district, below=True) == count(session)


def test_tasks_are_found_by_theme_and_by_who_answers_for_them(varied: House) -> None:
    with varied.database.read() as session:
        assert count(session, theme="阵地建设") == 1
        assert count(session, theme="none") == count(session) - 1
        assert count(session, person="陆明") == count(session, person="L01") == 1
        assert count(session, post_id=varied.posts["outsider"]) == 1
        assert count(session, person="无此人") == 0


def test_a_task_is_vacant_from_the_day_its_post_is(varied: House) -> None:
    holdings = table_of(Holding)
    with varied.database.write() as session:
        gone = update(holdings).where(holdings.c.post_id == varied.posts["outsider"]).values(until=DAY)
        session.connection().execute(gone)
    varied.item(owner_post_id=None)
    with varied.database.read() as session:
        assert count(session, vacant=True) == 2
        past = TaskFilter(vacant=True)
        assert queries.count_tasks(session, tasks, DAY - timedelta(days=1), past) == 1


@pytest.mark.parametrize("sort", ["due", "number", "progress", "report"])
def test_a_list_can_be_put_in_another_order(varied: House, sort: str) -> None:
    keys = {"due": "due_on", "number": "number", "progress": "progress", "report": "last_report_on"}
    with varied.database.read() as session:
        rows = queries.list_tasks(session, tasks, DAY, TaskFilter(sort=sort), limit=100)
    values = [row[keys[sort]] or date.min for row in rows] if sort == "report" else [row[keys[sort]] for row in rows]
    assert values == sorted(values)
