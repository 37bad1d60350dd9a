"""The command line. Loads nothing heavy: each command imports what it needs when it runs.

Exit codes: 0 done, 1 the work failed, 2 the call was wrong. Errors are one Chinese sentence on standard error.
"""

import sys
from collections.abc import Sequence
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer._click import Command
from typer._click import exceptions as usage  # the package has no public name for the errors its parser raises

from config.language import sentence
from duban.commands import accounts, flows, messages, plans, reports, results, reviews, roster, service, tasks, versions
from duban.terminal import Call, failure_of
from duban.usage import speak_chinese, told

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
        Path | None,
        typer.Option("--data-dir", readable=False, help="数据目录（默认取 DUBAN_DATA_DIR，否则为 ~/duban-data）。"),
    ] = None,
) -> None:
    """Remember what all commands share."""
    call = context.obj = Call(data_dir=data_dir)
    context.call_on_close(call.close)


app.add_typer(roster.app, name="roster")
app.command("extract")(plans.extract)
app.command("import")(plans.import_plan)
app.add_typer(reviews.app, name="review")
app.add_typer(versions.app, name="plan")
app.add_typer(tasks.app, name="task")
app.add_typer(results.app, name="result")
app.add_typer(messages.app, name="message")
app.add_typer(accounts.app, name="account")
app.command("run")(flows.run)
app.command("report")(reports.report)
app.command("verify")(reports.verify)
app.command("serve")(service.serve)
app.command("doctor")(service.doctor)
app.command("demo")(service.demo)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character is no reason to fail
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; every expected failure is told in one sentence."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result: Any = _command()(args=words, prog_name="duban", standalone_mode=False)
    except usage.NoArgsIsHelpError as error:
        error.show()
        return WRONG_CALL
    except usage.UsageError as error:
        return _say(told(error), WRONG_CALL)
    except Exception as error:
        failure = failure_of(error)
        if failure is None:
            raise
        return _say(str(failure), failure.exit_code)
    if result == INTERRUPTED:  # what the parser makes of Ctrl-C
        return _say(sentence("interrupted"), INTERRUPTED)
    return result if isinstance(result, int) else DONE


@cache
def _command() -> Command:
    return speak_chinese(typer.main.get_command(app))


def _say(text: str, code: int) -> int:
    sys.stderr.write(f"错误：{text}\n")
    return code
