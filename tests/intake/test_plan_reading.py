"""A plan is read in a process of its own: what it says is the same, and there is an end to whatever takes too much."""

import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from config.errors import CallError, DubanError
from config.settings import Limits
from duban.samples import sample_path
from planning.plan_reading import extract_plan, read_plan
from planning.reading import read_document
from tests.intake.word_files import paragraph, word_file

GOOD = word_file(paragraph("1.开办职工夜校。") + paragraph("2.建立台账。"))


@pytest.mark.parametrize("name", ["plan-2017.docx", "tasks-2017.xlsx", "tasks-2017.csv", "plan-2017.txt"])
def test_the_child_finds_what_the_parent_would(name: Any) -> None:  # noqa: ANN401 - a Sample
    told: list[tuple[int, int]] = []
    data = sample_path(name).read_bytes()
    found = read_plan(data, name, 2017, Limits(), progress=lambda *at: told.append(at))
    document = read_document(data, name, Limits())
    assert (found.document, found.extraction) == (document, extract_plan(document, 2017))
    assert told


def test_corrected_columns_and_figures_with_decimals_come_through() -> None:
    rows = (
        "序号,工作任务,责任单位,内容,完成时限\n1,夜校,组织部,筹集助学款1.25元,6月底前\n2,书屋,组织部,更新图书,9月底前\n"
    )
    columns = {1: {"B": "unused", "D": "measure"}}
    found = read_plan(rows.encode(), "表.csv", 2017, Limits(), columns=columns).extraction
    assert [item.text for item in found.items] == ["筹集助学款1.25元", "更新图书"]
    assert [figure.value for figure in found.items[0].quantities] == [Decimal("1.25")]


def test_a_refusal_comes_back_with_its_code_and_its_sentence() -> None:
    with pytest.raises(DubanError) as caught:
        read_plan(GOOD[:200], "计划.docx", 2017, Limits())
    with pytest.raises(DubanError) as here:
        read_document(GOOD[:200], "计划.docx", Limits())
    assert (caught.value.code, str(caught.value)) == (here.value.code, str(here.value))
    with pytest.raises(CallError) as wrong:
        read_plan(b"x", "计划.odt", 2017, Limits())
    assert wrong.value.exit_code == 2


def reading(monkeypatch: pytest.MonkeyPatch, code: str, limits: Limits) -> DubanError:
    """Let the child run other code, and return how the reading failed."""
    program = f"import sys; sys.stdin.buffer.readline(); {code}"
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **how: real([sys.executable, "-c", program], **how))
    with pytest.raises(DubanError) as caught:
        read_plan(GOOD, "计划.docx", 2017, limits)
    assert "计划.docx" in str(caught.value)
    assert "没有作任何登记" in str(caught.value)
    return caught.value


def test_reading_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = reading(monkeypatch, "import time; time.sleep(60)", Limits(read_seconds=1))
    assert failure.code == "document-takes-too-long"


def test_reading_that_wants_too_much_memory_is_ended() -> None:
    large = "字" * 15_000_000
    with pytest.raises(DubanError) as caught:
        read_plan(large.encode(), "计划.txt", 2017, Limits(read_megabytes=120, text_chars=50_000_000))
    assert caught.value.code == "document-needs-too-much-memory"
    assert "120 MB" in str(caught.value)


@pytest.mark.parametrize("word", ["", "print('{\"progress\"', end='', flush=True); "], ids=["silent", "in mid word"])
def test_a_reader_that_dies_is_told(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    failure = reading(monkeypatch, f"{word}sys.exit('boom')", Limits())
    assert (failure.code, failure.values["code"]) == ("document-reader-died", 1)
