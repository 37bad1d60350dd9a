"""Markdown: the author's lines and numbers without the marks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import DubanError
from config.language import codes
from config.settings import Limits
from planning.reading import DocumentText, read_document


def read(text: str) -> DocumentText:
    return read_document(text.encode(), "计划.md", Limits())


def lines(text: str) -> list[str]:
    return read(text).text.split("\n")


def test_headings_marks_links_and_entities() -> None:
    text = (
        '# 一、**目标**\n\n## （一）夜校 ##\n\n1、开办[夜校](http://a.cn "题")，*全年*`六`期 &amp; <b>两</b>处![图](a)'
    )
    found = read(text)
    assert found.text.split("\n") == ["一、目标", "（一）夜校", "1、开办夜校，全年六期 & 两处"]
    assert [(b.kind, b.level) for b in found.blocks] == [("heading", 1), ("heading", 2), ("paragraph", 0)]


def test_a_line_end_stays_a_line_end_also_where_lines_are_set_in() -> None:
    text = "一、目标\n1.开办夜校。\n2.建设驿站。\n\n    （一）慰问职工。\n\n标题\n---\n正文\n"
    assert lines(text) == ["一、目标", "1.开办夜校。", "2.建设驿站。", "（一）慰问职工。", "标题", "正文"]


def test_lists_keep_the_numbers_that_were_written() -> None:
    text = "1. 甲\n2. 乙\n   1) 子\n   2) 丑\n   - 点\n4. 丁\n\n正文\n\n5. 戊\n6. 一、己\n"
    assert lines(text) == ["1. 甲", "2. 乙", "1) 子", "2) 丑", "• 点", "4. 丁", "正文", "5. 戊", "一、己"]


def test_a_list_whose_numbers_are_all_the_same_is_counted() -> None:
    assert lines("1. 甲\n1. 乙\n1. 丙\n") == ["1. 甲", "2. 乙", "3. 丙"]


def test_a_table_becomes_a_table() -> None:
    found = read("分工\n\n| 序号 | 任务 |\n|---|:-:|\n| 1 | 开办\\|夜校 |\n| 2 | 驿站<br>两处 |\n\n尾\n")
    assert found.text.split("\n") == ["分工", "序号\t任务", "1\t开办|夜校", "2\t驿站 两处", "尾"]
    assert [(c.row, c.column) for c in found.tables[0].cells] == [(r, c) for r in range(3) for c in range(2)]


def test_rows_pasted_with_tabs_keep_their_columns() -> None:
    text = "# 分工\n\n序号\t任务\t时限\n1\t开办\t6月\n\t建设\t\n\n\t\t慰问\n"
    assert lines(text) == ["分工", "序号\t任务\t时限", "1\t开办\t6月", "\t建设", "\t\t慰问"]


def test_fences_are_text_and_struck_text_is_told() -> None:
    found = read("```text\n一、目标\n  <b>1.开办\n```\n~~旧文~~新文\n")
    assert found.text.split("\n") == ["一、目标", "  <b>1.开办", "新文"]
    assert [note.code for note in found.notes] == ["html-struck-text"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("---\ntitle: 计划\ndate: 2017-01-01\n---\n一、目标\n", ["一、目标"]),
        ('+++\ntitle = "计划"\n+++\n一、目标', ["一、目标"]),
        ("---\n一、目标\n---\n1.开办\n", ["一、目标", "1.开办"]),
        ("---\n一、目标\n", ["一、目标"]),
        ("[注]: 本表为准\n", ["[注]: 本表为准"]),
    ],
)
def test_front_matter_is_left_out_and_nothing_else(text: str, kept: list[str]) -> None:
    assert lines(text) == kept


def test_html_is_read_as_on_a_page_and_scripts_are_not() -> None:
    text = "一、目标\n\n<script>alert(1)</script>\n\n<table><tr><td rowspan=2>甲<td>乙<tr><td>丙</table>\n\n<p>尾</p>\n"
    found = read(text)
    assert found.text.split("\n") == ["一、目标", "甲\t乙", "\t丙", "尾"]
    assert found.tables[0].cells[0].rows == 2


def test_places_are_lines_of_the_file() -> None:
    found = read("---\ntitle: 计划\n---\n# 一、目标\n\n1. 开办夜校\n2. 建设\n   驿站\n\n```\n甲\n乙\n```\n尾\n")
    for words, place in (("目标", 4), ("夜校", 6), ("建设", 7), ("驿站", 8), ("甲", 11), ("乙", 12), ("尾", 14)):
        assert found.place_of(found.text.index(words)) == f"第{place}行"


@pytest.mark.parametrize(
    "text",
    [
        ">" * 2_000 + "开办夜校",
        "".join("  " * depth + "- 开办夜校\n" for depth in range(150)),
        "开办夜校，" * 1_000_000,
    ],
    ids=["quotes", "lists", "one line"],
)
def test_marks_nested_without_end_lose_no_word_and_take_bounded_time(text: str) -> None:
    began = time.process_time()
    assert read(text).text.count("开办夜校") == text.count("开办夜校")
    assert time.process_time() - began < 5


@st.composite
def lists(draw: st.DrawFn, depth: int = 0, indent: str = "") -> tuple[list[str], list[str]]:
    """Draw the lines of nested lists, with the lines they must give."""
    source, shown = [], []
    first = draw(st.integers(1, 9))
    for number in range(first, first + draw(st.integers(2, 4))):
        source.append(f"{indent}{number}. 项目{depth}")
        shown.append(f"{number}. 项目{depth}")
        if depth < 4 and draw(st.booleans()):
            inner, more = draw(lists(depth + 1, indent + " " * len(f"{number}. ")))
            if inner[0].strip().startswith("1."):  # only a list that begins with 1 may follow a line of text
                source, shown = source + inner, shown + more
    return source, shown


@given(lists())
def test_any_nesting_of_lists_shows_its_numbers_in_order(case: tuple[list[str], list[str]]) -> None:
    source, shown = case
    assert lines("\n".join(source)) == shown


@given(st.text(alphabet="#*_`~[]()<>!|-+=.1 \n\t\\甲&;:\"'", max_size=120))
def test_any_marks_are_read_or_refused_with_a_code(text: str) -> None:
    try:
        read(text)
    except DubanError as error:
        assert error.code in codes()  # noqa: PT017 - either outcome is right
