from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reports import wording
from reports.snapshot import Figure, Item, LightCounts, Period


@pytest.mark.parametrize(
    ("number", "text"), [(0, "〇"), (1, "一"), (9, "九"), (10, "十"), (15, "十五"), (20, "二十"), (31, "三十一")]
)
def test_headings_count_in_chinese(number: int, text: str) -> None:
    assert wording.chinese_number(number) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(13, 14, "92.9%"), (1, 8, "12.5%"), (1, 16, "6.3%"), (3, 3, "100%"), (0, 5, "0%"), (0, 0, "—"), (1, 10, "10%")],
)
def test_shares_round_half_up_to_one_decimal(part: int, whole: int, text: str) -> None:
    assert wording.share(part, whole) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("完成", "完成。"),
        ("完成。", "完成。"),
        ("完成；", "完成。"),
        ("第一步\n第二步", "第一步；第二步。"),
        ("第一步，\n\n 第二步！", "第一步，第二步！"),
        ("他说“好。”", "他说“好。”"),
    ],
)
def test_any_text_becomes_one_sentence(text: str, expected: str) -> None:
    assert wording.sentence(text) == expected


def test_dates_are_written_without_padding() -> None:
    assert wording.day(date(2017, 6, 3)) == "2017年6月3日"
    assert wording.moment(datetime(2017, 6, 30, 16, 5, tzinfo=UTC)) == "2017年7月1日0时05分（北京时间）"
    year = Period(code="x", label="x", starts_on=date(2017, 12, 1), ends_on=date(2018, 2, 28))
    assert wording.span(year) == "2017年12月1日至2018年2月28日"


def test_figures_show_their_decimals_and_no_exponent() -> None:
    assert wording.figure(Figure(value=Decimal(3200), unit="人", of="会员")) == "会员3200人"
    assert wording.figure(Figure(value=Decimal("2.50"), unit="万人")) == "2.5万人"


def test_lights_are_counted_worst_first_and_only_those_that_occur() -> None:
    assert wording.light_counts(LightCounts(green=3, red=1)) == "红灯1项、绿灯3项"
    assert wording.light_counts(LightCounts()) == "0项"


def item(**facts: object) -> Item:
    common = {"uid": "1", "number": "1", "title": "t", "state": "in_progress", "progress": 50}
    return Item.model_validate(common | {"pace": "behind", "light": "red"} | facts)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "未定"),
        ({"due_text": "逐步"}, "未定（原文：逐步）"),
        ({"due_on": date(2017, 6, 30), "original_due_on": date(2017, 6, 30)}, "2017年6月30日"),
        ({"due_on": date(2017, 6, 30), "provisional": True}, "2017年6月30日（暂定）"),
        (
            {"due_on": date(2017, 6, 30), "original_due_on": date(2017, 3, 31), "provisional": True},
            "2017年6月30日（原定2017年3月31日，暂定）",
        ),
    ],
)
def test_a_deadline_says_what_must_be_known_about_it(facts: dict[str, object], text: str) -> None:
    assert wording.deadline(item(**facts)) == text


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"reason": "已逾期1个工作日"}, "慢于序时，红灯（已逾期1个工作日）"),
        ({"pace": "completed", "light": "green", "late": True}, "已办结，绿灯（迟）"),
        ({"pace": "completed", "light": "blue"}, "提前办结"),
        ({"pace": "not_started", "light": "grey"}, "尚未开始"),
    ],
)
def test_standing_names_pace_and_light_once(facts: dict[str, object], text: str) -> None:
    assert wording.standing(item(**facts)) == text


def test_a_name_inside_quotation_marks_has_single_ones_inside() -> None:
    assert wording.named("月桥街道", "3", "培育“石榴红”队。") == "月桥街道第3项“培育‘石榴红’队”"
