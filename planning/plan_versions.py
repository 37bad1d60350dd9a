"""The versions of a plan: what each said as it was approved, and what a later one says otherwise. Reads, never writes.

Events that a version caused carry its number; an item belongs to a version when the version registered it, carried it
over or amended it. What happened to the task since (extensions, reports) is not the plan's word and is not shown here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import select
from sqlmodel import Session

from config.database import table_of
from config.errors import CallError
from planning.ledger import events, tasks
from planning.models import Document, Plan, PlanVersion
from planning.people import actor_names, units

plans = table_of(Plan)
versions = table_of(PlanVersion)
documents = table_of(Document)

#: Acts by which a version speaks of a task; a cancelled one is not in the versions from then on.
SPEAKING = ("registered", "amended", "carried")
#: What a version may say otherwise, in the order it is told; ``due_on`` stands for the deadline with its words.
TOLD = (
    "text", "unit_id", "leader_name", "lead_units", "responsible_units", "support_units", "due_on",
)  # fmt: skip
_LISTS = frozenset({"lead_units", "responsible_units", "support_units", "path"})


@dataclass(frozen=True)
class Difference:
    """What a new version says otherwise about an item: the field, what the plan said, and what it says now, in words.

    ``field`` is text, unit, leader, lead, responsible, support, deadline or deliverables.
    """

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class PlanItem:
    """An item (or deliverable) as a version of the plan says it. ``due_on`` is the plan's date, not an extended one."""

    task_id: int
    number: str
    item_number: str
    unit_id: int
    unit: str
    path: tuple[str, ...]
    text: str
    leader: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    support: tuple[str, ...]
    due_on: date
    due_provisional: bool
    due_text: str
    position: int
    document_id: int
    source_start: int
    source_end: int
    how: Literal["registered", "amended", "carried"] = "registered"
    deliverables: "tuple[PlanItem, ...]" = ()


@dataclass(frozen=True)
class VersionLine:
    """A version of a plan in a list: its number, its document, when and by whom it was adopted."""

    plan_id: int
    plan: str
    year: int
    version: int
    document_id: int
    document: str
    sha256: str
    adopted_at: datetime
    adopted_by: str
    note: str = ""


@dataclass(frozen=True)
class VersionView:
    """A plan as one version says it: items in the order of its document, each with its deliverables."""

    line: VersionLine
    items: tuple[PlanItem, ...]


@dataclass(frozen=True)
class ChangedItem:
    """An item two versions both name but say otherwise."""

    before: PlanItem
    after: PlanItem
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class VersionComparison:
    """What version ``b`` says otherwise than ``a``; ``cancelled`` holds the numbers of the gone items that ended."""

    a: VersionLine
    b: VersionLine
    added: tuple[PlanItem, ...]
    changed: tuple[ChangedItem, ...]
    gone: tuple[PlanItem, ...]
    same: tuple[PlanItem, ...]
    cancelled: frozenset[str] = frozenset()


@dataclass
class Said:
    """What the plan said of a task up to a version: the fields as the ledger keeps them, and how it came to that."""

    task_id: int
    values: dict[str, Any]
    spoken: dict[int, str] = field(default_factory=dict)
    cancelled: int | None = None

    @property
    def number(self) -> str:
        """The task's number."""
        return str(self.values["number"])


def plan_id_of(session: Session, name: str) -> int:
    """Return the plan with a name.

    Raises:
        CallError: ``plan-unknown``, ``plan-unknown-none``.
    """
    found = {row.name: row.id for row in session.connection().execute(select(plans.c.id, plans.c.name))}
    if not found:
        raise CallError("plan-unknown-none", name=name)
    if name not in found:
        raise CallError("plan-unknown", name=name, known="、".join(found))
    return int(found[name])


