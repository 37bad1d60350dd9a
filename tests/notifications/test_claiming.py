import os
import subprocess
import sys
from datetime import timedelta

import pytest

from config.database import Database
from notifications.outbox import claim, put_back, record_retry, record_sent, requeue, return_expired
from notifications.owners import is_gone, owner_name
from notifications.retrying import DELAYS, MOST_ATTEMPTS, retry_delay
from tests.notifications.samples import MORNING, OWNER, SPONSOR, decisions, deliveries, notice, plan_now, to

LEASE = timedelta(minutes=10)


def _claim_one(database: Database, owner: str = "me", minutes: int = 0) -> int:
    (digest,) = claim(database, MORNING + timedelta(minutes=minutes), owner, 10, LEASE)
    return digest.id


def _start(database: Database) -> "subprocess.Popen[str]":
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.notifications.claiming_process", url, MORNING.isoformat()]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_claim_at_once_never_share_a_digest(database: Database) -> None:
    plan_now(database, [notice(to=to(OWNER, ref=str(number))) for number in range(120)])
    processes = [_start(database), _start(database)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    claimed = [[int(word) for word in process.communicate(timeout=60)[0].split()] for process in processes]

    assert sorted(claimed[0] + claimed[1]) == [row.id for row in deliveries(database)]
    assert {row.attempts for row in deliveries(database)} == {1}


def test_nothing_is_claimed_before_its_time_nor_for_an_unknown_channel(database: Database) -> None:
    plan_now(database, [notice(1), notice(2, channel="robot")])

    assert claim(database, MORNING - timedelta(seconds=1), "me", 10, LEASE) == []
    assert [row.channel for row in claim(database, MORNING, "me", 10, LEASE, channels=["memory"])] == ["memory"]
    assert claim(database, MORNING, "me", 10, LEASE, channels=[]) == []


def test_an_expired_lease_returns_and_the_attempt_counts(database: Database) -> None:
    plan_now(database, [notice()])
    _claim_one(database)

    assert return_expired(database, MORNING + LEASE - timedelta(seconds=1)) == 0
    assert claim(database, MORNING + LEASE, "other", 10, LEASE) == []
    assert return_expired(database, MORNING + LEASE) == 1
    (again,) = claim(database, MORNING + LEASE, "other", 10, LEASE)
    assert again.attempts == 2


def test_what_a_dead_process_held_returns_at_once(database: Database) -> None:
    plan_now(database, [notice(1), notice(2, to=SPONSOR)])
    claim(database, MORNING, "dead", 1, LEASE)
    claim(database, MORNING, "alive", 1, LEASE)

    assert return_expired(database, MORNING, gone=lambda owner: owner == "dead") == 1
    assert [(row.state, row.lease_owner) for row in deliveries(database)] == [("queued", None), ("claimed", "alive")]


def test_a_message_that_kills_its_sender_is_given_up_in_the_end(database: Database) -> None:
    plan_now(database, [notice()])
    for attempt in range(MOST_ATTEMPTS):
        assert deliveries(database)[0].state == "queued", attempt
        _claim_one(database)
        return_expired(database, MORNING, gone=lambda _owner: True)

    assert (deliveries(database)[0].state, decisions(database)) == ("dead", {"task:12|+3|1": "gave_up"})
    with database.write() as session:
        assert requeue(session, [deliveries(database)[0].id], MORNING) == 1
    assert (deliveries(database)[0].state, decisions(database)) == ("queued", {"task:12|+3|1": "planned"})


def test_a_digest_put_back_untried_is_as_it_was(database: Database) -> None:
    plan_now(database, [notice()])
    before = deliveries(database)
    put_back(database, [_claim_one(database)], "somebody else")
    assert deliveries(database)[0].state == "claimed"

    put_back(database, [before[0].id], "me")
    assert deliveries(database) == before


def test_a_late_record_of_success_is_true_and_a_late_record_of_failure_is_not(database: Database) -> None:
    plan_now(database, [notice()])
    slow = _claim_one(database, "slow")
    return_expired(database, MORNING + LEASE)
    _claim_one(database, "quick", minutes=11)

    record_retry(database, slow, "slow", next_attempt_at=MORNING, code="mail-timeout", detail="too late")
    assert (deliveries(database)[0].state, deliveries(database)[0].lease_owner) == ("claimed", "quick")
    record_sent(database, slow, [1], now=MORNING, subject="s", parts="{}")
    assert (deliveries(database)[0].state, deliveries(database)[0].lease_owner) == ("sent", None)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120), (5, 360), (6, 720)])
def test_each_failure_waits_longer(attempts: int, minutes: int) -> None:
    assert retry_delay(attempts) == timedelta(minutes=minutes)


def test_after_the_last_attempt_a_message_is_given_up() -> None:
    assert retry_delay(MOST_ATTEMPTS) is None
    assert list(DELAYS) == sorted(DELAYS)


def test_an_owner_is_gone_only_when_that_is_certain() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    mine = owner_name()
    place = mine.partition(":")[0]

    assert not is_gone(mine)
    assert mine != owner_name()
    assert is_gone(f"{place}:{process.pid}:abcd")
    assert not is_gone(f"elsewhere/1:{process.pid}:abcd")
    assert not is_gone("hand-made")
    assert not is_gone(f"{place}:1:abcd") or os.getpid() == 1
