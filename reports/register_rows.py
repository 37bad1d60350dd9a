"""The living register, row by row: what the cells of any task say on a day, for the page and for files of it.

The register of a quarterly report (``reports.register``) is frozen; this one is asked of the ledger at every reading.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.language import label, spoken
from planning.lights import Light, LightRow, light_on, read_turns, time_points
from planning.people import holders_of
from planning.periods import Quarter
from planning.register_queries import NOTHING_TOLD, Part, RegisterTask, Told, files_in, parts_in, told_anew, told_in
from reports.compiling.items import figures_kept
from reports.wording import figure

#: All columns in their order; the first two are always shown.
COLUMNS = (
    "number", "title", "measures", "outcome", "leader", "lead_unit", "responsible", "owner", "support", "due",
    "expected", "progress", "light", "state", "theme", "done", "problem", "next_step", "evidence",
)  # fmt: skip
ALWAYS = COLUMNS[:2]
#: Columns shown when nobody has chosen others.
USUAL = tuple(name for name in COLUMNS if name not in {"state", "theme"})
_TOLD = frozenset({"done", "problem", "next_step"})


class RegisterRow(NamedTuple):
    """A task in the register. ``expected`` (序时进度) and ``progress`` are in percent; ``files`` counts evidence."""

    id: int
    seq: int
    number: str
    kind: str
    title: str
    measures: str
    outcome: str
    leader: str
    lead_unit: str
    responsible: str
    owner: str
    owner_post_id: int | None
    support: str
    due_on: date
    original_due_on: date
    due_provisional: bool
    expected: int
    progress: int
    light: Light
    state: str
    theme: str
    told: Told
    files: int

    def __hash__(self) -> int:
        # Kept parts of pages are found by their row; the ledger's number tells one from another quickly.
        return hash((self.id, self.seq, self.light.colour, self.owner, self.files))

    @property
    def was_moved(self) -> bool:
        """Whether the deadline is another one than at first."""
        return self.due_on != self.original_due_on


@dataclass
class Reader:
    """Makes rows of the register from rows of the table, many at once; holders of posts are asked for once each.

    What the columns do not need is not asked for. A page ``keeps`` what it has read, to be asked for soon again; a file
    is read once, and memory does not grow with its rows.
    """

    session: Session
    table: FromClause
    day: date
    before: datetime | None
    columns: Collection[str] = COLUMNS
    keeps: bool = False
    _owners: dict[int | None, str] = field(default_factory=dict)

    def rows(self, found: Sequence[RegisterTask]) -> list[RegisterRow]:
        """Return rows of the register for rows of ``planning.register_queries``."""
        ids = [row.id for row in found]
        wanted = set(self.columns)
        tells = not wanted.isdisjoint(_TOLD)
        parts = parts_in(self.session, self.table, ids) if tells or "outcome" in wanted else {}
        told = self._told_in(found, parts) if tells else {}
        files = files_in(self.session, ids, self.before) if "evidence" in wanted else {}
        self._ask_owners({row.owner_post_id for row in found})
        shown = parts if "outcome" in wanted else {}
        made = _row_kept if self.keeps else _row
        return [
            made(
                row,
                self._owners.get(row.owner_post_id, ""),
                told.get(row.id, NOTHING_TOLD),
                tuple(shown.get(row.id, ())),
                files.get(row.id, 0),
                self.day,
            )
            for row in found
        ]

    def _told_in(self, found: Sequence[RegisterTask], parts: Mapping[int, Sequence[Part]]) -> dict[int, Told]:
        quarter = Quarter.of(self.day)
        if self.keeps:
            return told_in(self.session, found, parts, quarter, self.before)
        return told_anew(self.session, [row.id for row in found], parts, quarter, self.before)

    def _ask_owners(self, post_ids: Collection[int | None]) -> None:
        unknown = {post_id for post_id in post_ids if post_id is not None and post_id not in self._owners}
        if unknown:
            held = holders_of(self.session, unknown, self.day)
            self._owners |= {post_id: held[post_id].name if post_id in held else "" for post_id in unknown}


def _row(row: RegisterTask, owner: str, told: Told, parts: tuple[Part, ...], files: int, day: date) -> RegisterRow:
    return RegisterRow(
        id=row.id,
        seq=row.seq,
        number=row.number,
        kind=row.kind,
        title=row.title,
        measures=row.text,
        outcome=_outcome(row.quantities, [part for part in parts if part.stands]),
        leader=row.leader_name,
        lead_unit=_listed(row.lead_units) or row.unit_name,
        responsible=_listed(row.responsible_units) or row.unit_name,
        owner=owner,
        owner_post_id=row.owner_post_id,
        support=_listed(row.support_units),
        due_on=row.due_on,
        original_due_on=row.original_due_on,
        due_provisional=row.due_provisional,
        expected=time_points(row.start_on, row.due_on, day),
        progress=row.progress,
        light=_light(row, day),
        state=row.state,
        theme=row.theme,
        told=told,
        files=files,
    )


#: A row does not change, so the same one is given for the same values.
_row_kept = lru_cache(maxsize=5_000)(_row)


def light_words(row: RegisterRow) -> str:
    """Return the light, its reason and the mark of a late finish."""
    return _words_of(row.light, spoken())


@lru_cache(maxsize=200)
def _words_of(light: Light, _language: str) -> str:
    parts = [label("light", light.colour)]
    parts += [label("light_reason", light.reason)] if light.reason else []
    parts += [label("register_mark", "late")] if light.late else []
    return " ".join(parts)


#: Column of a file → what it says of a row, as the page does; the deadline is two columns, so that dates are dates.
CELLS: Mapping[str, Callable[[RegisterRow], str | int | date]] = {
    "number": lambda row: row.number,
    "title": lambda row: row.title,
    "measures": lambda row: row.measures,
    "outcome": lambda row: row.outcome,
    "leader": lambda row: row.leader,
    "lead_unit": lambda row: row.lead_unit,
    "responsible": lambda row: row.responsible,
    "owner": lambda row: row.owner or label("register_mark", "vacant"),
    "support": lambda row: row.support,
    "due_original": lambda row: row.original_due_on,
    "due_now": lambda row: row.due_on,
    "due_mark": lambda row: label("register_mark", "provisional") if row.due_provisional else "",
    "expected": lambda row: row.expected,
    "progress": lambda row: row.progress,
    "light": light_words,
    "state": lambda row: label("state", row.state),
    "theme": lambda row: row.theme or label("register_mark", "unclassified"),
    "done": lambda row: row.told.done or label("register_mark", "not_reported"),
    "problem": lambda row: row.told.problem,
    "next_step": lambda row: row.told.next_step,
    "evidence": lambda row: row.files,
}
_SPLIT = {"due": ("due_original", "due_now", "due_mark")}


def columns_of_a_file(columns: Sequence[str]) -> list[str]:
    """Return the columns a file has for those of a page."""
    return [part for name in columns for part in _SPLIT.get(name, (name,))]


def _light(row: RegisterTask, day: date) -> Light:
    """Return the light of a row; its turns are read only where one of them is past and gives the reason."""
    first = (row.yellow_on, row.orange_on, row.red_on)
    tells = any(since is not None and since <= day for since in first)
    turns = read_turns(row.turns) if tells else ()
    return light_on(day, LightRow(row.state, row.start_on, row.due_on, row.finished_on, *first, turns, row.late))


def _listed(names: str) -> str:
    return "" if names == "[]" else "、".join(json.loads(names))


def _outcome(quantities: str, parts: Sequence[Part]) -> str:
    """Return the deliverables with their progress, else the figures the plan promises."""
    if parts:
        return "\n".join(f"{part.item_number}. {part.title}（{part.progress}%）" for part in parts)
    return "" if quantities == "[]" else "、".join(map(figure, figures_kept(quantities)))
