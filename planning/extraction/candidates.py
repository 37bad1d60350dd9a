"""What a selection finds in an outline: items, results, and what is left out and why."""

from dataclasses import dataclass, field
from typing import Literal

from planning.extraction.outline import Node
from planning.extraction.passage import Passage
from planning.extraction.responsibility import NOBODY, Responsibility

Why = Literal[
    "numbered",
    "unnumbered-item",
    "task-in-prose",
    "introduction-task",
    "safeguard-without-unit",
    "procedure-sentence",
    "aim-with-figures",
    "general-subject",
    "paragraph-with-action",
]


@dataclass(frozen=True)
class Candidate:
    """The text of an item and what stands around it.

    ``responsibility`` and ``limit`` are what headings or neighbours say of it; ``shown`` is its number where it has no
    node of its own.
    """

    node: Node | None
    passage: Passage
    unit: str | None
    path: tuple[str, ...]
    why: Why = "numbered"
    responsibility: Responsibility = NOBODY
    limit: Passage | None = None
    shown: str = ""

    @property
    def number(self) -> str:
        """The number as the document shows it, empty if none."""
        return self.shown or (self.node.mark.shown if self.node and self.node.mark else "")


@dataclass(frozen=True)
class Achievement:
    """A stretch of results under its heading."""

    unit: str | None
    heading: str
    passage: Passage


@dataclass(frozen=True)
class LeftOut:
    """A heading whose numbered entries are no items."""

    heading: Passage
    count: int


@dataclass
class Selection:
    """What was found, in reading order. ``doubtful`` may be tasks, but nobody is sure enough to count them.

    ``too_long`` are paragraphs that were not looked through to their end.
    """

    candidates: list[Candidate] = field(default_factory=list)
    doubtful: list[Candidate] = field(default_factory=list)
    achievements: list[Achievement] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    introductions: list[Passage] = field(default_factory=list)
    too_long: list[Passage] = field(default_factory=list)
