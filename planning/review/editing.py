"""Fields set by hand: each value checked and written as it is kept, and a new text read again. Pure."""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from config.errors import DubanError
from config.language import label
from planning.review.bench import DEADLINE, Bench, item_on
from planning.review.model import (
    EDITABLE,
    Payload,
    ProposedItem,
    from_json,
    to_json,
)
from planning.review.rereading import Source, passage_of, read_parts

_LISTS = frozenset({"path", "responsible", "lead", "support"})
_BETWEEN = re.compile(r"[、，,；;\n]+")


def edited(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return the fields of an item set by hand, and what a new text says beside them.

    Raises:
        DubanError: ``review-nothing-changed``.
    """
    item = item_on(bench, said.get("key", ""))
    fields = {name: _value(item.key, name, value) for name, value in said.get("fields", {}).items()}
    fields = {name: value for name, value in fields.items() if to_json(name, getattr(item, name)) != value}
    if not fields:
        raise DubanError("review-nothing-changed", key=item.key)
    _require_places(fields, item, len(bench.source.text))
    return {"key": item.key, "fields": fields, "read": _read_again(item, fields, bench.source)}


def _require_places(fields: Mapping[str, Any], item: ProposedItem, chars: int) -> None:
    """Do nothing when the item and its deliverables lie within the document: pages and the ledger point there."""
    places = [(fields.get("start", item.start), fields.get("end", item.end))]
    places += [(part["start"], part["end"]) for part in fields.get("deliverables", ())]
    for start, end in places:
        if not 0 <= start < end <= chars:
            raise DubanError("review-stretch-empty", start=start, end=end)


def _read_again(item: ProposedItem, fields: Mapping[str, Any], source: Source) -> dict[str, Any]:
    """Return what a corrected text says anew, and what else follows from a date set by hand."""
    read: dict[str, Any] = {}
    hand = item.by_hand | fields.keys()
    if "text" in fields:
        passage = passage_of(fields["text"], source, item.start, item.end)
        read = {name: to_json(name, value) for name, value in read_parts(passage, source).items()}
        stated_elsewhere = item.deadline and item.deadline_text and item.deadline_text not in item.text
        if "deadline" in hand or (stated_elsewhere and not read["deadline"]):
            read = {name: value for name, value in read.items() if name not in DEADLINE}
    if "deadline" in fields:
        read |= {"deadline_basis": "explicit" if fields["deadline"] else "none"}
        read |= dict.fromkeys(("next_on", "last_on"))
        if not fields["deadline"]:
            read |= {"start_on": None}
    return {name: value for name, value in read.items() if name not in hand}


def _value(key: str, name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a form or a file gives
    """Return a field set by hand as a JSON value."""
    if name not in EDITABLE:
        raise DubanError("review-field-unknown", key=key, field=name, known="、".join(EDITABLE))
    try:
        return checked(name, value)
    except (TypeError, ValueError, KeyError) as error:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        raise DubanError("review-field-invalid", key=key, field=label("item_field", name), value=shown) from error


def checked(name: str, value: Any) -> Any:  # noqa: ANN401, PLR0911 - as above; one case for each kind of field
    """Return a field set by hand as it is kept.

    Raises:
        TypeError, ValueError, KeyError: it cannot be one.
    """
    match name:
        case "text":
            if not str(value).strip():
                raise ValueError(name)
            return " ".join(str(value).split()) if "\n" in str(value) else str(value).strip()
        case "deadline" | "start_on":
            return date.fromisoformat(str(value)).isoformat() if value else None
        case "start" | "end":
            return int(value)
        case "deliverables":
            return [{"text": str(p["text"]), "start": int(p["start"]), "end": int(p["end"])} for p in value]
        case "quantities":
            return to_json(name, from_json(name, [_figured(figure) for figure in value]))
        case "unit" | "number":
            return str(value).strip() or None if value is not None else None
        case _ if name in _LISTS:
            parts = _BETWEEN.split(value) if isinstance(value, str) else [str(part) for part in value]
            return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        case _:
            return str(value or "").strip()


def _figured(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a figure set by hand as it is kept: what is not said of it is as for any figure."""
    known = {name: said[name] for name in ("bound", "to") if said.get(name) is not None}
    figure = {"value": said["value"], "unit": str(said["unit"]), "of": str(said["of"]), **known}
    return {name: _number(value) if name in ("value", "to") else value for name, value in figure.items()}


def _number(value: Any) -> int | str:  # noqa: ANN401 - a JSON number or text
    text = str(value)
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", text):
        raise ValueError(text)
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else text
