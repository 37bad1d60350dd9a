"""Who owed an update for the quarter, who sent it, how late; and what came too late for the report before."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from planning import acts
from planning.periods import Quarter
from reports.snapshot import StreetReporting
from tests.compiling.looking import DUE, GRACE, Q2, compiled, frozen, only_item
from tests.planning.house import OTHER_STREET, House, progress, rules

Life = Callable[[House], object]
JUNE, LATE = date(2017, 6, 20), date(2017, 7, 3)


def _report(house: House, item: int, at: date, **given: str) -> None:
    house.do(acts.report, item, progress(50, **given), by=house.owner, at=at)


def _accepted(house: House, **changes: Any) -> int:  # noqa: ANN401 - any field
    return house.item_in("accepted", **changes)


def _reported(at: date, **given: str) -> Life:
    return lambda house: _report(house, _accepted(house), at, **given)


def _submitted(at: date) -> Life:
    return lambda house: house.do(acts.submit, _accepted(house), by=house.owner, at=at)


def _finished(house: House) -> None:
    item = house.item_in("submitted")
    house.do(acts.complete, item, at=JUNE)


def _suspended(house: House) -> None:
    house.do(acts.suspend, _accepted(house), reason="等待上级批复", at=JUNE)


def _deliverable_alone(house: House) -> None:
    item = house.item_in("accepted", 2)
    house.do(acts.report, house.child_id(item, 1), progress(60), by=house.owner, at=JUNE)


NOT_OWED, OWED = (0, 0, 0, None), (1, 0, 0, None)


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        pytest.param(_reported(JUNE), (1, 1, 1, 0), id="in time"),
        pytest.param(_reported(DUE), (1, 1, 1, 0), id="on the last day"),
        pytest.param(_reported(LATE), (1, 1, 0, 1), id="a working day late, within the grace"),
        pytest.param(_reported(date(2017, 7, 1)), (1, 1, 0, 1), id="on the Saturday after"),
        pytest.param(_reported(date(2017, 7, 6)), OWED, id="after the cut-off"),
        pytest.param(_reported(JUNE, period="2017Q1"), OWED, id="for the quarter before only"),
        pytest.param(_reported(LATE, period="2017Q3"), OWED, id="for the quarter after only"),
        pytest.param(_accepted, OWED, id="never"),
        pytest.param(_deliverable_alone, (1, 1, 1, 0), id="on one deliverable"),
        pytest.param(_submitted(JUNE), (1, 1, 1, 0), id="completion reported counts as an update"),
        pytest.param(_submitted(LATE), (1, 1, 0, 1), id="completion reported late"),
        pytest.param(_finished, NOT_OWED, id="finished before the updates were due"),
        pytest.param(_suspended, NOT_OWED, id="suspended"),
        pytest.param(lambda house: _accepted(house, start_on=date(2017, 7, 1)), NOT_OWED, id="begins next quarter"),
        pytest.param(lambda house: _accepted(house, first_period="2017Q3"), NOT_OWED, id="owes from next quarter on"),
        pytest.param(lambda house: house.item_in("draft"), None, id="a draft"),
    ],
)
def test_what_a_street_owed_and_sent(
    sqlite_house: House, life: Life, expected: tuple[int, int, int, int | None] | None
) -> None:
    life(sqlite_house)
    found = [_figures(row) for row in compiled(sqlite_house).reporting.streets]
    # A suspended item or a draft leaves no street to list.
    assert found == ([expected] if expected is not None and life is not _suspended else [])


def _figures(row: StreetReporting) -> tuple[int, int, int, int | None]:
    return row.due, row.received, row.on_time, row.workdays_late


def test_a_submission_of_an_earlier_quarter_that_waits_for_the_office_owes_nothing(house: House) -> None:
    house.item_in("submitted")
    assert compiled(house).reporting.received == 1
    third = compiled(house, date(2017, 10, 11), Quarter(2017, 3)).reporting
    assert (third.due, [_figures(row) for row in third.streets]) == (0, [NOT_OWED])


def test_the_rates_count_streets_and_a_street_that_sent_a_part_is_not_in_time(house: House) -> None:
    _report(house, _accepted(house), JUNE)
    _accepted(house)
    _report(house, _accepted(house, unit_id=house.units[OTHER_STREET]), JUNE)
    reporting = compiled(house).reporting
    assert (reporting.due, reporting.received, reporting.on_time, reporting.deadline_on) == (2, 2, 1, DUE)
    assert [(row.street, *_figures(row), row.received_on) for row in reporting.streets] == [
        ("月桥街道", 2, 1, 1, 2, JUNE),
        ("柳岸街道", 1, 1, 1, 0, JUNE),
    ]


def test_only_an_item_whose_update_is_missing_is_shown_as_not_reported(house: House) -> None:
    item = _accepted(house)
    assert not only_item(compiled(house)).reported
    _report(house, item, LATE)
    assert only_item(compiled(house)).reported


def test_before_the_due_day_nobody_is_late(house: House) -> None:
    _accepted(house)
    _report(house, _accepted(house), JUNE)
    [row] = compiled(house, date(2017, 6, 21)).reporting.streets
    assert _figures(row) == (2, 1, 1, 0)


def test_a_late_report_stands_in_the_next_quarter_as_a_supplement(house: House) -> None:
    item = _accepted(house, item_number="3")
    _report(house, item, JUNE, done="按时的")
    _report(house, item, LATE, done="宽限期内的", period="2017Q2")
    _report(house, item, date(2017, 7, 6), done="迟到的", period="2017Q2")
    _report(house, item, date(2017, 9, 20), done="三季度的")
    assert compiled(house).reporting.supplements == ()
    third = compiled(house, date(2017, 10, 11), Quarter(2017, 3))
    [supplement] = third.reporting.supplements
    assert supplement.model_dump() == {
        "street": "月桥街道", "number": "3", "title": "建立职工服务站点地图", "text": "迟到的",
        "period": "2017年第二季度", "received_on": date(2017, 7, 6), "workdays_late": 4,
    }  # fmt: skip
    assert only_item(third).progress_text == "三季度的"


def test_a_supplement_is_what_the_frozen_report_before_did_not_know(house: House) -> None:
    item = _accepted(house)
    frozen(house, DUE)
    _report(house, item, LATE, done="七月三日", period="2017Q2")
    with_snapshot = compiled(house, date(2017, 10, 11), Quarter(2017, 3)).reporting.supplements
    assert [(each.text, each.workdays_late) for each in with_snapshot] == [("七月三日", 1)]


def test_a_supplement_on_deliverables_is_told_once(house: House) -> None:
    item = house.item_in("accepted", 2)
    given = progress(deliverables={1: 60, 2: 20}, period="2017Q2")
    house.do(acts.report, item, given, by=house.owner, at=date(2017, 7, 10))
    house.do(acts.report, house.child_id(item, 2), progress(30, period="2017Q2"), by=house.owner, at=date(2017, 7, 11))
    supplements = compiled(house, date(2017, 10, 11), Quarter(2017, 3)).reporting.supplements
    assert [each.text for each in supplements] == ["进度40%", "进度45%"]


def test_a_report_two_quarters_late_stands_in_one_report(house: House) -> None:
    item = _accepted(house)
    _report(house, item, date(2017, 10, 20), done="很迟", period="2017Q2")
    quarters = (Q2, Quarter(2017, 3), Quarter(2017, 4), Quarter(2018, 1))
    ends = [quarter.grace_until(rules().pack, rules().calendar) for quarter in quarters]
    found = [compiled(house, end, quarter).reporting.supplements for quarter, end in zip(quarters, ends, strict=True)]
    assert [len(each) for each in found] == [0, 0, 1, 0]


def test_the_grace_day_is_in_the_report_of_a_month_pack_too(house: House) -> None:
    item = _accepted(house, first_period="2017M04")
    with house.pen(house.owner, GRACE, pack="ouhai") as ledger:
        acts.report(ledger, item, progress(20, done="六月", period="2017M06"))
    snapshot = compiled(house, pack="ouhai")
    assert only_item(snapshot).progress_text == "六月"
    assert snapshot.reporting.received == 1
