"""Reads the sample plan the plain way, apart from the product's own intake, so that the two can disagree."""

import re
from typing import TypedDict

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from duban.samples import sample_path

Items = dict[tuple[str, str], str]


class ExpectedItem(TypedDict):
    unit: str
    number: str
    deadline: str | None
    deadline_text: str
    responsible: list[str]
    support: list[str]
    deliverables: list[str]


class Expected(TypedDict):
    year: int
    items: list[ExpectedItem]
    results: dict[str, int]


def street_sections(text: str) -> dict[str, tuple[str, str]]:
    """Return results and goals of each street as they stand on the text page."""
    body = text.partition("■街道任务亮单■")[2].partition("■用考评检验成效■")[0]
    names = re.findall(r"^(\S+街道) 现阶段工作成果$", body, re.MULTILINE)
    parts = re.split(r"^\S+街道 现阶段工作成果$", body, flags=re.MULTILINE)[1:]
    return {
        name: (part.partition("目标计划\n")[0], part.partition("目标计划\n")[2])
        for name, part in zip(names, parts, strict=True)
    }


def items_of_text() -> Items:
    """Return the items of the text page with torn words joined."""
    found: Items = {}
    for street, (_, goals) in street_sections(sample_path("plan-2017.txt").read_text(encoding="utf-8")).items():
        run = goals.replace("\n", "")
        run = run[: max(run.rfind("。"), run.rfind("）")) + 1]
        pieces = re.split(r"- (\d+)\.", run)[1:]
        found |= {(street, number): text for number, text in zip(pieces[::2], pieces[1::2], strict=True)}
    return found


def style_of(paragraph: Paragraph) -> str:
    return str(paragraph.style.name) if paragraph.style else ""


def items_of_word() -> tuple[Items, set[str]]:
    """Return the items of the Word file, and the streets whose numbers Word itself prints."""
    found: Items = {}
    automatic: set[str] = set()
    street, in_goals, count = "", False, 0
    for paragraph in docx.Document(str(sample_path("plan-2017.docx"))).paragraphs:
        style = style_of(paragraph)
        if style.startswith("Heading"):
            in_goals = paragraph.text == "目标计划"
            street = paragraph.text.split()[0] if "街道 " in paragraph.text else street
            count = 0
        elif in_goals and style == "Normal":
            count += 1
            typed = re.match(r"(\d+)\.(.*)", paragraph.text)
            properties = paragraph._p.pPr  # noqa: SLF001 - python-docx does not show numbering
            if properties is not None and properties.find(qn("w:numPr")) is not None:
                automatic.add(street)
                found[street, str(count)] = paragraph.text
            else:
                assert typed, paragraph.text
                found[street, typed[1]] = typed[2]
    return found, automatic
