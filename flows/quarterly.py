"""The quarterly report: once a quarter's grace is over it is frozen and its files are written; a missed day is made up.

Runs every day and does nothing on most. Freezing is one transaction; the files are made from what was frozen, the
sealed snapshot last, so that a run that broke off in between is finished by the next one.
"""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from config.clock import end_of_day
from config.files import write_file
from flows.context import FlowContext
from flows.reminders import rules_of
from planning.people import SYSTEM
from planning.periods import Quarter
from planning.rules import Rules
from planning.sealing import FROZEN_STATES, ledger_root
from reports.freezing import Frozen, freeze, latest_frozen, period_state

SEALED_FORM = "snapshot.json"


def quarterly_report(context: FlowContext) -> dict[str, object]:
    """Freeze the last ended quarter as of the end of its grace, unless that is done, and write its files.

    Returns what was done: ``period``, ``as_of``, ``frozen`` with the ``reason`` when nothing was, ``files`` written.
    """
    rules, quarter = rules_of(context), Quarter.of(context.day).previous()
    as_of = quarter.grace_until(rules.pack, rules.calendar)
    told: dict[str, object] = {"period": str(quarter), "as_of": as_of.isoformat()}
    with context.database.read() as session:
        reason = _nothing_to_freeze(session, quarter, as_of, context.day)
        before = latest_frozen(session, str(quarter)) if reason == "frozen-before" else None
    if before is not None:
        return told | {"frozen": False, "reason": reason} | _filed(context, before)
    if reason:
        return told | {"frozen": False, "reason": reason}
    if context.dry_run:
        return told | {"frozen": False, "would_freeze": True}
    frozen = _freeze(context, rules, quarter, as_of)
    return told | {"frozen": True, "version": frozen.version, "digest": frozen.digest} | _filed(context, frozen)


def _nothing_to_freeze(session: Session, quarter: Quarter, as_of: date, day: date) -> str:
    """Return why nothing is to be frozen; empty when something is."""
    if day <= as_of:
        return "grace-not-over"
    if period_state(session, str(quarter)) in FROZEN_STATES:
        return "frozen-before"
    return "" if ledger_root(session, end_of_day(as_of)).events else "no-tasks"


def _freeze(context: FlowContext, rules: Rules, quarter: Quarter, as_of: date) -> Frozen:
    with context.database.write() as session:
        return freeze(
            session,
            rules,
            quarter,
            as_of,
            now=context.clock.now(),
            by=SYSTEM.ref,
            office_name=context.settings.office_name,
        )


def _filed(context: FlowContext, frozen: Frozen) -> dict[str, object]:
    """Write the files of a frozen report below the data folder; nothing when they are all there."""
    folder = context.settings.reports_dir
    if (folder / frozen.file_name(SEALED_FORM)).exists():
        return {"files": []}
    if context.dry_run:
        return {"files": [], "would_write": str(folder)}
    warnings: list[str] = []
    written = []
    for form, data in _rendered(context, frozen, warnings):
        write_file(folder / frozen.file_name(form), data)
        written.append(frozen.file_name(form))
    return {"files": written, "warnings": warnings}


def _rendered(context: FlowContext, frozen: Frozen, warnings: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the four formats and, after them, the sealed snapshot; stop early when the process is asked to."""
    from reports.rendering import FORMATS, produce  # noqa: PLC0415 - the writers are loaded when there is a report
    from reports.sealing import seal  # noqa: PLC0415 - as above

    for form in FORMATS:
        if context.stopping():
            return
        made = produce(frozen.content, form, fonts_dir=context.settings.fonts_dir)
        warnings.extend(made.warnings)
        yield form, made.data
    yield SEALED_FORM, seal(frozen.content)
