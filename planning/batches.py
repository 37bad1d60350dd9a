"""Long lists of values cut into statements: a database takes only so many parameters in one."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

A = TypeVar("A")

MOST = 20_000
"""Values in one statement. SQLite takes 32 766 parameters in all, PostgreSQL's protocol 65 535."""


def batched(values: Sequence[A], most: int = MOST) -> Iterator[Sequence[A]]:
    """Yield the values in their order, at most so many at once; nothing when there are none."""
    for begin in range(0, len(values), most):
        yield values[begin : begin + most]
