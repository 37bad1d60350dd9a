"""What a proposed item is registered with: its unit, the post that answers, its dates, its deliverables.

The roster is asked once for all items; everything after that is computed.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from config.errors import CallError, DubanError
from planning.extraction import Deliverable, Item, read_deadline
from planning.ledger import tasks
from planning.people import known_units, liaison_posts, posts, posts_of_people
from planning.review.model import ProposedItem
from planning.rules import Rules
from planning.themes import classify

TITLE_LENGTH = 40
_ONLY_WHEN = re.compile("[0-9一二三四五六七八九十年月日上下半季度底末初第前中旬全今本内每]{2,12}")

Reading = Item | ProposedItem


@dataclass(frozen=True)
class Terms:
    """The terms all items of an adoption share: the year of the plan, today, the rules, when they begin, as drafts."""

    year: int
    today: date
    rules: Rules
    start_on: date | None = None
    as_draft: bool = False


class Homes:
    """The roster of a day, as far as some items need it: where each belongs and who answers for it."""

    def __init__(self, session: Session, items: Iterable[ProposedItem], today: date, default_unit: str = "") -> None:
        self._known = known_units(session)
        if default_unit and default_unit not in self._known:
            raise CallError("unit-unknown", ref=default_unit)
        self.default_unit = default_unit
        rows = session.connection().execute(select(posts.c.id, posts.c.unit_id, posts.c.name)).all()
        self._posts = {(row.unit_id, row.name): row.id for row in rows}
        self._titles = {row.id: (row.unit_id, row.name) for row in rows}
        self._liaisons = liaison_posts(session)
        self._people = posts_of_people(session, {name for item in items for name in item.responsible}, today)
        self._persons = {name for _, name in self._people}

    def unit_of(self, item: Reading) -> int | None:
        """Return the unit an item belongs to: its own, else the first that leads or is responsible, else the default.

        None when the name is in no roster, or when none is named and there is no default.
        """
        name = unit_named(item)
        return self.unit_id(name) if name else self._known.get(self.default_unit)

    def unit_id(self, name: str) -> int | None:
        """Return the unit with a name; 月桥街道 is 月桥街道总工会 too when exactly one unit fits."""
        found = self._known.get(name)
        if found is not None:
            return found
        core = name.removesuffix("总工会")
        fits = {unit_id for full, unit_id in self._known.items() if full.removesuffix("总工会") == core}
        return fits.pop() if len(fits) == 1 else None

    def post_id(self, ref: str) -> int | None:
        """Return the post written 单位/岗位, None when there is none."""
        unit, _, post = ref.partition("/")
        unit_id = self.unit_id(unit.strip())
        return self._posts.get((unit_id, post.strip())) if unit_id is not None else None

    def owner_of(self, item: ProposedItem, unit_id: int) -> int | None:
        """Return the post chosen by hand, else the post or person the text names in the unit, else its liaison post."""
        if item.owner:
            return self.post_id(item.owner)
        return next(iter(self.named_owners(item, unit_id)), self._liaisons.get(unit_id))

    def title_of(self, post_id: int | None, names: Mapping[int, str]) -> str:
        """Return a post as 单位/岗位, with the names of the units by id; empty for none."""
        unit, post = self._titles.get(post_id or 0, (0, ""))
        return f"{names[unit]}/{post}" if post else ""

    def named_owners(self, item: Reading, unit_id: int) -> list[int]:
        """Return the posts the text itself names in a unit, posts before people."""
        names = responsible_of(item)
        by_post = [self._posts[unit_id, name] for name in names if (unit_id, name) in self._posts]
        return by_post + [self._people[unit_id, name] for name in names if (unit_id, name) in self._people]

    def bodies_of(self, item: Reading, unit_id: int) -> list[str]:
        """Return the responsible units: posts and people so named (责任人：…) are none."""
        named = responsible_of(item)
        return [name for name in named if name not in self._persons and (unit_id, name) not in self._posts]


def unit_named(item: Reading) -> str | None:
    """Return the unit an item belongs to: its heading's, else the first that leads or is responsible."""
    return item.unit or next(iter((*item.lead, *item.responsible)), None)


def responsible_of(item: Reading) -> tuple[str, ...]:
    """Return who answers for an item: everybody named, without those who only support (配合)."""
    return tuple(name for name in item.responsible if name not in item.support)