def version_lines(session: Session, plan_id: int | None = None, before: datetime | None = None) -> list[VersionLine]:
    """Return the versions of a plan, or of every plan, the newest plan first and its versions in order.

    Those adopted ``before`` an instant when one is given.
    """
    query = (
        select(
            versions, plans.c.name.label("plan"), plans.c.year, documents.c.name.label("document"), documents.c.sha256
        )
        .join(plans, plans.c.id == versions.c.plan_id)
        .join(documents, documents.c.id == versions.c.document_id)
        .order_by(plans.c.id.desc(), versions.c.version)
    )
    if plan_id is not None:
        query = query.where(versions.c.plan_id == plan_id)
    if before is not None:
        query = query.where(versions.c.adopted_at < before)
    rows = session.connection().execute(query).all()
    names = actor_names(session, [row.adopted_by for row in rows])
    return [
        VersionLine(
            row.plan_id, row.plan, row.year, row.version, row.document_id, row.document, row.sha256, row.adopted_at,
            names[row.adopted_by], row.note,
        )
        for row in rows
    ]  # fmt: skip


def version_line(
    session: Session, plan_id: int, version: int | None = None, before: datetime | None = None
) -> VersionLine:
    """Return one version of a plan, the newest when none is named.

    Raises:
        CallError: ``plan-version-unknown``.
    """
    lines = version_lines(session, plan_id, before)
    wanted = version if version is not None else max((line.version for line in lines), default=0)
    found = next((line for line in lines if line.version == wanted), None)
    if found is None:
        known = "、".join(str(line.version) for line in lines)
        raise CallError("plan-version-unknown", version=wanted, known=known)
    return found


def version_view(
    session: Session, plan_id: int, version: int | None = None, before: datetime | None = None
) -> VersionView:
    """Return the plan as a version of it said, the newest when none is named; what was said ``before`` an instant.

    Raises:
        CallError: ``plan-version-unknown``.
    """
    line = version_line(session, plan_id, version, before)
    said = said_until(session, plan_id, line.version, before)
    names = {row.id: row.short_name for row in session.connection().execute(select(units.c.id, units.c.short_name))}
    return VersionView(line, tuple(_items(said, line.version, names)))


def _items(said: Mapping[int, Said], version: int, names: Mapping[int, str]) -> list[PlanItem]:
    parts: dict[int, list[PlanItem]] = {}
    for one in said.values():
        parent_id = one.values["parent_id"]
        if parent_id is not None and one.cancelled is None:
            parts.setdefault(parent_id, []).append(_plan_item(one, version, names))
    found = []
    for one in said.values():
        if one.values["parent_id"] is None and version in one.spoken:
            own = sorted(parts.get(one.task_id, ()), key=lambda part: part.position)
            found.append(_plan_item(one, version, names, tuple(own)))
    return sorted(found, key=lambda item: (item.source_start, item.position, item.task_id))


def _plan_item(said: Said, version: int, names: Mapping[int, str], deliverables: tuple[PlanItem, ...] = ()) -> PlanItem:
    values = said.values
    how: Any = said.spoken.get(version, "carried")
    return PlanItem(
        said.task_id, values["number"], values["item_number"], values["unit_id"], names.get(values["unit_id"], ""),
        tuple(json.loads(values["path"])), values["text"], values["leader_name"],
        tuple(json.loads(values["lead_units"])), tuple(json.loads(values["responsible_units"])),
        tuple(json.loads(values["support_units"])), date.fromisoformat(values["due_on"]), values["due_provisional"],
        values["due_text"], values["position"], values["document_id"], values["source_start"], values["source_end"],
        how, deliverables,
    )  # fmt: skip


def said_until(
    session: Session, plan_id: int, version: int | None = None, before: datetime | None = None
) -> dict[int, Said]:
    """Return by task id what the versions of a plan up to one (all when none is named) said of each of its tasks.

    A version may be adopted in parts: only what was said ``before`` an instant when one is given.
    """
    query = (
        select(events.c.task_id, events.c.kind, events.c.payload)
        .join(tasks, tasks.c.id == events.c.task_id)
        .where(tasks.c.plan_id == plan_id, events.c.kind.in_((*SPEAKING, "cancelled")))
        .order_by(events.c.task_id, events.c.seq)
    )
    rows = session.connection().execute(query if before is None else query.where(events.c.at < before))
    found = {}
    for task_id, own in groupby(rows, key=lambda row: row.task_id):
        said = _said(task_id, ((row.kind, json.loads(row.payload)) for row in own), version)
        if said is not None:
            found[task_id] = said
    return found


