import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from config.database import Database
from notifications.channels.contract import Channel, ChannelError, Message, Receipt
from notifications.channels.memory import MemoryChannel
from notifications.delivering import DeliverResult, deliver
from notifications.notices import QueuedItem
from notifications.outbox import cancel_items, unblock
from notifications.retrying import MOST_ATTEMPTS
from tests.notifications.samples import (
    DAY,
    LIAISON,
    MORNING,
    NEXT_DAY,
    OFFICE,
    OWNER,
    SPONSOR,
    decisions,
    deliveries,
    items,
    notice,
    plan_now,
    to,
)

REFUSED = ChannelError("mail-recipient-refused", "550", temporary=False, concern="address", address="x")
DEFERRED = ChannelError("mail-deferred", "451 later", temporary=True)
DOWN = ChannelError("mail-server-unreachable", "refused", temporary=True, concern="channel", server="mail:25")


def nothing_dropped(_items: Sequence[QueuedItem]) -> Mapping[int, str]:
    return {}


def run(database: Database, channel: Channel, at: datetime = MORNING, **more: Any) -> DeliverResult:  # noqa: ANN401 - deliver's own
    options: dict[str, Any] = {"now": lambda: at, "owner": "me", "still_wanted": nothing_dropped, "letterhead": OFFICE}
    return deliver(database, {"memory": channel}, **(options | more))


def test_what_is_due_is_sent_once_and_kept_as_it_was_sent(database: Database) -> None:
    plan_now(database, [notice(1), notice(2), notice(3, to=SPONSOR)])
    channel = MemoryChannel()

    assert run(database, channel, batch=1) == DeliverResult(sent=2)
    assert run(database, channel) == DeliverResult()
    assert [message.address for message in channel.messages] == ["shen@example.org", "gu@example.org"]
    first = deliveries(database)[0]
    assert (first.state, first.sent_at, first.attempts, first.lease_owner) == ("sent", MORNING, 1, None)
    assert (first.subject, first.receipt) == ("【督办】逾期2件（4月12日）", "memory:1")
    assert json.loads(first.parts) == {"text": channel.messages[0].text, "html": channel.messages[0].html}
    assert set(decisions(database).values()) == {"sent"}
    assert channel.closed == 2


def test_nothing_is_sent_inside_a_transaction(sqlite_database: Database) -> None:
    class Writing(MemoryChannel):
        def send(self, message: Message) -> Receipt:
            # On SQLite this would wait for ever if the deliverer held its own writing transaction.
            with sqlite_database.write() as session:
                cancel_items(session, ["task:99"], "satisfied", MORNING)
            return super().send(message)

    plan_now(sqlite_database, [notice()])
    assert run(sqlite_database, Writing()).sent == 1


def test_what_is_no_longer_wanted_is_left_out_and_the_reason_kept(database: Database) -> None:
    plan_now(database, [notice(1), notice(2), notice(3, to=SPONSOR)])
    channel = MemoryChannel()

    def satisfied(rows: Sequence[QueuedItem]) -> Mapping[int, str]:
        assert [row.version for row in rows] == [1, 2, 3]
        return {row.id: "satisfied" for row in rows if row.subject_ref != "task:2"}

    assert run(database, channel, still_wanted=satisfied) == DeliverResult(sent=1, cancelled=1, dropped=2)
    assert decisions(database) == {
        "task:1|+3|1": "satisfied",
        "task:2|+3|1": "sent",
        "task:3|+3|2": "satisfied",
    }
    assert [(row.state, row.reason, row.attempts) for row in deliveries(database)] == [
        ("sent", "", 1),
        ("cancelled", "nothing_left", 0),
    ]


def test_what_was_cancelled_before_is_not_sent(database: Database) -> None:
    plan_now(database, [notice(1), notice(2, to=SPONSOR)])
    with database.write() as session:
        cancel_items(session, ["task:1"], "satisfied", MORNING)

    assert run(database, MemoryChannel()) == DeliverResult(sent=1)


