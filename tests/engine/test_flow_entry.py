"""What a flow function does on a worker of its own: claims the slot itself, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from config.database import Database
from flows.engine.flow_entry import enter
from flows.run_history import recent_runs
from flows.schedules import Schedule

SLOT = datetime(2017, 6, 6, 0, 30, tzinfo=UTC)
Make = Callable[..., Schedule]


def test_a_scheduled_slot_is_claimed_and_carried_out_once(
    sqlite_database: Database, tmp_path: Path, make_daily: Make, calls: list[Any]
) -> None:
    how: Any = {"data_dir": tmp_path, "slot": SLOT, "flow_run_id": "abc", "schedules": [make_daily("count")]}
    assert enter("send_reminders", **how)["day"] == "2017-06-06"
    assert enter("send_reminders", **how) == {"skipped": "slot-taken"}
    assert len(calls) == 1
    (run,) = recent_runs(sqlite_database)
    assert (run.slot, run.state, run.engine, run.prefect_run_id, run.manual) == (SLOT, "done", "prefect", "abc", False)


def test_without_a_slot_it_is_a_run_by_hand(
    sqlite_database: Database, tmp_path: Path, make_daily: Make, calls: list[Any]
) -> None:
    enter("send_reminders", data_dir=tmp_path, as_of=date(2017, 6, 6), schedules=[make_daily("count")])
    assert calls[0].slot == SLOT
    (run,) = recent_runs(sqlite_database)
    assert (run.manual, run.as_of, run.engine) == (True, SLOT, "prefect")


@pytest.mark.usefixtures("sqlite_database", "calls")
@pytest.mark.parametrize("slot", [SLOT, None])
def test_the_failure_of_the_body_reaches_prefect(tmp_path: Path, make_daily: Make, slot: datetime | None) -> None:
    with pytest.raises(ValueError, match="没有磁盘空间"):
        enter("send_reminders", data_dir=tmp_path, slot=slot, schedules=[make_daily("break_down")])
