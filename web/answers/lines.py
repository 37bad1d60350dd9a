"""One task as a line of a list: where it stands, its light with the reason, its deadline, who answers for it."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from config.rows import Row
from planning.lights import Light, LightRow, Turn, light_on, next_turn
from planning.people import holders_of


class Answer(BaseModel):
    """Base of all answers: values that do not change."""

    model_config = ConfigDict(frozen=True)


class NextTurn(Answer):
    """The next turn for the worse if nothing happens: from ``on`` at least this light, for this reason."""

    light: str
    on: date
    reason: str


class TaskLine(Answer):
    """A task in a list. ``progress`` is in percent; ``late`` is the permanent mark of a late finish (迟)."""

    id: int
    number: str
    kind: str
    title: str
    plan_id: int
    unit_id: int
    unit: str
    state: str
    light: str
    light_reason: str | None
    light_since: date | None
    next_turn: NextTurn | None
    late: bool
    progress: int
    start_on: date
    due_on: date
    original_due_on: date
    due_provisional: bool
    extensions: int
    owner: str
    submitted_on: date | None
    finished_on: date | None
    answer_by: date | None
    missing: tuple[str, ...]
    last_report_on: date | None
    seq: int

    def __hash__(self) -> int:
        # Kept parts of pages are found by their line; the ledger's number tells one from another quickly.
        return hash((self.id, self.seq, self.light, self.owner))

    @property
    def was_moved(self) -> bool:
        """Whether the deadline is another one than at first."""
        return self.due_on != self.original_due_on


def line_of(row: Row, day: date, owners: Mapping[int, str]) -> TaskLine:
    """Return a row of a list, with unit, as a line."""
    return _line(tuple(row[name] for name in _READ), day, owners.get(row["owner_post_id"], ""))


@lru_cache(maxsize=10_000)
def _line(values: tuple[Any, ...], day: date, owner: str) -> TaskLine:
    """Make the line of these values; a line does not change, so the same one is given for the same values."""
    row = dict(zip(_READ, values, strict=True))
    facts = LightRow.of(row)
    light = light_on(day, facts)
    return TaskLine(
        **{name: row[name] for name in _SAME},
        unit=row["unit_name"],
        light=light.colour,
        light_reason=light.reason,
        light_since=_since(light, facts),
        next_turn=_turn(next_turn(day, facts)),
        late=row["late"] or light.late,
        owner=owner,
        missing=tuple(json.loads(row["missing"])),
    )


def lines_of(session: Session, rows: Iterable[Row], day: date) -> list[TaskLine]:
    """Return rows as lines, each with the name of who holds the owning post that day (one query for all)."""
    found = list(rows)
    owners = owner_names(session, found, day)
    return [line_of(row, day, owners) for row in found]


def owner_names(session: Session, rows: Iterable[Row], day: date) -> dict[int, str]:
    """Return who holds each owning post of the rows; vacant posts are left out."""
    wanted = {row["owner_post_id"] for row in rows} - {None}
    return {post_id: holder.name for post_id, holder in holders_of(session, wanted, day).items()} if wanted else {}


_SAME = (
    "id", "number", "kind", "title", "plan_id", "unit_id", "state", "progress", "start_on", "due_on",
    "original_due_on", "due_provisional", "extensions", "submitted_on", "finished_on", "answer_by", "last_report_on",
    "seq",
)  # fmt: skip
_READ = (*_SAME, "unit_name", "late", "missing", "yellow_on", "orange_on", "red_on", "turns")


def _turn(turn: Turn | None) -> NextTurn | None:
    return NextTurn(light=turn.colour, on=turn.on, reason=turn.reason) if turn else None


def _since(light: Light, facts: LightRow) -> date | None:
    return {"red": facts.red_on, "orange": facts.orange_on, "yellow": facts.yellow_on}.get(light.colour)
