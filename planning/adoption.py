"""Adopting a plan: each goal item read from a document becomes a registered task under its unit.

Writes but does not commit. The same bytes for the same year are adopted once; a second time changes nothing.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session

from config.clock import local_day
from config.database import table_of
from config.errors import CallError, DubanError
from planning.extraction import Extraction, Item, missing_clarities, read_deadline
from planning.indicators import keep_results, keep_targets
from planning.ledger import Ledger, tasks
from planning.models import Document, Outcome, Plan
from planning.people import known_units, liaison_posts, posts, posts_of_people
from planning.plan_years import require_plan_year
from planning.reading import DocumentText

documents = table_of(Document)
plans = table_of(Plan)
outcomes = table_of(Outcome)

TITLE_LENGTH = 40
_ONLY_WHEN = re.compile("[0-9一二三四五六七八九十年月日上下半季度底末初第前中旬全今本内每]{2,12}")


@dataclass(frozen=True)
class AdoptedTask:
    """One line of what an import did."""

    number: str
    unit: str
    title: str
    due_on: date
    due_provisional: bool
    owner_post_id: int | None
    deliverables: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Adoption:
    """What importing a plan did, or that it had been done before."""

    plan: str
    document_sha256: str
    already: bool
    tasks: tuple[AdoptedTask, ...] = ()
    outcomes: int = 0
    missing: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Adopting:
    """How a plan is to be adopted: its year, its name, the unit of items that name none, as drafts or registered."""

    year: int
    name: str | None = None
    default_unit: str | None = None
    start_on: date | None = None
    as_draft: bool = False


def adopt_plan(ledger: Ledger, document: DocumentText, size: int, extraction: Extraction, how: Adopting) -> Adoption:
    """Register every item of an extraction and keep its results; the document's bytes are kept by the caller.

    Raises:
        CallError: ``plan-year-invalid``, ``plan-name-taken``, ``unit-unknown`` (the default unit).
        DubanError: ``plan-no-items``, ``plan-units-unknown``, ``plan-unit-missing``: nothing is written.
    """
    require_plan_year(how.year)
    session = ledger.session
    _take_turn(session)
    before = _adopted_before(session, document.sha256, how.year)
    if before is not None:
        return Adoption(plan=before, document_sha256=document.sha256, already=True)
    if not extraction.items:
        raise DubanError("plan-no-items", file=document.name)
    unit_of = _units_of(session, extraction, how.default_unit)
    plan_id, document_id = _store_plan(ledger, document, size, how)
    adopted = _register_items(ledger, extraction, how, plan_id, document_id, unit_of)
    _store_outcomes(session, extraction, plan_id)
    keep_results(session, plan_id)
    missing = Counter(code for task in adopted for code in task.missing)
    name = session.connection().execute(select(plans.c.name).where(plans.c.id == plan_id)).scalar_one()
    return Adoption(name, document.sha256, False, tuple(adopted), len(extraction.results), dict(missing))


def _take_turn(session: Session) -> None:
    """Let one import go after the other, so that numbers and documents are not given twice. SQLite's writers do so."""
    if session.connection().dialect.name == "postgresql":
        session.connection().execute(text("LOCK TABLE plan IN SHARE ROW EXCLUSIVE MODE"))


def _adopted_before(session: Session, sha256: str, year: int) -> str | None:
    query = (
        select(plans.c.name)
        .join(documents, documents.c.id == plans.c.document_id)
        .where(documents.c.sha256 == sha256, plans.c.year == year)
    )
    return session.connection().execute(query).scalar()


def _units_of(session: Session, extraction: Extraction, default: str | None) -> dict[str | None, int]:
    """Return the unit id for each unit name the items use; the first lead or responsible unit where none is named."""
    known = known_units(session)
    found: dict[str | None, int] = {}
    if default is not None:
        if default not in known:
            raise CallError("unit-unknown", ref=default)
        found[None] = known[default]
    unknown = []
    for name in dict.fromkeys(unit_named(item) for item in extraction.items):
        if name is None:
            continue
        unit_id = known.get(name) or _by_core_name(known, name)
        if unit_id is None:
            unknown.append(name)
        else:
            found[name] = unit_id
    if unknown:
        raise DubanError("plan-units-unknown", units="、".join(unknown))
    homeless = [item for item in extraction.items if unit_named(item) is None]
    if homeless and None not in found:
        raise DubanError("plan-unit-missing", count=len(homeless), text=homeless[0].text[:30])
    return found


