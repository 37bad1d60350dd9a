"""``duban run``, ``duban report`` and ``duban verify`` as a clerk uses them."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from config.errors import DubanError
from flows.schedules import SCHEDULES
from tests.commands.desk import PLAN_NAME, Desk

BEFORE_DUE = date(2017, 6, 27)
FLOWS = [schedule.id for schedule in SCHEDULES]


@pytest.fixture
def busy(office: Desk) -> Desk:
    """The office on 27 June, three working days before the deadline of 2017-002."""
    office.done("task", "assign", "--plan", PLAN_NAME)
    return office.on(BEFORE_DUE)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_rehearsal_says_what_it_would_do_and_writes_nothing(busy: Desk, flow: str) -> None:
    before = busy.contents()

    told = busy.done("run", flow, "--dry-run")
    as_json = busy.json("run", flow, "--dry-run", "--as-of", "2017-06-28")

    assert "：预演，未写入。\n" in told
    assert as_json.keys() == {"flow", "dry_run", "state", "result"}
    assert (as_json["flow"], as_json["dry_run"], as_json["state"]) == (flow, True, "done")
    assert busy.contents() == before


def test_a_day_that_has_not_come_can_be_rehearsed_but_not_run(busy: Desk) -> None:
    assert "还没有到" in busy.refused("run", "quarterly_report", "--as-of", "2018-01-20", code=2)
    assert busy.done("run", "quarterly_report", "--as-of", "2018-01-20", "--dry-run")


@pytest.mark.parametrize("flow", ["send_reminders", "request_updates", "deliver"])
def test_nobody_is_told_today_what_was_due_on_a_past_day(busy: Desk, flow: str) -> None:
    before = busy.contents()
    said = busy.refused("run", flow, "--as-of", "2017-06-20", code=2)
    assert "不能当作过去的 2017-06-20 运行" in said
    assert "--dry-run" in said
    assert busy.contents() == before
    assert "按现在的事项推算 2017-06-20 会做什么" in busy.done("run", flow, "--as-of", "2017-06-20", "--dry-run")


def test_a_past_day_is_compiled_from_what_was_known_then(busy: Desk) -> None:
    assert busy.json("run", "compile_progress", "--as-of", "2017-06-20")["result"]["day"] == "2017-06-20"


def test_reminders_are_planned_and_delivered_as_mail_files(busy: Desk) -> None:
    planned = busy.done("run", "send_reminders")
    sent = busy.json("run", "deliver")
    mails = list((busy.folder / "mail").rglob("*.eml"))

    assert planned.startswith("按催办阶梯为临期和逾期事项生成提醒，每人每日一封，8:30 起发出：已完成。\n")
    assert "  日期：2017-06-27\n" in planned
    assert sent["result"]["sent"] == len(mails) == 1
    assert b"s1@example.org" in mails[0].read_bytes()
    assert "  没有需要处理的内容。\n" in busy.done("run", "deliver")


def test_compiling_tells_the_lights_in_words(busy: Desk) -> None:
    told = busy.done("run", "compile_progress").splitlines()

    assert told[1:3] == ["  日期：2017-06-27", "  事项：3"]
    assert told[3].startswith("  亮灯：")
    assert "灯 " in told[3]


def test_a_flow_that_fails_is_told_in_one_sentence(busy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_context: object) -> dict[str, object]:
        raise DubanError("report-too-early", period="2030Q1", first="2030-01-01")

    monkeypatch.setattr("flows.compiling.compile_progress", fail)

    said = busy("run", "compile_progress")

    assert (said.code, said.out) == (1, "")
    assert said.err == "错误：2030Q1 要到 2030-01-01 才开始，现在还不能出报告。请核对季度。\n"


def test_a_report_is_frozen_once_and_written_in_the_formats_asked_for(busy: Desk, tmp_path: Path) -> None:
    told = busy.json("report", "2017Q2", "--format", "html,xlsx", "--out", tmp_path / "out")
    again = busy.done("report", "2017Q2", "--format", "html", "--out", tmp_path / "out")

    assert told.keys() == {"period", "version", "as_of", "digest", "new", "state", "files", "warnings"}
    assert (told["new"], told["version"], told["as_of"]) == (True, 1, "2017-06-27")
    assert sorted(Path(file).suffix for file in told["files"]) == [".html", ".json", ".xlsx"]
    assert all(Path(file).stat().st_size for file in told["files"])
    assert "沿用已冻结的第 1 稿" in again
    assert f"摘要 {told['digest']}" in again


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("2018Q1",), 1, "2018Q1"),
        (("2017Q2", "--as-of", "2030-01-01"), 1, "截止日 2030-01-01 还没有到"),
        (("2017Q2", "--by", "赵无名"), 2, "名册中没有“赵无名”"),
    ],
)
def test_a_report_that_cannot_be_made_is_refused(busy: Desk, words: tuple[str, ...], code: int, sentence: str) -> None:
    assert sentence in busy.refused("report", *words, code=code)


def test_a_report_into_a_place_that_cannot_be_written_is_refused(busy: Desk, tmp_path: Path) -> None:
    (tmp_path / "挡路").write_bytes(b"")

    said = busy("report", "2017Q2", "--format", "html", "--out", tmp_path / "挡路")

    assert (said.code, "无法写入（已有同名的文件）" in said.err) == (1, True)


def test_an_untouched_ledger_and_snapshot_are_found_intact(busy: Desk, tmp_path: Path) -> None:
    snapshot = snapshot_of(busy, tmp_path)

    assert busy.done("verify").endswith("1 份封存：全部相符，没有被改动。\n")
    assert busy.json("verify", busy.folder / "duban.db")["intact"] is True
    assert "完好" in busy.done("verify", snapshot)


def test_a_change_behind_the_ledgers_back_is_found(busy: Desk, tmp_path: Path) -> None:
    snapshot_of(busy, tmp_path)
    with closing(sqlite3.connect(busy.folder / "duban.db")) as connection, connection:
        connection.execute("UPDATE task_event SET payload = replace(payload, '15', '51') WHERE payload LIKE '%15份%'")

    said = busy("verify")
    told = busy("verify", "--json")

    assert (said.code, told.code) == (1, 1)
    assert "2017-002 第 1 条：内容与摘要不符" in said.out
    assert said.out.endswith("不相符。\n")
    assert json.loads(told.out)["intact"] is False


def test_a_changed_snapshot_is_found(busy: Desk, tmp_path: Path) -> None:
    snapshot = snapshot_of(busy, tmp_path)
    snapshot.write_text(snapshot.read_text(encoding="utf-8").replace("15", "51"), encoding="utf-8")

    said = busy("verify", snapshot)

    assert (said.code, said.err) == (1, "")
    assert "内容与封存时不一致" in said.out


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("无.snapshot.json", None, "找不到文件"),
        ("无.db", None, "找不到文件"),
        ("假.db", b"text", "不是 duban 的数据库"),
        ("空.db", b"", "不是 duban 的数据库"),
        ("报告.docx", b"PK\x03\x04", "请核对与它同时写出的快照"),
        ("别的.json", b'{"a": 1}', "不是报告快照"),
        ("深.json", b"[" * 100_000, "不是报告快照"),
    ],
)
def test_what_is_neither_snapshot_nor_ledger_is_refused(
    desk: Desk, tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = {path.name for path in tmp_path.iterdir()}

    assert sentence in desk.refused("verify", tmp_path / name, code=2)
    assert {path.name for path in tmp_path.iterdir()} == before


def test_a_database_of_somebody_else_is_refused_and_left_alone(desk: Desk, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "别人.db")) as connection, connection:
        connection.execute("CREATE TABLE a (b)")
    before = (tmp_path / "别人.db").read_bytes()

    assert "不是 duban 的数据库" in desk.refused("verify", tmp_path / "别人.db", code=2)
    assert (tmp_path / "别人.db").read_bytes() == before


def snapshot_of(desk: Desk, folder: Path) -> Path:
    """Freeze a report and return its snapshot file."""
    files = desk.json("report", "2017Q2", "--format", "html", "--out", folder / "out")["files"]
    return next(Path(file) for file in files if file.endswith(".snapshot.json"))
