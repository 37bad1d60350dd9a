"""The fuzz target for a bounded number of cases, the same ones each time; ``scripts/fuzz`` runs it for longer."""

import pytest

from tests.intake.hostile.fuzzing import FORMATS, case, run

CASES = 60
FOUND = (
    ("txt", 37, "an item that said nothing but who answers was empty"),
    ("txt", 1518, "a paragraph behind numbered parts was put before them"),
    ("csv", 1211, "a row that said nothing but who answers was empty"),
    ("html", 15, "hidden text behind the last line was told behind the text"),
    ("pdf", 20347, "a sign a billion points high was looked through step by step"),
    ("pdf", 32508, "a sign stood at a place that is no number"),
    ("docx", 24, "a directory that pointed in front of the archive"),
)
"""Cases that once failed, with what was wrong."""


@pytest.mark.parametrize("kind", FORMATS)
def test_bad_files_are_read_consistently_or_refused_with_a_sentence(kind: str) -> None:
    outcomes = [run(kind, number) for number in range(CASES)]
    assert outcomes.count("read") > CASES // 10
    assert len(set(outcomes)) > 2


@pytest.mark.parametrize(("kind", "number", "wrong"), FOUND)
def test_what_once_failed_does_not_fail_again(kind: str, number: int, wrong: str) -> None:
    assert run(kind, number), wrong


def test_a_number_gives_the_same_file_each_time() -> None:
    assert [case(kind, 7) for kind in FORMATS] == [case(kind, 7) for kind in FORMATS]
