"""PDF text in reading order: columns, spanning headlines, paragraphs, running heads, whatever the page looks like."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.settings import Limits
from planning.reading import read_document
from planning.reading.document import DocumentText
from tests.intake.pdf_files import column_source, page_pdf, set_pdf, shown

WORDS = "街道工会职工夜校技能竞赛困难帮扶法律援助集体协商女工关爱服务站点建家规范会员发展经审检查文化活动"
FULL = "推进职工之家规范化建设并组织开展技能竞赛和困难职工帮扶活动努力提升服务水平"


def read(data: bytes, limits: Limits | None = None) -> DocumentText:
    return read_document(data, "计划.pdf", limits or Limits())


def lines(data: bytes) -> list[str]:
    return ["".join(line.split()) for line in read(data).text.split("\n")]


def sentences(count: int) -> list[str]:
    """Return numbered sentences of different lengths; none is the beginning of another."""
    return [
        f"{number}.{(WORDS * 3)[number % 7 : number % 7 + 12 + (number * 17) % 60]}，年内新建{number * 7}家。"
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
@pytest.mark.parametrize("count", [8, 40, 90])
def test_sentences_come_out_one_a_line_from_any_number_of_columns(columns: int, count: int) -> None:
    told = sentences(count)
    assert lines(set_pdf(column_source(told, columns=columns, width=300 + 150 * columns))) == told


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lengths=st.lists(st.integers(4, 90), min_size=6, max_size=40),
    columns=st.integers(1, 4),
    column=st.integers(130, 260),
    size=st.sampled_from([8.0, 9.0, 10.5, 12.0]),
)
def test_the_same_sentences_give_the_same_paragraphs_in_any_layout(
    lengths: list[int], columns: int, column: int, size: float
) -> None:
    told = [f"（{number}）{(WORDS * 3)[number % 11 :][:length]}。" for number, length in enumerate(lengths, 1)]
    assert lines(set_pdf(column_source(told, columns=columns, width=100 + column * columns, size=size))) == told


def test_a_headline_across_all_columns_comes_first_and_is_a_heading() -> None:
    told = sentences(30)
    headline = '#place(top + center, scope: "parent", float: true, text(size: 24pt)[强基层 优服务])\n'
    document = read(set_pdf(headline + column_source(told, columns=3, width=700)))
    assert document.text.split("\n")[0] == "强基层 优服务"
    assert [(block.kind, block.level) for block in document.blocks][:2] == [("heading", 1), ("paragraph", 0)]
    assert ["".join(line.split()) for line in document.text.split("\n")[1:]] == told


def test_columns_whose_lines_lie_interleaved_in_the_file_are_read_one_after_the_other() -> None:
    left = [f"left {number} runs on to the edge of the column" for number in range(1, 9)]
    right = [f"right {number} runs on to the edge of the column" for number in range(1, 9)]
    content = b"".join(
        shown(text, x=x, y=700 - 14 * row, size=9)
        for row, pair in enumerate(zip(left, right, strict=True))
        for text, x in zip(pair, (60, 320), strict=True)
    )
    assert " ".join(read(page_pdf(content)).text.split("\n")) == " ".join(left + right)


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    told = [FULL * 12 + "。", FULL * 15 + "。", FULL * 9 + "。"]
    document = read(set_pdf(column_source(told, columns=2, width=420, size=12)))
    assert document.text.split("\n") == told
    pages = [mark.label for mark in document.landmarks]
    assert pages == [f"第{number}页" for number in range(1, len(pages) + 1)]
    assert len(pages) > 1
    assert document.place_of(document.landmarks[1].start) == "第2页"
    assert document.landmarks[1].start not in [block.start for block in document.blocks]


def test_running_heads_and_page_numbers_of_odd_and_even_pages_are_left_out() -> None:
    told = sentences(60)
    head = "header: context if calc.odd(here().page()) [区总工会文件 #h(1fr) 第3期] else [第3期 #h(1fr) 工作要点], "
    number = "footer: context align(center)[— #here().page() —]"
    document = read(set_pdf(column_source(told, more=head + number)))
    assert len(document.landmarks) > 2
    assert ["".join(line.split()) for line in document.text.split("\n")] == told


def raw_page(*texts: tuple[str, float]) -> bytes:
    return b"".join(shown(text, y=y) for text, y in texts)


def test_a_page_number_alone_at_the_foot_of_a_single_page_is_left_out() -> None:
    body = tuple((f"{number}. Open a night school for workers.", 740 - 18 * number) for number in range(1, 9))
    assert "- 1 -" not in read(page_pdf(raw_page(*body, ("- 1 -", 40)))).text


def test_a_number_within_the_text_is_no_page_number() -> None:
    assert (
        "12" in read(page_pdf(raw_page(("Schools opened in the year:", 420), ("12", 402), ("all in all.", 384)))).text
    )


def test_a_line_that_is_short_of_the_edge_ends_its_paragraph_without_any_indent() -> None:
    source = (
        "#set page(width: 300pt, height: 600pt, margin: 40pt)\n#set par(first-line-indent: 0pt, spacing: 0.65em)\n"
        f"一、总体要求\n\n{FULL * 3}。\n\n二、重点任务\n\n（一）{FULL}。\n\n（二）{FULL}。\n"
    )
    assert lines(set_pdf(source)) == [
        "一、总体要求",
        FULL * 3 + "。",
        "二、重点任务",
        f"（一）{FULL}。",
        f"（二）{FULL}。",
    ]


def test_lists_whose_numbers_stand_out_keep_their_entries_whole() -> None:
    entries = "".join(f"+ {FULL}{'规范' * number}。\n" for number in range(6))
    found = lines(set_pdf(f"#set page(width: 300pt, height: 600pt, margin: 40pt)\n#set enum(indent: 0pt)\n{entries}"))
    assert found == [f"{number + 1}.{FULL}{'规范' * number}。" for number in range(6)]


def test_a_caption_in_the_middle_of_a_paragraph_follows_it() -> None:
    told = [f"{number}.{FULL * 7}。" for number in range(1, 4)]
    caption = "#place(bottom, float: true, text(size: 8pt)[▲ 职工夜校开班现场])\n"
    source = column_source(told, columns=2, width=420, size=12).replace(told[0], caption + told[0])
    assert lines(set_pdf(source)) == [told[0], told[1], "▲职工夜校开班现场", told[2]]


def test_headings_are_told_by_size_and_weight() -> None:
    source = (
        "#set page(width: 400pt, height: 600pt, margin: 50pt)\n#set par(first-line-indent: (amount: 2em, all: true))\n"
        "#align(center, text(size: 18pt)[年度工作要点])\n\n#text(size: 14pt)[一、重点任务]\n\n"
        f'#text(font: "Noto Sans SC")[（一）建家]\n\n{FULL * 4}。\n\n#text(size: 14pt)[二、保障措施]\n\n{FULL * 3}。\n'
    )
    document = read(set_pdf(source))
    levels = {document.text[block.start : block.end]: block.level for block in document.blocks}
    assert [levels[text] for text in ("年度工作要点", "一、重点任务", "（一）建家", "二、保障措施")] == [1, 2, 3, 2]
    assert levels[FULL * 4 + "。"] == 0


def test_landmarks_are_in_order_and_progress_is_told_page_by_page() -> None:
    told: list[tuple[int, int]] = []
    data = set_pdf(column_source(sentences(80)))
    document = read_document(data, "计划.pdf", Limits(), lambda done, total: told.append((done, total)))
    assert told == [(number, len(told)) for number in range(1, len(told) + 1)]
    assert all(first.start < second.start for first, second in pairwise(document.landmarks))
    assert len(document.landmarks) == len(told) > 2


def test_short_closing_lines_alone_on_the_last_page_stay_apart() -> None:
    told = [*sentences(14), "某某区总工会办公室", "二〇二〇年七月五日", "（此件公开发布了）"]
    cut = (
        column_source(told).replace("二〇二〇", "#pagebreak()\n二〇二〇").replace("justify", "spacing: 0.65em, justify")
    )
    assert lines(set_pdf(cut)) == told


def test_a_head_that_reaches_further_than_the_columns_does_not_break_their_lines() -> None:
    told = [f"{number}.{FULL * 2}。" for number in range(1, 11)]
    source = column_source(told, columns=3, width=700, more="header: [某某工人报 #h(1fr) 第 1 版]").replace(
        "first-line-indent: (amount: 2em, all: true)", "spacing: 1.2em"
    )
    found = lines(set_pdf(source, tags=False))
    assert len([text for text in told if text not in found]) <= 1  # the head itself may part the one beside it


def test_like_items_at_the_foot_of_many_pages_are_no_running_foot() -> None:
    told = [
        f"{number}.{number % 12 + 1}月底前组织第{number % 40}街道职工开展技能培训{number * 3}人次，"
        f"建立职工书屋{number}家。"
        for number in range(1, 400)
    ]
    assert lines(set_pdf(column_source(told, columns=2, width=420))) == told
