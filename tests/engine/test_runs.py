"""Claims on slots, on both databases: one winner, takeover of the dead, and no write by who lost the run."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from config.database import Database
from flows import runs
from flows.run_history import count_idle, last_done, last_run, newest_slot, recent_runs, run_by_id, unfinished
from notifications.delivering import DeliverResult

SLOT = datetime(2017, 6, 5, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HERE, THERE = "here:1:a", "there:2:b"


def dead(_owner: str) -> bool | None:
    return False


def living(_owner: str) -> bool | None:
    return True


def unknown(_owner: str) -> bool | None:
    return None


def claim(database: Database, owner: str = HERE, *, now: datetime = SLOT, **how: object) -> runs.Claim | None:
    return runs.claim(database, "deliver", SLOT, owner, now, **{"alive": unknown, **how})  # type: ignore[arg-type]


def won(database: Database, owner: str = HERE, *, now: datetime = SLOT, **how: object) -> runs.Claim:
    held = claim(database, owner, now=now, **how)
    assert held is not None
    return held


def test_the_first_claim_wins_and_the_second_gets_nothing(database: Database) -> None:
    assert won(database).attempt == 1
    assert claim(database, THERE) is None
    assert runs.claim(database, "deliver", SLOT + MINUTE, THERE, SLOT) is not None


def test_a_finished_run_says_what_it_did_and_is_never_claimed_again(database: Database) -> None:
    held = won(database)
    assert runs.finish(database, held, {"sent": 3, "to": "月桥街道"}, SLOT + MINUTE)
    view = run_by_id(database, held.run_id)
    assert view is not None
    assert (view.state, view.result, view.slot, view.ended_at) == (
        "done",
        {"sent": 3, "to": "月桥街道"},
        SLOT,
        SLOT + MINUTE,
    )
    assert claim(database, THERE, now=SLOT + timedelta(days=9), alive=dead) is None


@pytest.mark.parametrize(
    ("silent_for", "alive", "taken"),
    [
        (timedelta(seconds=89), unknown, False),
        (timedelta(seconds=91), unknown, True),
        (timedelta(seconds=1), dead, True),
        (timedelta(days=1), living, False),
    ],
    ids=["beats", "silent", "dead", "slow but alive"],
)
def test_a_running_slot_is_taken_over_only_from_the_dead(
    database: Database,
    silent_for: timedelta,
    alive: runs.Alive,
    taken: bool,  # noqa: FBT001 - a column of the table
) -> None:
    won(database)
    second = claim(database, THERE, now=SLOT + silent_for, alive=alive)
    assert (second is not None) is taken
    assert second is None or second.attempt == 2


def test_the_former_owner_of_a_run_can_write_nothing_more(database: Database) -> None:
    first = won(database)
    second = won(database, THERE, alive=dead)
    assert not runs.heartbeat(database, first, SLOT)
    assert not runs.finish(database, first, {}, SLOT)
    assert not runs.fail(database, first, "late", SLOT)
    assert runs.heartbeat(database, second, SLOT)
    assert runs.finish(database, second, {"by": "second"}, SLOT)


def test_the_same_process_that_took_its_own_run_over_is_told_apart_by_the_attempt(database: Database) -> None:
    first, second = won(database), won(database, alive=dead)
    assert not runs.finish(database, first, {}, SLOT)
    assert runs.finish(database, second, {}, SLOT)


def test_a_run_is_tried_three_times_at_most(database: Database) -> None:
    assert [won(database, alive=dead).attempt for _ in range(3)] == [1, 2, 3]
    assert claim(database, alive=dead) is None


def test_a_failed_run_rests_before_it_is_tried_again(database: Database) -> None:
    runs.fail(database, won(database), "no space", SLOT)
    assert claim(database, now=SLOT + timedelta(seconds=59)) is None
    runs.fail(database, won(database, now=SLOT + MINUTE), "still none", SLOT + MINUTE)
    assert claim(database, now=SLOT + 10 * MINUTE) is None
    assert won(database, now=SLOT + 11 * MINUTE).attempt == 3


def test_a_run_by_hand_is_never_taken_over(database: Database) -> None:
    won(database, manual=True)
    runs.sweep(database, SLOT, alive=dead)
    assert claim(database, THERE, alive=dead) is None
    assert newest_slot(database, "deliver") is None


def test_the_sweep_marks_only_runs_of_dead_processes(database: Database) -> None:
    alive_run, dead_run = won(database), runs.claim(database, "compile_progress", SLOT, THERE, SLOT)
    assert dead_run is not None
    assert runs.sweep(database, SLOT, alive=lambda owner: owner == HERE) == 1
    assert runs.sweep(database, SLOT, alive=lambda owner: owner == HERE) == 0
    states = {view.id: view.state for view in recent_runs(database)}
    assert states == {alive_run.run_id: "running", dead_run.run_id: "crashed"}
    assert not runs.heartbeat(database, dead_run, SLOT)


def test_a_skipped_slot_keeps_its_reason_and_is_not_claimed(database: Database) -> None:
    assert runs.skip(database, "deliver", SLOT, HERE, SLOT, "too-late")
    assert not runs.skip(database, "deliver", SLOT, HERE, SLOT, "too-late")
    assert claim(database, alive=dead) is None
    assert newest_slot(database, "deliver") == SLOT
    assert last_run(database, "deliver") is None
    assert recent_runs(database)[0].error == "too-late"


def test_the_last_finished_instant_is_what_the_run_stood_for(database: Database) -> None:
    asked_day = SLOT - timedelta(days=30)
    by_hand = won(database, as_of=asked_day, manual=True)
    runs.finish(database, by_hand, {}, SLOT)
    assert last_done(database, "deliver", SLOT) == asked_day
    assert last_done(database, "deliver", asked_day) is None


def test_only_the_newest_broken_slot_is_unfinished(database: Database) -> None:
    older = won(database)
    runs.fail(database, older, "x", SLOT)
    assert unfinished(database, "deliver") == SLOT
    newer = runs.claim(database, "deliver", SLOT + MINUTE, HERE, SLOT)
    assert newer is not None
    runs.finish(database, newer, {}, SLOT)
    assert unfinished(database, "deliver") is None


def test_what_found_nothing_to_send_is_counted_apart_and_listed_when_asked_for(database: Database) -> None:
    nothing, resting, sent = asdict(DeliverResult()), asdict(DeliverResult(resting=True)), asdict(DeliverResult(sent=1))
    ids = []
    for number, result in enumerate((nothing, sent, resting, nothing, nothing)):
        at = SLOT + number * MINUTE
        held = runs.claim(database, "deliver", at, HERE, at, manual=number == 4)
        assert held is not None
        runs.finish(database, held, dict(result), at)
        ids.append(held.run_id)
    told = recent_runs(database, idle=False)
    assert [run.id for run in told] == [ids[4], ids[1]]  # one begun by hand is told of whatever it found
    assert [run.id for run in recent_runs(database, 2)] == [ids[4], ids[3]]
    assert [run.id for run in recent_runs(database, 2, older_than=ids[3])] == [ids[2], ids[1]]
    assert [run.id for run in recent_runs(database, before=SLOT + 2 * MINUTE)] == ids[1::-1]
    assert [count_idle(database, *around) for around in ((None, None), (told[-1].started_at, None))] == [3, 2]
    assert count_idle(database, None, SLOT + 2 * MINUTE) == 1
