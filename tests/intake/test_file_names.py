"""A file's name comes from outside too: it is shown on one line, in the order it is written, without its folder."""

import os

import pytest

from config.errors import CallError
from config.language import sentence
from config.settings import Limits
from planning.plan_reading import read_plan
from planning.reading.naming import shown_name
from planning.reading.reader import read_document

GOOD = "1.开办职工夜校。".encode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("计划.txt", "计划.txt"),
        ("../../etc/计划.txt", "计划.txt"),
        ("C:\\用户\\计划.txt", "计划.txt"),
        ("计\0划\n\t(1)\x1b[31m.txt", "计划(1)[31m.txt"),
        ("计划\u202etxt.exe", "计划txt.exe"),
        ("计\u200b划\ufeff.txt", "计划.txt"),
        ("计划😀🎉.txt", "计划😀🎉.txt"),
        ("长" * 300 + ".txt", "长" * 115 + "….txt"),
        ("短." + "x" * 300, "短." + "x" * 105 + "…." + "x" * 11),
        ("", "无名文件"),
        ("..", "无名文件"),
        ("/", "无名文件"),
        ("\u202e", "无名文件"),
        (os.fsdecode("计划.txt".encode("gb18030")), "计划.txt"),
        ("计\ud800划.txt", "计\ufffd划.txt"),
    ],
)
def test_a_name_is_shown_as_it_is_written(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert shown_name(shown) == shown
    assert len(shown) <= 120
    shown.encode()


def test_a_name_that_shows_another_kind_of_file_is_refused_by_what_it_is() -> None:
    with pytest.raises(CallError) as caught:
        read_plan(GOOD, "计划\u202etxt.exe", 2017, Limits())
    assert "计划txt.exe 的格式（.exe）" in str(caught.value)


def test_a_name_that_turns_is_told_when_the_file_is_read() -> None:
    document = read_document(GOOD, "计\u202e划.txt", Limits())
    assert document.name == "计划.txt"
    assert [note.code for note in document.notes] == ["document-name-turned"]
    assert read_plan(GOOD, "计\u202e划.txt", 2017, Limits()).document == document


def test_what_cannot_be_seen_in_a_value_is_not_said_in_a_sentence() -> None:
    said = sentence("archive-unsafe-name", name="计\u202e划.docx", part="..\x1b]0;\x07/evil\u200b.xml")
    assert said.startswith("计划.docx 内有不安全的路径 ..]0;/evil.xml。")
