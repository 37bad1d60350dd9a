"""Naming a deputy, acting for somebody, and handing a post over, as people do it on the pages."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from config.clock import today
from config.errors import Conflict, DubanError
from planning import acts
from planning.access.audit import records
from planning.access.standing_in import grant, grants
from planning.people import holders_of, person_by
from tests.planning.house import DAY, DUE, instant, progress
from tests.web.site import Browser, Site

UNTIL = DAY + timedelta(days=9)


def name_deputy(browser: Browser, deputy: str, *, path: str = "/stand-ins", **given: str) -> Any:  # noqa: ANN401 - a response
    """Send the form that lets somebody act for oneself, or with a person for another."""
    fields = {"deputy": deputy, "since": DAY.isoformat(), "until": UNTIL.isoformat(), "note": "休假", **given}
    return browser.post(path, data=fields, follow_redirects=False)


def audited(site: Site, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Return who did a thing and what is told of it."""
    with site.house.database.read() as session:
        query = select(records.c.actor, records.c.detail).where(records.c.kind == kind).order_by(records.c.id)
        return [(row.actor, json.loads(row.detail)) for row in session.connection().execute(query)]


def test_somebody_names_a_deputy_who_then_acts_in_both_names(site: Site) -> None:
    item = site.house.item_in("assigned", owner_post_id=site.house.posts["owner"])
    owner, deputy = site.browser("Y01"), site.browser("Y02")
    assert name_deputy(owner, "Y02 韩小满").status_code == 303
    assert "韩小满" in owner.get("/stand-ins").text
    assert "代 沈玉兰 办理" in deputy.get("/about").text
    answer = deputy.post("/standing-in", data={"person": "3"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/my")
    assert "现在代 沈玉兰 办理" in deputy.get("/about").text
    reported = deputy.post(f"/api/v1/tasks/{item}/reports", json={"progress": 5})
    assert reported.status_code == 201
    event = site.house.events(item)[-1]
    assert (event.actor, event.on_behalf_of) == ("Y02", "Y01")
    deputy.post("/standing-in", data={"person": ""})
    assert "现在代" not in deputy.get("/about").text
    assert [actor for actor, _ in audited(site, "stood-in")] == ["Y02", "Y02"]
    assert audited(site, "stand-in-granted")[0][1]["deputy"] == "韩小满"


def test_a_deputy_gains_the_posts_of_the_other_and_loses_the_own_rights(sqlite_site: Site) -> None:
    site = sqlite_site
    name_deputy(site.browser("Y01"), "D02")
    clerk = site.browser("D02")
    clerk.post("/standing-in", data={"person": "3"})
    assert clerk.get("/desk").status_code == 403
    assert clerk.get("/my").status_code == 200


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ({"deputy": "Y01"}, 422, "不能代自己"),
        ({"deputy": "没有此人"}, 400, "没有此人"),
        ({"deputy": " "}, 400, ""),
        ({"until": (DAY - timedelta(days=1)).isoformat()}, 422, "起止日期"),
        ({"until": "2019-01-01"}, 422, "起止日期"),
        ({"since": "soon"}, 422, "起止日期"),
        ({"note": "长" * 201}, 422, "最多 200"),
    ],
)
def test_what_cannot_be_granted_is_told_with_what_was_typed(
    sqlite_site: Site, given: dict[str, str], status: int, says: str
) -> None:
    browser = sqlite_site.browser("Y01")
    answer = name_deputy(browser, given.pop("deputy", "Y02"), **given)
    assert answer.status_code == status
    assert says in answer.text.partition('role="alert"')[2].partition("</p>")[0]
    assert (given.get("until") or UNTIL.isoformat()) in answer.text
    assert "没有代办授权" in browser.get("/stand-ins").text


def test_a_grant_leads_to_no_third_person(site: Site) -> None:
    house, span = site.house, {"since": DAY, "until": UNTIL, "now": instant(DAY)}
    with house.database.write() as session:
        ids = {code: person_by(session, code).id or 0 for code in ("Y01", "Y02", "L01")}
        grant(session, house.owner, person_id=ids["Y01"], deputy_id=ids["Y02"], **span)  # type: ignore[arg-type]
    for person, deputy, code in (("Y02", "L01", "stand-in-chain"), ("L01", "Y01", "stand-in-chain")):
        with house.database.write() as session, pytest.raises(DubanError) as refused:
            grant(session, house.clerk, person_id=ids[person], deputy_id=ids[deputy], **span)  # type: ignore[arg-type]
        assert refused.value.code == code
    with house.database.write() as session, pytest.raises(Conflict) as known:
        grant(session, house.clerk, person_id=ids["Y01"], deputy_id=ids["Y02"], **span)  # type: ignore[arg-type]
    assert known.value.code == "stand-in-known"
    site.let_stand_in("L01", "D01")
    assert name_deputy(site.signed_in["L01"], "Y02").status_code == 422


