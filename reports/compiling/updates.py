"""What was reported on an item in the quarter: prose, problem, next step, figures. Earlier quarters are not repeated.

A report belongs to the quarter its period ends in, whenever it was sent. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from config.language import sentence
from planning.lifecycle import Event, Payload
from planning.periods import Quarter
from reports.compiling.history import ItemHistory, quarter_reported
from reports.snapshot import Figure
from reports.wording import figure as figure_text

_PROSE = ("done", "problem", "next_step")


@dataclass(frozen=True)
class Told:
    """All that an item's reports of one quarter say."""

    progress_text: str
    problem: str
    next_step: str
    figures: tuple[Figure, ...]


def told_of(item: ItemHistory, quarter: Quarter) -> Told:
    """Return what the quarter's reports say: all work done, the newest problem and next step, the newest figures."""
    found = [event for event in item.reports() if quarter_reported(event) == quarter]
    newest = {event.task_id: event for event in found if has_prose(event.payload)}.values()
    figures, odd = figures_of(figure for event in found for figure in event.payload.get("figures", ()))
    return Told(
        progress_text=joined([*(event.payload.get("done", "") for event in found), *odd]),
        problem=joined(event.payload.get("problem", "") for event in newest),
        next_step=joined(event.payload.get("next_step", "") for event in newest),
        figures=figures,
    )


def joined(texts: Iterable[str]) -> str:
    """Return texts on lines of their own; empty ones and repetitions are left out."""
    return "\n".join(dict.fromkeys(text for text in (text.strip() for text in texts) if text))


def has_prose(payload: Payload) -> bool:
    """Tell whether a report says anything in words; one on several deliverables says it once, on the item."""
    return any(payload.get(name) for name in _PROSE)


def gist(events: Iterable[Event]) -> str:
    """Return in one text what reports of one instant say: work done, else problem, next step, figures or progress."""
    payloads = [event.payload for event in events]
    for name in _PROSE:
        text = joined(payload.get(name, "") for payload in payloads)
        if text:
            return text
    figures, odd = figures_of(figure for payload in payloads for figure in payload.get("figures", ()))
    if figures or odd:
        return "、".join([*map(figure_text, figures), *odd])
    progress = next((payload["progress"] for payload in payloads if payload.get("progress") is not None), None)
    return "" if progress is None else sentence("told-progress", progress=progress)


def figures_of(given: Iterable[Mapping[str, Any]]) -> tuple[tuple[Figure, ...], list[str]]:
    """Return the newest value of each thing counted, in order of first mention, and what is no number in words."""
    figures: dict[tuple[str, str], Figure] = {}
    odd: list[str] = []
    for of, value, unit in _parts(given):
        try:
            figures[of, unit] = Figure(value=_decimal(value), unit=unit, of=of)
        except InvalidOperation:
            odd.append(sentence("told-figure", of=of, value=value, unit=unit))
    return tuple(figures.values()), odd


def _parts(given: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    for figure in given:
        yield tuple(str(figure.get(name, "")).strip() for name in ("of", "value", "unit"))  # type: ignore[misc] # three


def _decimal(text: str) -> Decimal:
    value = Decimal(text.replace(",", ""))
    if not value.is_finite():
        raise InvalidOperation(text)
    return value
