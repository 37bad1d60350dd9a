"""``duban extract`` and ``duban import``: from a plan document to registered tasks."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.language import sentence
from duban.progress import reading_shown
from duban.table_columns import columns_said, say_columns
from duban.telling import say_adoption
from duban.terminal import Call, day_of, read_file, say, say_json, say_table

if TYPE_CHECKING:
    from planning.plan_reading import ReadPlan
    from planning.review.file import ReviewFile

File = Annotated[
    Path,
    typer.Argument(metavar="文件", readable=False, help="计划文件（.docx、.xlsx、.csv、.pdf、.html、.md 或 .txt）。"),
]
Year = Annotated[int, typer.Option("--year", help="计划年份，如 2017。文件里往往没有写。")]
ColumnWords = Annotated[
    str | None,
    typer.Option(
        "--columns", help="更正表格各列的含义，如 1:C=任务内容,E=完成时限（1 是第几张表），或一个 JSON 文件。"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


def extract(
    context: typer.Context, file: File, *, year: Year, columns: ColumnWords = None, as_json: AsJson = False
) -> None:
    """读出计划文件中的事项，不作任何登记。"""
    call: Call = context.obj
    read = read_file_of_plan(call, file, year, columns)
    document, extraction = read.document, read.extraction
    if as_json:
        say_json(extraction.as_json())
        return
    counts = (len(extraction.items), len(extraction.results), len(extraction.issues))
    say(f"{document.name}：{counts[0]} 项事项，{counts[1]} 条工作成果，{counts[2]} 处提示。")
    say_table(
        ("单位", "序号", "期限", "成果", "事项"),
        [
            (item.unit or "—", item.number or "—", item.deadline or item.deadline_text or "未写明",
             len(item.deliverables), item.text[:36])
            for item in extraction.items
        ],
    )  # fmt: skip
    say_columns(extraction.columns)
    for issue in extraction.issues:
        say(f"提示（{document.place_of(issue.start)}）：{issue.message}")
    for item in extraction.doubtful:
        why = "；".join(sentence(code) for code in item.reasons)
        say(f"存疑，未列入（{document.place_of(item.start)}）：{item.text[:36]}（{why}）")


def import_plan(
    context: typer.Context,
    file: File,
    *,
    year: Year,
    plan: Annotated[str | None, typer.Option("--plan", help="计划名称（默认用文件名和年份）。")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="没有写明单位的事项归到这个单位。")] = None,
    start: Annotated[str | None, typer.Option("--start", help="起始日期（默认为今天，序时进度从此算起）。")] = None,
    assign: Annotated[bool, typer.Option("--assign", help="登记后立即交办给各责任岗位。")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="只存为草拟，之后用 duban task adopt 立项。")] = False,
    by: Annotated[str | None, typer.Option("--by", help="经办人工号或姓名。")] = None,
    columns: ColumnWords = None,
    amends: Annotated[str | None, typer.Option("--amends", help="这份文件是哪个计划（名称）的修订。")] = None,
    review: Annotated[
        Path | None,
        typer.Option("--review", readable=False, help="按这个 JSON 登记：duban extract --json 的输出，改好后的。"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """登记一份计划：每个事项成为一项有责任岗位、有期限的督办事项。"""
    call: Call = context.obj
    start_on = day_of(start)
    read = read_file_of_plan(call, file, year, columns)  # before the database is opened: a failing file leaves no trace
    corrections = _corrections(call, review)
    from duban.intake import import_plan as register  # noqa: PLC0415 - heavy
    from planning.adoption import Adopting  # noqa: PLC0415 - heavy

    how = Adopting(year=year, name=plan, default_unit=unit, start_on=start_on, as_draft=draft)
    adoption = register(call.application(), read, how, by=by, assign=assign, amends=amends, corrections=corrections)
    if as_json:
        say_json(asdict(adoption))
        return
    for issue in read.extraction.issues:
        if issue.code == "year-differs":
            say(issue.message)
    say_adoption(adoption, assigned=assign and not draft, draft=draft)


def _corrections(call: Call, file: Path | None) -> "ReviewFile | None":
    if file is None:
        return None
    from config.settings import load_settings  # noqa: PLC0415 - heavy
    from planning.review.file import read_review_file  # noqa: PLC0415 - heavy

    return read_review_file(read_file(file, load_settings(call.data_dir).limits.file_bytes), file.name)


def read_file_of_plan(call: Call, file: Path, year: int, columns: str | None) -> "ReadPlan":
    """Return what a plan document says; touches neither data folder nor database."""
    from config.settings import load_settings  # noqa: PLC0415 - heavy
    from planning.plan_reading import read_plan  # noqa: PLC0415 - heavy
    from planning.plan_years import require_plan_year  # noqa: PLC0415 - heavy

    require_plan_year(year)
    limits = load_settings(call.data_dir).limits
    told = columns_said(columns)
    data = read_file(file, limits.file_bytes)
    with reading_shown(file.name) as progress:
        return read_plan(data, file.name, year, limits, columns=told, progress=progress)
