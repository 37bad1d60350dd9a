"""The counts kept beside the tasks are those one gets by counting the tasks, on any day they hold for."""

from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlmodel import Session

from config.database import Database
from config.errors import DubanError
from planning import acts
from planning.access.viewers import EVERYTHING, Scope
from planning.ledger import current_state, tasks
from planning.narrowing import TaskFilter
from planning.page_queries import light_counts_of
from planning.standing import Span, Standing, _counted, _tallied, lights_of_units, standing
from planning.tally import changes, compact, measures, note_compaction, rebuild_tally, tally
from tests.planning.house import DAY, OTHER_STREET, STREET, House, build, progress

WEEK = timedelta(days=7)


def span(day: date, period: str = "2017Q2", ends: date = date(2017, 6, 30)) -> Span:
    return Span(day, day + 2 * WEEK, day + WEEK, period, ends)


def plain(found: Standing) -> dict[str, object]:
    lights = {unit: {light: n for light, n in by.items() if n} for unit, by in found.lights.items()}
    return {
        **vars(found),
        "lights": {unit: by for unit, by in lights.items() if by},
        "owed": {unit: n for unit, n in found.owed.items() if n},
        "reported": {unit: n for unit, n in found.reported.items() if n},
    }


def both_ways(house: House, day: date, period: str = "2017Q2", ends: date = date(2017, 6, 30)) -> None:
    """Compare the kept counts with those of the tasks."""
    with house.database.read() as session:
        kept = _tallied(session, EVERYTHING, span(day, period, ends))
        assert kept is not None
        assert plain(kept) == plain(_counted(session, tasks, span(day, period, ends)))
        lights = lights_of_units(session, tasks, EVERYTHING, day)
        assert lights is not None
        for unit in house.units.values():
            counted = light_counts_of(session, tasks, day, TaskFilter(unit_id=unit))
            assert {light: n for light, n in lights.get(unit, {}).items() if n} == counted


def live(house: House, chance: Random, moments: int) -> None:
    """Let chance act on chance tasks; what is not lawful is left out."""
    for step in range(moments):
        at = DAY + timedelta(days=step // 4)
        if house.registered < 4 or chance.random() < 0.15:
            due = DAY + timedelta(days=chance.randrange(-20, 120))
            unit = house.units[chance.choice((STREET, OTHER_STREET))]
            state = chance.choice(("draft", "registered"))
            start = due - timedelta(days=chance.randrange(10, 90))
            house.item(chance.randrange(3), at=at, due_on=due, start_on=start, unit_id=unit, state=state)
            continue
        with suppress(DubanError):
            act_by_chance(house, chance, chance.randrange(1, house.registered + 1), at)


def act_by_chance(house: House, chance: Random, task_id: int, at: date) -> None:
    later, owner = at + 9 * WEEK, house.owner
    choices: tuple[tuple[Any, dict[str, Any]], ...] = (
        (acts.adopt, {}),
        (acts.assign, {"owner_post_id": house.posts["owner"]}),
        (acts.accept, {"by": owner}),
        (acts.report, {"given": progress(chance.randrange(101)), "by": owner}),
        (acts.submit, {"by": owner}),
        (acts.send_back, {"reason": "facts_unclear"}),
        (acts.complete, {}),
        (acts.close_out, {"by": house.sponsor}),
        (acts.request_extension, {"proposed_on": later, "reason": "调研未完", "by": owner}),
        (acts.decide_extension, {"approve": chance.random() < 0.5}),
        (acts.instruct, {"text": "请答复", "answer_by": at + WEEK, "reopen": True}),
        (acts.answer, {"text": "已办", "by": owner}),
        (acts.set_deadline, {"due_on": at + 2 * WEEK}),
        (acts.suspend, {"reason": "机构调整"}),
        (acts.resume, {}),
    )
    act, given = chance.choice(choices)
    house.do(act, task_id, at=at, **given)


@pytest.mark.parametrize("seed", range(3))
def test_kept_counts_are_those_of_the_tasks_whatever_happens(database: Database, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same chance every time
    house = build(database)
    for stretch in range(3):
        live(house, chance, 25)
        today = DAY + timedelta(days=25 // 4)
        for ahead in (0, 1, 5, 17, 60, 200):
            both_ways(house, today + timedelta(days=ahead))
        both_ways(house, today, "2017Q1", date(2017, 3, 31))
        if stretch:
            with database.write() as session:
                note_compaction(session, today)
                for measure in measures():
                    compact(session, measure, today)


def test_summing_up_leaves_few_rows_and_every_count(database: Database) -> None:
    house = build(database)
    for _ in range(12):
        house.item(due_on=DAY - WEEK)
    day = DAY + 10 * WEEK
    with database.write() as session:
        before = rows_of(session)
        note_compaction(session, day)
        for measure in measures():
            compact(session, measure, day)
        assert rows_of(session) < before / 3
    both_ways(house, day)
    both_ways(house, day + WEEK)


def rows_of(session: Session) -> int:
    return int(session.connection().execute(select(func.count()).select_from(tally)).scalar_one())


def test_of_days_before_the_summing_up_the_tasks_themselves_are_counted(sqlite_database: Database) -> None:
    house = build(sqlite_database)
    house.item()
    with sqlite_database.write() as session:
        note_compaction(session, DAY + WEEK)
    with sqlite_database.read() as session:
        assert _tallied(session, EVERYTHING, span(DAY)) is None
        assert lights_of_units(session, tasks, EVERYTHING, DAY) is None
        assert plain(standing(session, tasks, EVERYTHING, span(DAY)))["lights"] == {house.units[STREET]: {"red": 1}}
        assert lights_of_units(session, tasks, EVERYTHING, DAY + WEEK) is not None


def test_a_street_counts_its_own_and_what_its_posts_answer_for_elsewhere(sqlite_database: Database) -> None:
    house = build(sqlite_database)
    house.item()
    scope = Scope(frozenset({house.units[OTHER_STREET]}), frozenset({house.posts["outsider"]}))
    with sqlite_database.read() as session:
        assert standing(session, scope.of(tasks), scope, span(DAY)).lights == {}
    house.item(owner_post_id=house.posts["outsider"])
    with sqlite_database.read() as session:
        seen = standing(session, scope.of(tasks), scope, span(DAY))
    assert plain(seen)["lights"] == {house.units[STREET]: {"red": 1}}


def test_counts_can_be_made_anew_from_the_tasks(database: Database) -> None:
    house = build(database)
    live(house, Random(7), 30)  # noqa: S311 - as above
    with database.write() as session:
        session.connection().execute(delete(tally))
        rebuild_tally(session)
    both_ways(house, DAY + timedelta(days=8))


def test_a_task_that_goes_to_another_unit_takes_its_counts_along(sqlite_database: Database) -> None:
    house = build(sqlite_database)
    task_id = house.item()
    with sqlite_database.read() as session:
        state = current_state(session, task_id)
    assert not +changes((state,), (state,))
    with sqlite_database.write() as session:
        session.connection().execute(update(tasks).values(unit_id=house.units[OTHER_STREET]))
        rebuild_tally(session)
        lights = lights_of_units(session, tasks, EVERYTHING, DAY)
    assert lights == {house.units[OTHER_STREET]: {"red": 1}}
