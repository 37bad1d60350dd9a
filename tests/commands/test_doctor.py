"""What the doctor looks at, each found well and found wanting, with how to mend it."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.clock import FixedClock
from config.database import Database
from duban.doctor import Finding, calendar_findings, examine
from tests.commands.desk import Desk, is_chinese
from tests.workshop.mail import SmtpSink

NOW = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
SUBJECTS = ["设置", "数据目录", "数据库", "规则包", "字体", "邮件", "网页", "磁盘", "工作日历", "时钟"]


def found(folder: Path, subject: str, now: datetime = NOW) -> Finding:
    """Return the finding about a subject."""
    return next(finding for finding in examine(folder, FixedClock(now)) if finding.subject == subject)


@pytest.fixture
def folder(tmp_path: Path, prepared: Path) -> Path:
    """A sound data folder, last written before the doctor comes."""
    folder = tmp_path / "data"
    shutil.copytree(prepared, folder)
    os.utime(folder / "duban.db", (NOW.timestamp() - 60,) * 2)
    return folder


def test_a_sound_office_is_found_sound_in_every_respect(folder: Path) -> None:
    findings = examine(folder, FixedClock(NOW))

    assert [finding.subject for finding in findings] == SUBJECTS
    assert {finding.level for finding in findings} == {"ok"}


def test_the_command_prints_a_line_a_subject_and_fails_only_on_errors(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = office.done("doctor").splitlines()
    told = office.json("doctor")
    monkeypatch.setenv("DUBAN_RULE_PACK", "月球")
    broken = office("doctor")

    assert lines[0].split() == ["项目", "结果", "说明"]
    assert [line.split()[0] for line in lines[1:]] == SUBJECTS
    assert [finding.keys() for finding in told] == [{"subject", "level", "text"}] * len(SUBJECTS)
    assert broken.code == 1
    assert "规则包    错误  没有名为“月球”的规则包。可用的有：" in broken.out


def test_looking_changes_nothing(folder: Path, tmp_path: Path) -> None:
    before = (folder / "duban.db").read_bytes()

    examine(folder, FixedClock(NOW))
    nowhere = examine(tmp_path / "neu" / "data", FixedClock(NOW))

    assert (folder / "duban.db").read_bytes() == before
    assert [finding.text for finding in nowhere[1:3]] == ["还没有建立，首次使用时自动建立"] * 2
    assert not (tmp_path / "neu").exists()


def test_settings_that_cannot_be_read_are_the_only_finding(folder: Path) -> None:
    (folder / "duban.toml").write_text("port = 'x'", encoding="utf-8")

    findings = examine(folder, FixedClock(NOW))

    assert [(finding.subject, finding.level) for finding in findings] == [("设置", "error")]
    assert "设置项 port 的值不对" in findings[0].text


def test_a_data_folder_that_cannot_be_made_or_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        finding = found(folder, "数据目录")
        assert finding.level == "error"
        assert "用 --data-dir 指定可写的目录" in finding.text


def test_a_database_newer_damaged_or_no_database_is_an_error(folder: Path) -> None:
    file = folder / "duban.db"
    good = file.read_bytes()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "请升级 duban" in found(folder, "数据库").text

    file.write_bytes(b"some text " * 1000)
    assert "文件不是数据库，或已损坏" in found(folder, "数据库").text

    file.write_bytes(good[: len(good) // 2 // 4096 * 4096])
    finding = found(folder, "数据库")
    assert (finding.level, "已损坏" in finding.text) == ("error", True)


def test_an_empty_database_will_be_brought_up_to_date(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'duban.db'}")
    database.engine.connect().close()
    database.close()

    finding = found(tmp_path, "数据库", datetime.now(UTC))
    assert (finding.level, finding.text.endswith("下次使用时自动升级结构")) == ("ok", True)


@pytest.mark.parametrize(
    ("url", "text"),
    [("随便", "写法不对"), ("nonsense://x", "写法不对"), ("postgresql://a:secret@127.0.0.1:1/x", "打不开")],
)
def test_a_database_address_that_leads_nowhere_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, url: str, text: str
) -> None:
    monkeypatch.setenv("DUBAN_DATABASE_URL", url)

    finding = found(folder, "数据库")

    assert (finding.level, text in finding.text, "secret" in finding.text) == ("error", True, False)
    assert "\n" not in finding.text


def test_a_database_in_use_is_told_as_such(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.database.BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(folder / "duban.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert found(folder, "数据库").text.startswith("数据库正被其他操作占用")


@pytest.mark.parametrize(
    ("years", "day", "level", "text"),
    [
        ({2025, 2026}, date(2026, 10, 31), "ok", "已有 2025–2026 年放假安排"),
        ({2025, 2026}, date(2026, 11, 1), "warning", "2027 年放假安排尚未录入"),
        ({2026, 2027}, date(2026, 12, 31), "ok", "已有 2026–2027 年放假安排"),
        ({2025, 2026}, date(2027, 1, 1), "warning", "没有 2027 年的放假安排"),
    ],
)
def test_a_year_not_announced_is_worth_a_word_and_no_error(years: set[int], day: date, level: str, text: str) -> None:
    (finding,) = calendar_findings(frozenset(years), day, Path("data/calendars"))

    assert (finding.level, text in finding.text) == (level, True)
    assert level == "ok" or "2027.csv（列 date,kind,name,source）放入 data/calendars" in finding.text


def test_an_own_calendar_that_cannot_be_read_is_an_error(folder: Path) -> None:
    (folder / "calendars").mkdir()
    (folder / "calendars" / "2027.csv").write_text("date,kind,name,source\n2027-01-01,frei,元旦,\n", encoding="utf-8")

    finding = found(folder, "工作日历")

    assert (finding.level, "2027.csv 第 2 行不对" in finding.text) == ("error", True)


def test_a_font_folder_that_is_missing_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_FONTS_DIR", str(folder / "字体"))

    finding = found(folder, "字体")

    assert (finding.level, "不存在" in finding.text) == ("error", True)


def test_mail_goes_to_files_where_no_server_is_chosen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(folder, "邮件").text == f"未配置邮件服务器，消息写成文件，存于 {folder / 'mail'}"

    monkeypatch.setenv("DUBAN_CHANNEL", "smtp")
    finding = found(folder, "邮件")
    assert (finding.level, "没有填写 smtp.host" in finding.text) == ("warning", True)


def test_the_mail_server_is_greeted_and_nothing_is_sent(
    folder: Path, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("CHANNEL", "smtp"), ("SMTP__HOST", smtp_sink.host), ("SMTP__SECURITY", "none")):
        monkeypatch.setenv(f"DUBAN_{name}", value)
    monkeypatch.setenv("DUBAN_SMTP__PORT", str(smtp_sink.port))

    assert found(folder, "邮件") == Finding("邮件", "ok", f"{smtp_sink.host}:{smtp_sink.port} 可以连接")
    monkeypatch.setenv("DUBAN_SMTP__SECURITY", "starttls")
    assert "smtp.security" in found(folder, "邮件").text
    monkeypatch.setenv("DUBAN_SMTP__SECURITY", "none")
    monkeypatch.setenv("DUBAN_SMTP__USER", "office")
    assert "smtp.password" in found(folder, "邮件").text
    assert smtp_sink.messages == []


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("SMTP__PORT", "1", "连接不上"),
        ("SMTP__SENDER", "没有地址", "不是有效的邮件地址"),
        ("SMTP__CA_FILE", "none.pem", "根证书文件 none.pem 无法读取"),
    ],
)
def test_a_mail_server_out_of_reach_is_an_error_that_names_the_setting(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, text: str
) -> None:
    for key, usual in (("CHANNEL", "smtp"), ("SMTP__HOST", "127.0.0.1"), ("SMTP__PORT", "1")):
        monkeypatch.setenv(f"DUBAN_{key}", usual)
    monkeypatch.setenv(f"DUBAN_{name}", value)

    finding = found(folder, "邮件")

    assert (finding.level, text in finding.text) == ("error", True)


def test_a_disk_nearly_full_is_a_warning(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=5 * 10**8))

    finding = found(folder, "磁盘")

    assert (finding.level, finding.text) == (
        "warning",
        f"{folder} 只剩 500 MB。请清理磁盘，否则报告和消息可能写不下。",
    )


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (datetime(1970, 1, 2, tzinfo=UTC), "系统时间是 1970-01-02，明显不对"),
        (NOW - timedelta(hours=1), "系统时间早于数据库的最近修改时间"),
    ],
)
def test_a_clock_that_cannot_be_right_is_an_error(folder: Path, now: datetime, text: str) -> None:
    finding = found(folder, "时钟", now)

    assert (finding.level, text in finding.text) == ("error", True)
    assert "请校准系统时间" in finding.text


def test_every_trouble_is_told_in_chinese(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_RULE_PACK", "moon")
    monkeypatch.setenv("DUBAN_FONTS_DIR", "nowhere")

    troubles = [finding.text for finding in examine(folder, FixedClock(NOW)) if finding.level == "error"]

    assert len(troubles) == 2
    assert all(is_chinese(text) and "请" in text for text in troubles)
