"""The forms of the unit that carries a task, filled in from last time: report, completion and so on.

What a form sent becomes an act in ``web.answers.reporting_acts``.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from config.errors import DubanError
from config.rows import Row
from planning import page_queries, queries
from planning.drafts import Fields, draft_at, place_of
from planning.instructions import open_instructions
from planning.ledger import current_state, events_of, standing_children_of
from planning.lifecycle import LAWFUL, Event, TaskState
from planning.report_periods import open_periods
from planning.rights import require_right
from planning.rules import Rules
from planning.sending import changes_since
from web.answers.kept_files import FIELD as KEPT
from web.answers.lines import Answer, TaskLine, line_of, owner_names
from web.answers.said_before import (
    LastReport,
    RefusedExtension,
    actors_of,
    last_report,
    refused_extension,
    who_did,
)  # fmt: skip
from web.answers.source import Source, source_of
from web.answers.telling import posts_named, tell
from web.moment import Look

#: What a form is for → the act it does.
ACTS = {
    "report": "reported", "submit": "submitted", "extend": "extension_requested", "answer": "answered",
    "accept": "accepted",
}  # fmt: skip
_ROWS = 1
#: The field that says which draft a form was shown with: when it was saved.
DRAFTED = "drafted"


class Change(Answer):
    """Something that happened meanwhile: who did what when, what it says, and the progress before and after."""

    kind: str
    at: datetime
    by: str
    says: tuple[tuple[str, str], ...]
    was: int | None
    now: int | None


class PartLine(Answer):
    """A deliverable to report on; ``typed`` is what stands in its field."""

    position: int
    number: str
    title: str
    progress: int
    due_on: date
    own_deadline: bool
    typed: str


class FigureRow(Answer):
    """A row of the figures: what is counted, the unit, what is typed, last time's value, what the plan asks for."""

    of: str
    unit: str
    typed: str = ""
    last: str = ""
    target: str = ""
    keep: bool = False


class PeriodChoice(Answer):
    """A period the report may be for."""

    code: str
    late: bool


class Extension(Answer):
    """What the rules say of an extension before anybody types: latest day, how often, who decides, what is pending."""

    latest: date
    too_late: bool
    granted: int
    left: int
    asks_leaders: bool
    pending: date | None
    workdays: int


class OwnerForm(Answer):
    """Everything a form shows. ``typed`` are its fields; ``from_last`` names those that still hold last time's text."""

    purpose: str
    line: TaskLine
    text: str
    path: tuple[str, ...]
    source: Source
    seen: int
    once: str
    typed: dict[str, str]
    from_last: tuple[str, ...]
    last: LastReport | None
    parts: tuple[PartLine, ...]
    figures: tuple[FigureRow, ...]
    periods: tuple[PeriodChoice, ...]
    extension: Extension | None
    unmet: RefusedExtension | None
    instruction: str
    returned: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    draft_at: datetime | None
    drafted: str
    acting: str
    kept: tuple[str, ...]
    period: str
    refusal: str

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.typed.get(name, "")


def owner_form(look: Look, rules: Rules, task_id: int, purpose: str, now: datetime, given: Fields | None = None, *,
               rows: int = _ROWS) -> OwnerForm:  # fmt: skip
    """Read a form: with what was ``given``, else with the draft, else from last time.

    A task that cannot be reported on now has a ``refusal`` in place of the form.

    Raises:
        DubanError: ``task-missing`` when who looks does not see the task; ``act-of-the-unit`` when it is not theirs.
    """
    row = queries.task_row(look.session, look.table, task_id, look.day)
    if row is None:
        raise DubanError("task-missing", task=task_id)
    state = current_state(look.session, task_id)
    require_right(look.session, look.viewer.actor, ACTS[purpose], state, now)
    draft = (
        None if given is not None else draft_at(look.session, look.viewer.actor.ref, place_of(task_id, purpose), now)
    )
    events = events_of(look.session, task_id)
    names = actors_of(look.session, events)
    last = last_report(events, names)
    fields = given if given is not None else draft.fields if draft else None
    children = standing_children_of(look.session, task_id) if purpose == "report" else []
    periods = _periods(row, look.day, rules)
    return OwnerForm(
        purpose=purpose,
        line=line_of(row, look.day, owner_names(look.session, [row], look.day)),
        text=row["text"],
        path=tuple(json.loads(row["path"])),
        source=source_of(look.session, row["document_id"], row["source_start"], row["source_end"]),
        seen=row["seq"],
        once=_once(fields),
        typed=_typed(fields, row, last),
        from_last=_from_last(fields, last),
        last=last,
        parts=tuple(_part(child, fields) for _, child in children),
        figures=tuple(figure_rows(fields, last, json.loads(row["quantities"]), rows)),
        periods=tuple(periods),
        extension=_extension(row, look.day, rules) if purpose == "extend" else None,
        unmet=refused_extension(events, names) if purpose == "extend" else None,
        instruction="\n".join(str(each.payload["text"]) for each in open_instructions(events)),
        returned=_returned(events, row["state"]),
        changes=tuple(_changes(look, task_id, fields, names)),
        draft_at=draft.saved_at if draft else None,
        drafted=draft.saved_at.isoformat() if draft else (fields or {}).get(DRAFTED, [""])[-1],
        acting=look.viewer.actor.on_behalf_of,
        kept=tuple(draft.fields.get(KEPT, ())) if draft else (),
        period=_period(fields, periods),
        refusal=_refusal(row, purpose, look.day, rules),
    )


