"""The flow: the last ended quarter is frozen once its grace is over, and its files are there whatever happened."""

import json
from datetime import date, time
from pathlib import Path

import pytest

from config.clock import FixedClock, at_local
from config.errors import DubanError
from config.settings import Settings
from flows.context import FlowContext
from flows.quarterly import quarterly_report
from planning import acts
from reports.freezing import latest_frozen
from reports.verifying import verify_snapshot
from tests.compiling.looking import DUE, GRACE, frozen
from tests.planning.house import House, progress

FILES = ["docx", "html", "pdf", "snapshot.json", "xlsx"]
NEXT_DAY = date(2017, 7, 5)


def _run(house: House, folder: Path, on: date, *, dry_run: bool = False, stops: bool = False) -> dict[str, object]:
    slot = at_local(on, time(18, 45))
    context = FlowContext(
        house.database, Settings(data_dir=folder), FixedClock(slot), slot, dry_run=dry_run, stopping=lambda: stops
    )
    return quarterly_report(context)


def _files(folder: Path) -> list[str]:
    reports = folder / "reports"
    return sorted(file.name for file in reports.iterdir()) if reports.exists() else []


def _version(house: House) -> int:
    with house.database.read() as session:
        newest = latest_frozen(session, "2017Q2")
    return 0 if newest is None else newest.version


@pytest.mark.parametrize(
    ("on", "reason"),
    [(DUE, "no-tasks"), (date(2017, 7, 1), "grace-not-over"), (GRACE, "grace-not-over")],
)
def test_until_the_grace_is_over_nothing_is_frozen(house: House, tmp_path: Path, on: date, reason: str) -> None:
    house.item_in("in_progress")
    done = _run(house, tmp_path, on)
    assert (done["frozen"], done["reason"], _version(house), _files(tmp_path)) == (False, reason, 0, [])


def test_the_day_after_the_grace_freezes_as_of_its_end_and_writes_all_files(house: House, tmp_path: Path) -> None:
    item = house.item_in("in_progress")
    house.do(acts.report, item, progress(90, done="迟到"), by=house.owner, at=at_local(NEXT_DAY, time(9)))
    done = _run(house, tmp_path, NEXT_DAY)
    assert (done["period"], done["as_of"], done["frozen"], done["version"]) == ("2017Q2", "2017-07-04", True, 1)
    assert _files(tmp_path) == [f"2017Q2-v1.{form}" for form in FILES]
    sealed = (tmp_path / "reports" / "2017Q2-v1.snapshot.json").read_bytes()
    assert verify_snapshot(sealed).intact
    assert verify_snapshot(sealed).found == done["digest"]
    assert "迟到" not in sealed.decode()
    assert json.loads(json.dumps(done)) == done


def test_a_second_run_does_nothing(sqlite_house: House, tmp_path: Path) -> None:
    sqlite_house.item_in("in_progress")
    _run(sqlite_house, tmp_path, NEXT_DAY)
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "reports").iterdir()}
    assert _run(sqlite_house, tmp_path, date(2017, 7, 6)) == {
        "period": "2017Q2", "as_of": "2017-07-04", "frozen": False, "reason": "frozen-before", "files": [],
    }  # fmt: skip
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "reports").iterdir()} == before
    assert _version(sqlite_house) == 1


def test_a_missed_day_is_made_up_with_the_same_digest(sqlite_house: House, tmp_path: Path) -> None:
    sqlite_house.item_in("in_progress")
    expected = frozen(sqlite_house, on=date(2017, 8, 15)).digest
    done = _run(sqlite_house, tmp_path, date(2017, 9, 20), dry_run=True)
    assert done["reason"] == "frozen-before"
    with sqlite_house.database.read() as session:
        newest = latest_frozen(session, "2017Q2")
    assert newest is not None
    assert (newest.digest, newest.as_of) == (expected, GRACE)


def test_weeks_late_the_report_is_still_as_of_the_end_of_the_grace(sqlite_house: House, tmp_path: Path) -> None:
    item = sqlite_house.item_in("in_progress")
    sqlite_house.do(acts.report, item, progress(99), by=sqlite_house.owner, at=date(2017, 8, 1))
    done = _run(sqlite_house, tmp_path, date(2017, 9, 20))
    with sqlite_house.database.read() as session:
        newest = latest_frozen(session, "2017Q2")
    assert newest is not None
    assert (done["frozen"], newest.as_of, newest.content.streets[0].items[0].progress) == (True, GRACE, 40)


def test_an_interim_report_made_by_hand_does_not_stand_for_the_final_one(sqlite_house: House, tmp_path: Path) -> None:
    sqlite_house.item_in("in_progress")
    frozen(sqlite_house, date(2017, 7, 1), on=date(2017, 7, 1))
    assert _run(sqlite_house, tmp_path, NEXT_DAY)["version"] == 2


def test_with_no_tasks_it_does_nothing_and_says_so(house: House, tmp_path: Path) -> None:
    assert _run(house, tmp_path, NEXT_DAY) == {
        "period": "2017Q2", "as_of": "2017-07-04", "frozen": False, "reason": "no-tasks",
    }  # fmt: skip


def test_a_dry_run_says_what_it_would_do_and_leaves_nothing(sqlite_house: House, tmp_path: Path) -> None:
    sqlite_house.item_in("in_progress")
    done = _run(sqlite_house, tmp_path, NEXT_DAY, dry_run=True)
    assert (done["frozen"], done["would_freeze"], _version(sqlite_house), _files(tmp_path)) == (False, True, 0, [])
    frozen(sqlite_house)
    assert "would_write" in _run(sqlite_house, tmp_path, NEXT_DAY, dry_run=True)
    assert _files(tmp_path) == []


def test_a_run_that_broke_off_between_freezing_and_the_files_is_finished_by_the_next(
    sqlite_house: House, tmp_path: Path
) -> None:
    sqlite_house.item_in("in_progress")
    assert _run(sqlite_house, tmp_path, NEXT_DAY, stops=True)["files"] == []
    assert (_version(sqlite_house), _files(tmp_path)) == (1, [])
    done = _run(sqlite_house, tmp_path, date(2017, 7, 6))
    assert (done["reason"], _files(tmp_path)) == ("frozen-before", [f"2017Q2-v1.{form}" for form in FILES])
    assert _version(sqlite_house) == 1


def test_a_folder_that_cannot_be_written_is_named(sqlite_house: House, tmp_path: Path) -> None:
    sqlite_house.item_in("in_progress")
    (tmp_path / "reports").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(DubanError) as caught:
        _run(sqlite_house, tmp_path, NEXT_DAY)
    assert caught.value.code == "file-unwritable"
    assert str(tmp_path / "reports") in str(caught.value)