def _said(task_id: int, spoken: Iterator[tuple[str, dict[str, Any]]], until: int | None) -> Said | None:
    said: Said | None = None
    for kind, payload in spoken:
        # Registered before there were versions: the first. Ended by hand, not by a version: the plan still says it.
        version = payload.get("version", 1 if kind == "registered" else None)
        if version is None or (until is not None and version > until):
            continue
        if kind == "registered":
            said = Said(task_id, dict(payload), {version: kind})
        elif said is not None and kind == "cancelled":
            said.cancelled = version
        elif said is not None:
            said.values |= {**payload, **payload.get("plan", {})}
            said.spoken[version] = "amended" if "amended" in (kind, said.spoken.get(version)) else kind
    return said


def differences(before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[int, str]) -> list[Difference]:
    """Return what two sayings of an item differ in, told in words; white space does not count."""
    return [
        Difference(_NAMES[name], _told(before, name, names), _told(after, name, names))
        for name in TOLD
        if not says_same(before, after, name)
    ]


def says_same(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    """Tell whether two sayings agree in a field. A date that is stated is another thing than the same one assumed."""
    if name == "due_on":
        return all(before[each] == after[each] for each in ("due_on", "due_provisional"))
    return _plain(before[name]) == _plain(after[name])


_NAMES = {
    "text": "text", "unit_id": "unit", "leader_name": "leader", "lead_units": "lead",
    "responsible_units": "responsible", "support_units": "support", "due_on": "deadline",
}  # fmt: skip


def _plain(value: object) -> object:
    return "".join(value.split()) if isinstance(value, str) else value


def _told(values: Mapping[str, Any], name: str, names: Mapping[int, str]) -> str:
    if name == "unit_id":
        return names.get(values[name], "")
    if name in _LISTS:
        return "、".join(json.loads(values[name]))
    if name == "due_on":
        return deadline_told(values["due_on"], provisional=values["due_provisional"])
    return str(values[name])


def deadline_told(due_on: str, *, provisional: bool) -> str:
    """Return a plan's date in words: one nobody stated is 暂定."""
    return f"{due_on}（暂定）" if provisional else due_on


def compare(session: Session, plan_id: int, a: int, b: int, instant: datetime | None = None) -> VersionComparison:
    """Return what version ``b`` of a plan says otherwise than version ``a``; as known before an instant when given.

    Raises:
        CallError: ``plan-version-unknown``.
    """
    before, after = version_view(session, plan_id, a, instant), version_view(session, plan_id, b, instant)
    old = {item.task_id: item for item in before.items}
    new = {item.task_id: item for item in after.items}
    pairs = [(old[task_id], item) for task_id, item in new.items() if task_id in old]
    told = [ChangedItem(one, other, tuple(item_differences(one, other))) for one, other in pairs]
    known = said_until(session, plan_id, max(a, b), instant).values()
    ended = {said.number for said in known if said.cancelled is not None}
    return VersionComparison(
        before.line,
        after.line,
        added=tuple(item for task_id, item in new.items() if task_id not in old),
        changed=tuple(each for each in told if each.differences),
        gone=tuple(item for task_id, item in old.items() if task_id not in new),
        same=tuple(each.after for each in told if not each.differences),
        cancelled=frozenset(ended),
    )


def item_differences(before: PlanItem, after: PlanItem) -> list[Difference]:
    """Return what two versions of an item differ in, its deliverables included."""
    pairs = (
        ("text", before.text, after.text),
        ("unit", before.unit, after.unit),
        ("leader", before.leader, after.leader),
        ("lead", "、".join(before.lead), "、".join(after.lead)),
        ("responsible", "、".join(before.responsible), "、".join(after.responsible)),
        ("support", "、".join(before.support), "、".join(after.support)),
        ("deadline", _deadline(before), _deadline(after)),
        ("deliverables", _texts(before), _texts(after)),
    )
    return [Difference(name, one, other) for name, one, other in pairs if _plain(one) != _plain(other)]


def _deadline(item: PlanItem) -> str:
    return deadline_told(item.due_on.isoformat(), provisional=item.due_provisional)


def _texts(item: PlanItem) -> str:
    return "；".join(part.text for part in item.deliverables)
