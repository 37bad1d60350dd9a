"""``duban serve``, ``duban doctor`` and ``duban demo``."""

from pathlib import Path
from typing import Annotated

import typer

from duban.terminal import Call, say, say_json, say_table


def serve(
    context: typer.Context,
    *,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="端口（默认 8765；0 为任选）。")] = None,
    no_prefect: Annotated[bool, typer.Option("--no-prefect", help="不启动 Prefect，直接运行各流程。")] = False,
) -> None:
    """打开网页并按日程运行各流程（只在本机可访问）。"""
    call: Call = context.obj
    from duban.serving import serve_application  # noqa: PLC0415 - heavy

    serve_application(call.application(), port=port, prefect=not no_prefect)


def doctor(
    context: typer.Context, *, as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False
) -> int:
    """检查设置、数据库、日历、字体、邮件、磁盘和时钟，并说明怎样处理。"""
    call: Call = context.obj
    from duban.doctor import examine  # noqa: PLC0415 - heavy

    findings = examine(call.data_dir)
    if as_json:
        say_json([finding._asdict() for finding in findings])
    else:
        from config.language import label  # noqa: PLC0415 - heavy

        rows = [(found.subject, label("finding_level", found.level), found.text) for found in findings]
        say_table(("项目", "结果", "说明"), rows)
    return 1 if any(found.level == "error" for found in findings) else 0


def demo(
    *,
    folder: Annotated[Path, typer.Option("--dir", readable=False, help="示例数据放在哪个目录。")] = Path("demo"),
    no_serve: Annotated[bool, typer.Option("--no-serve", help="做完就结束，不打开网页。")] = False,
    no_prefect: Annotated[bool, typer.Option("--no-prefect", help="打开网页时不启动 Prefect。")] = False,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="端口（默认 8765；0 为任选）。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """用自带的示例走完全程：导入、交办、填报、汇总、催办、季度报告，然后打开网页。"""
    from duban.demo import run_demo, summary_lines  # noqa: PLC0415 - heavy

    made = run_demo(folder.absolute(), port)
    if as_json:
        say_json(made.as_json())
    else:
        for line in summary_lines(made):
            say(line)
    if not no_serve:
        from duban.serving import serve_application  # noqa: PLC0415 - heavy

        serve_application(made.application(), port=port, prefect=not no_prefect)
