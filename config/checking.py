"""What the checking of values found wrong, in the user's language: pydantic itself speaks English only."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from config.language import labels

_QUOTED = re.compile(r"'([^']*)'")


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Return the first wrong field, its parts joined by dots, and in words what is wrong with it."""
    fault = error.errors()[0]
    return ".".join(str(part) for part in fault["loc"]), fault_words(fault)


def fault_words(fault: Mapping[str, Any]) -> str:
    """Return what one of pydantic's errors says, by its type or how that begins (labels ``value_fault``).

    What a check of our own said stays as it is.
    """
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    found = {**context, "expected": "、".join(_QUOTED.findall(str(context.get("expected"))))}
    words = (words for start, words in labels("value_fault").items() if kind.startswith(start))
    return next(words, "的值不对").format(**found)
