"""A pasted holiday notice gives exactly its days, and is checked against itself."""

import csv
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pytest

import config.calendars
from config.errors import DubanError
from planning.calendar_notices import as_csv, read_notice

SHIPPED = Path(config.calendars.__file__).parent
WEEK = "一二三四五六日"
YEARS = (2017, 2018, 2021, 2023, 2024, 2025, 2026)


def days_of(year: int) -> list[tuple[date, str, str]]:
    """Return the days of a shipped calendar: day, kind, name."""
    rows = csv.DictReader((SHIPPED / f"{year}.csv").read_text(encoding="utf-8").splitlines())
    return [(date.fromisoformat(row["date"]), row["kind"], row["name"]) for row in rows]


def told(day: date, year: int) -> str:
    """Return a day as notices write it."""
    return f"{'' if day.year == year else f'{day.year}年'}{day.month}月{day.day}日（周{WEEK[day.weekday()]}）"


def written(year: int) -> str:
    """Return a notice afresh from the days of a year, a line for each holiday."""
    lines = [f"关于{year}年部分节假日安排的通知", f"国办发明电〔{year - 1}〕7号"]
    known = days_of(year)
    for name in dict.fromkeys(name.removesuffix("调休") for _, _, name in known):
        rest = [day for day, kind, of in known if kind == "rest" and of == name]
        work = [day for day, kind, of in known if kind == "work" and of.removesuffix("调休") == name]
        spans = [
            [day for _, day in run]
            for _, run in groupby(enumerate(rest), lambda pair: pair[1] - timedelta(days=pair[0]))
        ]
        parts = [told(run[0], year) + (f"至{told(run[-1], year)}" if len(run) > 1 else "") for run in spans]
        text = f"{'、'.join(parts)}放假，共{len(rest)}天。" if rest else ""
        lines.append(f"一、{name}：{text}" + (f"{'、'.join(told(day, year) for day in work)}上班。" if work else ""))
    return "\n".join(lines)


@pytest.mark.parametrize("year", YEARS)
def test_a_notice_written_from_a_known_year_gives_exactly_its_days(year: int) -> None:
    notice = read_notice(written(year))
    assert notice.year == year
    assert notice.faults == ()
    assert {(each.day, each.kind) for each in notice.days} == {(day, kind) for day, kind, _ in days_of(year)}


def test_what_is_saved_is_read_again_as_the_same_days(tmp_path: Path) -> None:
    (tmp_path / "2026.csv").write_text(as_csv(read_notice(written(2026))), encoding="utf-8")
    again = config.calendars.load_calendar(tmp_path)
    shipped = config.calendars.load_calendar()
    assert (again.rest, again.work, again.years) == (shipped.rest, shipped.work, shipped.years)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("元旦：2027年1月1日（周五）至3日（周日）放假，共4天。", "notice-count-differs"),
        ("元旦：2027年1月1日（周四）至3日（周日）放假，共3天。", "notice-weekday-wrong"),
        ("元旦：2027年1月3日至1日放假。\n春节：2月6日放假。", "notice-span-wrong"),
        ("元旦：2027年2月30日放假。\n春节：2月6日放假。", "notice-day-wrong"),
    ],
)
def test_what_does_not_agree_with_itself_is_told(text: str, code: str) -> None:
    assert [fault.code for fault in read_notice(text).faults] == [code]


@pytest.mark.parametrize(("text", "code"), [("放假三天", "notice-year-missing"), ("2027年工作安排", "notice-no-days")])
def test_a_text_that_is_no_notice_is_refused(text: str, code: str) -> None:
    with pytest.raises(DubanError) as told_of:
        read_notice(text)
    assert told_of.value.code == code
