from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from config.database import table_of
from duban.bootstrap import start
from duban.cli import run
from notifications.models import BlockedAddress, Delivery

NOW = datetime(2026, 4, 13, 1, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one digest that was given up and one address that refused mail."""
    app = start(tmp_path)
    delivery = Delivery(
        key="1|2026-04-13|smtp", recipient_ref="1", recipient_name="林小雨", day=date(2026, 4, 13), channel="smtp",
        address="lin@example.org", message_id="a@b", state="dead", reason="gave_up", not_before=NOW,
        next_attempt_at=NOW, created_at=NOW, subject="【督办】逾期1件",
    )  # fmt: skip
    with app.database.write() as session:
        session.add(delivery)
        blocked = {"channel": "smtp", "address": "lin@example.org", "reason": "无此用户", "since": NOW}
        session.connection().execute(insert(table_of(BlockedAddress)).values(blocked))
    app.database.close()
    return tmp_path


def test_what_did_not_go_out_is_listed_with_the_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data-dir", str(folder), "message", "list", "--state", "dead"]) == 0
    told = capsys.readouterr().out
    for words in ("林小雨", "未能送达", "多次重试仍未送达", "已停发：smtp lin@example.org（无此用户）"):
        assert words in told


def test_a_given_up_digest_goes_back_into_the_queue_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data-dir", str(folder), "message", "requeue", "1"]) == 0
    app = start(folder)
    with app.database.read() as session:
        state = session.connection().execute(select(table_of(Delivery).c.state)).scalar_one()
    app.database.close()
    assert state == "queued"
    assert run(["--data-dir", str(folder), "message", "requeue", "1"]) == 2
    assert "没有编号为 1 的消息" in capsys.readouterr().err


def test_a_block_is_lifted_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data-dir", str(folder), "message", "unblock", "lin@example.org"]) == 0
    assert run(["--data-dir", str(folder), "message", "unblock", "lin@example.org"]) == 2
    assert "没有被停发" in capsys.readouterr().err
