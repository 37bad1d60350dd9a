"""What a form of the unit sent, read into the act it stands for; wrong fields are refused with what to put right."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from config.errors import DubanError
from config.language import label
from planning import acts
from planning.acts import ProgressReport
from planning.ledger import Ledger
from planning.lifecycle import TaskState
from planning.sending import Sending
from web.answers.reporting import OwnerForm, typed_rows
from web.asking import FIRST_YEAR, LAST_YEAR
from web.posting import Posted

Act = Callable[[Ledger], TaskState]
_ONCE = re.compile(r"[0-9a-f]{32}")
_MOST_TEXT, _MOST_SHORT, _MOST_ROWS, _PERCENT = 5_000, 100, 200, 100


@dataclass(frozen=True)
class Wanted:
    """An act to be done, and what is to be kept with its event."""

    act: Act
    sending: Sending


def wanted_of(purpose: str, shown: OwnerForm, form: Posted, sending: Sending) -> Wanted:
    """Return the act a form asks for.

    Args:
        purpose: What the form is for.
        shown: The form as it stands now, with last time's values to tell what was changed.
        form: What was sent.
        sending: What comes with every form.

    Raises:
        DubanError: A field is wrong; the sentence says which.
    """
    return _READERS[purpose](shown, form, sending)


def once_of(form: Posted) -> str:
    """Return the one-time key of a form; empty when it carries none of ours."""
    text = form.text("once")
    return text if _ONCE.fullmatch(text) else ""


def seen_of(form: Posted) -> int | None:
    """Return the last event the sender has seen; none when the form does not say."""
    text = form.text("seen")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - as ids


def _report(shown: OwnerForm, form: Posted, sending: Sending) -> Wanted:
    prose = {name: _text(form, name) for name in ("done", "problem", "next_step")}
    figures, kept_figures = _figures(shown, form)
    parts = {part.position: _percent(form.text(f"part-{part.position}")) for part in shown.parts}
    moved = {part.position: parts[part.position] for part in shown.parts if parts[part.position] != part.progress}
    given = ProgressReport(
        progress=None if shown.parts else _percent(form.text("progress")),
        deliverables={at: value for at, value in moved.items() if value is not None},
        figures=figures,
        period=form.text("period") or None,
        **prose,
    )
    given = _without_sameness(given, shown, prose, bool(sending.files))
    kept = [name for name in ("problem", "next_step") if name in shown.from_last and _same(shown, name, prose[name])]
    task_id = sending.task_id
    return Wanted(lambda ledger: acts.report(ledger, task_id, given), replace(sending, kept=[*kept, *kept_figures]))


def _without_sameness(given: ProgressReport, shown: OwnerForm, prose: dict[str, str], files: bool) -> ProgressReport:  # noqa: FBT001 - one of the things looked at
    """Return the report; one in which nothing at all is new counts as empty."""
    same = all(_same(shown, name, prose[name]) for name in ("problem", "next_step"))
    unmoved = given.progress in {None, shown.line.progress} and not given.deliverables
    if same and unmoved and not (prose["done"] or given.figures or files):
        return ProgressReport()
    return given


def _same(shown: OwnerForm, name: str, text: str) -> bool:
    before = getattr(shown.last, name) if shown.last else ""
    return text.strip() == str(before).strip()


def _submit(shown: OwnerForm, form: Posted, sending: Sending) -> Wanted:
    del shown
    note = _text(form, "note")
    return Wanted(lambda ledger: acts.submit(ledger, sending.task_id, note=note), sending)


def _extend(shown: OwnerForm, form: Posted, sending: Sending) -> Wanted:
    del shown
    proposed, reason = _day(form.text("proposed_on")), _text(form, "reason")
    if not reason:
        raise DubanError("extension-reason-missing")
    return Wanted(
        lambda ledger: acts.request_extension(ledger, sending.task_id, proposed_on=proposed, reason=reason), sending
    )


def _answer(shown: OwnerForm, form: Posted, sending: Sending) -> Wanted:
    del shown
    text = _text(form, "text")
    if not text:
        raise DubanError("answer-empty")
    return Wanted(lambda ledger: acts.answer(ledger, sending.task_id, text=text), sending)


def _accept(shown: OwnerForm, form: Posted, sending: Sending) -> Wanted:
    del shown
    note = _text(form, "note")
    return Wanted(lambda ledger: acts.accept(ledger, sending.task_id, note=note), sending)


_READERS: dict[str, Callable[[OwnerForm, Posted, Sending], Wanted]] = {
    "report": _report,
    "submit": _submit,
    "extend": _extend,
    "answer": _answer,
    "accept": _accept,
}


def _text(form: Posted, name: str) -> str:
    text = form.text(name)
    if len(text) > _MOST_TEXT:
        raise DubanError("report-text-long", field=label("report_field", name), most=_MOST_TEXT)
    return text


def _percent(text: str) -> int | None:
    if not text:
        return None
    bare = text.removesuffix("%").removesuffix("％").strip()
    if bare.isascii() and bare.isdecimal() and len(bare) <= 3 and int(bare) <= _PERCENT:  # noqa: PLR2004 - digits
        return int(bare)
    raise DubanError("report-number-wrong", value=text[:20])


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text) if len(text) == len("2017-06-30") else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise DubanError("extension-date-wrong")
    return found


def _figures(shown: OwnerForm, form: Posted) -> tuple[list[dict[str, str]], list[str]]:
    """Return the figures sent, and the marks of those that were kept from last time on purpose."""
    last = {(row.of, row.unit): row.last for row in shown.figures}
    ticked = set(form.texts("keep"))
    figures: list[dict[str, str]] = []
    kept: list[str] = []
    for at, (of, unit, value) in enumerate(typed_rows(form.fields)[:_MOST_ROWS]):
        before = last.get((of, unit), "")
        takes_over = not value and str(at) in ticked and bool(before)
        value = value or (before if takes_over else "")  # noqa: PLW2901 - as sent
        if not value:
            continue
        if not of:
            raise DubanError("report-figure-unnamed", value=value[:20])
        figures.append(_figure(of, unit, value))
        if takes_over:
            kept.append(f"figure:{of}")
    return figures, kept


def _figure(of: str, unit: str, value: str) -> dict[str, str]:
    given: dict[str, Any] = {"of": of, "unit": unit, "value": value}
    if any(len(text) > _MOST_SHORT for text in given.values()):
        raise DubanError("report-text-long", field=label("report_field", "figures"), most=_MOST_SHORT)
    return given
