from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update
from sqlmodel import SQLModel

from config.clock import at_local
from config.database import Database, revisions, table_of
from notifications.models import BlockedAddress, Delivery, NoticeItem
from notifications.notices import SEVERITIES, Notice
from notifications.outbox import PlanResult, cancel_items, plan
from tests.notifications.samples import (
    DAY,
    LIAISON,
    MORNING,
    NEXT_DAY,
    OWNER,
    SPONSOR,
    decisions,
    deliveries,
    items,
    next_calendar_day,
    notice,
    plan_now,
    to,
)


def _set_state(database: Database, state: str, attempts: int = 1) -> None:
    with database.write() as session:
        session.connection().execute(update(table_of(Delivery)).values(state=state, attempts=attempts))


def test_one_digest_for_each_person_day_and_channel(database: Database) -> None:
    result = plan_now(
        database, [notice(1), notice(2, severity="yellow"), notice(1, to=SPONSOR), notice(1, channel="smtp")]
    )

    assert result == PlanResult(planned=4, digests=3)
    assert [(row.key, row.state, row.attempts) for row in deliveries(database)] == [
        ("1|2017-04-12|memory", "queued", 0),
        ("1|2017-04-12|smtp", "queued", 0),
        ("2|2017-04-12|memory", "queued", 0),
    ]
    first = deliveries(database)[0]
    assert (first.next_attempt_at, first.day, first.unit_ref) == (MORNING, DAY, "street:3")
    assert [row.delivery_id == first.id for row in items(database)] == [True, True, False, False]


def test_planning_twice_does_nothing_new(database: Database) -> None:
    notices = [notice(1), notice(2, to=SPONSOR), notice(3, to=to(OWNER, address="")), notice(4, skip="satisfied")]
    plan_now(database, notices)
    before = items(database), deliveries(database)

    assert plan_now(database, [*notices, notice(1)]) == PlanResult(known=5)
    assert (items(database), deliveries(database)) == before


def test_a_plan_that_is_rolled_back_leaves_nothing(database: Database) -> None:
    with database.write() as session:
        plan(session, [notice()], now=MORNING, day=DAY, not_before=MORNING, cap=None, next_day=next_calendar_day)
        session.rollback()

    assert items(database) == deliveries(database) == []


def test_every_decision_not_to_send_is_a_row_with_its_reason(database: Database) -> None:
    with database.write() as session:
        blocked = {"channel": "memory", "address": "gu@example.org", "since": MORNING}
        session.connection().execute(insert(table_of(BlockedAddress)).values(blocked))

    result = plan_now(
        database,
        [
            notice(1, to=to(OWNER, address=" ")),
            notice(2, skip="rest_day"),
            notice(3, to=SPONSOR),
            notice(4, to=SPONSOR, channel="smtp"),
        ],
    )

    assert result == PlanResult(planned=1, digests=1, skipped={"no_address": 1, "rest_day": 1, "address_blocked": 1})
    assert decisions(database) == {
        "task:1|+3|1": "no_address",
        "task:2|+3|1": "rest_day",
        "task:3|+3|2": "address_blocked",
        "task:4|+3|2": "planned",
    }


@pytest.mark.parametrize(
    ("state", "attempts"), [("sent", 1), ("claimed", 1), ("failed", 1), ("dead", 1), ("queued", 1)]
)
def test_a_notice_for_a_day_whose_digest_was_tried_goes_to_the_next_working_day(
    database: Database, state: str, attempts: int
) -> None:
    plan_now(database, [notice(1)])
    _set_state(database, state, attempts)
    monday = DAY + timedelta(days=5)

    result = plan_now(database, [notice(2)], next_day=lambda day: monday if day < monday else day + timedelta(days=1))

    assert (result.planned, result.digests, result.moved) == (1, 1, 1)
    _, late = deliveries(database)
    assert (late.day, late.next_attempt_at, late.state) == (monday, at_local(monday), "queued")


def test_a_notice_for_a_waiting_digest_joins_it(database: Database) -> None:
    plan_now(database, [notice(1)])

    assert plan_now(database, [notice(2, to=to(OWNER, address="new@example.org"))]) == PlanResult(planned=1, joined=1)
    (digest,) = deliveries(database)
    assert digest.address == "new@example.org"
    assert {row.delivery_id for row in items(database)} == {digest.id}


def test_a_cancelled_digest_that_was_never_tried_is_taken_up_again(database: Database) -> None:
    plan_now(database, [notice(1)])
    with database.write() as session:
        assert cancel_items(session, ["task:1"], "satisfied", MORNING) == 1
    assert [(row.state, row.reason) for row in deliveries(database)] == [("cancelled", "nothing_left")]

    assert plan_now(database, [notice(2)]) == PlanResult(planned=1, digests=1)
    assert [(row.state, row.reason) for row in deliveries(database)] == [("queued", "")]
    assert decisions(database) == {"task:1|+3|1": "satisfied", "task:2|+3|1": "planned"}


def test_next_day_must_move_forward(sqlite_database: Database) -> None:
    plan_now(sqlite_database, [notice(1)])
    _set_state(sqlite_database, "sent")

    with pytest.raises(ValueError, match="next_day"):
        plan_now(sqlite_database, [notice(2)], next_day=lambda day: day)


def test_the_cap_lets_the_most_urgent_through_and_keeps_the_decision_about_the_others(database: Database) -> None:
    people = [to(OWNER, ref=str(number)) for number in range(11, 15)]
    notices = [notice(to=people[0], severity="info"), notice(to=people[1], severity="yellow")]
    notices += [notice(to=people[2]), notice(to=people[3]), notice(to=SPONSOR), notice(to=LIAISON, severity="info")]

    result = plan_now(database, notices, cap=2)

    assert (result.planned, result.skipped) == (4, {"burden_cap": 2})
    assert {row.recipient_ref: row.state for row in deliveries(database) if row.unit_ref == "street:3"} == {
        "13": "queued",
        "14": "queued",
        "12": "suppressed",
        "11": "suppressed",
    }


