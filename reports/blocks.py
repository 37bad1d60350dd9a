"""The parts a worded report is made of, the same for every format: headings, paragraphs, tables, charts, annexes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from reports.snapshot import Light

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Heading:
    """A numbered heading; level 1 is 一、, level 2 is （一）. The number is part of the text."""

    level: Literal[1, 2]
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of one line of thought; ``lead`` is its emphasised beginning (1. or a label)."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Cell:
    """A table cell: what is read, the light it shows (always also in words), and a number for calculating."""

    text: str
    light: Light | None = None
    value: int | date | None = None


@dataclass(frozen=True)
class Column:
    """A table column; ``weight`` is its share of the width."""

    title: str
    weight: int
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table with one header row. ``total`` says that the last row sums up the others."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False

    def lines_in(self, row: tuple[Cell, ...], characters: int) -> int:
        """Return about how many lines the row takes when a line of the whole table holds so many characters."""
        whole = sum(column.weight for column in self.columns)
        return max(
            sum(1 + len(line) * whole // (column.weight * characters) for line in cell.text.split("\n"))
            for cell, column in zip(row, self.columns, strict=True)
        )


@dataclass(frozen=True)
class Chart:
    """A chart as an ECharts option, with the sentence that says the same to those who cannot see it."""

    name: str
    caption: str
    alt: str
    option: dict[str, Any]
    width: int
    height: int


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True)
class Annex:
    """An annex on pages of its own; ``wide`` asks for landscape."""

    number: int
    title: str
    blocks: tuple[Block, ...]
    wide: bool = False


@dataclass(frozen=True)
class Report:
    """The worded report in reading order. ``notes`` are the small lines that tie the paper to the frozen snapshot.

    A line feed in the title is where the office wants it broken; ``heading`` is the same title on one line.
    """

    title: str
    mark: str
    number: str
    addressee: str
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    signature: str
    signed_on: str
    notes: tuple[str, ...]

    @property
    def heading(self) -> str:
        """The title on one line, for file properties and narrow places."""
        return self.title.replace("\n", "")

    def every_block(self) -> Iterator[Block]:
        """Yield the blocks of the body, then those of the annexes."""
        yield from self.blocks
        for annex in self.annexes:
            yield from annex.blocks

    def text(self) -> str:
        """Return all words in reading order, one block or table row a line."""
        lines = [self.title, self.mark, self.number, self.addressee]
        lines += _lines(self.blocks)
        lines += [f"附件：{annex.number}.{annex.title}" for annex in self.annexes]
        lines += [self.signature, self.signed_on, *self.notes]
        for annex in self.annexes:
            lines += [f"附件{annex.number}", annex.title, *_lines(annex.blocks)]
        return "\n".join(line for line in lines if line) + "\n"


def _lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield f"{'#' * block.level} {block.text}"
        elif isinstance(block, Paragraph):
            yield block.lead + block.text
        elif isinstance(block, Chart):
            yield f"[{block.caption}：{block.alt}]"
        else:
            yield f"[{block.caption}]"
            yield " | ".join(column.title.replace("\n", "") for column in block.columns)
            yield from (" | ".join(cell.text.replace("\n", " / ") for cell in row) for row in block.rows)
