"""The parts of a Word file: found by their relations as Word does, parsed one piece after the other."""

import io
import posixpath
from collections.abc import Iterator
from typing import cast

from lxml import etree

from config.errors import DubanError
from planning.reading.archive import UNPACKING_FAULTS, open_archive
from planning.reading.document import Progress, ReadingLimits
from planning.reading.xml import Element, name

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": _TRANSITIONAL + b"wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/math": _TRANSITIONAL + b"officeDocument/2006/math",
}
_SAFE = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True, "huge_tree": True}
"""Whatever the archive may unpack may be parsed; how deep a tree may be, its readers' own depth bounds."""
_TYPES = "[Content_Types].xml"
_FAULTS = (*UNPACKING_FAULTS, etree.XMLSyntaxError)
_BLOCKS = ("w:p", "w:tbl", "w:sdt", "w:altChunk", "w:subDoc")
_STEP = 200


class WordPackage:
    """An open Word file. Its archive has been found harmless before anything is unpacked.

    Raises:
        DubanError: ``docx-not-word`` when the parts of a Word document are missing, or an ``archive-…`` code.
    """

    def __init__(self, data: bytes, file: str, limits: ReadingLimits) -> None:
        self._file = file
        self._archive = open_archive(data, file, limits)
        self._names = {entry.lower(): entry for entry in self._archive.namelist()}
        if _TYPES.lower() not in self._names:
            raise DubanError("docx-not-word", name=file, part=_TYPES)
        self._main = next((target for kind, target in self._relations("") if kind == "officeDocument"), "")
        if not self._name_of(self._main):
            raise DubanError("docx-not-word", name=file, part=self._main or "word/document.xml")

    def related(self, kind: str) -> Element | None:
        """Return the root of the part that the document names as its ``styles`` or ``numbering``."""
        for found, target in self._relations(self._main):
            if found == kind and self._name_of(target):
                return self._root(target)
        return None

    def blocks(self, progress: Progress) -> Iterator[Element]:
        """Yield the elements directly below the body, in order; each is forgotten when the next is asked for."""
        ended = False
        try:
            data = _usual(self._archive.read(self._name_of(self._main)))
            stream = io.BytesIO(data)
            for count, (element, ended) in enumerate(_parsed(stream)):
                if not ended:
                    yield element
                if count % _STEP == 0:
                    progress(stream.tell(), len(data))
        except _FAULTS as error:
            raise DubanError("archive-damaged", name=self._file, part=self._main) from error
        if not ended:
            raise DubanError("docx-not-word", name=self._file, part=self._main)
        progress(len(data), len(data))

    def _name_of(self, part: str) -> str:
        return self._names.get(part.lower(), "")

    def _relations(self, part: str) -> list[tuple[str, str]]:
        """Return the kind and the target of each part that a part (or the whole package) points to."""
        folder, _, file = part.rpartition("/")
        path = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if not self._name_of(path):
            return []
        return [
            (relation.get("Type", "").rpartition("/")[2], _resolved(folder, relation.get("Target", "")))
            for relation in self._root(path).iter(_RELATION)
            if relation.get("TargetMode", "") != "External"
        ]

    def _root(self, part: str) -> Element:
        try:
            data = _usual(self._archive.read(self._name_of(part)))
            return cast("Element", etree.fromstring(data, etree.XMLParser(**_SAFE)))
        except _FAULTS as error:
            raise DubanError("archive-damaged", name=self._file, part=part) from error


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _usual(data: bytes) -> bytes:
    """Return a part with the names of the strict variant of the standard replaced by the usual ones."""
    for strict, usual in _STRICT.items():
        if strict in data:
            data = data.replace(strict, usual)
    return data


def _parsed(stream: io.BytesIO) -> Iterator[tuple[Element, bool]]:
    """Yield each child of the body once it is complete, then the body itself with True; keep no more than one.

    The parser is ahead of us: what stands behind the element it tells of may not be complete and is not touched.
    """
    body, tags = name("w:body"), [name("w:body"), *(name(block) for block in _BLOCKS)]
    done: Element | None = None
    for _, found in etree.iterparse(stream, events=("end",), tag=tags, **_SAFE):
        element = cast("Element", found)
        parent = element if element.tag == body else element.getparent()
        if parent is None or parent.tag != body:
            continue
        for child in _up_to(element, parent):
            if child is not done:
                yield child, False
                child.clear(keep_tail=True)
            if child is not element:
                parent.remove(child)
        done = element
    if done is None or done.tag != body:
        return
    yield done, True


def _up_to(element: Element, parent: Element) -> list[Element]:
    """Return the children of ``parent`` up to ``element``; all when it is none of them."""
    children = []
    for child in parent:
        children.append(child)
        if child is element:
            break
    return children
