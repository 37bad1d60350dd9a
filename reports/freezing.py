"""Freezing a quarter: its snapshot as a row, with its digest and the seal over the ledger. Late facts go to the next.

A period goes open → collecting → frozen → signed → issued. Freezing again is allowed until it is signed; what says the
same as a snapshot that is there already is that snapshot. Writes but does not commit.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from config.clock import local_day
from config.database import table_of
from config.errors import DubanError
from config.language import label
from planning.models import Period as PeriodRow
from planning.models import Snapshot as SnapshotRow
from planning.periods import Quarter
from planning.rules import Rules
from reports.compiling import compile_snapshot
from reports.sealing import canonical_json, digest_of, load
from reports.snapshot import Snapshot

#: States of a period in which its report can no longer change.
SETTLED = ("signed", "issued")
periods = table_of(PeriodRow)
snapshots = table_of(SnapshotRow)


@dataclass(frozen=True)
class Frozen:
    """A snapshot as it lies in the database; ``is_new`` when this call put it there."""

    snapshot_id: int
    period: str
    version: int
    digest: str
    as_of: date
    is_new: bool
    content: Snapshot

    def file_name(self, form: str) -> str:
        """Return the name of a file made from the snapshot: ``2017Q2-v1.docx``, ``2017Q2-v1.snapshot.json``."""
        return f"{self.period}-v{self.version}.{form}"


def default_as_of(quarter: Quarter, rules: Rules, today: date) -> date:
    """Return up to when a quarter's report looks: the end of its grace, or today when that is earlier.

    Raises:
        DubanError: ``report-too-early`` when the quarter has not begun.
    """
    if today < quarter.first:
        raise DubanError("report-too-early", period=quarter, first=quarter.first)
    return min(today, quarter.grace_until(rules.pack, rules.calendar))


def freeze(
    session: Session, rules: Rules, quarter: Quarter, as_of: date, *, now: datetime, by: str, office_name: str
) -> Frozen:
    """Compile the quarter as of the end of a day and keep it; a content that is there already is reused.

    The report is drawn up today; compiled again on a later day with nothing else changed, it keeps its first date.

    Raises:
        DubanError: ``report-too-early``, ``report-as-of-before``, ``report-as-of-future``, ``report-no-items``, or
            ``report-period-settled`` when the report is signed or issued.
    """
    _require_sensible(quarter, as_of, local_day(now))
    period = _locked_period(session, quarter, now)
    if period.state in SETTLED:
        raise DubanError("report-period-settled", period=quarter, state=label("period_state", period.state))
    content = compile_snapshot(
        session, rules, quarter, as_of, drawn_up_on=local_day(now), office_name=office_name, now=now
    )
    if not content.ledger.events:
        raise DubanError("report-no-items", period=quarter, as_of=as_of)
    known = _same_before(session, period.id, content)
    frozen = known or _kept(session, period.id, content, now, by)
    _move_on(session, period, quarter, as_of, rules, now)
    return frozen


def latest_frozen(session: Session, code: str) -> Frozen | None:
    """Return the newest snapshot of a period (``2017Q2``); none when nothing was frozen.

    Raises:
        DubanError: ``snapshot-altered`` or ``snapshot-unreadable``.
    """
    query = _known().where(periods.c.code == code).order_by(snapshots.c.version.desc()).limit(1)
    row = session.connection().execute(query).first()
    return None if row is None else _frozen(row)


def load_frozen(session: Session, snapshot_id: int) -> Frozen:
    """Return a snapshot by its id, its content checked against the digest it was frozen with.

    Raises:
        DubanError: ``snapshot-missing``, ``snapshot-altered`` or ``snapshot-unreadable``.
    """
    row = session.connection().execute(_known().where(snapshots.c.id == snapshot_id)).first()
    if row is None:
        raise DubanError("snapshot-missing")
    return _frozen(row)


def period_state(session: Session, code: str) -> str | None:
    """Return how far a period has come; none when nothing was ever frozen for it."""
    state: str | None = session.connection().execute(select(periods.c.state).where(periods.c.code == code)).scalar()
    return state


def _require_sensible(quarter: Quarter, as_of: date, today: date) -> None:
    if today < quarter.first:
        raise DubanError("report-too-early", period=quarter, first=quarter.first)
    if as_of < quarter.first:
        raise DubanError("report-as-of-before", period=quarter, as_of=as_of, first=quarter.first)
    if as_of > today:
        raise DubanError("report-as-of-future", as_of=as_of, today=today)


def _locked_period(session: Session, quarter: Quarter, now: datetime) -> Row[Any]:
    """Return the period's row, made if need be; whoever freezes it at the same time waits."""
    connection = session.connection()
    added = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(periods)
    values = {"code": str(quarter), "state": "open", "opened_at": now}
    connection.execute(added.values(values).on_conflict_do_nothing(index_elements=["code"]))
    return connection.execute(select(periods).where(periods.c.code == str(quarter)).with_for_update()).one()


