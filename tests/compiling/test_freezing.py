"""Freezing: one row per content, a seal that holds, and nothing changed once the report is signed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select, update

from config.clock import at_local
from config.database import table_of
from config.errors import DubanError
from planning import acts
from planning.models import Period, Snapshot
from planning.periods import Quarter
from planning.sealing import check_seals
from reports.freezing import default_as_of, latest_frozen, load_frozen, period_state
from reports.sealing import digest_of
from tests.compiling.looking import DRAWN_UP, DUE, GRACE, Q2, frozen
from tests.planning.house import House, progress, rules

periods, snapshots = table_of(Period), table_of(Snapshot)


def _rows(house: House) -> int:
    with house.database.read() as session:
        return session.connection().execute(select(func.count()).select_from(snapshots)).scalar_one()


def _state(house: House) -> str | None:
    with house.database.read() as session:
        return period_state(session, "2017Q2")


def test_a_content_that_is_there_already_is_reused_on_any_later_day(house: House) -> None:
    house.item_in("in_progress", 2)
    first, again = frozen(house), frozen(house, on=date(2017, 8, 1))
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.snapshot_id, again.digest, again.content) == (first.snapshot_id, first.digest, first.content)
    assert again.content.drawn_up_on == DRAWN_UP
    assert _rows(house) == 1


def test_other_facts_make_another_version_and_the_first_one_stays(house: House) -> None:
    item = house.item_in("in_progress")
    early = frozen(house, DUE)
    house.do(acts.report, item, progress(80), by=house.owner, at=date(2017, 7, 3))
    late = frozen(house)
    assert [(each.version, each.as_of, each.is_new) for each in (early, late)] == [(1, DUE, True), (2, GRACE, True)]
    with house.database.read() as session:
        assert load_frozen(session, early.snapshot_id).content == early.content
        newest = latest_frozen(session, "2017Q2")
        assert newest is not None
        assert (newest.digest, newest.is_new) == (late.digest, False)
        assert latest_frozen(session, "2017Q1") is None
    assert frozen(house, DUE, on=date(2017, 9, 1)).version == 1


def test_what_is_stored_is_the_canonical_content_under_its_digest_and_seal(house: House) -> None:
    house.item_in("in_progress")
    made = frozen(house)
    with house.database.read() as session:
        row = session.connection().execute(select(snapshots)).one()
        assert (row.sha256, row.frozen_by, row.as_of) == (made.digest, "D02", GRACE)
        assert (row.ledger_root, row.ledger_until) == (made.content.ledger.root, made.content.ledger.sealed_at)
        assert row.frozen_at == at_local(DRAWN_UP, time(12))
        assert digest_of(load_frozen(session, row.id).content) == row.sha256


def test_an_altered_row_is_not_taken_for_the_snapshot(house: House) -> None:
    house.item_in("in_progress")
    made = frozen(house)
    with house.database.write() as session:
        row = session.connection().execute(select(snapshots.c.content)).scalar_one()
        altered = row.replace('"progress":40', '"progress":90')
        session.connection().execute(update(snapshots).values(content=altered))
    with house.database.read() as session, pytest.raises(DubanError) as caught:
        load_frozen(session, made.snapshot_id)
    assert caught.value.code == "snapshot-altered"


def test_an_unknown_snapshot_is_missing(house: House) -> None:
    with house.database.read() as session, pytest.raises(DubanError) as caught:
        load_frozen(session, 77)
    assert caught.value.code == "snapshot-missing"


@pytest.mark.parametrize("state", ["signed", "issued"])
def test_a_signed_or_issued_report_is_not_frozen_again(house: House, state: str) -> None:
    item = house.item_in("in_progress")
    frozen(house)
    with house.database.write() as session:
        session.connection().execute(update(periods).values(state=state))
    house.do(acts.report, item, progress(80), by=house.owner, at=date(2017, 7, 3))
    with pytest.raises(DubanError) as caught:
        frozen(house)
    assert caught.value.code == "report-period-settled"
    assert "2017Q2" in str(caught.value)
    assert (_rows(house), _state(house)) == (1, state)


@pytest.mark.parametrize(
    ("as_of", "on", "state"),
    [
        (date(2017, 5, 15), date(2017, 5, 15), "open"),
        (date(2017, 6, 20), date(2017, 6, 20), "collecting"),
        (DUE, date(2017, 7, 1), "collecting"),
        (GRACE, GRACE, "frozen"),
        (DUE, DRAWN_UP, "frozen"),
        (date(2017, 6, 29), DRAWN_UP, "collecting"),
        (date(2017, 7, 20), date(2017, 8, 1), "frozen"),
    ],
)
def test_a_period_is_frozen_by_a_report_on_all_of_it_made_when_its_grace_is_reached(
    house: House, as_of: date, on: date, state: str
) -> None:
    house.item_in("in_progress")
    frozen(house, as_of, on=on)
    assert _state(house) == state


def test_a_frozen_period_stays_frozen_after_an_interim_report(house: House) -> None:
    house.item_in("in_progress")
    frozen(house)
    frozen(house, date(2017, 6, 1))
    assert _state(house) == "frozen"


def test_the_seal_of_a_report_made_at_noon_holds_when_the_day_goes_on(house: House) -> None:
    item = house.item_in("in_progress")
    first = frozen(house, GRACE, on=GRACE)
    house.do(acts.report, item, progress(60), by=house.owner, at=at_local(GRACE, time(16)))
    with house.database.read() as session:
        seals = check_seals(session)
    assert (seals.checked, seals.broken) == (1, ())
    second = frozen(house, GRACE)
    assert (first.version, second.version, second.content.totals.total) == (1, 2, 1)
    with house.database.read() as session:
        assert check_seals(session).broken == ()


@pytest.mark.parametrize(
    ("as_of", "on", "code"),
    [
        (date(2017, 4, 1), date(2017, 3, 31), "report-too-early"),
        (date(2017, 3, 31), DRAWN_UP, "report-as-of-before"),
        (date(2017, 7, 6), DRAWN_UP, "report-as-of-future"),
        (date(2017, 4, 11), DRAWN_UP, "report-no-items"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused_and_leaves_nothing(
    house: House, as_of: date, on: date, code: str
) -> None:
    house.item_in("in_progress")
    with pytest.raises(DubanError) as caught:
        frozen(house, as_of, on=on)
    assert caught.value.code == code
    assert "{" not in str(caught.value)
    assert code not in str(caught.value)
    assert (_rows(house), _state(house)) == (0, None)


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2017, 4, 1), date(2017, 4, 1)), (DUE, DUE), (GRACE, GRACE), (date(2026, 1, 1), GRACE)],
)
def test_a_report_looks_up_to_the_end_of_the_grace_or_today(today: date, expected: date) -> None:
    assert default_as_of(Q2, rules(), today) == expected


def test_a_quarter_that_has_not_begun_has_no_report() -> None:
    with pytest.raises(DubanError) as caught:
        default_as_of(Quarter(2017, 3), rules(), DUE)
    assert caught.value.code == "report-too-early"
    assert "2017-07-01" in str(caught.value)


def test_two_who_freeze_at_once_get_the_same_snapshot(house: House) -> None:
    house.item_in("in_progress", 2)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda days: frozen(house, on=DRAWN_UP + timedelta(days=days)), range(4)))
    assert {each.version for each in made} == {1}
    assert sum(each.is_new for each in made) == _rows(house) == 1


def test_files_are_named_after_period_and_version(house: House) -> None:
    house.item_in("in_progress")
    assert frozen(house).file_name("docx") == "2017Q2-v1.docx"
