"""The ledger: chained events, one writer at a time, nothing lost when people act at once."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from config.errors import Conflict, DubanError
from planning import acts
from planning.ledger import children_of, digest_of, event_from, events, tasks
from planning.lifecycle import fold
from planning.sealing import check_ledger
from tests.planning.house import DAY, House, instant, progress


def all_at_once(workers: list[Callable[[], object]]) -> list[object]:
    """Run the workers together from one starting shot; return what each gave, an error of ours included."""
    start = Barrier(len(workers))

    def run(worker: Callable[[], object]) -> object:
        start.wait(30)
        try:
            return worker()
        except DubanError as error:
            return error

    with ThreadPoolExecutor(len(workers)) as pool:
        return list(pool.map(run, workers))


def assert_rows_are_their_events(house: House) -> None:
    with house.database.read() as session:
        assert check_ledger(session)[1] == []


def test_an_event_number_is_given_once_for_each_task(house: House) -> None:
    task_id = house.item()
    with house.database.read() as session:
        row = dict(session.connection().execute(select(events).where(events.c.task_id == task_id)).mappings().one())
    row.pop("id")
    with pytest.raises(IntegrityError), house.database.write() as session:
        session.connection().execute(insert(events).values(row))


def test_a_task_number_is_given_once(house: House) -> None:
    house.item()
    with pytest.raises(IntegrityError), house.pen() as ledger:
        ledger.register([house.payload("2017-001")])


def test_a_writer_who_has_seen_an_older_state_gets_a_conflict_and_nothing_is_written(house: House) -> None:
    task_id = house.item_in("accepted")
    seen = house.state(task_id).seq
    house.do(acts.report, task_id, progress(30), by=house.owner, expected_seq=seen)
    after = house.state(task_id)
    with pytest.raises(Conflict) as caught:
        house.do(acts.report, task_id, progress(80), by=house.liaison, expected_seq=seen)
    assert (caught.value.code, caught.value.values["expected"], caught.value.values["found"]) == (
        "task-changed", seen, seen + 1,
    )  # fmt: skip
    assert "2017-001" in str(caught.value)
    assert house.state(task_id) == after
    assert len(house.events(task_id)) == after.seq


def test_a_conflict_on_an_item_takes_back_what_was_written_on_its_deliverables(house: House) -> None:
    task_id = house.item_in("accepted", deliverables=2)
    before = house.children(task_id)
    with pytest.raises(Conflict):
        house.do(acts.report, task_id, progress(deliverables={1: 50, 2: 70}), by=house.owner, expected_seq=1)
    assert house.children(task_id) == before


def test_of_two_writers_who_saw_the_same_state_one_wins_and_one_is_told(house: House) -> None:
    task_id = house.item_in("accepted")
    seen = house.state(task_id).seq
    outcomes = all_at_once(
        [lambda p=p: house.do(acts.report, task_id, progress(p), expected_seq=seen) for p in (10, 20, 30, 40)]  # type: ignore[misc]
    )
    lost = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert len(lost) == 3
    assert house.state(task_id).seq == seen + 1
    assert_rows_are_their_events(house)


def test_writers_at_once_lose_no_update(house: House) -> None:
    task_id = house.item_in("accepted")
    seen = house.state(task_id).seq

    def report(person: int) -> None:
        for turn in range(10):
            house.do(acts.report, task_id, progress(person * 10 + turn), by=house.owner)

    assert all_at_once([lambda p=p: report(p) for p in range(4)]) == [None] * 4  # type: ignore[misc]
    assert house.state(task_id).seq == seen + 40
    told = [event.payload["progress"] for event in house.events(task_id) if event.kind == "reported"]
    assert sorted(told) == list(range(40))
    assert_rows_are_their_events(house)


def test_deliverables_reported_at_once_all_count_in_their_item(house: House) -> None:
    item_id = house.item_in("accepted", deliverables=4)
    ids = [house.child_id(item_id, position) for position in (1, 2, 3, 4)]

    def report(child_id: int) -> None:
        for percent in range(10, 101, 10):
            house.do(acts.report, child_id, progress(percent), by=house.owner)

    assert all_at_once([lambda c=c: report(c) for c in ids]) == [None] * 4  # type: ignore[misc]
    assert house.state(item_id).progress == 100
    assert house.events(item_id)[-1].payload["progress"] == 100
    assert_rows_are_their_events(house)


def test_an_act_on_an_item_and_reports_on_its_deliverables_do_not_block_each_other_for_ever(house: House) -> None:
    item_id = house.item_in("in_progress", deliverables=2)
    child_id = house.child_id(item_id, 2)

    def report() -> None:
        for percent in range(20):
            house.do(acts.report, child_id, progress(percent), by=house.owner)

    def hand_on() -> None:
        for _ in range(20):
            house.do(acts.assign, item_id, owner_post_id=house.posts["liaison"])

    assert all_at_once([report, hand_on]) == [None, None]
    assert_rows_are_their_events(house)


def test_each_digest_covers_the_one_before(house: House) -> None:
    task_id = house.item_in("closed")
    chain = house.events(task_id)
    assert [event.seq for event in chain] == list(range(1, len(chain) + 1))
    previous = ""
    for event in chain:
        assert event.digest == digest_of(event, previous) != digest_of(event, previous + "0")
        previous = event.digest
    assert house.state(task_id).digest == previous
    assert house.state(task_id) == fold(chain)


def test_the_instant_of_an_event_is_the_same_wherever_the_clock_hangs(house: House) -> None:
    task_id = house.item()
    shanghai = instant(DAY).astimezone(ZoneInfo("Asia/Shanghai")).replace(microsecond=1)
    house.do(acts.assign, task_id, at=shanghai)
    assert house.events(task_id)[-1].at == shanghai
    assert_rows_are_their_events(house)


def test_events_of_a_task_never_go_back_in_time(house: House) -> None:
    task_id, noon = house.item(at=instant(DAY)), instant(DAY) + timedelta(hours=2)
    house.do(acts.assign, task_id, at=noon)
    house.do(acts.accept, task_id, by=house.owner, at=noon - timedelta(milliseconds=3))
    times = [event.at for event in house.events(task_id)]
    assert times == sorted(times)
    assert times[-1] == noon
    assert_rows_are_their_events(house)


def test_words_and_signs_of_every_kind_come_back_as_they_were_told(house: House) -> None:
    task_id = house.item_in("accepted")
    told = "甲“乙”\\ ' \" \n 𠮷 😀 <b>%s{x}"
    figures = [{"of": "走访企业", "value": "32", "unit": "家"}]
    house.do(acts.report, task_id, progress(1, done=told, figures=figures), by=house.owner)
    payload = house.events(task_id)[-1].payload
    assert (payload["done"], payload["figures"]) == (told, figures)
    assert_rows_are_their_events(house)


def test_a_thousand_tasks_are_registered_in_order_each_with_its_own_chain(house: House) -> None:
    payloads = [house.payload(f"2017-{number:03d}", position=number) for number in range(1, 1102)]
    with house.pen() as ledger:
        ids = ledger.register(payloads)
    with house.database.read() as session:
        rows = session.connection().execute(select(tasks.c.id, tasks.c.number, tasks.c.position).order_by(tasks.c.id))
        assert [(row.id, row.number) for row in rows] == [
            (task_id, payload["number"]) for task_id, payload in zip(ids, payloads, strict=True)
        ]
        assert check_ledger(session) == (1101, [])


def test_registering_nothing_writes_nothing(house: House) -> None:
    with house.pen() as ledger:
        assert ledger.register([]) == []


def test_an_unknown_task_is_named(house: House) -> None:
    with pytest.raises(DubanError, match="4711") as caught:
        house.do(acts.submit, 4711)
    assert caught.value.code == "task-unknown"


def test_the_payload_is_kept_as_plain_json(house: House) -> None:
    task_id = house.item_in("in_progress")
    with house.database.read() as session:
        for row in session.connection().execute(select(events).where(events.c.task_id == task_id)):
            assert json.loads(row.payload) == event_from(row).payload
            assert isinstance(event_from(row).at, datetime)
            assert event_from(row).at.utcoffset() == timedelta(0)


def test_children_come_in_their_order(house: House) -> None:
    item_id = house.item(deliverables=12)
    with house.database.read() as session:
        assert [child.position for _, child in children_of(session, item_id)] == list(range(1, 13))
