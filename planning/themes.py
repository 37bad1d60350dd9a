"""Under which theme of the boards an item falls, by the words of its text and of the headings above it. Pure."""

from collections.abc import Sequence

from config.themes import Theme

#: A word in a heading above the item says as much as this many in its text.
_HEADING = 2


def classify(text: str, path: Sequence[str], themes: Sequence[Theme]) -> str:
    """Return the name of the theme most words speak for, each counted once; empty when none does.

    The item's first clause says what it is about and counts double. Of equal ones the first in the order of the file.
    """
    if not themes:
        return ""
    above, first = "\n".join(path), text[: _end_of_clause(text)]
    weights = [_weight(theme, text, first, above) for theme in themes]
    best = max(weights)
    return themes[weights.index(best)].name if best else ""


def _weight(theme: Theme, text: str, first: str, above: str) -> int:
    return sum((word in text) + (word in first) + _HEADING * (word in above) for word in theme.words)


def _end_of_clause(text: str) -> int:
    ends = [at for at in (text.find(sign) for sign in "，。；,;\n") if at >= 0]
    return min(ends, default=len(text))
