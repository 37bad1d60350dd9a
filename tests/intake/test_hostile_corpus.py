"""Every hostile or broken file we could think of, through the way all documents take: read, warned of, or refused.

The reading happens in a child process whose memory is bounded by the system; what it costs in time is measured in
processor seconds, which do not depend on what else the machine does.
"""

import resource
from itertools import product
from typing import TYPE_CHECKING

import pytest

from config.errors import CallError, DubanError
from config.language import sentence
from config.settings import Limits
from planning.plan_reading import ReadPlan, read_plan
from tests.intake.hostile import archives, books, papers, texts, words
from tests.intake.hostile.case import Case
from tests.intake.pdf_files import set_pdf
from tests.intake.sheet_files import book
from tests.intake.word_files import paragraph, word_file

if TYPE_CHECKING:
    from tests.intake.hostile.fuzzing import Placed

CASES = [case for group in (archives, words, books, texts, papers) for case in group.CASES]
MOST_SECONDS = 40
"""Processor seconds a child may take; the worst of these files takes a quarter of it on a slow machine."""
PLAN = "目标计划\n月桥街道\n1.开办职工夜校，6月底前完成。\n2.建立工作台账。\n"
ROWS = [
    ("序号", "工作任务", "责任单位"),
    (1, "开办职工夜校，6月底前完成。", "月桥街道"),
    (2, "建立工作台账。", "月桥街道"),
]
GOOD = {
    ".txt": PLAN.encode(),
    ".md": PLAN.encode(),
    ".html": f"<!DOCTYPE html><meta charset=utf-8><p>{PLAN.replace(chr(10), '<p>')}".encode(),
    ".docx": word_file("".join(map(paragraph, PLAN.split("\n")))),
    ".xlsx": book(("计划", ROWS)),
    ".csv": "".join(",".join(map(str, row)) + "\n" for row in ROWS).encode("gb18030"),
    ".pdf": set_pdf(PLAN.replace("\n", "\n\n")),
}


def refused(data: bytes, name: str, limits: Limits | None = None) -> DubanError | None:
    """Read a file; return why it was refused, or None. A refusal is a sentence that names the file and what to do."""
    try:
        consistent(read_plan(data, name, 2017, limits or Limits()))
    except DubanError as error:
        plain(error, name)
        return error
    return None


def plain(error: DubanError, name: str) -> None:
    """Demand of a refusal one line of Chinese that names the file and says what to do."""
    said = str(error)
    assert name in said
    assert "请" in said
    assert said.endswith("。")
    assert said.isprintable()
    assert len(said) < 250
    assert "{" not in said
    assert isinstance(error, CallError) == (error.exit_code == 2)


def consistent(read: ReadPlan) -> None:
    """Demand that every place lies in the text and every note has its sentence."""
    length = len(read.document.text)
    found = read.extraction
    placed: tuple[Placed, ...] = (*found.items, *found.results, *found.issues, *found.doubtful, *read.document.notes)
    assert all(0 <= each.start <= each.end <= length for each in placed)
    for note in read.document.notes:
        said = sentence(note.code, **dict(note.values))
        assert "请" in said or "已" in said or "未" in said
        assert said.isprintable()


def child_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}: {case.what}")
def test_a_hostile_file_is_read_or_refused_as_a_clerk_would_wish(case: Case) -> None:
    data, before = case.make(), child_seconds()
    try:
        read = read_plan(data, case.name, 2017, case.limits)
    except DubanError as error:
        told: DubanError | None = error
    else:
        told = None
        assert not case.refused
        assert case.has in read.document.text
        assert case.lacks not in read.document.text
        assert case.items in (None, len(read.extraction.items))
        noted = {note.code for note in read.document.notes} | {issue.code for issue in read.extraction.issues}
        assert set(case.notes) <= noted
        consistent(read)
    if told is not None:
        assert told.code in case.refused
        plain(told, case.name)
    assert child_seconds() - before < MOST_SECONDS


@pytest.mark.parametrize("suffix", GOOD)
def test_the_good_file_is_read(suffix: str) -> None:
    assert len(read_plan(GOOD[suffix], f"计划{suffix}", 2017, Limits()).extraction.items) == 2


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pdf"])
def test_a_packed_file_cut_off_anywhere_is_refused(suffix: str) -> None:
    data = GOOD[suffix]
    for tenth in range(10):
        error = refused(data[: len(data) * tenth // 10], f"计划{suffix}")
        assert error is not None, tenth
        assert error.code in ("document-empty", "archive-not-zip", "archive-damaged", "docx-not-word", "pdf-damaged")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".csv"])
def test_a_text_cut_off_anywhere_is_read_as_far_as_it_goes(suffix: str) -> None:
    data = GOOD[suffix]
    for tenth in range(1, 10):
        part = data[: len(data) * tenth // 10]
        error = refused(part, f"计划{suffix}")
        assert error is None or error.code in ("document-no-text", "document-empty", "text-encoding"), tenth


@pytest.mark.parametrize(("real", "claimed"), [pair for pair in product(GOOD, GOOD) if pair[0] != pair[1]])
def test_a_file_under_another_suffix_is_read_as_what_it_is_or_refused(real: str, claimed: str) -> None:
    name = f"计划{claimed}"
    told_by_content = real in (".html", ".docx", ".xlsx", ".pdf")
    if told_by_content:
        read = read_plan(GOOD[real], name, 2017, Limits())
        assert len(read.extraction.items) == 2
        assert "document-wrong-suffix" in [note.code for note in read.document.notes]
        consistent(read)
    elif claimed in (".docx", ".xlsx", ".pdf"):
        assert refused(GOOD[real], name) is not None
    else:
        read = read_plan(GOOD[real], name, 2017, Limits())
        assert "开办职工夜校" in read.document.text
        consistent(read)


@pytest.mark.parametrize("suffix", [*GOOD, ".doc", ".xls", ".exe", "", ".zip", ".png"])
@pytest.mark.parametrize("data", [b"", b"\0", b"x", b"\xff"], ids=["nothing", "NUL", "a letter", "half a sign"])
def test_a_file_of_no_byte_or_one_is_read_or_refused(suffix: str, data: bytes) -> None:
    error = refused(data, f"计划{suffix}")
    assert error is not None or (data == b"x" and suffix in (".txt", ".md", ".html", ".csv"))


@pytest.mark.parametrize("kilobytes", [10, 100])
def test_a_file_larger_than_the_bound_is_refused_unread(kilobytes: int) -> None:
    error = refused(PLAN.encode() * kilobytes * 10, "计划.txt", Limits(file_bytes=5_000))
    assert error is not None
    assert error.code == "document-too-large"


def test_an_item_that_says_only_who_answers_is_not_shown_empty() -> None:
    read = read_plan("目标计划\n1.开办职工夜校。\n2.（配合单位：区总工会）\n".encode(), "计划.txt", 2017, Limits())
    assert [item.text for item in read.extraction.items] == ["开办职工夜校。", "（配合单位：区总工会）"]
    assert read.extraction.items[1].support == ("区总工会",)
