"""Cleaning: what a page does not show goes, what was taken is told with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.reading.cleaning import Cleaner, clean_text
from planning.reading.document import TextBuilder


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("职\u200b工\u00ad夜\ufeff校", "职工夜校"),
        ("\u202e校夜工职\u202c", "校夜工职"),
        ("开办\x00夜校\x07", "开办夜校"),
        ("甲\r\n乙\r丙\u2028丁\x0b戊\x85己", "甲\n乙\n丙\n丁\n戊\n己"),
        ("\uf0b7 建设驿站", "• 建设驿站"),
        ("⼀、⺠⽣⼯作⻓效", "一、民生工作长效"),
        ("麒\ufffd路\ue123", "麒\ufffd路\ue123"),
        ("A\u3000B\tC", "A\u3000B\tC"),
    ],
)
def test_what_is_not_seen_goes_and_what_is_drawn_alike_becomes_the_usual_character(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


def test_each_kind_is_counted_and_told_at_its_first_line() -> None:
    builder = TextBuilder()
    cleaner = Cleaner(builder)
    for line in ("\ufeff计划", "开\u200b办\u200b夜校", "\u202e站驿\u202c", "\u200b建\ufffd", "完\x00成"):
        builder.line([cleaner.clean(line)], "paragraph")
    cleaner.tell()
    assert [(n.code, builder.text[n.start : n.end], dict(n.values)["count"]) for n in builder.notes] == [
        ("text-invisible-removed", "开办夜校", "3"),
        ("text-direction-removed", "站驿", "2"),
        ("text-unreadable-signs", "建\ufffd", "1"),
        ("text-nul-removed", "完成", "1"),
    ]


def test_a_clean_document_has_no_note() -> None:
    builder = TextBuilder()
    cleaner = Cleaner(builder)
    builder.line([cleaner.clean("\ufeff一、目标")], "paragraph")
    cleaner.tell()
    assert builder.notes == []


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
