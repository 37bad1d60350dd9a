"""``duban extract`` and ``duban import``: from a plan document to registered tasks."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.language import label
from duban.table_columns import columns_said, say_columns
from duban.terminal import Call, day_of, read_file, say, say_json, say_table

if TYPE_CHECKING:
    from planning.adoption import Adoption
    from planning.plan_reading import ReadPlan

File = Annotated[Path, typer.Argument(metavar="文件", readable=False, help="计划文件（.txt 或 .docx）。")]
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
    read = _read(call, file, year, columns)
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
        say(f"提示（第 {issue.start} 字）：{issue.message}")


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
    as_json: AsJson = False,
) -> None:
    """登记一份计划：每个事项成为一项有责任岗位、有期限的督办事项。"""
    call: Call = context.obj
    start_on = day_of(start)
    read = _read(call, file, year, columns)  # before the database is opened: a file that fails leaves no trace
    from duban.intake import import_plan as register  # noqa: PLC0415 - heavy
    from planning.adoption import Adopting  # noqa: PLC0415 - heavy

    how = Adopting(year=year, name=plan, default_unit=unit, start_on=start_on, as_draft=draft)
    adoption = register(call.application(), read, how, by=by, assign=assign)
    if as_json:
        say_json(asdict(adoption))
        return
    _tell(adoption, assigned=assign and not draft, draft=draft)


def _read(call: Call, file: Path, year: int, columns: str | None) -> "ReadPlan":
    from config.settings import load_settings  # noqa: PLC0415 - heavy
    from planning.plan_reading import read_plan  # noqa: PLC0415 - heavy
    from planning.plan_years import require_plan_year  # noqa: PLC0415 - heavy

    require_plan_year(year)
    limits = load_settings(call.data_dir).limits
    told = columns_said(columns)
    return read_plan(read_file(file, limits.file_bytes), file.name, year, limits, columns=told)


def _tell(adoption: "Adoption", *, assigned: bool, draft: bool) -> None:
    if adoption.already:
        say(f"这份文件已登记为计划“{adoption.plan}”，没有作任何改动。")
        return
    deliverables = sum(task.deliverables for task in adoption.tasks)
    items = f"{len(adoption.tasks)} 项事项（含 {deliverables} 项成果）"
    say(f"已{'存为草拟的' if draft else '登记'}计划“{adoption.plan}”：{items}，{adoption.outcomes} 条工作成果。")
    say_table(
        ("编号", "单位", "期限", "责任岗位", "事项"),
        [
            (task.number, task.unit, f"{task.due_on}{'（暂定）' if task.due_provisional else ''}",
             "有" if task.owner_post_id else "缺", task.title)
            for task in adoption.tasks
        ],
    )  # fmt: skip
    if adoption.missing:
        gaps = "，".join(f"{label('clarity', code)} {count} 项" for code, count in adoption.missing.items())
        say(f"六个明确中还缺：{gaps}。")
    for line in _next(adoption, assigned=assigned, draft=draft):
        say(line)


def _next(adoption: "Adoption", *, assigned: bool, draft: bool) -> Iterator[str]:
    ownerless = [task.number for task in adoption.tasks if task.owner_post_id is None]
    if ownerless:
        yield (
            f"{len(ownerless)} 项没有责任岗位（{ownerless[0]} 等）：请在名册中为该单位设联络岗，"
            f"或用 duban task assign {ownerless[0]} --to 单位/岗位 指定。"
        )
    if draft:
        yield "下一步：核对后逐项用 duban task adopt 编号 立项。"
    elif assigned:
        yield f"已交办 {len(adoption.tasks) - len(ownerless)} 项。下一步：duban task list 或 duban serve 查看。"
    else:
        yield f'下一步：duban task assign --plan "{adoption.plan}" 交办，或 duban serve 打开网页查看。'
