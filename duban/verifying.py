"""Whether a snapshot or the ledger was altered after it was written."""

from pathlib import Path

from config.database import Database
from config.language import label
from duban.terminal import Call
from planning.sealing import LedgerFault, check_ledger, check_seals
from reports.verifying import verify_snapshot


def verify_file(data: bytes, name: str) -> tuple[list[str], bool]:
    """Return what is to be said about a snapshot file, and whether it is intact."""
    verdict = verify_snapshot(data)
    return [verdict.sentence(name)], verdict.intact


def verify_ledger(call: Call, file: Path | None) -> tuple[list[str], bool]:
    """Return what is to be said about the ledger (the data folder's, or a SQLite file's), and whether it is intact."""
    database = Database(f"sqlite:///{file.absolute()}") if file else call.application().database
    with database.read() as session:
        checked, faults = check_ledger(session)
        seals = check_seals(session)
    lines = [_told(fault) for fault in faults]
    lines += [
        f"{seal.period} 第 {seal.version} 稿：台账封存值不符，冻结之后有较早的记录被改动或删除。"
        for seal in seals.broken
    ]
    intact = not lines
    lines.append(
        f"已核对 {checked} 条台账记录、{seals.checked} 份封存：" + ("全部相符，没有被改动。" if intact else "不相符。")
    )
    return lines, intact


def _told(fault: LedgerFault) -> str:
    return f"{fault.number} 第 {fault.seq} 条：{label('ledger_fault', fault.kind)}"
