"""From the bytes of a document to its text, guarded against files that are not what they say."""

from planning.reading.document import Block, DocumentText, ReadingLimits
from planning.reading.reader import read_document

__all__ = ["Block", "DocumentText", "ReadingLimits", "read_document"]
