"""The report of a quarter drawn up and sealed from the page: which quarters may be chosen, and the one act."""

from datetime import date, datetime
from itertools import accumulate

from sqlmodel import Session

from config.clock import local_day, today
from config.errors import CallError, DubanError
from config.language import CHINESE, speaking
from planning.access.audit import write_down
from planning.access.viewers import Viewer
from planning.page_queries import first_event_at
from planning.periods import Quarter
from planning.rules import Rules
from reports.freezing import SETTLED, Frozen, default_as_of, freeze
from web.answers.filed_reports import ReportList
from web.asking import day
from web.ports import Services
from web.posting import Posted

#: Three years of quarters: whoever makes up for more than that does it by command.
_MOST = 12


def freezable_quarters(session: Session, found: ReportList, rules: Rules, on: date) -> list[str]:
    """Return the quarters a report may be drawn up for on a day: the last one, the present one, then those before.

    Only quarters up to whose grace the ledger knows of something; a quarter whose report is signed or issued is
    settled. Empty when nothing was ever registered.
    """
    began = first_event_at(session)
    if began is None:
        return []
    settled = {period.code for period in found.periods if period.state in SETTLED}
    present = Quarter.of(on)
    last = present.previous()
    before = accumulate(range(_MOST), lambda quarter, _: quarter.previous(), initial=last.previous())
    known = local_day(began)
    there = (each for each in (last, present, *before) if known <= each.grace_until(rules.pack, rules.calendar))
    return [str(quarter) for quarter in there if str(quarter) not in settled]


def draw_up(services: Services, viewer: Viewer, form: Posted) -> Frozen:
    """Freeze the quarter a form names, as of the day it names or the usual one; written down only when it is new.

    The report is Chinese, whatever language the page speaks.

    Raises:
        CallError: ``period-invalid``.
        DubanError: ``act-date-wrong``, or why ``reports.freezing.freeze`` refuses.
    """
    now, on = services.clock.now(), today(services.clock)
    quarter = Quarter.parse(form.text("period"))
    as_of = _day_of(form.text("as_of")) or default_as_of(quarter, services.rules, on)
    with speaking(CHINESE), services.database.write() as session:
        given = (session, services.rules, quarter, as_of)
        made = freeze(*given, now=now, by=viewer.actor.ref, office_name=services.settings.office_name)
        if made.is_new:
            _write_down(session, viewer, made, now)
    return made


def _write_down(session: Session, viewer: Viewer, made: Frozen, now: datetime) -> None:
    detail = {"period": made.period, "version": made.version, "sha256": made.digest}
    write_down(session, viewer.actor, "report-frozen", now, subject=f"snapshot:{made.snapshot_id}", detail=detail)


def _day_of(text: str) -> date | None:
    try:
        return day("as_of", text) if text else None
    except CallError as error:
        raise DubanError("act-date-wrong", text=text[:20]) from error