def require_homes(homes: Homes, items: Sequence[ProposedItem]) -> dict[str, int]:
    """Return the unit of each item by its key.

    Raises:
        DubanError: ``plan-units-unknown``, ``plan-unit-missing``, ``review-owner-unknown``: all of a kind at once.
    """
    found = {item.key: homes.unit_of(item) for item in items}
    lost = dict.fromkeys(unit_named(item) or "" for item in items if found[item.key] is None and unit_named(item))
    if lost:
        raise DubanError("plan-units-unknown", units="、".join(lost))
    homeless = [item for item in items if found[item.key] is None]
    if homeless:
        raise DubanError("plan-unit-missing", count=len(homeless), text=homeless[0].text[:30])
    ownerless = [item for item in items if item.owner and homes.post_id(item.owner) is None]
    if ownerless:
        owners = "、".join(f"{item.key}（{item.owner}）" for item in ownerless)
        raise DubanError("review-owner-unknown", owners=owners)
    return {key: unit_id for key, unit_id in found.items() if unit_id is not None}


def due_of(item: Reading, year: int) -> date:
    """Return the day an item is due: the one stated, else the plan's last."""
    return item.deadline or date(year, 12, 31)


def plan_values(homes: Homes, item: ProposedItem, year: int, unit_id: int) -> dict[str, Any]:
    """Return what the plan itself says of an item, as the ledger keeps it: whatever an amended version may change."""
    return {
        "unit_id": unit_id, "item_number": item.number or "", "title": title_of(item.text), "text": item.text,
        "path": as_text(item.path), "source_start": item.start, "source_end": item.end,
        "quantities": as_text([asdict(quantity) for quantity in item.quantities]),
        "missing": as_text(item.missing), "leader_name": item.leader, "lead_units": as_text(item.lead),
        "responsible_units": as_text(homes.bodies_of(item, unit_id)), "support_units": as_text(item.support),
        "due_on": due_of(item, year).isoformat(), "due_basis": "stated" if item.deadline else "plan_end",
        "due_provisional": item.deadline is None, "due_text": item.deadline_text or "",
        "owner_post_id": homes.owner_of(item, unit_id),
    }  # fmt: skip


def item_payload(homes: Homes, item: ProposedItem, terms: Terms, unit_id: int) -> dict[str, Any]:
    """Return what an item is registered with, but for its number, position, plan and document."""
    year_start, year_end = date(terms.year, 1, 1), date(terms.year, 12, 31)
    begun = terms.start_on or (terms.today if year_start <= terms.today <= year_end else year_start)
    # A stretch the text names (第三季度) begins later; one that began before the plan was registered begins with it.
    start_on = min(max(item.start_on or begun, begun), due_of(item, terms.year))
    return plan_values(homes, item, terms.year, unit_id) | {
        "parent_id": None, "kind": "item", "chased": True, "state": "draft" if terms.as_draft else "registered",
        "start_on": start_on.isoformat(), "first_period": terms.rules.first_period(start_on, terms.today),
        "theme": classify(item.text, item.path, terms.rules.themes),
    }  # fmt: skip


def parts_of(item: Reading) -> tuple[Deliverable, ...]:
    """Return the deliverables that become tasks of their own: two or more; a single one is the item itself."""
    return item.deliverables if len(item.deliverables) > 1 else ()


def deliverable_payloads(
    item: ProposedItem, parent: Mapping[str, Any], parent_id: int, year: int
) -> list[dict[str, Any]]:
    """Return the child tasks of an item, one for each of its ``parts_of``."""
    children = []
    for position, deliverable in enumerate(parts_of(item), start=1):
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


def last_number(session: Session, year: int) -> int:
    """Return how many items of the year have a number; numbers are never given twice."""
    query = select(func.count()).where(tasks.c.parent_id.is_(None), tasks.c.number.startswith(f"{year}-"))
    return int(session.connection().execute(query).scalar_one())


def title_of(text: str) -> str:
    """Return a short title: the first clause that says something (下半年 alone does not), or as much of it as fits."""
    clauses = [clause.strip() for clause in re.split("[。；，,;\n]", text) if clause.strip()]
    title = clauses[0] if clauses else text.strip()
    if _ONLY_WHEN.fullmatch(title) and len(clauses) > 1:
        title = f"{title}，{clauses[1]}"
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"


def as_text(value: object) -> str:
    """Return a value as the JSON text the ledger keeps."""
    return json.dumps(value, ensure_ascii=False, default=str)
