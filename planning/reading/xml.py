"""The few things we ask of an XML element of a Word document (the library's own elements carry no types)."""

from collections.abc import Iterator
from typing import Protocol

from docx.oxml.ns import qn


class Element(Protocol):
    """An element of a WordprocessingML part."""

    tag: str
    text: str | None

    def get(self, key: str, default: str = ..., /) -> str:
        """Return an attribute, or the default."""

    def find(self, path: str, /) -> "Element | None":
        """Return the first element below at that path."""

    def findall(self, path: str, /) -> list["Element"]:
        """Return all elements below at that path."""

    def iter(self, tag: str, /) -> Iterator["Element"]:
        """Yield this element and all below it that have the tag, in document order."""

    def iterancestors(self) -> Iterator["Element"]:
        """Yield the elements around this one, innermost first."""

    def __iter__(self) -> Iterator["Element"]:
        """Yield the elements directly below."""


def name(short: str) -> str:
    """Return the full name of a prefixed one: ``name("w:p")``."""
    return str(qn(short))


def below(element: Element | None, *path: str) -> Element | None:
    """Return the element that a path of prefixed names leads to, or None where it ends early."""
    for step in path:
        if element is None:
            return None
        element = element.find(name(step))
    return element


def attribute(element: Element | None, short: str = "w:val", default: str = "") -> str:
    """Return an attribute of an element; the default also when there is no element."""
    return default if element is None else element.get(name(short), default)