def test_a_temporary_failure_is_tried_again_later_with_the_same_message_id(database: Database) -> None:
    plan_now(database, [notice()])
    channel = MemoryChannel()
    channel.failures.extend([DEFERRED, DEFERRED])

    assert run(database, channel) == DeliverResult(failed=1)
    (digest,) = deliveries(database)
    assert (digest.state, digest.next_attempt_at, digest.error_code) == (
        "failed",
        MORNING + timedelta(minutes=1),
        "mail-deferred",
    )
    assert "451 later" in digest.last_error
    assert run(database, channel) == DeliverResult()
    assert run(database, channel, MORNING + timedelta(minutes=1)) == DeliverResult(failed=1)
    assert run(database, channel, MORNING + timedelta(minutes=6)) == DeliverResult(sent=1)
    assert channel.messages[0].message_id == digest.message_id
    assert deliveries(database)[0].last_error == ""


def test_a_message_is_given_up_after_the_last_attempt(database: Database) -> None:
    plan_now(database, [notice()])
    channel = MemoryChannel(refusing={OWNER.address: DEFERRED})
    results = [run(database, channel, MORNING + timedelta(days=day)) for day in range(MOST_ATTEMPTS + 1)]

    assert [result.failed for result in results] == [1] * (MOST_ATTEMPTS - 1) + [0, 0]
    assert [result.dead for result in results] == [0] * (MOST_ATTEMPTS - 1) + [1, 0]
    assert decisions(database) == {"task:12|+3|1": "gave_up"}


def test_a_refused_address_is_blocked_until_somebody_lifts_it(database: Database) -> None:
    same_address = to(LIAISON, address=OWNER.address)
    plan_now(database, [notice(1), notice(2, to=same_address), notice(3, to=SPONSOR)])
    channel = MemoryChannel(refusing={OWNER.address: REFUSED})

    assert run(database, channel, batch=1) == DeliverResult(sent=1, dead=1)
    assert [(row.state, row.reason) for row in deliveries(database)] == [
        ("dead", "refused"),
        ("sent", ""),
        ("suppressed", "address_blocked"),
    ]
    assert plan_now(database, [notice(4)], day=NEXT_DAY).skipped == {"address_blocked": 1}
    with database.write() as session:
        assert unblock(session, "memory", OWNER.address)
        assert not unblock(session, "memory", OWNER.address)
    assert plan_now(database, [notice(5)], day=NEXT_DAY).planned == 1


def test_a_refused_message_does_not_block_its_address(database: Database) -> None:
    plan_now(database, [notice(1)])
    refused = ChannelError("mail-refused", "554 spam", temporary=False)

    assert run(database, MemoryChannel(refusing={OWNER.address: refused})).dead == 1
    assert plan_now(database, [notice(2)], day=NEXT_DAY).planned == 1


def test_a_channel_out_of_order_costs_no_message_an_attempt(database: Database) -> None:
    plan_now(database, [notice(1), notice(2, to=SPONSOR), notice(3, to=LIAISON)])
    channel = MemoryChannel()
    channel.failures.extend([None, DOWN])

    result = run(database, channel)

    assert (result.sent, result.put_back, list(result.troubles)) == (1, 2, ["memory"])
    assert "mail:25" in result.troubles["memory"]
    later = MORNING + timedelta(minutes=5)
    assert [(row.attempts, row.next_attempt_at, row.error_code) for row in deliveries(database)[1:]] == [
        (0, later, "mail-server-unreachable")
    ] * 2
    assert run(database, channel, later).sent == 2


def test_many_failures_in_a_row_rest_the_channel(sqlite_database: Database) -> None:
    plan_now(sqlite_database, [notice(to=to(OWNER, ref=str(number))) for number in range(10, 20)])
    channel = MemoryChannel(refusing={OWNER.address: DEFERRED})

    result = run(sqlite_database, channel, batch=6)

    assert (result.failed, result.put_back) == (5, 1)
    assert sum(row.attempts for row in deliveries(sqlite_database)) == 5