def figure_rows(
    fields: Fields | None, last: LastReport | None, quantities: Sequence[Mapping[str, Any]], rows: int
) -> list[FigureRow]:
    """Return the rows of figures: as typed, else those of last time and of the plan; then some empty ones."""
    before = {
        (each.get("of", ""), each.get("unit", "")): each.get("value", "") for each in (last.figures if last else ())
    }
    asked = {(str(each.get("of") or ""), str(each.get("unit") or "")): str(each["value"]) for each in quantities}
    if fields and "of" in fields:
        kept = set(fields.get("keep", ()))
        found = [
            FigureRow(
                of=of, unit=unit, typed=typed, keep=str(at) in kept,
                last=before.get((of, unit), ""), target=asked.get((of, unit), ""),
            )
            for at, (of, unit, typed) in enumerate(typed_rows(fields))
            if of or unit or typed
        ]  # fmt: skip
    else:
        found = [
            FigureRow(of=of, unit=unit, last=before.get((of, unit), ""), target=asked.get((of, unit), ""))
            for of, unit in dict.fromkeys([*before, *asked])
        ]
    return [*found, *(FigureRow(of="", unit="") for _ in range(rows))]


def typed_rows(fields: Fields) -> list[tuple[str, str, str]]:
    """Return the rows of figures as they were typed: name, unit, value."""
    columns = [[text.strip() for text in fields.get(name, ())] for name in ("of", "unit", "value")]
    return list(zip(*columns, strict=False))


def _part(child: TaskState, fields: Fields | None) -> PartLine:
    typed = (fields or {}).get(f"part-{child.position}", [str(child.progress)])[-1]
    return PartLine(
        position=child.position, number=child.number, title=child.title, progress=child.progress,
        due_on=child.due_on, own_deadline=child.chased, typed=typed,
    )  # fmt: skip


def _once(fields: Fields | None) -> str:
    return next(iter((fields or {}).get("once", ())), "") or secrets.token_hex(16)


def _typed(fields: Fields | None, row: Row, last: LastReport | None) -> dict[str, str]:
    if fields is not None:
        return {name: values[-1] for name, values in fields.items() if values}
    return {
        "progress": str(row["progress"]),
        "problem": last.problem if last else "",
        "next_step": last.next_step if last else "",
    }


def _from_last(fields: Fields | None, last: LastReport | None) -> tuple[str, ...]:
    """Return the fields that hold what was said last time and nothing else."""
    if last is None:
        return ()
    said = {"problem": last.problem, "next_step": last.next_step}
    return tuple(
        name for name, text in said.items()
        if text and (fields is None or (fields.get(name) or [""])[-1].strip() == text.strip())
    )  # fmt: skip


def _periods(row: Row, day: date, rules: Rules) -> list[PeriodChoice]:
    found = open_periods(day, row["first_period"], row["last_period"], rules)
    return [PeriodChoice(code=str(each.period), late=each.late) for each in found]


def _period(fields: Fields | None, periods: Sequence[PeriodChoice]) -> str:
    """Return the period that stands in the form: the one chosen, else the one a report is still owed for."""
    chosen = (fields or {}).get("period", [""])[-1]
    return chosen if chosen in {each.code for each in periods} else min(each.code for each in periods)


def _extension(row: Row, day: date, rules: Rules) -> Extension:
    limits = rules.pack.extensions
    latest = rules.calendar.add(row["due_on"], -limits.min_workdays_before_due)
    return Extension(
        latest=latest,
        too_late=day > latest,
        granted=row["extensions"],
        left=max(limits.max_approved - row["extensions"], 0),
        asks_leaders=row["extensions"] >= limits.max_approved and limits.beyond_asks == "leading_group",
        pending=row["extension_proposed_on"],
        workdays=limits.min_workdays_before_due,
    )


def _returned(events: Sequence[Event], state: str) -> tuple[tuple[str, str], ...]:
    if state != "returned":
        return ()
    payload = next(event.payload for event in reversed(events) if event.kind == "returned")
    return tuple(each for each in tell("returned", payload, {}) if each[1])


def _changes(look: Look, task_id: int, fields: Fields | None, names: Mapping[str, str]) -> list[Change]:
    """Return what happened since the form was first shown."""
    seen = (fields or {}).get("seen", [""])[-1]
    if not seen.isdecimal():
        return []
    found = changes_since(look.session, task_id, int(seen[:9]))
    posts = page_queries.post_titles(look.session, posts_named(event.payload for event in found))
    progress = {event.seq: event.payload.get("progress") for event in events_of(look.session, task_id)}
    told: list[Change] = []
    for event in found:
        was, now = _progress_before(progress, event.seq), event.payload.get("progress")
        says = tuple(tell(event.kind, event.payload, posts))
        moved = now if now != was else None
        told.append(Change(kind=event.kind, at=event.at, by=who_did(event, names), says=says, was=was, now=moved))
    return told


def _progress_before(progress: Mapping[int, int | None], seq: int) -> int | None:
    return next((progress[at] for at in sorted(progress, reverse=True) if at < seq and progress[at] is not None), 0)


def _refusal(row: Row, purpose: str, day: date, rules: Rules) -> str:
    """Return the code of why a form cannot be sent as things stand; empty when it can."""
    if row["parent_id"] is not None and purpose != "report":
        return "of-the-item"
    if row["state"] not in LAWFUL[ACTS[purpose]]:
        return (
            f"state-{row['state']}" if row["state"] in {"registered", "returned", "submitted", "assigned"} else "state"
        )
    if purpose == "answer" and row["answer_by"] is None:
        return "nothing-to-answer"
    if purpose == "extend":
        extension = _extension(row, day, rules)
        return "pending" if extension.pending else "too-late" if extension.too_late else ""
    return ""
