"""What there is to tell of a table: codes of the sentences with their places; rows whose numbers skip or repeat."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from planning.extraction.model import Severity
from planning.extraction.table_drafts import Row


@dataclass(frozen=True)
class Flag:
    """Something to tell of a table: a code of the sentences, where, and its values."""

    severity: Severity
    code: str
    start: int
    end: int
    values: dict[str, object] = field(default_factory=dict)


def out_of_order(rows: Sequence[Row]) -> Iterator[Flag]:
    """Yield where numbers of rows in a table skip or repeat; a merged number stands for all its rows."""
    for before, after in pairwise(rows):
        if not (before.number.isdecimal() and after.number.isdecimal() and before.unit == after.unit):
            continue
        first, second = int(before.number), int(after.number)
        place = after.measure
        if second > first + 1:
            values: Mapping[str, object] = {"before": before.number, "after": after.number}
            yield Flag("info", "number-gap", place.start, place.end, dict(values))
        elif first == second and not after.shares_number:
            yield Flag("info", "number-repeated", place.start, place.end, {"number": after.number})
