"""A data folder, a database or settings that cannot be worked with: one sentence each, and nothing is changed."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.desk import Desk
from tests.workshop.checkout import ROOT

NOBODY = 65534
AS_NOBODY = """
import os, sys
from duban.cli import run
for words in ("task adopt 2017-001", "import none.txt --year 2017", "verify none.json", "roster import none.csv"):
    run(["--data-dir", sys.argv[1], *words.split()])  # loads whatever the commands need
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({nobody})
    os.setuid({nobody})
sys.stderr.write("----\\n")
sys.exit(run(sys.argv[2:]))
"""


@pytest.fixture
def outside(prepared: Path) -> Iterator[Path]:
    """A prepared data folder where everybody may look: test folders are closed to other users."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = Path(parent) / "data"
        shutil.copytree(prepared, folder)
        yield folder
        folder.chmod(0o755)


def run_as_nobody(prepared: Path, *words: object) -> tuple[int, str]:
    """Run a command as a user without rights; return its code and what it said on standard error."""
    with tempfile.TemporaryDirectory() as other:
        shutil.copytree(prepared, other, dirs_exist_ok=True)
        ended = subprocess.run(
            [sys.executable, "-c", AS_NOBODY.format(nobody=NOBODY), other, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
    return ended.returncode, ended.stderr.partition("----\n")[2]


def test_a_data_folder_that_may_not_be_written_is_told(outside: Path, prepared: Path) -> None:
    outside.chmod(0o555)

    code, said = run_as_nobody(prepared, "--data-dir", outside, "task", "assign", "2017-001")

    assert code == 1
    assert said.startswith(f"错误：数据目录 {outside} 无法写入（没有写权限）。请检查目录权限或磁盘")
    assert (outside / "duban.db").read_bytes() == (prepared / "duban.db").read_bytes()


def test_a_database_file_that_may_not_be_written_is_told(outside: Path, prepared: Path) -> None:
    outside.chmod(0o777)
    (outside / "duban.db").chmod(0o444)

    code, said = run_as_nobody(prepared, "--data-dir", outside, "task", "assign", "2017-001")

    assert code == 1
    assert "没有写权限" in said
    assert said.count("\n") == 1
    assert (outside / "duban.db").read_bytes() == (prepared / "duban.db").read_bytes()


def test_a_data_folder_that_may_not_be_entered_is_told(outside: Path, prepared: Path) -> None:
    outside.chmod(0o000)

    code, said = run_as_nobody(prepared, "--data-dir", outside, "task", "list")

    assert code == 1
    assert said == f"错误：{outside}/duban.toml 不能使用（没有权限）。请检查路径、权限和磁盘空间。\n"


def test_a_file_that_may_not_be_read_is_told(outside: Path, prepared: Path, papers: Path) -> None:
    plan = outside / "plan.txt"
    shutil.copy(papers / "plan.txt", plan)
    plan.chmod(0o000)

    for command in (("import", plan, "--year", 2017), ("roster", "import", plan), ("verify", plan)):
        code, said = run_as_nobody(prepared, "--data-dir", outside, *command)
        assert (code, said) == (2, f"错误：文件 {plan} 无法读取（没有权限）。请检查权限，或另存一份再试。\n")


@pytest.mark.parametrize("below", ["", "里面"])
def test_a_file_in_place_of_the_data_folder_is_told(desk: Desk, below: str) -> None:
    desk.folder.write_bytes(b"not a folder")
    place, desk.folder = desk.folder, desk.folder / below

    said = desk("task", "list")

    assert said.code == 1
    assert said.err.startswith(f"错误：数据目录 {desk.folder} 无法写入（")
    assert place.read_bytes() == b"not a folder"


def test_a_database_of_a_newer_program_is_left_alone(office: Desk) -> None:
    with closing(sqlite3.connect(office.folder / "duban.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    for words in (("task", "list"), ("task", "assign", "2017-001"), ("run", "compile_progress"), ("verify",)):
        sentence = office.refused(*words, code=1)
        assert "数据库由更新的版本建立（结构版本 9999）" in sentence
        assert "请升级 duban" in sentence
    assert "请升级 duban" in office.refused("verify", office.folder / "duban.db", code=1)


def test_a_file_that_is_no_database_is_told(office: Desk) -> None:
    (office.folder / "duban.db").write_bytes(b"this is not a database, only some text " * 100)

    sentence = office.refused("task", "list", code=1)

    assert "打不开：文件不是数据库，或已损坏。" in sentence
    assert "duban doctor" in sentence


def test_a_damaged_database_is_told(office: Desk) -> None:
    file = office.folder / "duban.db"
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    file.write_bytes(bytes(data))

    assert "文件已损坏" in office.refused("task", "list", code=1)


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_database_held_by_another_process_is_told(office: Desk, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("config.database.BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(office.folder / "duban.db", isolation_level=None)) as other:
        if kind == "EXCLUSIVE":
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute(f"BEGIN {kind}")
        other.execute("UPDATE task SET title = title")

        sentence = office.refused("task", "assign", "2017-001", code=1)

        other.execute("ROLLBACK")
    assert sentence.startswith("数据库正被其他操作占用")
    assert sentence.endswith("请稍后重试；未作任何改动。")


@pytest.mark.parametrize(
    ("url", "code", "sentence"),
    [
        ("随便", 2, "数据库地址 随便 写法不对。应形如 postgresql://"),
        ("nonsense://x", 2, "写法不对"),
        ("nonsense://root:secret@127.0.0.1:port/x", 2, "写法不对"),
        ("postgresql:root:secret@127.0.0.1/x", 2, "写法不对"),
        ("mysql://127.0.0.1/x?user=root&password=secret", 2, "写法不对"),
        ("mysql://root:secret@127.0.0.1/x", 2, "写法不对"),
        ("postgresql://root:secret@127.0.0.1:1/x", 1, "打不开"),
        ("sqlite:////proc/none/x.db", 1, "文件打不开"),
    ],
)
def test_an_address_where_there_is_no_database_is_told_without_its_password(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, url: str, code: int, sentence: str
) -> None:
    monkeypatch.setenv("DUBAN_DATABASE_URL", url)

    said = desk("task", "list")

    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert "secret" not in said.err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("port = ", "设置文件 {file} 读不懂："),
        ("farbe = 3", "设置项 farbe 的值不对（"),
        ("port = 99999", "设置项 port 的值不对（"),
        ('channel = "pigeon"', "设置项 channel 的值不对（"),
        ('[smtp]\nsecurity = "wep"', "设置项 smtp.security 的值不对（"),
    ],
)
def test_settings_that_cannot_be_read_are_named_by_file_and_field(office: Desk, text: str, sentence: str) -> None:
    file = office.folder / "duban.toml"
    file.write_text(text, encoding="utf-8")

    for words in (("task", "list"), ("extract", "计划.txt", "--year", 2017)):
        told = office.refused(*words, code=2)
        assert sentence.format(file=file) in told
        assert str(file) in told


def test_a_rule_pack_that_does_not_exist_is_named_with_those_that_do(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_RULE_PACK", "月球")

    assert "没有名为“月球”的规则包。可用的有：default" in office.refused("task", "assign", "2017-001", code=2)


def test_a_store_that_cannot_be_written_leaves_no_plan_behind(desk: Desk, papers: Path) -> None:
    desk.done("roster", "import", papers / "roster.csv")
    (desk.folder / "objects").write_bytes(b"in the way")

    assert "无法写入" in desk.refused("import", papers / "plan.txt", "--year", 2017, code=1)
    assert desk.json("task", "list")["total"] == 0


def test_a_port_in_use_is_told_before_anything_starts(office: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "duban", "--data-dir", office.folder, "serve", "--no-prefect", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            timeout=60,
        )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"错误：端口 {port} 已被占用。请用 --port 换一个端口")


def test_the_environment_names_the_data_folder_when_the_call_does_not(
    office: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from duban.cli import run  # noqa: PLC0415 - beside its only use

    monkeypatch.setenv("DUBAN_DATA_DIR", str(office.folder))

    assert run(["task", "list"]) == 0
    assert "2017-003" in capsys.readouterr().out
    assert not Path(os.environ["HOME"], "duban-data").exists()
