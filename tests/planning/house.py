"""The few people, units and posts all tests of planning speak of, and short ways to act and to look.

Yueqiao street answers for the items; the district chases them. Other test areas may import this module.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session

from config.clock import at_local
from config.database import Database, table_of
from planning import acts
from planning.ledger import Ledger, children_of, current_state, events_of
from planning.lifecycle import Event, TaskState
from planning.models import Document, Holding, Person, Plan, Post, Unit
from planning.people import Actor
from planning.rules import Rules, load_rules

DAY = date(2017, 4, 12)
"""A Wednesday, on which things are done when a test does not say otherwise."""
START = date(2017, 3, 1)
DUE = date(2017, 6, 30)
"""A Friday and the last day of a quarter."""
DISTRICT, STREET, OTHER_STREET = "云河区总工会", "月桥街道总工会", "柳岸街道总工会"
REASON = "facts_unclear"


@cache
def rules(pack: str = "default") -> Rules:
    """Return a rule pack on the official calendar; the default one when none is named."""
    return load_rules(pack)


@dataclass
class House:
    """A database with two streets, their posts and people, and one plan."""

    database: Database
    units: dict[str, int]
    posts: dict[str, int]
    plan_id: int
    document_id: int
    registered: int = 0

    @property
    def owner(self) -> Actor:
        """沈玉兰 of Yueqiao street, whose post answers for the items."""
        return Actor("Y01", "沈玉兰", frozenset({"staff"}), frozenset({self.posts["owner"]}))

    @property
    def liaison(self) -> Actor:
        """韩小满, the liaison of Yueqiao street."""
        return Actor("Y02", "韩小满", frozenset({"staff"}), frozenset({self.posts["liaison"]}))

    @property
    def clerk(self) -> Actor:
        """何思远 of the supervision office."""
        return Actor("D02", "何思远", frozenset({"office"}), frozenset({self.posts["clerk"]}))

    @property
    def sponsor(self) -> Actor:
        """顾长河 of the leading group."""
        return Actor("D01", "顾长河", frozenset({"leader"}), frozenset({self.posts["sponsor"]}))

    @property
    def outsider(self) -> Actor:
        """陆明 of another street."""
        return Actor("L01", "陆明", frozenset({"staff"}), frozenset({self.posts["outsider"]}))

    @contextmanager
    def pen(self, by: Actor | None = None, at: date | datetime = DAY, *, pack: str = "default") -> Iterator[Ledger]:
        """Open a writing transaction with a ledger in the hand of somebody (the clerk), at an instant."""
        with self.database.write() as session:
            yield self.ledger(session, by, at, pack=pack)

    def ledger(
        self, session: Session, by: Actor | None = None, at: date | datetime = DAY, *, pack: str = "default"
    ) -> Ledger:
        """Return a ledger in the hand of somebody (the clerk), at an instant or at ten o'clock of a day."""
        return Ledger(session, rules(pack), by or self.clerk, instant(at))

    def do(
        self,
        act: Callable[..., TaskState],
        task_id: int,
        *given: Any,  # noqa: ANN401 - whatever the act takes
        by: Actor | None = None,
        at: date | datetime = DAY,
        **named: Any,  # noqa: ANN401 - whatever the act takes
    ) -> TaskState:
        """Do one act in a transaction of its own."""
        with self.pen(by, at) as ledger:
            return act(ledger, task_id, *given, **named)

    def item(self, deliverables: int = 0, *, at: date | datetime = DAY, pack: str = "default", **changes: Any) -> int:  # noqa: ANN401 - any field
        """Register an item of the street, owned by 沈玉兰, with some deliverables; return its id."""
        self.registered += 1
        payload = self.payload(f"2017-{self.registered:03d}", **changes)
        with self.pen(at=at, pack=pack) as ledger:
            [item_id] = ledger.register([payload])
            ledger.register([deliverable_of(payload, item_id, position + 1) for position in range(deliverables)])
        return item_id

    def payload(self, number: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
        """Return what an item is registered with."""
        given: dict[str, Any] = {
            "number": number, "plan_id": self.plan_id, "unit_id": self.units[STREET], "parent_id": None,
            "kind": "item", "chased": True, "position": self.registered, "item_number": "1",
            "title": "建立职工服务站点地图", "text": "建立职工服务站点地图，6月底前完成。", "path": "[]",
            "document_id": self.document_id, "source_start": 0, "source_end": 19, "quantities": "[]", "missing": "[]",
            "state": "registered", "owner_post_id": self.posts["owner"], "leader_name": "", "lead_units": "[]",
            "responsible_units": "[]", "support_units": "[]", "start_on": START, "due_on": DUE, "due_basis": "stated",
            "due_provisional": False, "due_text": "6月底前", "first_period": "2017Q2",
        }  # fmt: skip
        return {name: _plain(value) for name, value in (given | changes).items()}

    def item_in(self, state: str, deliverables: int = 0, **changes: Any) -> int:  # noqa: ANN401 - any field
        """Return an item brought into a state by the acts that lead there."""
        begun = {"state": "draft"} if state == "draft" else {}
        item_id = self.item(deliverables, **begun | changes)
        for act in WAYS[state]:
            act(self, item_id)
        assert self.state(item_id).state == state
        return item_id

    def seat(self, code: str, unit: str, *roles: str, name: str = "") -> list[int]:
        """Enter somebody in the roster, with a post of each role in a unit held for long; return the posts."""
        with self.database.write() as session:
            person = add_row(session, Person, code=code, name=name or f"某{code}", mail="", mobile="", robot="")
            seats = [
                add_row(session, Post, unit_id=self.units[unit], name=f"{code}{role}", role=role, is_liaison=False)
                for role in roles
            ]
            for post in seats:
                add_row(session, Holding, post_id=post, person_id=person, since=date(2016, 1, 1), until=None)
        return seats

    def state(self, task_id: int) -> TaskState:
        """Return a task as it stands."""
        with self.database.read() as session:
            return current_state(session, task_id)

    def children(self, task_id: int) -> dict[int, TaskState]:
        """Return the deliverables of an item by their position."""
        with self.database.read() as session:
            return {child.position: child for _, child in children_of(session, task_id)}

    def child_id(self, task_id: int, position: int) -> int:
        """Return the id of a deliverable."""
        with self.database.read() as session:
            return next(child_id for child_id, child in children_of(session, task_id) if child.position == position)

    def events(self, task_id: int) -> list[Event]:
        """Return the events of a task."""
        with self.database.read() as session:
            return events_of(session, task_id)


def build(database: Database) -> House:
    """Fill an empty database with the units, posts, people and the plan."""
    with database.write() as session:
        units = {
            DISTRICT: add_row(session, Unit, name=DISTRICT, short_name="云河区", kind="district", position=0),
            STREET: add_row(session, Unit, name=STREET, short_name="月桥街道", kind="street", position=1),
            OTHER_STREET: add_row(session, Unit, name=OTHER_STREET, short_name="柳岸街道", kind="street", position=2),
        }
        for street in (STREET, OTHER_STREET):
            table = table_of(Unit)
            session.connection().execute(
                update(table).where(table.c.id == units[street]).values(parent_id=units[DISTRICT])
            )
        posts = {}
        for key, unit, post, role, is_liaison, code, person in (
            ("sponsor", DISTRICT, "主席", "leader", False, "D01", "顾长河"),
            ("clerk", DISTRICT, "督办专员", "office", False, "D02", "何思远"),
            ("owner", STREET, "服务部部长", "staff", False, "Y01", "沈玉兰"),
            ("liaison", STREET, "联络员", "staff", True, "Y02", "韩小满"),
            ("outsider", OTHER_STREET, "联络员", "staff", True, "L01", "陆明"),
        ):
            posts[key] = add_row(session, Post, unit_id=units[unit], name=post, role=role, is_liaison=is_liaison)
            mail = f"{code.lower()}@example.org"
            person_id = add_row(session, Person, code=code, name=person, mail=mail, mobile="", robot="")
            add_row(session, Holding, post_id=posts[key], person_id=person_id, since=date(2016, 1, 1), until=None)
        document_id = add_row(
            session, Document, sha256="0" * 64, name="plan.txt", media_type="text/plain", size_bytes=19,
            text="建立职工服务站点地图，6月底前完成。", imported_at=instant(START), imported_by="D02",
        )  # fmt: skip
        plan_id = add_row(
            session, Plan, name="目标计划（2017年）", year=2017, starts_on=date(2017, 1, 1), ends_on=date(2017, 12, 31),
            document_id=document_id,
        )  # fmt: skip
    return House(database, units, posts, plan_id, document_id)


def deliverable_of(payload: Mapping[str, Any], item_id: int, position: int, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    """Return what a deliverable of an item is registered with."""
    own = {
        "number": f"{payload['number']}.{position}", "parent_id": item_id, "kind": "deliverable", "chased": False,
        "position": position, "item_number": str(position), "due_basis": "parent",
    }  # fmt: skip
    return {name: _plain(value) for name, value in ({**payload, **own} | changes).items()}


def progress(percent: int | None = None, **given: Any) -> acts.ProgressReport:  # noqa: ANN401 - any field
    """Return a progress report; ``deliverables={1: 60}`` for an item with several."""
    return acts.ProgressReport(progress=percent, **given)


def instant(at: date | datetime) -> datetime:
    """Return the instant itself, or ten o'clock of a day."""
    return at if isinstance(at, datetime) else at_local(at, time(10))


def deputy(actor: Actor, principal: Actor) -> Actor:
    """Return the actor as a stand-in for somebody."""
    return replace(actor, on_behalf_of=principal.ref)


def _report(house: House, task_id: int) -> None:
    children = house.children(task_id)
    told = progress(deliverables=dict.fromkeys(children, 40)) if children else progress(40)
    house.do(acts.report, task_id, told, by=house.owner)


Step = Callable[[House, int], object]
_assign: Step = lambda house, task_id: house.do(acts.assign, task_id)  # noqa: E731 - a table of one-line steps
_accept: Step = lambda house, task_id: house.do(acts.accept, task_id, by=house.owner)  # noqa: E731
_submit: Step = lambda house, task_id: house.do(acts.submit, task_id, by=house.owner)  # noqa: E731
_return: Step = lambda house, task_id: house.do(acts.send_back, task_id, reason=REASON)  # noqa: E731
_complete: Step = lambda house, task_id: house.do(acts.complete, task_id)  # noqa: E731
_close: Step = lambda house, task_id: house.do(acts.close_out, task_id, by=house.sponsor)  # noqa: E731
_suspend: Step = lambda house, task_id: house.do(acts.suspend, task_id, reason="机构调整")  # noqa: E731
_merge: Step = lambda house, task_id: house.do(acts.merge, task_id, into_id=house.item())  # noqa: E731
_cancel: Step = lambda house, task_id: house.do(acts.cancel, task_id, reason="任务取消")  # noqa: E731

#: state → the acts that bring a new item there.
WAYS: dict[str, tuple[Step, ...]] = {
    "draft": (),
    "registered": (),
    "assigned": (_assign,),
    "accepted": (_assign, _accept),
    "in_progress": (_assign, _accept, _report),
    "submitted": (_assign, _accept, _report, _submit),
    "returned": (_assign, _accept, _report, _submit, _return),
    "completed": (_assign, _accept, _report, _submit, _complete),
    "closed": (_assign, _accept, _report, _submit, _complete, _close),
    "suspended": (_assign, _accept, _report, _suspend),
    "merged": (_assign, _accept, _report, _merge),
    "cancelled": (_assign, _accept, _report, _cancel),
}


def add_row(session: Session, model: Any, **values: object) -> int:  # noqa: ANN401 - any table class
    """Write one row of a table and return its id."""
    table = table_of(model)
    return int(session.connection().execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