def test_an_error_nobody_foresaw_stops_one_message_only(database: Database) -> None:
    class Surprising(MemoryChannel):
        def send(self, message: Message) -> Receipt:
            if message.address == OWNER.address:
                raise KeyError("surprise")
            return super().send(message)

    plan_now(database, [notice(1), notice(2, to=SPONSOR)])

    assert run(database, Surprising()) == DeliverResult(sent=1, failed=1)
    assert deliveries(database)[0].error_code == "channel-broken"


def test_asked_to_stop_it_ends_between_messages_and_frees_the_rest(database: Database) -> None:
    plan_now(database, [notice(1), notice(2, to=SPONSOR), notice(3, to=LIAISON)])
    channel = MemoryChannel()

    result = run(database, channel, stop=lambda: bool(channel.messages))

    assert result == DeliverResult(sent=1, put_back=2)
    assert [(row.state, row.attempts) for row in deliveries(database)[1:]] == [("queued", 0)] * 2
    assert run(database, channel).sent == 2


def test_a_message_is_not_begun_late_in_its_lease(sqlite_database: Database) -> None:
    plan_now(sqlite_database, [notice(to=to(OWNER, ref=str(number))) for number in range(10, 14)])
    moments = Ticking(timedelta(minutes=2))

    result = run(sqlite_database, MemoryChannel(), now=moments)

    assert result.sent == 4
    assert result.put_back > 0
    assert {row.attempts for row in deliveries(sqlite_database)} == {1}


class Ticking:
    """A clock that moves on at every look."""

    def __init__(self, step: timedelta) -> None:
        self._now, self._step = MORNING, step

    def __call__(self) -> datetime:
        self._now += self._step
        return self._now


def test_a_failing_question_frees_what_was_claimed(database: Database) -> None:
    plan_now(database, [notice()])

    def broken(_items: Sequence[QueuedItem]) -> Mapping[int, str]:
        raise RuntimeError("the database of tasks is away")

    with pytest.raises(RuntimeError, match="away"):
        run(database, MemoryChannel(), still_wanted=broken)
    assert [(row.state, row.attempts) for row in deliveries(database)] == [("queued", 0)]


def _at_eight_tomorrow(instant: datetime) -> datetime:
    quiet_from, quiet_to = MORNING + timedelta(seconds=30), MORNING + timedelta(hours=24)
    return quiet_to if quiet_from <= instant < quiet_to else instant


def test_nothing_goes_out_in_quiet_hours_and_retries_wait_for_their_end(database: Database) -> None:
    plan_now(database, [notice()])
    channel = MemoryChannel()
    channel.failures.append(DEFERRED)

    assert run(database, channel, sending_moment=_at_eight_tomorrow).failed == 1
    assert deliveries(database)[0].next_attempt_at == MORNING + timedelta(hours=24)
    night = run(database, channel, MORNING + timedelta(hours=12), sending_moment=_at_eight_tomorrow)
    assert night == DeliverResult(resting=True)


def test_only_the_digests_of_known_channels_are_touched(database: Database) -> None:
    plan_now(database, [notice(1, channel="robot"), notice(2)])

    assert run(database, MemoryChannel()).sent == 1
    assert {row.channel: row.state for row in deliveries(database)} == {"memory": "sent", "robot": "queued"}


def test_items_keep_the_order_they_were_planned_in(database: Database) -> None:
    numbers = [5, 3, 9, 1]
    plan_now(database, [notice(number) for number in numbers], day=DAY)

    seen: list[int] = []

    def look(rows: Sequence[QueuedItem]) -> Mapping[int, str]:
        seen.extend(row.version for row in rows)
        return {}

    run(database, MemoryChannel(), still_wanted=look)
    assert seen == numbers
    assert len(items(database)) == 4
