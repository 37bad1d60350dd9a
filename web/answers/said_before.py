"""What was said on a task before a form is filled in: the last report, an extension that was refused, and by whom."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from config.language import phrase
from planning.lifecycle import Event
from planning.people import actor_names
from web.answers.lines import Answer


class LastReport(Answer):
    """What was reported last."""

    at: datetime
    by: str
    period: str
    progress: int | None
    done: str
    problem: str
    next_step: str
    figures: tuple[dict[str, str], ...]
    files: tuple[str, ...]


class RefusedExtension(Answer):
    """The last request for an extension, refused: until when it asked, who refused it when, and the note."""

    proposed_on: date
    at: datetime
    by: str
    note: str


def actors_of(session: Session, events: Sequence[Event]) -> dict[str, str]:
    """Return the names of who did the events, and of those it was done for."""
    return actor_names(session, {ref for event in events for ref in (event.actor, event.on_behalf_of) if ref})


def who_did(event: Event, names: Mapping[str, str]) -> str:
    """Return who did an event, with the name of whoever it was done for."""
    name = names.get(event.actor, event.actor)
    if not event.on_behalf_of:
        return name
    return phrase("{name}（代 {other}）", name=name, other=names.get(event.on_behalf_of, event.on_behalf_of))


def last_report(events: Sequence[Event], names: Mapping[str, str]) -> LastReport | None:
    """Return the newest report of a task that says anything."""
    for event in reversed(events):
        if event.kind == "reported" and not event.payload.get("follows"):
            payload = event.payload
            figures = payload.get("figures") or ()
            return LastReport(
                at=event.at,
                by=who_did(event, names),
                period=str(payload.get("period") or ""),
                progress=payload.get("progress"),
                done=str(payload.get("done") or ""),
                problem=str(payload.get("problem") or ""),
                next_step=str(payload.get("next_step") or ""),
                figures=tuple({key: str(value) for key, value in each.items()} for each in figures),
                files=tuple(str(each["name"]) for each in payload.get("files") or ()),
            )
    return None


def refused_extension(events: Sequence[Event], names: Mapping[str, str]) -> RefusedExtension | None:
    """Return the last request for an extension when it was refused; none when it was granted, or there was none."""
    decided = next((event for event in reversed(events) if event.kind == "extension_decided"), None)
    if decided is None or decided.payload.get("approved"):
        return None
    asked = next(
        event for event in reversed(events) if event.kind == "extension_requested" and event.seq < decided.seq
    )  # fmt: skip
    return RefusedExtension(
        proposed_on=date.fromisoformat(str(asked.payload["proposed_on"])),
        at=decided.at,
        by=who_did(decided, names),
        note=str(decided.payload.get("note") or ""),
    )
