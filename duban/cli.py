"""The command line. Loads nothing heavy: each command imports what it needs when it runs.

Exit codes: 0 done, 1 the work failed, 2 the call was wrong. Errors are one Chinese sentence on standard error.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer._click import exceptions as usage  # the package has no public name for the errors its parser raises

from duban.commands import flows, plans, reports, roster, service, tasks
from duban.terminal import Call, failure_of

DONE, FAILED, WRONG_CALL, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="duban",
    help="督办：把改革计划变成有责任人、有期限的事项，催办到底，每季出一份进展报告。",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


@app.callback()
def root(
    context: typer.Context,
    *,
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help="数据目录（默认取 DUBAN_DATA_DIR，否则为 ~/duban-data）。")
    ] = None,
) -> None:
    """Remember what all commands share."""
    context.obj = Call(data_dir=data_dir)


app.command("extract")(plans.extract)
app.command("import")(plans.import_plan)
app.add_typer(roster.app, name="roster")
app.add_typer(tasks.app, name="task")
app.command("run")(flows.run)
app.command("report")(reports.report)
app.command("verify")(reports.verify)
app.command("serve")(service.serve)
app.command("doctor")(service.doctor)
app.command("demo")(service.demo)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave the process with its exit code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; every expected failure is told in one sentence."""
    try:
        result: Any = app(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except usage.NoArgsIsHelpError as error:
        error.show()
        return WRONG_CALL
    except usage.UsageError as error:
        command = error.ctx.command_path if error.ctx else "duban"
        return _say(f"{_usage_text(error)} 用法见 {command} --help。", WRONG_CALL)
    except (typer.Abort, KeyboardInterrupt):
        return _say("已中断。", INTERRUPTED)
    except Exception as error:
        told = failure_of(error)
        if told is None:
            raise
        return _say(str(told), told.exit_code)
    return result if isinstance(result, int) else DONE


def _say(text: str, code: int) -> int:
    sys.stderr.write(f"错误：{text}\n")
    return code


def _usage_text(error: Exception) -> str:
    """Return what was wrong with the call, in Chinese."""
    name = _parameter(error)
    match error:
        case usage.MissingParameter():
            return f"缺少参数 {name}。"
        case usage.NoSuchOption():
            return f"没有选项 {error.option_name}。"
        case usage.BadOptionUsage():
            return f"选项 {error.option_name} 需要一个值。"
        case usage.BadParameter():
            return f"参数 {name} 的值不对（{error.message.rstrip('.')}）。"
        case _:
            return f"命令写法不对（{getattr(error, 'message', error)}）。"


def _parameter(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", None) or "")
    options = [text for text in parameter.opts if text.startswith("-")]
    return options[-1] if options else str(parameter.human_readable_name).upper()
