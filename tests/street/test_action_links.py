"""Links in messages: one form for one person, and nothing else for anybody."""

import logging
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from config.database import table_of
from config.errors import DubanError
from planning import acts
from planning.access.accounts import accounts
from planning.access.action_links import (
    MOST_WRONG,
    PURPOSES,
    ActionLink,
    failures,
    link_until,
    open_link,
    read_link,
    write_link,
)  # fmt: skip
from planning.access.audit import records
from planning.access.tokens import signing_key
from planning.models import Person
from planning.people import holdings, person_by
from tests.planning.house import DAY, STREET, progress
from tests.street.forms import fields_of, kinds, send
from tests.web.client import TestClient
from tests.web.site import LOCAL, Site

KEY = b"k" * 32


def path_to(site: Site, task_id: int, purpose: str = "report", *, who: str = "Y01", days: int = 14) -> str:
    """Return the address of a link as a message has it."""
    with site.house.database.write() as session:
        key, person = signing_key(session), person_by(session, who)
    assert person.id is not None
    return f"/k/{write_link(key, ActionLink(person.id, task_id, purpose, link_until(site.clock.now(), days)))}"


def nobody(site: Site) -> TestClient:
    """Return a browser that has never been here, and sends no token of ours along."""
    return TestClient(site.app, base_url=LOCAL)


def everything(site: Site) -> list[int]:
    """Return how many rows each table that may change has."""
    with site.house.database.read() as session:
        tables = [records, failures, accounts, *(table_of(Person),)]
        counts = [
            session.connection().execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        ]
    return [*counts, sum(len(site.house.events(task_id)) for task_id in range(1, site.house.registered + 1))]


def test_a_link_opens_its_form_and_sends_it_as_that_person_without_a_cookie(site: Site) -> None:
    task_id = site.house.item_in("in_progress")
    path, phone = path_to(site, task_id), nobody(site)

    shown = phone.get(path)
    answer = send(phone, path, progress="75", done="走访三家")
    done = phone.get(answer.headers["location"])

    assert "沈玉兰" in shown.text
    assert re.findall(r'(?:href|action)="(/(?!static|k/)[^"]*)"', shown.text) == ["/static"][:0]
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["cache-control"] == "no-store"
    assert answer.status_code == 303
    event = site.house.events(task_id)[-1]
    assert (event.kind, event.actor, event.payload["via"], event.payload["progress"]) == ("reported", "Y01", "link", 75)
    assert "走访三家" in done.text
    assert not phone.cookies
    with site.house.database.read() as session:
        [used] = session.connection().execute(select(records).where(records.c.kind == "link-used")).all()
    assert (used.actor, used.subject) == ("Y01", f"task:{task_id}")
    assert phone.get("/my", follow_redirects=False).headers["location"].startswith("/sign-in")


