"""Reporting periods with their frozen snapshots, and the files made from one."""

from datetime import date, datetime
from typing import Literal, NamedTuple, cast

from sqlmodel import Session

from config.errors import CallError, DubanError
from config.language import label
from planning import page_queries
from web.answers.lines import Answer

Rendered = Literal["docx", "pdf", "xlsx", "html"]
#: format → media type; the first four are renderings, the last is the sealed snapshot itself.
FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


class SnapshotLine(Answer):
    """A frozen state of a period: its cut-off, its digest, and the seal over the ledger."""

    id: int
    period: str
    version: int
    as_of: date
    frozen_at: datetime
    frozen_by: str
    sha256: str
    ledger_root: str


class PeriodLine(Answer):
    """A reporting period and how far it has come, with its snapshots, the newest first."""

    code: str
    state: str
    opened_at: datetime
    snapshots: tuple[SnapshotLine, ...]


class ReportList(Answer):
    """All periods, the newest first."""

    periods: tuple[PeriodLine, ...]


class ReportFile(NamedTuple):
    """A file made from a snapshot."""

    name: str
    media_type: str
    data: bytes


def report_list(session: Session) -> ReportList:
    """Read the periods and their snapshots."""
    lines = [
        SnapshotLine(**{name: row[name] for name in SnapshotLine.model_fields})
        for row in page_queries.snapshot_rows(session)
    ]
    return ReportList(
        periods=tuple(
            PeriodLine(
                code=row["code"],
                state=row["state"],
                opened_at=row["opened_at"],
                snapshots=tuple(line for line in lines if line.period == row["code"]),
            )
            for row in page_queries.period_rows(session)
        )
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
    return Sealed(name, sealed, row["period_state"] not in {"signed", "issued"})


def report_file(sealed: Sealed, form: str) -> ReportFile:
    """Make one file from a sealed snapshot. The libraries it takes are loaded when the first one is made.

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

    made = render(load(sealed.data, sealed.name), cast("Rendered", form), draft=sealed.is_draft)
    return ReportFile(f"{sealed.name}.{form}", FORMATS[form], made)