def unit_named(item: Item) -> str | None:
    """Return the unit an item belongs to: its heading's, else the first that leads or is responsible."""
    return item.unit or next(iter((*item.lead, *item.responsible)), None)


def responsible_of(item: Item) -> tuple[str, ...]:
    """Return who answers for an item: everybody named, without those who only support (配合)."""
    return tuple(name for name in item.responsible if name not in item.support)


def _by_core_name(known: Mapping[str, int], name: str) -> int | None:
    """Match 月桥街道 with 月桥街道总工会 and the like, when exactly one unit fits."""
    fits = {unit_id for full, unit_id in known.items() if full.removesuffix("总工会") == name.removesuffix("总工会")}
    return fits.pop() if len(fits) == 1 else None


def _store_plan(ledger: Ledger, document: DocumentText, size: int, how: Adopting) -> tuple[int, int]:
    connection = ledger.session.connection()
    name = how.name or f"{document.name.rpartition('.')[0] or document.name}（{how.year}年）"
    if connection.execute(select(plans.c.id).where(plans.c.name == name)).first() is not None:
        raise CallError("plan-name-taken", name=name)
    document_id = connection.execute(select(documents.c.id).where(documents.c.sha256 == document.sha256)).scalar()
    if document_id is None:
        values = {
            "sha256": document.sha256, "name": document.name, "media_type": document.media_type, "size_bytes": size,
            "text": document.text, "imported_at": ledger.now, "imported_by": ledger.actor.ref,
        }  # fmt: skip
        document_id = connection.execute(insert(documents).values(values).returning(documents.c.id)).scalar_one()
    plan = {
        "name": name, "year": how.year, "starts_on": date(how.year, 1, 1), "ends_on": date(how.year, 12, 31),
        "document_id": document_id,
    }  # fmt: skip
    return connection.execute(insert(plans).values(plan).returning(plans.c.id)).scalar_one(), document_id


def _register_items(
    ledger: Ledger,
    extraction: Extraction,
    how: Adopting,
    plan_id: int,
    document_id: int,
    unit_of: dict[str | None, int],
) -> list[AdoptedTask]:
    number = _last_number(ledger.session, how.year)
    payloads = []
    for position, item in enumerate(extraction.items, start=1):
        payloads.append(_item_payload(ledger, item, how, unit_of[unit_named(item)]) | {
            "number": f"{how.year}-{number + position:03d}", "position": position,
            "plan_id": plan_id, "document_id": document_id,
        })  # fmt: skip
    _give_owners(ledger, extraction.items, payloads)
    ids = ledger.register(payloads)
    keep_targets(ledger.session, ids)
    deliverables = [
        child
        for item, payload, task_id in zip(extraction.items, payloads, ids, strict=True)
        for child in _deliverable_payloads(item, payload, task_id, how.year)
    ]
    ledger.register(deliverables)
    children = Counter(child["parent_id"] for child in deliverables)
    return [
        AdoptedTask(
            payload["number"], unit_named(item) or how.default_unit or "", payload["title"],
            date.fromisoformat(payload["due_on"]), payload["due_provisional"], payload["owner_post_id"],
            children[task_id], tuple(json.loads(payload["missing"])),
        )
        for item, payload, task_id in zip(extraction.items, payloads, ids, strict=True)
    ]  # fmt: skip


def _last_number(session: Session, year: int) -> int:
    """Return how many items of the year have a number; numbers are never given twice."""
    query = select(func.count()).where(tasks.c.parent_id.is_(None), tasks.c.number.startswith(f"{year}-"))
    return int(session.connection().execute(query).scalar_one())


