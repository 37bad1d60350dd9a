"""Whether a snapshot or the ledger was altered after it was written."""

import sqlite3
from contextlib import closing
from pathlib import Path

import migrations
from config.database import Database
from config.errors import CallError, DubanError
from config.files import reason_of
from config.language import label
from duban.terminal import Call
from planning.sealing import LedgerFault, check_ledger, check_seals
from reports.verifying import verify_snapshot


def verify_file(data: bytes, name: str) -> tuple[list[str], bool]:
    """Return what is to be said about a snapshot file, and whether it is intact.

    Raises:
        CallError: ``not-a-snapshot``.
    """
    verdict = verify_snapshot(data)
    if verdict.state == "unreadable":
        raise CallError("not-a-snapshot", name=name)
    return [verdict.sentence(name)], verdict.intact


def verify_ledger(call: Call, file: Path | None) -> tuple[list[str], bool]:
    """Return what is to be said about the ledger (the data folder's, or a SQLite file's), and whether it is intact."""
    database = _database_in(file) if file else call.application().database
    with database.read() as session:
        checked, faults = check_ledger(session)
        seals = check_seals(session)
    database.close()
    lines = [_told(fault) for fault in faults]
    lines += [
        f"{seal.period} 第 {seal.version} 稿：{label('seal_fault', seal.kind)}"
        if seal.version
        else f"{seal.period}：{label('seal_fault', seal.kind)}"
        for seal in seals.broken
    ]
    intact = not lines
    lines.append(
        f"已核对 {checked} 条台账记录、{seals.checked} 份封存：" + ("全部相符，没有被改动。" if intact else "不相符。")
    )
    return lines, intact


def _database_in(file: Path) -> Database:
    """Return the database in a file, opened only if it is one of ours and of a structure known here.

    Raises:
        CallError: ``file-missing``, ``file-unreadable``, ``ledger-file-foreign``.
        DubanError: ``database-newer``.
    """
    if not file.exists():
        raise CallError("file-missing", path=file)
    try:
        found = _version_in(file)
    except OSError as error:
        raise CallError("file-unreadable", path=file, detail=reason_of(error)) from error
    if found is None:
        raise CallError("ledger-file-foreign", file=file)
    if found not in migrations.REVISIONS:
        raise DubanError("database-newer", found=found, known=migrations.HEAD)
    return Database(f"sqlite:///{file.absolute()}")


def _version_in(file: Path) -> str | None:
    """Return the structure version in a SQLite file, none if it is not one of ours; the file is only read."""
    with file.open("rb"):  # says why it cannot be read, which the driver does not
        address = f"{file.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def _told(fault: LedgerFault) -> str:
    return f"{fault.number} 第 {fault.seq} 条：{label('ledger_fault', fault.kind)}"
