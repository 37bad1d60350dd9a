"""From the text of a plan to its goal items: pure, deterministic, with exact places in the source."""

from planning.extraction.clarities import CLARITIES, missing_clarities
from planning.extraction.deadlines import Deadline, read_deadline
from planning.extraction.extractor import extract
from planning.extraction.model import Deliverable, Extraction, Issue, Item, Result
from planning.extraction.quantities import Quantity

__all__ = [
    "CLARITIES",
    "Deadline",
    "Deliverable",
    "Extraction",
    "Issue",
    "Item",
    "Quantity",
    "Result",
    "extract",
    "missing_clarities",
    "read_deadline",
]
