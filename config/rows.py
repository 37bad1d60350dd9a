"""Rows as pure functions see them: values by column, wherever they come from."""

from typing import Any, Protocol


class Row(Protocol):
    """A row of an answer of the database, or anything else that gives values by column."""

    def __getitem__(self, column: str, /) -> Any:  # noqa: ANN401 - each column has a type of its own
        """Return the value of a column."""
        ...
