"""Text that knows where it came from: pieces of the source joined across layout line breaks, with exact offsets."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from planning.traditional import SIMPLER

_WIDE = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {
        0x3000: 0x20,
        0xA0: 0x20,
        0x09: 0x20,
        0x25CB: 0x3007,
        0xFE52: 0x2E,
    }
    | SIMPLER
)
_SHORT = 2_000
"""Characters of a text that is remembered, so that what is remembered stays within a few megabytes."""


def fold(text: str) -> str:
    """Return the text with full-width forms made half-width and traditional characters simplified, one for one.

    The length never changes, so an offset in the folded text is an offset in the original. What is short is remembered:
    the same sentence is looked at for many things.
    """
    return _folded(text) if len(text) <= _SHORT else text.translate(_WIDE)


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    return text.translate(_WIDE)


@dataclass(frozen=True)
class Passage:
    """Some characters of the source, joined. ``starts[i]`` in ``text`` came from ``sources[i]`` in the source text."""

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    @cached_property
    def folded(self) -> str:
        """The text in half-width form, of the same length."""
        return fold(self.text)

    @classmethod
    def of(cls, text: str, source: int) -> "Passage":
        """Return the passage of one unbroken stretch of the source that begins at ``source``."""
        return cls(text, (0,), (source,))

    def __len__(self) -> int:
        return len(self.text)

    def where(self, index: int) -> int:
        """Return the offset in the source of the character at ``index``."""
        piece = bisect_right(self.starts, index) - 1
        return self.sources[piece] + index - self.starts[piece]

    @property
    def start(self) -> int:
        """Offset in the source of the first character."""
        return self.sources[0]

    @property
    def end(self) -> int:
        """Offset in the source just behind the last character."""
        return self.where(len(self.text) - 1) + 1 if self.text else self.start

    def cut(self, start: int, end: int | None = None) -> "Passage":
        """Return the part between two indices without white space at either end."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        if len(self.starts) == 1:  # one unbroken stretch, as most are
            return Passage(text, (0,), (self.sources[0] + (start if text else 0),))
        pieces = [(start, self.where(start))] if text else [(start, self.start)]
        first, last = bisect_right(self.starts, start), bisect_right(self.starts, start + len(text) - 1)
        pieces += [(self.starts[i], self.sources[i]) for i in range(first, last)]
        return Passage(text, tuple(at - start for at, _ in pieces), tuple(source for _, source in pieces))


def join(passages: list[Passage], between: str = "") -> Passage:
    """Return the passages one behind the other; ``between`` (a line break) belongs to the end of the one before."""
    texts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    for passage, glue in _with_glue(passages, between):
        if glue:
            pieces.append((length, max(passage.start - 1, 0)))
            texts.append(glue)
            length += len(glue)
        pieces += [(length + at, source) for at, source in zip(passage.starts, passage.sources, strict=True)]
        texts.append(passage.text)
        length += len(passage)
    return Passage("".join(texts), tuple(at for at, _ in pieces), tuple(source for _, source in pieces))


def _with_glue(passages: list[Passage], between: str) -> Iterator[tuple[Passage, str]]:
    for position, passage in enumerate(passages):
        yield passage, between if position else ""