def test_the_cap_counts_an_iso_week(database: Database) -> None:
    sunday = DAY + timedelta(days=4)
    monday = sunday + timedelta(days=1)
    plan_now(database, [notice(1)], cap=2)
    _set_state(database, "sent")

    assert plan_now(database, [notice(2)], day=NEXT_DAY, cap=2).planned == 1
    assert plan_now(database, [notice(3)], day=sunday, cap=2).skipped == {"burden_cap": 1}
    assert plan_now(database, [notice(4)], day=monday, cap=2).planned == 1


def test_people_without_a_unit_are_not_capped(database: Database) -> None:
    assert plan_now(database, [notice(to=to(SPONSOR, unit_ref=""))], cap=0).planned == 1


def test_what_waited_through_an_outage_goes_into_one_digest_with_only_the_highest_rung(database: Database) -> None:
    plan_now(database, [notice(1, rung="T-1"), notice(2, rung="T-1"), notice(1, rung="T-1", to=SPONSOR)])

    result = plan_now(database, [notice(1, rung="T0"), notice(1, rung="Q2", topic="update")], day=NEXT_DAY)

    assert (result.planned, result.superseded) == (2, 1)
    old, other, new = deliveries(database)
    assert [(row.state, row.reason) for row in (old, other, new)] == [
        ("cancelled", "superseded"),
        ("queued", ""),
        ("queued", ""),
    ]
    assert decisions(database) == {
        "task:1|T-1|1": "superseded",
        "task:2|T-1|1": "planned",
        "task:1|T-1|2": "planned",
        "task:1|T0|1": "planned",
        "task:1|Q2|1": "planned",
    }
    assert [row.delivery_id for row in items(database)] == [old.id, new.id, other.id, new.id, new.id]


def test_a_request_for_a_report_is_not_superseded_by_a_reminder_of_the_deadline(database: Database) -> None:
    plan_now(database, [notice(1, rung="Q2", topic="update")])

    assert plan_now(database, [notice(1, rung="T0")], day=NEXT_DAY).superseded == 0


def test_cancelling_names_one_person_or_all(database: Database) -> None:
    plan_now(database, [notice(1), notice(1, to=SPONSOR), notice(2)])

    with database.write() as session:
        assert cancel_items(session, ["task:1"], "not_owner_any_more", MORNING, recipient_ref=OWNER.ref) == 1
    assert decisions(database) == {
        "task:1|+3|1": "not_owner_any_more",
        "task:1|+3|2": "planned",
        "task:2|+3|1": "planned",
    }
    with database.write() as session:
        assert cancel_items(session, ["task:1", "task:2", "task:9"], "satisfied", MORNING) == 2
    assert {row.state for row in deliveries(database)} == {"cancelled"}


def test_six_thousand_notices_make_sixty_digests(database: Database) -> None:
    people = [to(OWNER, ref=str(number), unit_ref=f"street:{number % 15}") for number in range(60)]
    notices = [notice(number, to=people[number % 60]) for number in range(6000)]

    assert plan_now(database, notices, cap=20) == PlanResult(planned=6000, digests=60)
    assert plan_now(database, notices, cap=20) == PlanResult(known=6000)


def test_two_planners_at_once_decide_each_notice_once(database: Database) -> None:
    people = [to(OWNER, ref=str(number), unit_ref="") for number in range(40)]
    notices = [notice(number, to=people[number % 40]) for number in range(800)]
    together = Barrier(2)

    def plan_together(mine: list[Notice]) -> PlanResult:
        together.wait()
        return plan_now(database, mine)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(plan_together, [notices, notices[::-1]]))

    assert sorted((result.planned, result.digests, result.known) for result in results) == [(0, 0, 800), (800, 40, 0)]
    assert len(items(database)) == 800


_NOTICES = st.builds(
    lambda task, rung, person, severity, channel, address: notice(
        task, rung=rung, to=to(OWNER, ref=person, address=address), severity=severity, channel=channel
    ),
    st.integers(1, 4),
    st.sampled_from(["T-3", "T0", "+1"]),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(SEVERITIES),
    st.sampled_from(["memory", "smtp"]),
    st.sampled_from(["a@example.org", ""]),
)


@settings(deadline=None, max_examples=60)
@given(runs=st.lists(st.tuples(st.integers(0, 3), st.lists(_NOTICES, max_size=12)), max_size=5), cap=st.integers(0, 3))
def test_whatever_is_planned_is_decided_once_and_no_day_has_two_digests(
    runs: list[tuple[int, list[Notice]]], cap: int
) -> None:
    memory = Database("sqlite://")
    needed = [revisions, *(table_of(model) for model in (Delivery, NoticeItem, BlockedAddress))]
    SQLModel.metadata.create_all(memory.engine, needed)
    asked: set[str] = set()
    for offset, notices in runs:
        result = plan_now(memory, notices, day=date(2017, 4, 14) + timedelta(days=offset), cap=cap)
        assert result.planned + result.known + sum(result.skipped.values()) == len(notices)
        asked |= {one.key for one in notices}

    rows = items(memory)
    assert {row.key for row in rows} == asked
    assert len(rows) == len(asked)
    assert all((row.decision == "planned") == (row.reason == "") for row in rows)
    digests = {row.id: row for row in deliveries(memory)}
    assert len({row.key for row in digests.values()}) == len(digests)
    spoken = {row.delivery_id for row in rows if row.decision == "planned"}
    assert spoken == {row.id for row in digests.values() if row.state == "queued"}
    memory.close()