def test_looking_at_a_link_changes_nothing(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("assigned")
    paths = [path_to(sqlite_site, task_id, purpose) for purpose in ("accept", "report", "extend")]
    before = everything(sqlite_site)

    answers = [nobody(sqlite_site).get(path).status_code for path in paths for _ in range(2)]

    assert set(answers) == {200}
    assert everything(sqlite_site) == before


@pytest.mark.parametrize("purpose", PURPOSES)
def test_each_purpose_has_its_form_and_its_act(sqlite_site: Site, purpose: str) -> None:
    house = sqlite_site.house
    task_id = house.item_in("assigned" if purpose == "accept" else "in_progress")
    if purpose == "answer":
        house.do(acts.instruct, task_id, text="请说明。", answer_by=date(2017, 4, 14), by=house.sponsor)
    typed: dict[str, dict[str, Any]] = {
        "report": {"progress": "60"}, "answer": {"text": "已落实。"}, "accept": {},
        "extend": {"proposed_on": "2017-08-31", "reason": "雨季"}, "submit": {"note": "已完成"},
    }  # fmt: skip

    answer = send(nobody(sqlite_site), path_to(sqlite_site, task_id, purpose), **typed[purpose])

    assert answer.status_code == 303, answer.text
    told = {"report": "reported", "answer": "answered", "accept": "accepted", "extend": "extension_requested"}
    told["submit"] = "submitted"
    assert kinds(sqlite_site, task_id)[-1] == told[purpose]


def test_a_link_is_good_for_its_own_task_and_act_alone(sqlite_site: Site) -> None:
    house = sqlite_site.house
    task_id, other = house.item_in("accepted"), house.item_in("accepted")
    token = path_to(sqlite_site, task_id, "extend").removeprefix("/k/")
    said, _, sign = token.rpartition(".")
    letter, person, _, until = said.split(".")
    before = everything(sqlite_site)
    forged = [
        f"r.{person}.{task_id}.{until}.{sign}", f"{letter}.{person}.{other}.{until}.{sign}",
        f"{letter}.{int(person) + 1}.{task_id}.{until}.{sign}", f"{letter}.{person}.{task_id}.{int(until) + 9}.{sign}",
        f"{said}.{sign[:-1]}{'A' if sign[-1] != 'A' else 'B'}", f"{said}.", said, "x", "%2e%2e%2ftasks",
    ]  # fmt: skip

    for text in forged:
        answer = nobody(sqlite_site).post(
            f"/k/{text}", data={"progress": "90", "proposed_on": "2017-08-31", "reason": "x"}
        )
        assert answer.status_code == 404, text
    # Fields of another act do nothing on a form that is for one.
    answer = send(nobody(sqlite_site), f"/k/{token}", progress="90", done="x", text="y", note="z")
    assert answer.status_code == 422
    assert everything(sqlite_site)[-1] == before[-1]


def test_a_link_expires_and_says_how_to_go_on(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    path = path_to(sqlite_site, task_id, days=14)
    sqlite_site.clock.advance(timedelta(days=14))

    answer = send(nobody(sqlite_site), path, {"once": "a" * 32, "seen": "4"}, progress="90", done="写的字")

    assert answer.status_code == 410
    assert "写的字</textarea>" in answer.text
    assert "2017年4月26日过期" in answer.text
    assert f'href="/sign-in?next=%2Ftasks%2F{task_id}%2Freport"' in answer.text
    assert len(sqlite_site.house.events(task_id)) == 4


def test_a_link_opens_nothing_after_the_post_is_handed_over(site: Site) -> None:
    house = site.house
    task_id = house.item_in("in_progress")
    path, phone = path_to(site, task_id), nobody(site)
    hidden = fields_of(phone, path)
    with house.database.write() as session:
        old, new = person_by(session, "Y01"), person_by(session, "Y02")
        table, post = holdings, house.posts["owner"]
        session.connection().execute(
            update(table).where(table.c.post_id == post, table.c.person_id == old.id).values(until=DAY)
        )
        session.connection().execute(insert(table).values(post_id=post, person_id=new.id, since=DAY))

    answer = send(phone, path, hidden, progress="90")

    assert answer.status_code == 403
    assert "现在不由您负责" in answer.text
    assert len(house.events(task_id)) == 4
    assert send(phone, path_to(site, task_id, who="Y02"), progress="90").status_code == 303


def test_who_acts_by_a_link_reaches_what_the_posts_of_that_day_reach(sqlite_site: Site) -> None:
    house = sqlite_site.house
    task_id = house.item_in("in_progress")
    token = path_to(sqlite_site, task_id).removeprefix("/k/")
    with house.database.read() as session:
        viewer = open_link(session, read_link(signing_key(session), token), sqlite_site.clock.now())
    own = frozenset({house.units[STREET]})
    assert (viewer.actor.reach, viewer.scope.units) == ({"staff": own}, own)


def test_a_link_opens_nothing_once_the_task_is_given_to_another_post(sqlite_site: Site) -> None:
    house = sqlite_site.house
    task_id = house.item_in("in_progress")
    path = path_to(sqlite_site, task_id)
    house.do(acts.assign, task_id, owner_post_id=house.posts["liaison"])

    assert nobody(sqlite_site).get(path).status_code == 403


def test_a_link_opens_nothing_once_its_matter_is_done(sqlite_site: Site) -> None:
    house = sqlite_site.house
    accepted, finished = house.item_in("accepted"), house.item_in("completed")

    done = nobody(sqlite_site).get(path_to(sqlite_site, accepted, "accept"))
    over = nobody(sqlite_site).get(path_to(sqlite_site, finished))

    assert (done.status_code, "已经办过了" in done.text) == (410, True)
    assert (over.status_code, "已办结，不用再办" in over.text) == (410, True)


def test_a_link_opens_nothing_for_an_account_that_is_disabled(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    path = path_to(sqlite_site, task_id)
    sqlite_site.session_of("Y01")
    assert nobody(sqlite_site).get(path).status_code == 200
    with sqlite_site.house.database.write() as session:
        session.connection().execute(update(accounts).where(accounts.c.login == "Y01").values(disabled=True))

    assert nobody(sqlite_site).get(path).status_code == 403


def test_wrong_links_are_counted_and_then_refused_for_a_while(sqlite_site: Site) -> None:
    phone = nobody(sqlite_site)
    right = path_to(sqlite_site, sqlite_site.house.item_in("in_progress"))

    answers = [phone.get("/k/r.1.1.1.wrong").status_code for _ in range(MOST_WRONG + 2)]

    assert answers == [404] * MOST_WRONG + [429] * 2
    assert phone.get(right).status_code == 200
    sqlite_site.clock.advance(timedelta(minutes=16))
    assert phone.get("/k/r.1.1.1.wrong").status_code == 404


def test_a_link_is_never_logged(
    sqlite_site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_to(sqlite_site, sqlite_site.house.item_in("in_progress"))

    def fails(*_given: object, **_named: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("web.filling.owner_form", fails)
    with caplog.at_level(logging.DEBUG):
        answer = nobody(sqlite_site).get(path)

    assert answer.status_code == 500
    assert "/k/… failed" in caplog.text
    told = [record for record in caplog.records if record.name.split(".")[0] in {"web", "planning", "flows", "config"}]
    assert not any(path[3:] in record.getMessage() for record in told)


def test_a_draft_is_saved_by_a_link_and_found_after_signing_in(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    path, phone = path_to(sqlite_site, task_id), nobody(sqlite_site)

    saved = phone.post(f"{path}/draft", data={**fields_of(phone, path), "done": "手机上写的"})

    assert saved.json()["saved_at"] == "12:00"
    assert "手机上写的" in sqlite_site.browser("Y01").get(f"/tasks/{task_id}/report").text


def test_a_link_meets_a_lost_race_like_any_form(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    path, phone = path_to(sqlite_site, task_id), nobody(sqlite_site)
    hidden = fields_of(phone, path)
    sqlite_site.house.do(acts.report, task_id, progress(90), by=sqlite_site.house.liaison)

    answer = send(phone, path, hidden, progress="60", done="写的字")

    assert answer.status_code == 409
    assert "写的字" in answer.text


def test_what_a_link_says_is_read_back_and_what_we_did_not_say_is_not() -> None:
    until = link_until(datetime.fromisoformat("2017-04-12T04:00:00.5+00:00"), 14)
    link = ActionLink(3, 7, "answer", until)

    assert read_link(KEY, write_link(KEY, link)) == link
    for token, key in ((write_link(KEY, link), b"o" * 32), ("", KEY), ("a.3.7.1.é", KEY), ("a" * 5_000, KEY)):
        with pytest.raises(DubanError) as refused:
            read_link(key, token)
        assert refused.value.code == "task-link-wrong"


@pytest.mark.parametrize("purpose", ["answer", "accept"])
def test_a_form_that_comes_twice_by_a_link_is_led_to_what_it_became(sqlite_site: Site, purpose: str) -> None:
    house = sqlite_site.house
    task_id = house.item_in("assigned" if purpose == "accept" else "in_progress")
    if purpose == "answer":
        house.do(acts.instruct, task_id, text="请报实情", answer_by=date(2017, 4, 28), by=house.sponsor)
    path, phone = path_to(sqlite_site, task_id, purpose), nobody(sqlite_site)
    hidden = fields_of(phone, path)

    first, second = (send(phone, path, hidden, text="已落实") for _ in range(2))
    other = send(phone, path, {**hidden, "once": "f" * 32}, text="又写了一段")

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert (other.status_code, "不用再办了" in other.text, "又写了一段" in other.text) == (410, True, True)
    assert "最近一次办理：2017-04-12 12:00 " in phone.get(path).text


def test_an_old_link_of_a_matter_that_is_done_asks_nobody_to_sign_in(sqlite_site: Site) -> None:
    path = path_to(sqlite_site, sqlite_site.house.item_in("accepted"), "accept")
    sqlite_site.clock.advance(timedelta(days=30))

    answer = nobody(sqlite_site).get(path)

    assert (answer.status_code, "已经办过了" in answer.text, "已在" in answer.text) == (410, True, False)
