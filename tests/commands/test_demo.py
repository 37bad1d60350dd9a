"""The demonstration without the pages: what it leaves, and that it is made once."""

import json
import shutil
import time
from contextlib import redirect_stderr, redirect_stdout
from email import message_from_bytes
from email.policy import default
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from duban.cli import run
from tests.commands.desk import Desk


def demo(folder: Path, *words: str) -> tuple[int, str, str]:
    """Run the demonstration; return its code and what it said."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["demo", "--no-serve", "--dir", str(folder), *words])
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The demonstration, made once, and what it said as JSON."""
    code, out, err = demo(tmp_path_factory.mktemp("demo") / "d", "--json", "--port", "9876")
    assert (code, err) == (0, "")
    told: dict[str, Any] = json.loads(out)
    return told


def test_it_leaves_database_messages_and_the_report_in_four_formats(made: dict[str, Any]) -> None:
    folder = Path(made["folder"])

    assert made["reused"] is False
    assert Path(made["database"]).read_bytes().startswith(b"SQLite format 3\0")
    assert {"".join(Path(file).suffixes) for file in made["reports"]} >= {".docx", ".pdf", ".html", ".xlsx"}
    assert all(Path(file).stat().st_size > 1000 for file in made["reports"])
    assert made["messages"] == len(list(folder.rglob("*.eml"))) > 10
    first = Path(made["first_message"]).read_bytes()
    assert first.count(b"Message-ID:") == 1
    plain = message_from_bytes(first, policy=default).get_body(("plain",))
    assert plain is not None
    assert "http://127.0.0.1:9876/k/" in plain.get_content()
    assert made["items"] == sum(made["states"].values()) == sum(made["lights"].values()) == 20
    assert len(made["report_digest"]) == 64


def test_what_it_left_is_a_sound_data_folder(made: dict[str, Any], desk: Desk) -> None:
    desk.folder = Path(made["folder"])

    assert desk.json("task", "list", "--limit", 100)["total"] == made["items"]
    assert desk.json("verify")["intact"] is True
    snapshot = next(file for file in made["reports"] if file.endswith(".snapshot.json"))
    assert "完好" in desk.done("verify", snapshot)


def test_a_second_time_is_quick_and_changes_nothing(made: dict[str, Any], desk: Desk) -> None:
    desk.folder = Path(made["folder"])
    before, begun = desk.contents(), time.monotonic()

    code, out, err = demo(desk.folder, "--json")

    assert (code, err) == (0, "")
    assert json.loads(out) == {**made, "reused": True}
    assert time.monotonic() - begun < 3
    assert desk.contents() == before


def test_the_summary_names_every_file(made: dict[str, Any]) -> None:
    _, out, _ = demo(Path(made["folder"]))

    for path in (made["folder"], made["database"], made["first_message"], *made["reports"]):
        assert path in out
    assert "事项 20 项" in out
    assert "红灯" in out


def test_there_is_a_sign_in_for_every_role_and_it_is_printed(made: dict[str, Any]) -> None:
    roles = [account["role"] for account in made["accounts"]]
    assert roles == ["leader", "office", "unit_head", "staff", "assessor", "auditor", "administrator"]
    homes = {account["role"]: account["home"] for account in made["accounts"]}
    assert (homes["leader"], homes["office"], homes["staff"]) == ("/", "/desk", "/my")

    _, out, _ = demo(Path(made["folder"]))
    for account in made["accounts"]:
        row = next(line for line in out.splitlines() if account["login"] in line)
        assert account["name"] in row
        assert account["password"] in row


def test_a_demonstration_of_an_earlier_version_gets_its_sign_ins(made: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "d"
    shutil.copytree(made["folder"], folder)
    mark = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    accounts = mark.pop("accounts")
    (folder / "demo.json").write_text(json.dumps(mark), encoding="utf-8")

    _, out, err = demo(folder, "--json")

    assert err == ""
    assert json.loads(out)["accounts"] == accounts
    assert (json.loads(out)["folder"], json.loads(out)["database"]) == (str(folder), str(folder / "duban.db"))
    assert "accounts" in json.loads((folder / "demo.json").read_text(encoding="utf-8"))


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "我的文件.txt").write_text("重要", encoding="utf-8")

    code, out, err = demo(tmp_path)

    assert (code, out) == (2, "")
    assert err == f"错误：目录 {tmp_path} 里有不是示例产生的内容。请用 --dir 指定一个空目录。\n"
    assert [path.name for path in tmp_path.iterdir()] == ["我的文件.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")

    code, out, err = demo(tmp_path / "file")

    assert (code, out) == (1, "")
    assert "无法写入" in err
    assert (tmp_path / "file").read_bytes() == b"x"
