"""``duban report`` and ``duban verify``: the quarterly report, and whether it or the ledger was altered."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import CallError
from config.files import write_file
from config.language import label
from duban.terminal import Call, day_of, read_file, say, say_json

if TYPE_CHECKING:
    from reports.rendering import Format

SNAPSHOT_LIMIT = 500_000_000


def report(
    context: typer.Context,
    period: Annotated[str, typer.Argument(metavar="季度", help="季度，如 2017Q2。")],
    *,
    as_of: Annotated[str | None, typer.Option("--as-of", help="截止日期（默认为季末宽限期满或今天）。")] = None,
    formats: Annotated[str, typer.Option("--format", help="docx,pdf,html,xlsx 中的若干，用逗号分开。")] = "docx,pdf",
    out: Annotated[
        Path | None, typer.Option("--out", readable=False, help="写到哪个目录（默认为数据目录下的 reports）。")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="经办人工号或姓名。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """冻结一个季度并出具进展情况报告；内容没有变化时沿用已冻结的那一份。"""
    call: Call = context.obj
    wanted = _formats(formats)
    app = call.application()
    from duban.reporting import freeze_and_render  # noqa: PLC0415 - heavy

    folder = out or app.settings.reports_dir
    made = freeze_and_render(app, period, as_of=day_of(as_of), formats=wanted, by=by)
    paths = []
    for name, data in made.files.items():
        write_file(folder / name, data)
        paths.append(folder / name)
    frozen = made.frozen
    if as_json:
        told = {"period": period, "version": frozen.version, "as_of": frozen.as_of, "digest": frozen.digest}
        say_json({**told, "new": frozen.is_new, "state": made.state, "files": paths, "warnings": made.warnings})
        return
    kind = "新冻结" if frozen.is_new else "沿用已冻结的"
    say(f"{period} 进展情况报告（截至 {frozen.as_of}，{kind}第 {frozen.version} 稿）")
    say(f"摘要 {frozen.digest}")
    say(f"状态 {label('period_state', made.state)}")
    for path in paths:
        say(f"  {path}")
    for warning in made.warnings:
        say(f"注意：{warning}")


def verify(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="文件", readable=False, help="快照文件（.snapshot.json）或数据库文件（.db）；省略时核对本机台账。"
        ),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> int:
    """核对快照或台账是否被改动过。"""
    call: Call = context.obj
    if file is None or file.suffix == ".db":
        from duban.verifying import verify_ledger  # noqa: PLC0415 - heavy

        lines, intact = verify_ledger(call, file)
    else:
        from duban.verifying import verify_file  # noqa: PLC0415 - heavy

        lines, intact = verify_file(read_file(file, SNAPSHOT_LIMIT), file.name)
    if as_json:
        say_json({"intact": intact, "findings": lines})
    else:
        for line in lines:
            say(line)
    return 0 if intact else 1


def _formats(text: str) -> "tuple[Format, ...]":
    from reports.rendering import FORMATS  # noqa: PLC0415 - heavy

    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        raise CallError("report-formats-unknown", formats="、".join(unknown) or text, known="、".join(FORMATS))
    return tuple(name for name in FORMATS if name in wanted)
