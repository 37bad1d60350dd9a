"""Reporting periods with their frozen snapshots, and the files made from one."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, NamedTuple, cast

from sqlmodel import Session

from config.errors import CallError, DubanError
from config.language import label
from config.rows import Row
from planning import page_queries
from planning.access.viewers import Viewer
from planning.people import actor_names
from planning.sealing import FROZEN_STATES, events_since
from planning.sight import is_issued
from reports.signing import signatures_of, standing_of
from web.answers.lines import Answer
from web.made_files import MadeFiles

Rendered = Literal["docx", "pdf", "xlsx", "html"]
#: format → media type; the first four are renderings, the last is the sealed snapshot itself.
FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


class SignatureLine(Answer):
    """A signature under a snapshot (``act`` signed), or its issuing (issued); ``on_behalf_of`` is the other's name."""

    act: str
    person_ref: str
    person_name: str
    on_behalf_of: str
    note: str
    at: datetime


class SnapshotLine(Answer):
    """A frozen state of a period: its cut-off, its digest, the seal over the ledger, and who signed it.

    ``state`` is how far this snapshot itself has come (frozen, signed, issued), whatever the period's other ones did.
    """

    id: int
    period: str
    version: int
    as_of: date
    frozen_at: datetime
    frozen_by: str
    sha256: str
    ledger_root: str
    state: str = "frozen"
    signatures: tuple[SignatureLine, ...] = ()


class PeriodLine(Answer):
    """A reporting period and how far it has come, with its snapshots, the newest first."""

    code: str
    state: str
    opened_at: datetime
    snapshots: tuple[SnapshotLine, ...]


class ReportList(Answer):
    """All periods, the newest first."""

    periods: tuple[PeriodLine, ...]


class FiledReport(Answer):
    """One report with what is to be known before signing it.

    ``newest`` is the period's newest version; ``is_final`` that it looks at the whole period; ``later_events`` how many
    facts came into the ledger after it was sealed: they go into the next report. ``is_intact`` tells that what is kept
    still has the digest it was frozen with.
    """

    snapshot: SnapshotLine
    period_state: str
    frozen_by_name: str
    newest: int
    newest_id: int
    is_final: bool
    later_events: int
    is_intact: bool
    totals: dict[str, int]
    decisions: int

    @property
    def is_newest(self) -> bool:
        """Whether no newer version replaces this one."""
        return self.snapshot.version == self.newest

    def can_be_signed(self, ref: str) -> bool:
        """Whether it waits for somebody's signature who has not signed yet."""
        mine = {each.person_ref for each in self.snapshot.signatures if each.act == "signed"}
        return self.is_newest and self.period_state in {"frozen", "signed"} and ref not in mine

    @property
    def can_be_issued(self) -> bool:
        """Whether it is signed and not issued yet."""
        return self.is_newest and self.period_state == "signed" and self.snapshot.state == "signed"


class ReportFile(NamedTuple):
    """A file made from a snapshot."""

    name: str
    media_type: str
    data: bytes


def require_readable(session: Session, viewer: Viewer, snapshot_id: int) -> None:
    """Do nothing when somebody may read a report: an issued one, or any with the right to those on their way.

    Raises:
        DubanError: ``snapshot-missing``, also when it is out of sight.
    """
    if not viewer.may("reports.unissued") and not is_issued(session, snapshot_id):
        raise DubanError("snapshot-missing")


def report_list(session: Session, viewer: Viewer, before: datetime | None = None) -> ReportList:
    """Read the periods and their snapshots; those on their way only for who may see them.

    Before an instant: what was sealed, signed and issued by then. How far a period itself had come is only said of one
    that was signed or issued: of the others only the newest state is kept.
    """
    lines = snapshot_lines(session, page_queries.snapshot_rows(session, before), before)
    if not viewer.may("reports.unissued"):
        lines = [line for line in lines if line.state == "issued"]
    rows = [row for row in page_queries.period_rows(session) if before is None or row["opened_at"] < before]
    return ReportList(
        periods=tuple(
            PeriodLine(
                code=row["code"],
                state=row["state"] if before is None else _come_so_far(row["code"], lines),
                opened_at=row["opened_at"],
                snapshots=tuple(line for line in lines if line.period == row["code"]),
            )
            for row in rows
        )
    )


