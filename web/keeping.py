"""``{% keep … %}``: a part of a page that is written out once for the same values, and then taken as it was.

What stands between ``keep`` and ``endkeep`` must say nothing but what the values named say: they are the key, compared
as values, so a part is never out of date. Each language has its own, because it has its own environment.
"""

from collections.abc import Callable, Hashable
from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from config.latest import Latest

_MOST = 12_000_000
"""Characters kept in a language, of two bytes each where they are Chinese."""


class Keep(Extension):
    """The tag; what is kept lives with the environment."""

    tags = {"keep"}  # noqa: RUF012 - as Jinja reads it

    def __init__(self, environment: Any) -> None:  # noqa: ANN401 - Jinja's environment, which takes new names
        super().__init__(environment)
        self._kept: Latest[Markup] = Latest(_MOST, len)

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the tag, its values and what stands inside."""
        line = next(parser.stream).lineno
        values = parser.parse_tuple(with_condexpr=True, explicit_parentheses=False)
        inside = parser.parse_statements(("name:endkeep",), drop_needle=True)
        place = nodes.Const(f"{parser.filename or parser.name}:{line}")
        return nodes.CallBlock(self.call_method("keep", [place, values]), [], [], inside).set_lineno(line)

    def keep(self, place: str, values: Hashable, caller: Callable[[], str]) -> Markup:
        """Return what is kept for a place and its values, or write it out and keep it."""
        key = (place, values)
        found = self._kept.get(key)
        if found is None:
            found = Markup(caller())  # noqa: S704 - a template's own text, escaped there
            self._kept.put(key, found)
        return found
