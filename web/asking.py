"""Questions in addresses: filters, days and pages as text, checked, and written back as an address.

A value that cannot be meant is refused with the sentence that says how to write it; nothing is guessed.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from config.errors import CallError
from config.language import label, labels
from planning.narrowing import SORTS, TaskFilter
from planning.periods import parse_period
from web.addresses import address

MOST_ID = 2**31 - 1
MOST_TEXT = 100
PAGE_SIZE = 50
FIRST_YEAR, LAST_YEAR = 1990, 2100
_MOST_DIGITS = 9
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class TaskQuestion:
    """Which tasks a reader asks for, and which page of them; the fields are the parameters of the address.

    ``below`` takes the units under ``unit`` in; ``theme`` is ``none`` for tasks without one; ``person`` is a name or
    staff number; ``post`` an id; ``quarter`` (``2017Q2``) that of the deadline; ``silent`` a period whose update is
    owed; ``chased`` takes in deliverables with a deadline of their own, as ``overdue`` does.
    """

    plan: int | None = None
    unit: int | None = None
    light: str | None = None
    state: str | None = None
    text: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool = False
    below: bool = False
    theme: str | None = None
    person: str | None = None
    post: int | None = None
    vacant: bool = False
    waiting: str | None = None
    chased: bool = False
    provisional: bool = False
    quarter: str | None = None
    silent: str | None = None
    red_since: date | None = None
    counted: bool = False
    unanswered: bool = False
    extended: int | None = None
    sort: str | None = None
    page: int = 1

    def as_filter(self) -> TaskFilter:
        """Return the question as the queries of planning take it."""
        first, last = self.due_from, self.due_to
        if self.quarter:
            span = parse_period(self.quarter)
            first, last = max(first or span.first, span.first), min(last or span.last, span.last)
        same = {name: getattr(self, name) for name in _AS_FILTERED}
        return TaskFilter(
            unit_id=self.unit,
            plan_id=self.plan,
            post_id=self.post,
            due_from=first,
            due_to=last,
            silent_by=parse_period(self.silent).last if self.silent else None,
            sort=self.sort or SORTS[0],
            **same,
        )

    def _given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def narrowed(self) -> dict[str, Any]:
        """Return the filters that are set, without the page."""
        return {key: value for key, value in self._given().items() if key != "page" and value not in (None, "", False)}

    def address(self, as_of: date | None, **changed: object) -> str:
        """Return the address of this question with some parameters changed; a changed filter begins at page 1."""
        asked = self.narrowed() | {"page": self.page if self.page > 1 else None, "as_of": as_of}
        if changed.keys() - {"page"}:
            asked["page"] = None
        return address("/tasks", **(asked | changed))


#: Fields a filter of planning has under the same name.
_AS_FILTERED = (
    "light", "state", "text", "overdue", "below", "theme", "person", "vacant", "waiting", "chased", "provisional",
    "silent", "red_since", "counted", "unanswered", "extended",
)  # fmt: skip


def task_question(given: Mapping[str, str]) -> TaskQuestion:
    """Read the filters of a list of tasks.

    Raises:
        CallError: ``filter-invalid`` naming the field, the value and how to write it.
    """
    readers: dict[str, Callable[[str, str], object]] = {
        "plan": identity,
        "unit": identity,
        "light": one_of("light"),
        "state": one_of("state"),
        "text": plain_text,
        "due_from": day,
        "due_to": day,
        "overdue": flag,
        "below": flag,
        "theme": plain_text,
        "person": plain_text,
        "post": identity,
        "vacant": flag,
        "waiting": one_of("waits_for"),
        "chased": flag,
        "provisional": flag,
        "quarter": period_code,
        "silent": period_code,
        "red_since": day,
        "counted": flag,
        "unanswered": flag,
        "extended": identity,
        "sort": one_of("sort"),
        "page": page_number,
    }
    known = {field.name for field in fields(TaskQuestion)}
    values: dict[str, Any] = {
        name: readers[name](name, text.strip()) for name, text in given.items() if name in known and text.strip()
    }
    found = TaskQuestion(**values)
    if found.due_from and found.due_to and found.due_from > found.due_to:
        raise invalid("due_from", found.due_from.isoformat(), "range")
    return found


def day(field: str, text: str) -> date:
    """Read a day written ``2017-06-30``, within the years a plan may have."""
    if _DAY.fullmatch(text):
        with suppress(ValueError):  # such as 30 February
            found = date.fromisoformat(text)
            if FIRST_YEAR <= found.year <= LAST_YEAR:
                return found
    raise invalid(field, text, "day")


def optional_day(given: Mapping[str, str], field: str) -> date | None:
    """Read a day that may be left out."""
    text = given.get(field, "").strip()
    return day(field, text) if text else None


def identity(field: str, text: str) -> int:
    """Read the id of a row."""
    if text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_ID)) and 0 < int(text) <= MOST_ID:
        return int(text)
    raise invalid(field, text, "number")


def page_number(field: str, text: str) -> int:
    """Read the number of a page, counted from 1."""
    if text.isascii() and text.isdecimal() and len(text) < 8 and int(text) > 0:  # noqa: PLR2004 - more than any list has
        return int(text)
    raise invalid(field, text, "page")


def one_of(kind: str) -> Callable[[str, str], str]:
    """Return a reader of the values that have a label of this kind."""

    def read(field: str, text: str) -> str:
        if text in labels(kind):
            return text
        raise invalid(field, text, "choice")

    return read


def period_code(field: str, text: str) -> str:
    """Read the code of a reporting period (``2017Q2``)."""
    with suppress(CallError):
        return str(parse_period(text))
    raise invalid(field, text, "period")


def plain_text(field: str, text: str) -> str:
    """Read words to search for."""
    if len(text) > MOST_TEXT or _CONTROLS.search(text):
        raise invalid(field, _CONTROLS.sub("?", text), "text")
    return text


def whole(text: str) -> int | None:
    """Read a number that a form carries; none when it is not one, or is longer than any that we gave."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def flag(field: str, text: str) -> bool:
    """Read a box that is ticked or not."""
    if text in {"1", "on", "true"}:
        return True
    if text in {"0", "false"}:
        return False
    raise invalid(field, text, "choice")


def invalid(field: str, text: str, hint: str) -> CallError:
    """Return what is said of a value that cannot be meant; ``hint`` is a value of the labels ``filter_hint``."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - enough to recognise it
    return CallError("filter-invalid", field=label("filter", field), value=shown, hint=label("filter_hint", hint))
