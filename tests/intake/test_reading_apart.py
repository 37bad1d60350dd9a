"""A document is read in a process of its own: the same text, and an end to whatever takes too much."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.errors import CallError, DubanError
from config.settings import Limits
from planning.reading.apart import read_apart
from planning.reading.reader import read_document
from tests.intake.word_files import paragraph, word_file

GOOD = word_file(paragraph("1.开办职工夜校。") + paragraph("2.建立台账。"))


def test_the_child_reads_what_the_parent_would(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    assert read_apart(GOOD, "计划.docx", Limits(), lambda *at: told.append(at)) == read_document(
        GOOD, "计划.docx", Limits()
    )
    assert told
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_comes_back_with_its_code_and_its_sentence() -> None:
    with pytest.raises(DubanError) as caught:
        read_apart(GOOD[:200], "计划.docx", Limits())
    with pytest.raises(DubanError) as here:
        read_document(GOOD[:200], "计划.docx", Limits())
    assert (caught.value.code, str(caught.value)) == (here.value.code, str(here.value))
    with pytest.raises(CallError) as wrong:
        read_apart(b"x", "计划.odt", Limits())
    assert wrong.value.exit_code == 2


def reading(monkeypatch: pytest.MonkeyPatch, code: str, limits: Limits) -> DubanError:
    """Let the child run other code, and return how the reading failed."""
    program = f"import sys; sys.stdin.buffer.readline(); {code}"
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **how: real([sys.executable, "-c", program], **how))
    with pytest.raises(DubanError) as caught:
        read_apart(GOOD, "计划.docx", limits)
    assert "计划.docx" in str(caught.value)
    assert "没有作任何登记" in str(caught.value)
    return caught.value


def test_reading_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = reading(monkeypatch, "import time; time.sleep(60)", Limits(read_seconds=1))
    assert failure.code == "document-takes-too-long"


def test_reading_that_wants_too_much_memory_is_ended() -> None:
    large = "字" * 15_000_000
    with pytest.raises(DubanError) as caught:
        read_apart(large.encode(), "计划.txt", Limits(read_megabytes=120, text_chars=50_000_000))
    assert caught.value.code == "document-needs-too-much-memory"
    assert "120 MB" in str(caught.value)


@pytest.mark.parametrize("word", ["", "print('{\"progress\"', end='', flush=True); "], ids=["silent", "in mid word"])
def test_a_reader_that_dies_is_told(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    failure = reading(monkeypatch, f"{word}sys.exit('boom')", Limits())
    assert (failure.code, failure.values["code"]) == ("document-reader-died", 1)
