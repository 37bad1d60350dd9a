"""One act on many tasks: what is left out and why, nothing half done, and nobody overwritten."""

from datetime import date

import pytest

from planning import acts
from planning.bulk import BULK_ACTS, Verdict, Wish, carry_out, matching, preview
from planning.ledger import tasks
from planning.narrowing import TaskFilter
from tests.planning.house import DAY, STREET, House, instant


def done(house: House, wish: Wish, seen: dict[int, int]) -> list[Verdict]:
    with house.pen() as ledger:
        return carry_out(ledger, wish, seen)


def seen(house: House, *items: int) -> dict[int, int]:
    return {item: house.state(item).seq for item in items}


def codes(verdicts: list[Verdict]) -> list[str]:
    return [verdict.fault.code if verdict.fault else "" for verdict in verdicts]


def test_each_task_is_done_by_an_event_of_its_own(house: House) -> None:
    items = [house.item() for _ in range(3)]
    verdicts = done(house, Wish("assign", owner_post_id=house.posts["liaison"]), seen(house, *items))
    assert codes(verdicts) == ["", "", ""]
    for item in items:
        assert house.events(item)[-1].kind == "assigned"
        assert house.state(item).owner_post_id == house.posts["liaison"]


def test_what_a_rule_speaks_against_is_left_out_and_the_rest_is_done(house: House) -> None:
    items = [house.item(), house.item_in("closed"), house.item()]
    verdicts = done(house, Wish("assign"), seen(house, *items))
    assert codes(verdicts) == ["", "act-not-lawful", ""]
    assert [house.state(item).state for item in items] == ["assigned", "closed", "assigned"]


def test_a_task_somebody_changed_since_the_preview_is_left_out(house: House) -> None:
    item, other = house.item_in("accepted"), house.item_in("accepted")
    known = seen(house, item, other)
    house.do(acts.set_deadline, item, due_on=date(2017, 8, 31), by=house.sponsor)
    verdicts = done(house, Wish("deadline", due_on=date(2017, 7, 31)), known)
    assert codes(verdicts) == ["bulk-changed", ""]
    assert house.state(item).due_on == date(2017, 8, 31)
    assert house.state(other).due_on == date(2017, 7, 31)


def test_a_task_without_a_post_is_not_handed_out_to_nobody(house: House) -> None:
    item, other = house.item(owner_post_id=None), house.item()
    assert codes(done(house, Wish("assign"), seen(house, item, other))) == ["no-owner-post", ""]


def test_confirming_leaves_the_day_and_takes_the_mark_away(house: House) -> None:
    item = house.item(due_provisional=True, due_on=date(2017, 12, 31))
    firm = house.item()
    assert codes(done(house, Wish("confirm"), seen(house, item, firm))) == ["", "bulk-not-provisional"]
    assert (house.state(item).due_on, house.state(item).due_provisional) == (date(2017, 12, 31), False)


SAID = [
    (Wish("deadline", due_on=date(2017, 2, 1)), "due-date-past"),
    (Wish("suspend", text="机构调整"), ""),
    (Wish("classify", theme="阵地建设"), ""),
    (Wish("remind"), ""),
]


@pytest.mark.parametrize(("wish", "said"), SAID, ids=[wish.act for wish, _ in SAID])
def test_a_preview_says_what_doing_it_would(house: House, wish: Wish, said: str) -> None:
    item = house.item_in("accepted")
    with house.database.read() as session:
        found = preview(session, tasks, house.clerk, instant(DAY), wish, [item])
    assert codes(found) == [said]
    if wish.act != "remind":
        assert codes(done(house, wish, seen(house, item))) == [said]


def test_the_street_can_do_nothing_in_bulk(house: House) -> None:
    item = house.item_in("accepted")
    with house.database.read() as session:
        for act in BULK_ACTS:
            [found] = preview(session, tasks, house.liaison, instant(DAY), Wish(act), [item])
            assert found.fault is not None


def test_all_that_a_question_leaves_can_be_taken(house: House) -> None:
    items = [house.item() for _ in range(3)]
    house.item_in("closed")
    with house.database.read() as session:
        wanted = TaskFilter(unit_id=house.units[STREET], state="registered")
        assert matching(session, tasks, DAY, wanted) == items
        assert matching(session, tasks, DAY, wanted, limit=2) == items[:2]
