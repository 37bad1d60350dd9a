"""The documents as tests read them: sections, tables, examples, links."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from tests.workshop.checkout import ROOT

READMES = ("README.md", "README.zh-CN.md")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")


def documents() -> list[Path]:
    """Return every document of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def read(name: str) -> str:
    """Return the text of the document with a name relative to the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def without_examples(text: str) -> str:
    """Return the text without its fenced blocks."""
    return _FENCE.sub("", text)


def examples(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return [block for found, block in _FENCE.findall(text) if found == language]


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, down to the next heading of its level or above; empty without it."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    if found is None:
        return ""
    rest = text[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", _FENCE.sub(_blank, rest), re.MULTILINE)
    return rest[: following.start()] if following else rest


def rows(text: str) -> list[list[str]]:
    """Return the cells of every line of every table, without the lines under the headers."""
    lines = [line for line in without_examples(text).splitlines() if line.startswith("| ")]
    table = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return [cells for cells in table if set("".join(cells)) - set("-: ")]


def codes_in(text: str) -> list[str]:
    """Return what stands in code type, in order."""
    return _CODE.findall(text)


def command_lines(text: str) -> Iterator[list[str]]:
    """Yield the words after ``duban`` of every call in the shell examples."""
    for block in examples(text, "sh"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words and words[0].rpartition("/")[2] == "duban":
                yield words[1:]


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