def _item_payload(ledger: Ledger, item: Item, how: Adopting, unit_id: int) -> dict[str, Any]:
    today = local_day(ledger.now)
    year_start, year_end = date(how.year, 1, 1), date(how.year, 12, 31)
    due_on = item.deadline or year_end
    begun = how.start_on or (today if year_start <= today <= year_end else year_start)
    # A stretch the text names (第三季度) begins later; one that began before the plan was registered begins with it.
    start_on = min(max(item.start_on or begun, begun), due_on)
    return {
        "unit_id": unit_id, "parent_id": None, "kind": "item", "chased": True, "item_number": item.number or "",
        "title": title_of(item.text), "text": item.text, "path": _json(item.path),
        "source_start": item.start, "source_end": item.end,
        "quantities": _json([asdict(quantity) for quantity in item.quantities]),
        "missing": _json(missing_clarities(item)),
        "state": "draft" if how.as_draft else "registered", "leader_name": item.leader,
        "lead_units": _json(item.lead), "responsible_units": _json(responsible_of(item)),
        "support_units": _json(item.support),
        "start_on": start_on.isoformat(), "due_on": due_on.isoformat(),
        "due_basis": "stated" if item.deadline else "plan_end", "due_provisional": item.deadline is None,
        "due_text": item.deadline_text or "",
        "first_period": ledger.rules.first_period(start_on, today),
    }  # fmt: skip


def _give_owners(ledger: Ledger, items: Sequence[Item], payloads: Sequence[dict[str, Any]]) -> None:
    """Set each payload's owner: a post or person the text names in that unit, else the unit's liaison post.

    Posts and people so named (责任人：…) are no responsible units.
    """
    session, today = ledger.session, local_day(ledger.now)
    liaisons = liaison_posts(session)
    named_posts = {
        (row.unit_id, row.name): row.id
        for row in session.connection().execute(select(posts.c.id, posts.c.unit_id, posts.c.name))
    }
    named_people = posts_of_people(session, {name for item in items for name in item.responsible}, today)
    persons = {name for _, name in named_people}
    for item, payload in zip(items, payloads, strict=True):
        unit_id = payload["unit_id"]
        by_post = [named_posts[unit_id, name] for name in responsible_of(item) if (unit_id, name) in named_posts]
        by_person = [named_people[unit_id, name] for name in responsible_of(item) if (unit_id, name) in named_people]
        payload["owner_post_id"] = next(iter((*by_post, *by_person)), liaisons.get(unit_id))
        bodies = [name for name in responsible_of(item) if name not in persons and (unit_id, name) not in named_posts]
        payload["responsible_units"] = _json(bodies)


def _deliverable_payloads(item: Item, parent: dict[str, Any], parent_id: int, year: int) -> list[dict[str, Any]]:
    """Return the child tasks of an item with two deliverables or more; a single one is the item itself."""
    if len(item.deliverables) < 2:  # noqa: PLR2004 - one deliverable needs no roll-up
        return []
    children = []
    for position, deliverable in enumerate(item.deliverables, start=1):
        own = read_deadline(deliverable.text, year)
        due = own.on or date.fromisoformat(parent["due_on"])
        apart = due.isoformat() != parent["due_on"]
        children.append({
            **parent, "number": f"{parent['number']}.{position}", "parent_id": parent_id, "kind": "deliverable",
            "chased": apart, "position": position, "item_number": str(position), "title": title_of(deliverable.text),
            "text": deliverable.text, "source_start": deliverable.start, "source_end": deliverable.end,
            "quantities": "[]", "missing": "[]", "due_on": due.isoformat(),
            "start_on": min(parent["start_on"], due.isoformat()),
            "due_basis": "stated" if apart else "parent",
            "due_provisional": False if apart else parent["due_provisional"],
            "due_text": own.text if apart else parent["due_text"],
        })  # fmt: skip
    return children


def _store_outcomes(session: Session, extraction: Extraction, plan_id: int) -> None:
    known = known_units(session)
    rows = [
        {
            "plan_id": plan_id, "heading": result.heading or "", "text": result.text,
            "unit_id": known.get(result.unit) or _by_core_name(known, result.unit) if result.unit else None,
            "source_start": result.start, "source_end": result.end,
            "quantities": _json([asdict(quantity) for quantity in result.quantities]),
        }
        for result in extraction.results
    ]  # fmt: skip
    if rows:
        session.connection().execute(insert(outcomes), rows)


def title_of(text: str) -> str:
    """Return a short title: the first clause that says something (下半年 alone does not), or as much of it as fits."""
    clauses = [clause.strip() for clause in re.split("[。；，,;\n]", text) if clause.strip()]
    title = clauses[0] if clauses else text.strip()
    if _ONLY_WHEN.fullmatch(title) and len(clauses) > 1:
        title = f"{title}，{clauses[1]}"
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
