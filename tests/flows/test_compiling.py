"""The day's figures: counted once a day, replaced when compiled again, and exact for a day that is past."""

from datetime import date, time
from typing import Any

from sqlalchemy import select

from config.clock import FixedClock, at_local
from config.database import table_of
from flows.context import FlowContext
from flows.engine.by_hand import run_by_hand
from flows.schedules import schedule_of
from planning import acts
from planning.models import DailyCount
from tests.flows.stage import Stage
from tests.planning.house import DUE, OTHER_STREET, STREET, progress

JUNE, JULY = date(2017, 6, 27), date(2017, 7, 3)


def _counts(stage: Stage, day: date) -> dict[tuple[int, str], tuple[int, int]]:
    table = table_of(DailyCount)
    with stage.database.read() as session:
        rows: Any = session.connection().execute(select(table).where(table.c.day == day)).all()
    return {(row.unit_id, row.light): (row.items, row.progress_total) for row in rows}


def _fill(stage: Stage) -> None:
    house = stage.house
    house.item_in("in_progress")  # 40 % when nearly all the time has passed: red
    house.item_in("completed")  # early: blue
    house.item_in("assigned", 2, due_on=date(2017, 12, 29), start_on=date(2017, 6, 20))
    house.item_in("suspended")  # not counted
    house.item_in("assigned", unit_id=house.units[OTHER_STREET], due_on=date(2017, 12, 29), start_on=date(2017, 7, 1))


def test_items_are_counted_by_unit_and_light_without_deliverables_and_suspended_ones(stage: Stage) -> None:
    _fill(stage)
    result = stage.compile(JUNE)

    own, other = stage.house.units[STREET], stage.house.units[OTHER_STREET]
    assert _counts(stage, JUNE) == {
        (own, "red"): (1, 40),
        (own, "blue"): (1, 100),
        (own, "green"): (1, 0),
        (other, "grey"): (1, 0),
    }
    assert result == {"day": "2017-06-27", "items": 4, "lights": {"red": 1, "blue": 1, "green": 1, "grey": 1}}


def test_the_same_day_compiled_again_replaces_its_figures(stage: Stage) -> None:
    task = stage.house.item_in("in_progress")
    stage.compile(JUNE)
    stage.house.do(acts.report, task, progress(100), by=stage.house.owner, at=at_local(JUNE, time(19)))
    stage.compile(JUNE, at=at_local(JUNE, time(20)))

    assert _counts(stage, JUNE) == {(stage.house.units[STREET], "yellow"): (1, 100)}


def test_a_light_changes_by_the_date_alone(stage: Stage) -> None:
    task = stage.house.item_in("accepted")
    stage.house.do(acts.report, task, progress(100), by=stage.house.owner, at=date(2017, 6, 20))

    lights = [stage.compile(day)["lights"] for day in (date(2017, 6, 26), JUNE, DUE, date(2017, 7, 1))]
    assert lights == [{"green": 1}, {"yellow": 1}, {"yellow": 1}, {"red": 1}]


def test_a_past_day_compiled_later_equals_what_was_captured_then(stage: Stage) -> None:
    _fill(stage)
    captured = stage.compile(JUNE)
    before = _counts(stage, JUNE)
    for task in (1, 3):
        stage.house.do(acts.cancel, task, reason="任务取消", at=JULY)
    stage.house.item(at=JULY)
    assert stage.compile(JULY)["items"] == 3

    made_up = stage.compile(JUNE, at=at_local(JULY, time(19)))

    assert made_up == captured
    assert _counts(stage, JUNE) == before


def test_a_past_day_asked_for_by_hand_equals_what_was_captured_then(stage: Stage) -> None:
    """``duban run compile_progress --as-of`` hands the body a clock that stands on that day."""
    _fill(stage)
    captured = stage.compile(JUNE)
    stage.house.do(acts.cancel, 1, reason="任务取消", at=JULY)
    schedule = schedule_of("compile_progress")
    clock = FixedClock(at_local(JULY, time(19)))

    outcome = run_by_hand(schedule, stage.database, stage.settings, clock, as_of=JUNE)

    assert outcome.result == captured


def test_an_empty_district_is_compiled_to_nothing(stage: Stage) -> None:
    context = FlowContext(stage.database, stage.settings, stage.clock, at_local(JUNE, time(18, 30)))

    assert schedule_of("compile_progress").body()(context) == {"day": "2017-06-27", "items": 0, "lights": {}}
    assert _counts(stage, JUNE) == {}
