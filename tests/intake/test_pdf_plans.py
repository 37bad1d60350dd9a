"""The PDF of a real plan, set in two columns, gives the same text as its plain copy."""

import json
import re
from functools import cache

import pytest

from config.settings import Limits
from planning.reading import read_document
from planning.reading.document import DocumentText
from tests.intake.data import PLANS

FOUND = sorted(PLANS.glob("*.pdf"))
pytestmark = pytest.mark.skipif(not FOUND, reason="the plans kept beside the checkout are missing")


@cache
def document() -> DocumentText:
    return read_document(FOUND[0].read_bytes(), FOUND[0].name, Limits())


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_paragraph_of_an_item_stands_on_one_line() -> None:
    items = json.loads(FOUND[0].with_suffix(".gold.json").read_text(encoding="utf-8"))["items"]
    lines = [squeezed(line) for line in document().text.split("\n")]
    assert items
    parts = [squeezed(part) for item in items for part in item["text"].split("\n")]
    assert [part for part in parts if not any(part in line for line in lines)] == []


def test_the_lines_are_those_of_the_plain_copy() -> None:
    plain = {squeezed(line) for line in FOUND[0].with_suffix(".txt").read_text(encoding="utf-8").split("\n")} - {""}
    read = [squeezed(line) for line in document().text.split("\n")]
    assert sum(line in plain for line in read) >= 0.9 * len(read)


def test_every_page_has_its_landmark_and_nothing_is_noted() -> None:
    assert [mark.label for mark in document().landmarks] == ["第1页", "第2页", "第3页"]
    assert document().notes == ()