def _come_so_far(period: str, lines: Iterable[SnapshotLine]) -> str:
    acts = [each.act for line in lines if line.period == period for each in line.signatures]
    return standing_of(acts) if acts else ""


def snapshot_lines(session: Session, rows: Iterable[Row], before: datetime | None = None) -> list[SnapshotLine]:
    """Return snapshots as lines with the signatures under them (given before an instant), read in one query for all."""
    given = list(rows)
    under: dict[int, list[SignatureLine]] = {row["id"]: [] for row in given}
    found = [each for each in signatures_of(session, under) if before is None or each.at < before]
    stood_in_for = {each.on_behalf_of for each in found} - {""}
    names = actor_names(session, stood_in_for) if stood_in_for else {}
    for each in found:
        told = {name: getattr(each, name) for name in SignatureLine.model_fields}
        told["on_behalf_of"] = names.get(each.on_behalf_of, "")
        under[each.snapshot_id].append(SignatureLine(**told))
    return [
        SnapshotLine(
            **{name: row[name] for name in _STORED},
            state=standing_of(line.act for line in under[row["id"]]),
            signatures=tuple(under[row["id"]]),
        )
        for row in given
    ]


_STORED = ("id", "period", "version", "as_of", "frozen_at", "frozen_by", "sha256", "ledger_root")


def filed_report(session: Session, snapshot_id: int) -> FiledReport:
    """Read one report.

    Raises:
        DubanError: ``snapshot-missing``.
    """
    row = page_queries.snapshot_row(session, snapshot_id)
    if row is None:
        raise DubanError("snapshot-missing")
    [line] = snapshot_lines(session, [row])
    newest = max(
        (each for each in page_queries.snapshot_rows(session) if each["period_id"] == row["period_id"]),
        key=lambda each: int(each["version"]),
    )
    content = json.loads(row["content"])
    totals = content.get("totals", {})
    return FiledReport(
        snapshot=line,
        period_state=row["period_state"],
        frozen_by_name=actor_names(session, [row["frozen_by"]])[row["frozen_by"]],
        newest=newest["version"],
        newest_id=newest["id"],
        is_final=row["period_state"] in FROZEN_STATES,
        later_events=events_since(session, row["ledger_until"]),
        is_intact=hashlib.sha256(row["content"].encode()).hexdigest() == row["sha256"],
        totals={"total": totals.get("total", 0), **totals.get("lights", {})},
        decisions=len(content.get("decisions", ())),
    )


class Sealed(NamedTuple):
    """A snapshot in its file form, a name for files made from it, and whether it is still a draft (稿)."""

    name: str
    data: bytes
    is_draft: bool


def sealed_snapshot(session: Session, snapshot_id: int) -> Sealed:
    """Read a snapshot as it was frozen.

    Raises:
        DubanError: ``snapshot-missing``.
    """
    row = page_queries.snapshot_row(session, snapshot_id)
    if row is None:
        raise DubanError("snapshot-missing")
    # The digest goes in as it was stored, so that a content altered since does not pass for intact.
    sealed = b'{"content":' + row["content"].encode() + b',"digest":"' + row["sha256"].encode() + b'"}\n'
    name = f"督办进展情况报告-{row['period']}-v{row['version']}"
    acts = [each.act for each in signatures_of(session, [snapshot_id])]
    return Sealed(name, sealed, standing_of(acts) == "frozen")


_MADE = MadeFiles()


def report_file(sealed: Sealed, form: str) -> ReportFile:
    """Return one file of a sealed snapshot: made once by this process for the same bytes, then as it was.

    The libraries it takes are loaded when the first one is made.

    Raises:
        CallError: ``format-unknown``.
        DubanError: ``snapshot-altered`` or ``snapshot-unreadable``.
    """
    if form not in FORMATS:
        known = "、".join(f"{label('report_format', each)}（{each}）" for each in FORMATS)
        raise CallError("format-unknown", format=form[:20], known=known)
    if form == "json":
        return ReportFile(f"{sealed.name}.json", FORMATS[form], sealed.data)
    from reports.rendering import render  # noqa: PLC0415 - see above
    from reports.sealing import load  # noqa: PLC0415 - see above

    def make() -> bytes:
        return render(load(sealed.data, sealed.name), cast("Rendered", form), draft=sealed.is_draft)

    return ReportFile(f"{sealed.name}.{form}", FORMATS[form], _MADE.of(sealed.data, (form, sealed.is_draft), make))