def test_the_office_grants_for_others_but_not_to_itself(sqlite_site: Site) -> None:
    site = sqlite_site
    refused = name_deputy(site.browser("D02"), "D02", path="/admin/stand-ins", person="D01")
    assert refused.status_code == 422
    assert "不能授权自己" in refused.text
    assert name_deputy(site.browser("D02"), "Y02", path="/admin/stand-ins", person="Y01").status_code == 303
    page = site.browser("D02").get("/admin/stand-ins").text
    assert "沈玉兰" in page
    assert name_deputy(site.browser("Y01"), "Y02", path="/admin/stand-ins", person="D01").status_code == 403
    assert site.browser("L01").post("/stand-ins/1/revoke").status_code == 403
    assert site.browser("Y01").post("/stand-ins/1/revoke", follow_redirects=False).status_code == 303
    assert site.browser("Y01").post("/stand-ins/9/revoke").status_code == 404
    with site.house.database.read() as session:
        assert [each.state for each in grants(session, today(site.clock))] == ["revoked"]


def test_the_sheet_lists_what_a_successor_has_to_know(site: Site) -> None:
    house = site.house
    item = house.item_in("accepted", title="移交时未办结的事项")
    house.do(acts.report, item, progress(30, done="已走访18家", next_step="整理台账"), by=house.owner)
    house.do(acts.instruct, item, text="请月底前答复", answer_by=DUE)
    house.do(acts.request_extension, item, proposed_on=date(2017, 9, 29), reason="等候场地", by=house.owner)
    done = house.item_in("completed", title="已办结的事项")
    page = site.browser("Y01").get(f"/hand-over/{house.posts['owner']}").text
    for words in (
        "沈玉兰",
        "移交时未办结的事项",
        "30%",
        "已走访18家",
        "整理台账",
        "请月底前答复",
        "申请延期至",
        "办理中",
    ):
        assert words in page, words
    assert f'href="/tasks/{done}"' not in page
    assert 'name="person"' not in page
    assert site.browser("Y02").get(f"/hand-over/{house.posts['owner']}").status_code == 403
    assert site.browser("L01").get(f"/hand-over/{house.posts['owner']}").status_code == 404


def test_a_post_is_handed_over_with_its_items_on_the_day_chosen(site: Site) -> None:
    house, post = site.house, site.house.posts["owner"]
    item = house.item_in("accepted")
    clerk, day = site.browser("D02"), DAY + timedelta(days=5)
    given = {"person": "L01 陆明", "since": day.isoformat()}
    answer = clerk.post(f"/hand-over/{post}", data=given, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/hand-over/{post}?done=1")
    page = clerk.get(answer.headers["location"]).text
    assert "已移交" in page
    assert "陆明自" in page
    with house.database.read() as session:
        assert [holders_of(session, [post], each)[post].name for each in (DAY, day)] == ["沈玉兰", "陆明"]
    site.clock.advance(timedelta(days=5))
    assert site.browser("Y01").get(f"/tasks/{item}").status_code == 404
    assert site.browser("L01").get(f"/tasks/{item}").status_code == 200
    [(actor, told)] = audited(site, "post-handed-over")
    assert (actor, told["from"], told["to"], told["since"]) == ("D02", "沈玉兰", "陆明", day.isoformat())


@pytest.mark.parametrize(
    ("person", "since", "status", "says"),
    [
        ("Y01", DAY.isoformat(), 422, "已经在这个岗位上"),
        ("L01", "2015-01-01", 422, "移交日期"),
        ("L01", "2030-01-01", 422, "移交日期"),
        ("L01", "x", 422, "移交日期"),
        ("某人", DAY.isoformat(), 400, "某人"),
        ("", DAY.isoformat(), 400, ""),
    ],
)
def test_a_hand_over_that_cannot_be_is_told(sqlite_site: Site, person: str, since: str, status: int, says: str) -> None:
    post = sqlite_site.house.posts["owner"]
    answer = sqlite_site.client.post(f"/hand-over/{post}", data={"person": person, "since": since})
    assert answer.status_code == status
    assert says in answer.text.partition('role="alert"')[2].partition("</p>")[0]
    assert f'value="{person}"' in answer.text
    assert audited(sqlite_site, "post-handed-over") == []


def test_only_who_keeps_the_roster_hands_over(sqlite_site: Site) -> None:
    post = sqlite_site.house.posts["owner"]
    given = {"person": "L01", "since": DAY.isoformat()}
    assert sqlite_site.browser("Y01").post(f"/hand-over/{post}", data=given).status_code == 403
    assert sqlite_site.client.get("/hand-over/999").status_code == 404
