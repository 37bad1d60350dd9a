"""From the bytes of a document to its text, guarded against files that are not what they say."""

from planning.reading.document import Block, Cell, DocumentText, Landmark, Note, Progress, ReadingLimits, Table, silent
from planning.reading.reader import read_document

__all__ = [
    "Block", "Cell", "DocumentText", "Landmark", "Note", "Progress", "ReadingLimits", "Table", "read_document",
    "silent",
]  # fmt: skip
