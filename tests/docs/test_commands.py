"""``docs/commands.md`` against the command line itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from duban.cli import app
from tests.docs.pages import codes_in, command_lines, documents, read, rows, section
from tests.workshop.checkout import ROOT

_HELP = "--help"
PAGE = read("docs/commands.md")


def _commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - the parser's classes are not public
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


ROOT_COMMAND: Any = typer.main.get_command(app)
COMMANDS = dict(_commands(ROOT_COMMAND, "duban"))


def _names(command: Any) -> set[str]:  # noqa: ANN401 - as above
    """Return how a command's options and arguments are written."""
    names = set()
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            names.add(parameter.metavar)
        else:
            names.update(option for option in parameter.opts if option != _HELP)
    return names


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_described_with_all_it_takes_and_nothing_else(path: str) -> None:
    text = section(PAGE, f"`{path}`")
    assert text, f"docs/commands.md has no heading `{path}`"
    written = {codes_in(cells[0])[0] for cells in rows(text) if cells[0].startswith("`")}
    assert written == _names(COMMANDS[path])


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_an_example_of_its_own(path: str) -> None:
    wanted = path.split()[1:]
    assert any(words[: len(wanted)] == wanted for words in command_lines(section(PAGE, f"`{path}`")))


def test_no_command_is_described_that_does_not_exist() -> None:
    described = {line[5:-1] for line in PAGE.splitlines() if line.startswith("### `duban ")}
    assert described == set(COMMANDS)


def test_what_all_commands_share_is_described() -> None:
    shared = section(PAGE, "Common to all commands")
    for option in _names(ROOT_COMMAND):
        assert f"`{option}`" in shared


@pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_example_is_a_call_the_command_line_takes(file: Path) -> None:
    for words in command_lines(file.read_text(encoding="utf-8")):
        _parse(words)


def _parse(words: list[str]) -> None:
    """Parse a call without carrying it out; a wrong one raises the parser's own error."""
    command, context = ROOT_COMMAND, ROOT_COMMAND.make_context("duban", list(words))
    while hasattr(command, "commands"):
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])  # noqa: SLF001 - the parser's way of walking down
        assert command is not None, f"no command {name}"
        context = command.make_context(name, rest, parent=context)


@pytest.mark.parametrize(
    "wrong", [["task", "frobnicate"], ["report"], ["import", "plan.txt", "--yaer", "2026"], ["task", "show"]]
)
def test_a_wrong_example_would_be_found(wrong: list[str]) -> None:
    with pytest.raises(Exception, match=r"(?i)no such|missing"):
        _parse(wrong)
