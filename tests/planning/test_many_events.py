"""Events of many tasks written together are those of recording one after the other, in few statements."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from config.database import table_of
from config.errors import DubanError
from planning.ledger import Ledger, events, tasks
from planning.many_events import Entry, record_all
from planning.models import Tally
from planning.tally import compact, measures
from tests.planning.house import DUE, OTHER_STREET, House
from tests.planning.review_desk import ReviewDesk
from tests.workshop.listening import statements

tally = table_of(Tally)


def one_by_one(ledger: Ledger, entries: Sequence[Entry]) -> None:
    for entry in entries:
        ledger.record(entry.task_id, entry.kind, entry.payload)


def written(house: House, write: Callable[[Ledger, Sequence[Entry]], object], entries: Sequence[Entry]) -> list[Any]:
    """Return what the ledger holds after some entries: events in the order written, tasks, counts and words."""
    with house.database.write() as session, session.begin_nested() as trial:
        write(house.ledger(session, at=DUE), entries)
        for measure in measures():
            compact(session, measure, DUE.replace(year=DUE.year + 2))
        found = list(_everything(session))
        trial.rollback()
    return found


def _everything(session: Session) -> Iterator[Any]:
    connection = session.connection()
    columns = [column for column in events.columns if column.name != "id"]
    yield connection.execute(select(*columns).order_by(events.c.id)).all()
    yield connection.execute(select(tasks).order_by(tasks.c.id)).all()
    sums = select(tally.c.measure, tally.c.unit_id, tally.c.day, tally.c.change).where(tally.c.change != 0)
    yield sorted(connection.execute(sums).all())
    words = text("SELECT task_id, seq, words FROM task_words ORDER BY task_id, seq")
    yield [(row.task_id, int(row.seq), str(row.words)) for row in connection.execute(words)]


def test_what_is_written_together_is_what_is_written_one_after_the_other(house: House) -> None:
    first, second = house.item_in("in_progress", 2), house.item(3)
    moved = {"unit_id": house.units[OTHER_STREET], "text": "走访互助小组12个。", "title": "走访互助小组12个"}
    entries = [
        Entry(second, "sourced", {"text": "另一处也说到", "unit": "", "document_id": 1, "start": 0, "end": 6}),
        Entry(first, "cancelled", {"reason": "计划修订已删去", "version": 2}),
        Entry(second, "amended", {**moved, "due_on": "2017-09-30", "version": 2}),
        Entry(second, "sourced", {"text": "又一处", "unit": "", "document_id": 1, "start": 8, "end": 11}),
    ]
    together = written(house, record_all, entries)
    assert together == written(house, one_by_one, entries)
    assert [event.kind for event in together[0]][-6:] == ["sourced", *["cancelled"] * 3, "amended", "sourced"]


def test_when_one_of_them_is_not_lawful_none_is_written(house: House) -> None:
    item, gone = house.item(), house.item_in("cancelled")
    before = len(house.events(item))
    with pytest.raises(DubanError, match=r"2017-002"), house.pen() as ledger:
        record_all(ledger, [Entry(each, "cancelled", {"reason": "合并"}) for each in (item, gone)])
    with pytest.raises(DubanError, match="999"), house.pen() as ledger:
        record_all(ledger, [Entry(item, "cancelled", {"reason": "合并"}), Entry(999, "cancelled", {"reason": "合并"})])
    assert len(house.events(item)) == before


def plan_of(items: int, what: str, parts: str = "") -> str:
    told = "".join(f"{at}.走访{what}小微企业{at + 20}家{parts}。\n\n" for at in range(1, items + 1))
    return f"改革目标计划\n\n月桥街道\n\n目标计划\n\n{told}"


def amending(house: House, items: int) -> int:
    """Return how many statements it takes to adopt a version that says every item otherwise, and ends one in three."""
    what = f"第{items}组"
    parts = "，建立企业台账；6月底前建成职工服务站"
    first = ReviewDesk.open(house, plan_of(items, what, parts), name=f"{what}.txt", plan_name=what)
    first.keep()
    first.adopt()
    plan_id = first.view().plan_id
    more = plan_of(items - items // 3, what, f"{parts}；9月底前办成{what}讲座3场")
    desk = ReviewDesk.open(house, more, name=f"{what}修订.txt", amends_plan_id=plan_id)
    desk.keep()
    gone = [each.number for each in desk.view().gone]
    desk.do("gone_decided", numbers=gone, choice="cancel")
    with statements(house.database) as said:
        done = desk.adopt()
    assert (len(done.amended), len(done.ended)) == (items - items // 3, items // 3)
    return len(said)


def test_adopting_a_version_takes_as_many_statements_for_many_items_as_for_few(house: House) -> None:
    assert amending(house, 3) == amending(house, 12)


def test_ending_and_merging_take_as_many_statements_for_many_items_as_for_few(house: House) -> None:
    def merging(items: int) -> int:
        into = house.item()
        desk = ReviewDesk.open(house, plan_of(items, f"第{items}片"), name=f"{items}.txt", plan_name=f"第{items}片")
        number = house.state(into).number
        desk.do("decided", keys=[item.key for item in desk.view().items], decision="merge", into=number)
        with statements(house.database) as said:
            assert len(desk.adopt().merged) == items
        return len(said)

    assert merging(2) == merging(9)
