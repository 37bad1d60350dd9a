"""The few things we ask of an XML element of a Word document (the library's own elements carry no types)."""

from collections.abc import Iterator
from functools import cache
from typing import Protocol

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = {
    "w": _W,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


class Element(Protocol):
    """An element of a WordprocessingML part."""

    tag: str
    text: str | None
    tail: str | None

    def get(self, key: str, default: str = ..., /) -> str:
        """Return an attribute, or the default."""

    def find(self, path: str, /) -> "Element | None":
        """Return the first element below at that path."""

    def findall(self, path: str, /) -> list["Element"]:
        """Return all elements below at that path."""

    def iter(self, tag: str, /) -> Iterator["Element"]:
        """Yield this element and all below it that have the tag, in document order."""

    def iterdescendants(self, tag: str, /) -> Iterator["Element"]:
        """Yield all elements below that have the tag."""

    def itertext(self) -> Iterator[str]:
        """Yield the texts below in document order."""

    def getparent(self) -> "Element | None":
        """Return the element around this one."""

    def clear(self, *, keep_tail: bool = False) -> None:
        """Forget what is below, and the text behind unless it is kept."""

    def remove(self, child: "Element", /) -> None:
        """Take out an element directly below."""

    def __iter__(self) -> Iterator["Element"]:
        """Yield the elements directly below."""


@cache
def name(short: str) -> str:
    """Return the full name of a prefixed one: ``name("w:p")``."""
    prefix, _, local = short.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


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


def is_on(parent: Element | None, short: str) -> bool:
    """Return whether a property that is on or off is there and not switched off."""
    element = below(parent, short)
    return element is not None and attribute(element, default="1") not in ("0", "false", "off")
