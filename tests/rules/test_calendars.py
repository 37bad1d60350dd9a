import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from config import calendars
from config.calendars import load_calendar
from config.errors import DubanError
from config.sentences.rules import SENTENCES
from tests.rules.cases import CALENDAR

FOLDER = Path(calendars.__file__).parent
HEADER = "date,kind,name,source\n"

# Year, days off and weekend days worked as the notices count them ("共7天"; days of the December before included).
COUNTS = [
    (2017, 24, 5),
    (2018, 23, 6),
    (2019, 24, 7),
    (2020, 30, 6),
    (2021, 31, 7),
    (2022, 31, 7),
    (2023, 27, 7),
    (2024, 28, 8),
    (2025, 28, 5),
    (2026, 33, 6),
]


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


def _all_days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=count) for count in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2017, 2027))
def test_every_day_of_an_announced_year_agrees_with_an_independent_table(year: int) -> None:
    differing = [day for day in _all_days(year) if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)]
    assert differing == []


@pytest.mark.parametrize(("year", "off", "worked"), COUNTS)
def test_a_notice_has_as_many_days_off_and_make_up_days_as_it_says(year: int, off: int, worked: int) -> None:
    kinds = [row["kind"] for row in _rows(FOLDER / f"{year}.csv")]
    assert (kinds.count("rest"), kinds.count("work")) == (off, worked)


def test_every_row_names_its_day_and_the_number_of_its_notice() -> None:
    rows = [row for file in FOLDER.glob("*.csv") for row in _rows(file)]
    assert len(rows) == sum(off + worked for _, off, worked in COUNTS)
    assert all(row["name"] and row["source"].startswith("国办发明电〔20") for row in rows)


def test_make_up_days_are_weekend_days() -> None:
    assert all(day.weekday() >= 5 for day in load_calendar().work)


def test_the_years_known_are_those_announced() -> None:
    assert load_calendar().years == frozenset(range(2017, 2027))


def test_the_calendar_is_read_once() -> None:
    assert load_calendar() is load_calendar()


def test_an_office_adds_a_year_by_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "2027.csv").write_text(f"\ufeff{HEADER}2026-12-31,rest,元旦,某号\n2027-01-01,rest,元旦,某号\n", "utf-8")
    known = load_calendar(tmp_path)
    assert 2027 in known.years
    assert {date(2026, 12, 31), date(2027, 1, 1), date(2017, 5, 1)} <= known.rest


def test_an_office_replaces_a_year_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "2026.csv").write_text(f"{HEADER}2026-03-02,rest,春节,某号\n", "utf-8")
    known = load_calendar(tmp_path)
    assert date(2026, 3, 2) in known.rest
    assert date(2026, 2, 16) not in known.rest


def test_a_folder_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert load_calendar(tmp_path / "none") == load_calendar()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        (HEADER, 1),
        ("day,kind\n2027-01-01,rest\n", 1),
        (f"{HEADER}2027-01-01,rest,元旦\n", 2),
        (f"{HEADER}2027-01-01,off,元旦,某号\n", 2),
        (f"{HEADER}2027-01-01,rest,元旦,某号\n2027-02-29,rest,春节,某号\n", 3),
        (f"{HEADER}2027-01-01,rest,元旦,某号\n2027-01-01,work,元旦,某号\n", 3),
        (f"{HEADER}2026-11-30,rest,元旦,某号\n", 2),
        (f"{HEADER}2028-01-01,rest,元旦,某号\n", 2),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(tmp_path: Path, content: str, line: int) -> None:
    (tmp_path / "2027.csv").write_text(content, "utf-8")
    with pytest.raises(DubanError) as caught:
        load_calendar(tmp_path)
    assert (caught.value.code, caught.value.values["line"]) == ("calendar-row-invalid", line)
    assert "2027.csv" in SENTENCES[caught.value.code].format(**caught.value.values)


def test_a_file_in_another_encoding_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "2027.csv").write_text(f"{HEADER}2027-01-01,rest,元旦,某号\n", "gb18030")
    with pytest.raises(DubanError) as caught:
        load_calendar(tmp_path)
    assert caught.value.code == "calendar-unreadable"
    assert "2027.csv" in SENTENCES[caught.value.code].format(**caught.value.values)
