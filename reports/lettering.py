"""Which part of a report is lettered in which face, and those faces as a style sheet that needs no other file."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.blocks import Block, Chart, Heading, Paragraph, Report, Table
from reports.webfonts import woff

#: Whatever the words are, figures and dates are there.
_ALWAYS = "".join(map(chr, range(0x20, 0x7F)))
_FIXED = "附件：无。"


@dataclass(frozen=True)
class Face:
    """A face of the page: family, weight, the vendored file, and the words set in it."""

    family: str
    weight: int
    file_name: str
    words: str

    @property
    def address(self) -> str:
        """The face itself as an address of the scheme "data"."""
        return "data:font/woff;base64," + base64.b64encode(woff(self.file_name, self.words + _ALWAYS)).decode()


def faces_of(report: Report) -> tuple[Face, ...]:
    """Return the faces of a report's page; the body's holds all its words, so that no other font is ever needed."""
    blocks = list(report.every_block())
    charts = "".join(json.dumps(each.option, ensure_ascii=False) for each in blocks if isinstance(each, Chart))
    strong = [report.title, report.mark, *(annex.title for annex in report.annexes), *_strong(blocks)]
    plain = [*_heads(blocks), charts, *report.notes]
    return (
        Face("Noto Serif SC", 400, "NotoSerifSC-Regular.ttf", report.text() + charts + _FIXED),
        Face("Noto Serif SC", 700, "NotoSerifSC-Bold.ttf", "".join(strong)),
        Face("Noto Sans SC", 400, "NotoSansSC-Regular.ttf", "".join(plain)),
        Face("LXGW WenKai", 400, "LXGWWenKai-Regular.ttf", "".join(_second(blocks))),
    )


def _strong(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what is set bold: the beginnings of paragraphs and the sums of tables."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.lead
        elif isinstance(block, Table) and block.total and block.rows:
            yield from (cell.text for cell in block.rows[-1])


def _heads(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Table):
            yield from (block.caption, *(column.title for column in block.columns))
        elif isinstance(block, Chart):
            yield block.caption


def _second(blocks: Iterable[Block]) -> Iterator[str]:
    return (block.text for block in blocks if isinstance(block, Heading) and block.level > 1)
