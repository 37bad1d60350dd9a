"""Events that plans cause, in words: what people changed before adoption, what a new version says, what was paired."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from config.language import label, phrase
from web.wording import day_words

Told = tuple[str, str]
Payload = Mapping[str, Any]
_AMENDED = (
    ("text", "事项文字"), ("leader_name", "牵头领导"), ("lead_units", "牵头单位"), ("responsible_units", "责任单位"),
    ("support_units", "配合单位"),
)  # fmt: skip
_CODED = {"decision": "review_decision", "deadline_basis": "deadline_basis"}
_LONGEST = 80


def changes_before_adoption(payload: Payload) -> Iterator[Told]:
    """Yield what each person changed on the item while it was reviewed, in order."""
    for change in (payload.get("review") or {}).get("changes") or ():
        if change["field"] == "decision" and change["after"] == "keep":
            continue  # every registered item was kept; said of each task it would hide what was really changed
        name = phrase("{who}核对时改{field}", who=change["name"], field=label("item_field", change["field"]))
        yield name, f"{_shown(change['field'], change['before'])} → {_shown(change['field'], change['after'])}"
    for source in payload.get("sources") or ():
        yield phrase("另见"), _shortened(f"{source.get('unit') or ''} {source['text']}".strip())


def amended(payload: Payload, owner: str) -> Iterator[Told]:
    """Yield what a new version of the plan says otherwise."""
    yield phrase("计划版本"), phrase("第 {version} 版", version=payload["version"]) if payload.get("version") else ""
    for field, name in _AMENDED:
        if field in payload:
            yield phrase(name), _shown(field, payload[field])
    if "due_on" in payload:
        yield phrase("完成时限"), day_words(date.fromisoformat(payload["due_on"]))
    yield phrase("责任岗位"), owner
    yield from changes_before_adoption(payload)


def sourced(payload: Payload) -> Iterator[Told]:
    """Yield where else the same matter is said."""
    yield phrase("单位"), str(payload.get("unit") or "")
    yield phrase("原文"), _shortened(str(payload.get("text") or ""))


def paired(payload: Payload) -> Iterator[Told]:
    """Yield which result was taken, and as what."""
    yield phrase("作为"), label("pairing_role", str(payload.get("role") or ""))
    yield phrase("工作成果"), _shortened(str(payload.get("text") or ""))


def unpaired(payload: Payload) -> Iterator[Told]:
    """Yield which result was given back."""
    yield phrase("工作成果"), phrase("第 {number} 号", number=payload["result_id"]) if payload.get("result_id") else ""


def _shown(field: str, value: object) -> str:
    """Return a value of a field as people read it."""
    if value in (None, "", [], ()):
        return phrase("（空）")
    if field in _CODED:
        return label(_CODED[field], str(value))
    if isinstance(value, str) and value.startswith("["):
        value = value.strip("[]").replace('"', "").replace(", ", "、").replace(",", "、")
    if isinstance(value, (list, tuple)):
        value = "、".join(_part(part) for part in value)
    return _shortened(str(value))


def _part(part: object) -> str:
    if not isinstance(part, Mapping):
        return str(part)
    return str(part.get("text") or f"{part.get('of', '')}{part.get('value', '')}{part.get('unit', '')}")


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
