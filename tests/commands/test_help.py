"""Help pages: in Chinese, for every command; and how little a command loads."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer._click import Command

from duban.cli import app
from duban.terminal import width_of
from tests.commands.desk import Desk, is_chinese
from tests.workshop.checkout import ROOT

HEAVY = {"sqlmodel", "sqlalchemy", "prefect", "fastapi", "alembic", "uvicorn", "pydantic_settings", "openpyxl", "docx"}


def paths(command: Command, *above: str) -> Iterator[tuple[str, ...]]:
    """Yield the words that lead to each command."""
    yield above
    for name, below in getattr(command, "commands", {}).items():
        yield from paths(below, *above, name)


COMMANDS = list(paths(typer.main.get_command(app)))


def test_all_commands_of_the_field_are_there() -> None:
    tasks = "list show assign adopt accept report submit return complete close extend deadline instruct answer"
    assert {("extract",), ("import",), ("run",), ("report",), ("verify",), ("serve",), ("doctor",), ("demo",)} < {
        *COMMANDS
    }
    assert {("task", name) for name in tasks.split()} < {*COMMANDS}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_help_page_is_chinese_and_complete(desk: Desk, words: tuple[str, ...]) -> None:
    page = desk.done(*words, "--help")

    assert page.startswith(" ".join(("用法：duban", *words)) + " [选项]")
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this", "required", "default", "<str>", "<int"):
        assert english not in page
    body = page.split("选项：", 1)[1]
    entries = [line for line in re.sub(r"\n {6,}", "", body).splitlines() if line.startswith("  ")]
    assert entries
    assert all(is_chinese(line) for line in entries), entries
    assert max(width_of(line) for line in page.splitlines()) <= 80
    assert not desk.folder.exists()


def test_required_defaults_and_bounds_are_told(desk: Desk) -> None:
    assert "--year <整数>     计划年份，如 2017。文件里往往没有写。（必填）" in desk.done("import", "--help")
    assert "--limit <整数>  最多列出多少项。（默认 50；至少 1）" in desk.done("task", "list", "--help")
    assert "（0–65535）" in desk.done("serve", "--help")
    assert "用法：duban task show [选项] 编号\n" in desk.done("task", "show", "--help")


def loaded_by(folder: Path, *words: str) -> set[str]:
    """Return what a process loads that runs a command: its modules and the top-level packages they belong to."""
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "duban", "--data-dir", str(folder), *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    names = re.findall(r"^import time:.*\| +([\w.]+)$", ended.stderr, re.MULTILINE)
    return {*names, *(name.partition(".")[0] for name in names)}


@pytest.mark.parametrize("words", [("--help",), ("task", "--help"), ("import", "--help")])
def test_a_help_page_loads_nothing_heavy(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert loaded_by(tmp_path, *words).isdisjoint(HEAVY)


@pytest.mark.parametrize("words", [("task", "list"), ("task", "show", "2017-001"), ("roster", "show"), ("verify",)])
def test_a_reading_command_loads_no_engine_no_web_and_no_migrations(office: Desk, words: tuple[str, ...]) -> None:
    found = loaded_by(office.folder, *words)

    assert "sqlmodel" in found
    assert found.isdisjoint({"prefect", "fastapi", "alembic", "uvicorn", "openpyxl", "docx", "typst", "apscheduler"})
    # Nothing is read from a plan here: the patterns of the extraction alone would cost a quarter of the start.
    assert "planning.extraction" not in found


def test_extract_loads_no_engine_and_no_web(tmp_path: Path, papers: Path) -> None:
    found = loaded_by(tmp_path, "extract", str(papers / "plan.txt"), "--year", "2017")

    assert found.isdisjoint({"prefect", "fastapi", "alembic", "uvicorn", "apscheduler"})


def test_a_terminal_that_lacks_a_character_is_no_reason_to_fail(office: Desk) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "duban", "--data-dir", str(office.folder), "task", "show", "2017-001"],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"2017-001" in ended.stdout


def test_a_process_ends_with_the_code_and_the_sentence(tmp_path: Path) -> None:
    for words, code in ((("extract", "none.txt", "--year", "2017"), 2), (("--help",), 0), (("task", "nix"), 2)):
        ended = subprocess.run(
            [sys.executable, "-m", "duban", "--data-dir", str(tmp_path / "data"), *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert ended.returncode == code, ended.stderr
        assert ("错误：" in ended.stderr) == (code != 0)
    assert not (tmp_path / "data").exists()
