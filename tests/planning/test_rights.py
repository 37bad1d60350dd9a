"""Who may do what to a task: every role, at every place, tries every act; and what binds one and the same person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlmodel import Session

from config.database import table_of
from config.errors import DubanError
from config.language import labels
from planning import acts, rights
from planning.access.viewers import acting
from planning.ledger import Ledger, current_state
from planning.lifecycle import TaskState
from planning.models import Holding, Person, Post, Task, Unit
from planning.people import OFFICE, Actor, actor_by
from planning.reach import posts_of
from planning.rights import ACTS, ROLES
from tests.planning.house import DAY, DISTRICT, DUE, OTHER_STREET, REASON, STREET, House, deputy, instant, progress
from tests.workshop.listening import statements

LATER = date(2017, 9, 29)
#: act → a state it is lawful in, and how it is done.
DONE: dict[str, tuple[str, Callable[[Ledger, int], TaskState]]] = {
    "adopted": ("draft", acts.adopt),
    "assigned": ("assigned", acts.assign),
    "accepted": ("assigned", acts.accept),
    "reported": ("accepted", lambda ledger, task: acts.report(ledger, task, progress(10))),
    "submitted": ("in_progress", acts.submit),
    "returned": ("submitted", lambda ledger, task: acts.send_back(ledger, task, reason=REASON)),
    "completed": ("submitted", acts.complete),
    "closed": ("completed", acts.close_out),
    "extension_requested": (
        "accepted",
        lambda ledger, task: acts.request_extension(ledger, task, proposed_on=LATER, reason="等候场地"),
    ),
    "extension_decided": ("accepted", lambda ledger, task: acts.decide_extension(ledger, task, approve=False)),
    "due_set": ("accepted", lambda ledger, task: acts.set_deadline(ledger, task, due_on=LATER)),
    "instructed": ("accepted", lambda ledger, task: acts.instruct(ledger, task, text="抓紧办", answer_by=DUE)),
    "instruction_withdrawn": (
        "accepted",
        lambda ledger, task: acts.withdraw_instruction(ledger, task, reason="已了解"),
    ),
    "reopened": (
        "closed",
        lambda ledger, task: acts.instruct(ledger, task, text="重办", answer_by=DUE, reopen=True),
    ),
    "answered": ("accepted", lambda ledger, task: acts.answer(ledger, task, text="已安排")),
    "suspended": ("accepted", lambda ledger, task: acts.suspend(ledger, task, reason="机构调整")),
    "resumed": ("suspended", acts.resume),
    "merged": ("accepted", lambda ledger, task: acts.merge(ledger, task, into_id=1)),
    "cancelled": ("accepted", lambda ledger, task: acts.cancel(ledger, task, reason="任务取消")),
    "classified": ("accepted", lambda ledger, task: acts.classify(ledger, task, theme="服务阵地")),
}
#: Who may do it, written down once more and by hand: L leading group, O office, H head of the unit, S staff.
WHO = {
    "adopted": "LO", "assigned": "LOH", "accepted": "OHS", "reported": "OHS", "submitted": "OHS", "returned": "LO",
    "completed": "LO", "closed": "LO", "extension_requested": "OHS", "extension_decided": "LO", "due_set": "LO",
    "instructed": "LO", "instruction_withdrawn": "LO",
    "reopened": "LO", "answered": "OHS", "suspended": "LO", "resumed": "LO", "merged": "LO",
    "cancelled": "LO", "paired": "LO", "unpaired": "LO", "classified": "LO",
}  # fmt: skip
LETTERS = {
    "leader": "L", "office": "O", "unit_head": "H", "staff": "S", "assessor": "", "auditor": "", "administrator": "",
}  # fmt: skip
REFUSED = {"act-of-the-office", "act-of-the-unit"}
STATION = "月桥街道职工服务站"


@dataclass
class People:
    """Somebody of each role at each place, and the house they live in."""

    house: House
    codes: dict[tuple[str, str], str]

    def actor(self, session: Session, role: str, place: str) -> Actor:
        """Return somebody as one acts after signing in."""
        person = self.codes[role, place]
        known = actor_by(session, person, DAY)
        held = posts_of(session, _person_id(session, person), DAY)
        return acting(session, person, known.name, held)[0]


@pytest.fixture
def everybody(sqlite_house: House) -> People:
    """Seven roles at the district, at the street of the items, at its station and at another street."""
    codes = {}
    with sqlite_house.database.write() as session:
        station = _add(
            session, Unit, name=STATION, short_name="月桥服务站", kind="station", position=9,
            parent_id=sqlite_house.units[STREET],
        )  # fmt: skip
        sqlite_house.units[STATION] = station
        for place in (DISTRICT, STREET, STATION, OTHER_STREET):
            for role in ROLES:
                codes[role, place] = code = f"{role}-{sqlite_house.units[place]}"
                post = _add(
                    session, Post, unit_id=sqlite_house.units[place], name=code, role=role, is_liaison=False
                )  # fmt: skip
                person = _add(session, Person, code=code, name=code, mail="", mobile="", robot="")
                _add(session, Holding, post_id=post, person_id=person, since=date(2016, 1, 1), until=None)
    return People(sqlite_house, codes)


def _add(session: Session, model: Any, **values: object) -> int:  # noqa: ANN401 - any table class
    table = table_of(model)
    return int(session.connection().execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def _person_id(session: Session, code: str) -> int:
    table = table_of(Person)
    return int(session.connection().execute(table.select().where(table.c.code == code)).one().id)


class Undone(Exception):  # noqa: N818 - no error: it takes back what was tried
    """Takes back what was tried."""


def outcome(house: House, actor: Actor, act: str, task_id: int) -> bool:
    """Return whether somebody may do the act; what was done is taken back."""
    with pytest.raises((Undone, DubanError)) as ended:
        _try(house, actor, act, task_id)
    assert ended.type is Undone or getattr(ended.value, "code", "") in REFUSED, ended.value
    return ended.type is Undone


def _try(house: House, actor: Actor, act: str, task_id: int) -> None:
    with house.database.write() as session:
        DONE[act][1](house.ledger(session, actor), task_id)
        raise Undone


def item_for(house: House, act: str) -> int:
    """Return an item of the street to which the act can be done."""
    item = house.item_in(DONE[act][0])
    if act in {"answered", "instruction_withdrawn"}:
        house.do(acts.instruct, item, text="抓紧办", answer_by=DUE)
    if act == "extension_decided":
        house.do(acts.request_extension, item, proposed_on=LATER, reason="等候场地", by=house.owner)
    return item


def test_every_act_and_role_is_in_both_tables() -> None:
    assert WHO.keys() == ACTS.keys() == DONE.keys() | {"paired", "unpaired"}
    assert LETTERS.keys() == set(ROLES) == labels("role").keys()
    for act, who in WHO.items():
        assert {LETTERS[role] for role in ACTS[act]} == set(who), act


@pytest.mark.parametrize("act", DONE)
def test_each_role_does_what_the_table_says_and_no_farther_than_it_reaches(everybody: People, act: str) -> None:
    house = everybody.house
    house.item()  # what items are merged into
    item = item_for(house, act)
    expected = {
        (role, place): bool(LETTERS[role]) and LETTERS[role] in WHO[act] and _reaches(role, place)
        for role, place in everybody.codes
    }
    with house.database.read() as session:
        actors = {who: everybody.actor(session, *who) for who in everybody.codes}
        named = {who: actor_by(session, code, DAY) for who, code in everybody.codes.items()}
    assert {who: outcome(house, actor, act, item) for who, actor in actors.items()} == expected
    with house.database.read() as session:
        state = current_state(session, item)
        assert {who: _may(session, actor, act, state) for who, actor in named.items()} == expected


def _reaches(role: str, place: str) -> bool:
    """Tell whether a role at a place reaches an item of the street."""
    return place == STREET or (place == DISTRICT and role != "staff")


def _may(session: Session, actor: Actor, act: str, state: TaskState) -> bool:
    try:
        rights.require_right(session, actor, act, state, instant(DAY))
    except DubanError:
        return False
    return True


def test_a_right_takes_no_query_once_somebody_is_signed_in(everybody: People) -> None:
    house = everybody.house
    item = house.item_in("accepted")
    with house.database.read() as session:
        signed_in, state = everybody.actor(session, "staff", STREET), current_state(session, item)
        with statements(house.database) as said:
            rights.require_right(session, signed_in, "reported", state, instant(DAY))
            rights.require_right(session, OFFICE, "completed", state, instant(DAY))
    assert said == []


def test_the_holder_of_the_owning_post_carries_a_task_wherever_it_stands(house: House) -> None:
    item = house.item_in("assigned", owner_post_id=house.posts["outsider"])
    assert house.do(acts.accept, item, by=house.outsider).state == "accepted"
    with pytest.raises(DubanError, match="交办") as refused:
        house.do(acts.assign, item, by=house.outsider)
    assert refused.value.code == "act-of-the-office"


def test_a_unit_head_hands_work_on_within_the_unit_only(everybody: People) -> None:
    house = everybody.house
    item, fresh = house.item_in("accepted"), house.item_in("registered")
    with house.database.read() as session:
        head = everybody.actor(session, "unit_head", STREET)
        [near] = posts_of(session, _person_id(session, everybody.codes["staff", STATION]), DAY)
    assert house.do(acts.assign, item, owner_post_id=near.id, by=head).owner_post_id == near.id
    for task, post_id, code in (
        (item, house.posts["outsider"], "assign-within-unit"),
        (fresh, near.id, "act-of-the-office"),
    ):
        with pytest.raises(DubanError) as refused:
            house.do(acts.assign, task, owner_post_id=post_id, by=head)
        assert refused.value.code == code


def test_nobody_judges_own_work_not_even_as_somebody_else(house: House) -> None:
    item = house.item_in("submitted")
    # The owner of the item stands in for the clerk: what acts is the clerk's post, whose work it is stays known.
    as_clerk = replace(house.clerk, ref="Y01", on_behalf_of="D02", own_post_ids=house.owner.post_ids)
    for act in ("completed", "returned"):
        with pytest.raises(DubanError) as refused:
            _try(house, as_clerk, act, item)
        assert refused.value.code == "own-work-not-judged"
    with pytest.raises(DubanError) as refused:
        house.do(acts.set_deadline, house.item_in("accepted"), due_on=LATER, by=as_clerk)
    assert refused.value.code == "owner-cannot-move-deadline"


def test_who_had_it_completed_in_the_own_name_does_not_close_it_out(house: House) -> None:
    item = house.item_in("submitted")
    house.do(acts.complete, item, by=deputy(house.sponsor, house.clerk))
    for actor in (house.sponsor, house.clerk):
        with pytest.raises(DubanError) as refused:
            house.do(acts.close_out, item, by=actor)
        assert refused.value.code == "close-by-same-person"


def test_on_behalf_of_somebody_one_acts_with_the_posts_of_both(house: House) -> None:
    with house.database.read() as session:
        both = actor_by(session, "L01", DAY, on_behalf_of="Y01")
        assert both.post_ids == house.outsider.post_ids | house.owner.post_ids
        assert both.own_post_ids == house.outsider.post_ids
    assert house.do(acts.accept, house.item_in("assigned"), by=both).state == "accepted"


def test_a_street_without_a_superior_is_no_top_of_everything(house: House) -> None:
    table = table_of(Unit)
    with house.database.write() as session:
        session.connection().execute(
            update(table).values(parent_id=None).where(table.c.id == house.units[OTHER_STREET])
        )
        post = table_of(Post)
        session.connection().execute(update(post).values(role="office").where(post.c.id == house.posts["outsider"]))
    with house.database.read() as session:
        actor, scope = acting(session, "L01", "陆明", posts_of(session, _person_id(session, "L01"), DAY))
    assert scope.units == frozenset({house.units[OTHER_STREET]})
    assert actor.reach == {"office": frozenset({house.units[OTHER_STREET]})}


def test_a_circle_of_units_ends_the_search(house: House) -> None:
    table = table_of(Unit)
    street, other = house.units[STREET], house.units[OTHER_STREET]
    with house.database.write() as session:
        for unit, above in ((street, other), (other, street)):
            session.connection().execute(update(table).values(parent_id=above).where(table.c.id == unit))
    with house.database.read() as session:
        _, scope = acting(session, "Y01", "沈玉兰", posts_of(session, _person_id(session, "Y01"), DAY))
    assert scope.units == frozenset({street, other})


def test_what_is_seen_leaves_out_the_tasks_of_others(house: House) -> None:
    mine, theirs = house.item(), house.item(unit_id=house.units[OTHER_STREET], owner_post_id=house.posts["outsider"])
    with house.database.read() as session:
        held = posts_of(session, _person_id(session, "Y01"), DAY)
        seen = acting(session, "Y01", "沈玉兰", held)[1].of(table_of(Task))
        ids = set(session.connection().execute(seen.select()).scalars())
    assert (mine in ids, theirs in ids) == (True, False)