def _same_before(session: Session, period_id: int, content: Snapshot) -> Frozen | None:
    """Return the newest snapshot that says the same, whatever the day it was drawn up."""
    rows = session.connection().execute(
        _known()
        .where(snapshots.c.period_id == period_id, snapshots.c.as_of == content.as_of)
        .order_by(snapshots.c.version.desc())
    )
    for row in rows:
        drawn_up_on = date.fromisoformat(json.loads(row.content)["drawn_up_on"])
        if digest_of(content.model_copy(update={"drawn_up_on": drawn_up_on})) == row.sha256:
            return _frozen(row)
    return None


def _kept(session: Session, period_id: int, content: Snapshot, now: datetime, by: str) -> Frozen:
    connection = session.connection()
    versions = connection.execute(select(snapshots.c.version).where(snapshots.c.period_id == period_id)).scalars()
    version, digest = max(versions, default=0) + 1, digest_of(content)
    values = {
        "period_id": period_id, "version": version, "as_of": content.as_of, "frozen_at": now, "frozen_by": by,
        "sha256": digest, "ledger_root": content.ledger.root, "ledger_until": content.ledger.sealed_at,
        "content": canonical_json(content).decode(),
    }  # fmt: skip
    kept = connection.execute(insert(snapshots).values(values).returning(snapshots.c.id)).scalar_one()
    return Frozen(kept, content.period.code, version, digest, content.as_of, True, content)


def _move_on(session: Session, period: Row[Any], quarter: Quarter, as_of: date, rules: Rules, now: datetime) -> None:
    """Let the period be frozen by a report that looks at all of it; an interim one shows that it is collecting.

    Within the grace updates are still in time, so that only a report up to its end, or one made after it, is final.
    """
    grace_on = quarter.grace_until(rules.pack, rules.calendar)
    state = period.state
    if as_of >= grace_on or (as_of >= quarter.last and local_day(now) > grace_on):
        state = "frozen"
    elif state == "open" and as_of >= quarter.request_opens_on(rules.pack, rules.calendar):
        state = "collecting"
    if state != period.state:
        session.connection().execute(update(periods).where(periods.c.id == period.id).values(state=state))


def _known() -> Any:  # noqa: ANN401 - the type of a select of nine columns says nothing
    columns = (snapshots.c.id, snapshots.c.version, snapshots.c.sha256, snapshots.c.as_of, snapshots.c.content)
    return select(*columns, periods.c.code).join(periods, periods.c.id == snapshots.c.period_id)


def _frozen(row: Row[Any]) -> Frozen:
    # The digest goes in as it was stored, so that a content altered since is found.
    sealed = b'{"content":' + row.content.encode() + b',"digest":"' + row.sha256.encode() + b'"}'
    content = load(sealed, f"{row.code} v{row.version}")
    return Frozen(row.id, row.code, row.version, row.sha256, row.as_of, False, content)
