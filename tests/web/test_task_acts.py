"""The acts of the office on one task: a form for each, what it refuses, and two people at once."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import RowMapping, insert, select, update

from config.database import table_of
from config.language import labels
from flows.audience import ROLE_WORDS
from flows.tidings import settled
from notifications.notices import QueuedItem
from notifications.outbox.tables import DELIVERY, ITEM
from planning import acts
from planning.ledger import tasks
from planning.models import Holding, Post
from planning.offering import DIRECTING_ACTS, UNIT_ACTS, offered
from tests.planning.house import OTHER_STREET, WAYS, House, progress
from tests.web.site import CROSSING, Site

SEQ = re.compile(r'name="seq" value="(\d+)"')


def seq_of(site: Site, task_id: int) -> int:
    return site.house.state(task_id).seq


def do(site: Site, task_id: int, act: str, by: str = "D02", **fields: Any) -> tuple[int, str, str]:  # noqa: ANN401 - any field
    """Send the form of an act as opened just now; return status, where it leads and the page."""
    client = site.browser(by)
    data = {"seq": str(seq_of(site, task_id)), **{name: str(value) for name, value in fields.items()}}
    answer = client.post(f"/tasks/{task_id}/acts/{act}", data=data, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", ""), answer.text


DONE = [
    ("registered", "assign", {"owner": 4, "leader": "顾长河"}, "assigned"),
    ("registered", "deadline", {"due_on": "2017-07-31", "note": "会议确定"}, "registered"),
    ("submitted", "return", {"return_reason": "facts_unclear", "note": "请补名单"}, "returned"),
    ("submitted", "complete", {"note": "属实"}, "completed"),
    ("in_progress", "instruct", {"text": "请加快", "answer_by": "2017-04-20"}, "in_progress"),
    ("closed", "instruct", {"text": "请重做", "answer_by": "2017-04-20", "reopen": "1"}, "in_progress"),
    ("in_progress", "withdraw", {"reason": "已当面说明"}, "in_progress"),
    ("in_progress", "suspend", {"reason": "机构调整"}, "suspended"),
    ("suspended", "resume", {}, "in_progress"),
    ("in_progress", "cancel", {"reason": "任务取消"}, "cancelled"),
    ("draft", "adopt", {}, "registered"),
    ("in_progress", "classify", {"theme": "阵地建设"}, "in_progress"),
]


@pytest.mark.parametrize(("state", "act", "fields", "after"), DONE, ids=[f"{each[1]}-{each[0]}" for each in DONE])
def test_an_act_is_done_and_leads_back_to_the_task(
    site: Site, state: str, act: str, fields: dict[str, Any], after: str
) -> None:
    item = site.house.item_in(state)
    if act == "withdraw":
        do(site, item, "instruct", text="请核实", answer_by="2017-04-20")
        assert "已有批示待答复" in site.get(f"/tasks/{item}/acts/instruct")
    status, where, _ = do(site, item, act, **fields)
    assert (status, where) == (303, f"/tasks/{item}?done={act}&number=2017-001")
    assert site.house.state(item).state == after
    assert labels("act_done")[act] in site.get(where)


def test_merging_names_the_other_item_by_its_number(site: Site) -> None:
    item, other = site.house.item_in("in_progress"), site.house.item()
    assert "2017-002" in site.get(f"/tasks/{item}/acts/merge")
    assert do(site, item, "merge", into="2017-002")[0] == 303
    assert site.house.state(item).merged_into_id == other


def test_an_extension_is_decided_with_the_day_the_office_sets(site: Site) -> None:
    item = site.house.item_in("in_progress")
    site.house.do(acts.request_extension, item, proposed_on=date(2017, 9, 30), reason="场地推迟", by=site.house.owner)
    form = site.get(f"/tasks/{item}/acts/extension")
    assert "场地推迟" in form
    assert 'value="2017-09-30"' in form
    assert do(site, item, "extension", decision="approve", due_on="2017-08-31")[0] == 303
    assert site.house.state(item).due_on == date(2017, 8, 31)


def test_closing_is_left_to_another_person_than_completing(site: Site) -> None:
    item = site.house.item_in("completed")
    status, _, page = do(site, item, "close")
    assert status == 422
    assert "请由另一人销号" in page
    assert do(site, item, "close", by="D01")[0] == 303


WRONG = [
    ("in_progress", "suspend", {"reason": "  "}, "“理由”不能空着"),
    ("in_progress", "instruct", {"text": "快", "answer_by": ""}, "还没有填日期"),
    ("in_progress", "instruct", {"text": "快", "answer_by": "2017-04-01"}, "早于今天"),
    ("in_progress", "deadline", {"due_on": "31.7.2017"}, "不是能用的日期"),
    ("submitted", "return", {"note": "请补名单"}, "先在“退回理由”里选一项"),
    ("submitted", "return", {"return_reason": "mood"}, "不在可选之列"),
    ("in_progress", "extension", {"decision": "approve", "due_on": "2017-09-30"}, "没有待批的延期申请"),
    ("in_progress", "merge", {"into": "2017-999"}, "没有编号为“2017-999”的事项"),
    ("in_progress", "assign", {"owner": "99999"}, "没有找到岗位"),
    ("in_progress", "complete", {}, "不能办结"),
    ("in_progress", "cancel", {"reason": "长" * 2001}, "太长"),
]


@pytest.mark.parametrize(("state", "act", "fields", "said"), WRONG, ids=[f"{each[1]}-{each[3][:6]}" for each in WRONG])
def test_what_cannot_be_done_is_told_beside_the_form_and_changes_nothing(
    sqlite_site: Site, state: str, act: str, fields: dict[str, Any], said: str
) -> None:
    item = sqlite_site.house.item_in(state)
    before = seq_of(sqlite_site, item)
    status, _, page = do(sqlite_site, item, act, **fields)
    assert status in {400, 422}
    assert said in page
    assert 'role="alert"' in page
    assert seq_of(sqlite_site, item) == before


def test_what_was_typed_is_kept_when_it_cannot_be_done(sqlite_site: Site) -> None:
    item = sqlite_site.house.item_in("in_progress")
    _, _, page = do(sqlite_site, item, "instruct", text=CROSSING, answer_by="")
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_the_second_of_two_people_is_told_what_changed_and_keeps_the_text_typed(site: Site) -> None:
    item = site.house.item_in("in_progress")
    opened = SEQ.findall(site.get(f"/tasks/{item}/acts/suspend"))[0]
    site.house.do(acts.set_deadline, item, due_on=date(2017, 7, 31), note="会议确定", by=site.house.sponsor)
    late = site.browser("D02")
    given = {"seq": opened, "reason": "机构调整，暂停一季度"}
    answer = late.post(f"/tasks/{item}/acts/suspend", data=given, follow_redirects=False)
    assert answer.status_code == 409
    said = ("顾长河", "确定期限", "2017年6月30日", "2017年7月31日", "会议确定", "机构调整，暂停一季度")
    assert [words for words in said if words not in answer.text] == []
    assert site.house.state(item).state == "in_progress"
    again = {**given, "seq": SEQ.findall(answer.text)[0]}
    assert late.post(f"/tasks/{item}/acts/suspend", data=again, follow_redirects=False).status_code == 303
    assert site.house.state(item).state == "suspended"


def test_pressing_twice_does_an_act_once(site: Site) -> None:
    item = site.house.item_in("in_progress")
    client, given = site.browser("D02"), {"seq": str(seq_of(site, item)), "text": "请加快", "answer_by": "2017-04-20"}
    sent = [client.post(f"/tasks/{item}/acts/instruct", data=given, follow_redirects=False) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [303, 409]
    assert [event.kind for event in site.house.events(item)].count("instructed") == 1


def test_nobody_without_the_right_may_act_and_nobody_acts_on_what_is_out_of_sight(sqlite_site: Site) -> None:
    site = sqlite_site
    item = site.house.item_in("submitted")
    status, _, _ = do(site, item, "complete", by="Y02")
    assert status in {403, 422}
    assert site.house.state(item).state == "submitted"
    assert do(site, item, "complete", by="L01")[0] == 404
    assert site.browser("L01").get(f"/tasks/{item}/acts/complete").status_code == 404
    assert site.browser(None).get(f"/tasks/{item}/acts/complete", follow_redirects=False).status_code == 303
    assert site.get(f"/tasks/{item}/acts/fly", 400)


@pytest.mark.parametrize("state", WAYS)
def test_every_act_offered_has_a_form_that_can_be_sent(sqlite_site: Site, state: str) -> None:
    site = sqlite_site
    item = site.house.item_in(state)
    with site.house.database.read() as session:
        names = offered(session, site.house.clerk, site.house.state(item), site.clock.now())
    for act in set(names) & set(DIRECTING_ACTS):
        assert f'action="/tasks/{item}/acts/{act}"' in site.get(f"/tasks/{item}/acts/{act}")
    for act in set(DIRECTING_ACTS) - set(names):
        assert f'action="/tasks/{item}/acts/{act}"' not in site.get(f"/tasks/{item}/acts/{act}")


def test_every_act_has_words() -> None:
    assert set(labels("act")) >= {*DIRECTING_ACTS, *UNIT_ACTS}
    assert set(labels("act_rule")) == set(DIRECTING_ACTS)
    assert set(labels("act_done")) >= set(DIRECTING_ACTS)


def test_a_reminder_by_hand_is_a_row_of_the_outbox_once_a_day(site: Site) -> None:
    item = site.house.item_in("in_progress")
    status, where, _ = do(site, item, "remind", note="请本周内补报")
    assert status == 303
    assert "fate=planned" in where
    assert "已列入 4月12日 发出的消息" in site.get(where)
    assert "fate=known" in do(site, item, "remind")[1]
    query = select(ITEM.c.line, ITEM.c.decision, DELIVERY.c.state).join(DELIVERY, DELIVERY.c.id == ITEM.c.delivery_id)
    with site.house.database.read() as session:
        [row] = session.connection().execute(query.where(ITEM.c.subject_ref == f"task:{item}")).all()
    assert (row.decision, row.state) == ("planned", "queued")
    assert "请本周内补报" in row.line
    assert "何思远催办" in row.line
    assert f'"role": "{ROLE_WORDS["owner"]}"' in row.line


def test_a_reminder_by_hand_is_not_sent_once_the_owner_has_reported(sqlite_site: Site) -> None:
    site, house = sqlite_site, sqlite_site.house
    item = house.item_in("in_progress")
    do(site, item, "remind")
    with house.database.read() as session:
        row = session.connection().execute(select(ITEM)).mappings().one()
    known = {name: row[name] for name in ("id", "delivery_id", "key", "subject_ref", "recipient_ref", "version")}
    queued = QueuedItem(**known, severity="info", topic="decision", line=row["line"])
    assert settled(queued, as_row(house, item)) == ""
    house.do(acts.report, item, progress(80), by=house.owner)
    assert settled(queued, as_row(house, item)) == "satisfied"


def as_row(house: House, item: int) -> RowMapping:
    """Return a task as the sending of messages reads it."""
    with house.database.read() as session:
        return session.connection().execute(select(tasks).where(tasks.c.id == item)).mappings().one()


def test_a_reminder_of_a_rest_day_goes_out_on_the_next_working_day(sqlite_site: Site) -> None:
    item = sqlite_site.house.item_in("in_progress")
    sqlite_site.clock.advance(timedelta(days=3))  # a Saturday
    assert "on=2017-04-17" in do(sqlite_site, item, "remind")[1]


def test_nobody_is_reminded_of_a_task_whose_post_is_vacant(sqlite_site: Site) -> None:
    house = sqlite_site.house
    item = house.item_in("in_progress")
    holdings = table_of(Holding)
    with house.database.write() as session:
        gone = update(holdings).where(holdings.c.post_id == house.posts["owner"]).values(until=date(2017, 4, 1))
        session.connection().execute(gone)
    status, _, page = do(sqlite_site, item, "remind")
    assert (status, "责任岗位空缺，没有人可催" in page) == (422, True)


def test_a_unit_head_hands_work_on_within_the_unit_and_sees_its_posts_alone(sqlite_site: Site) -> None:
    site, house = sqlite_site, sqlite_site.house
    held = table_of(Post)
    with house.database.write() as session:
        raised = update(held).where(held.c.id == house.posts["liaison"]).values(role="unit_head")
        session.connection().execute(raised)
    item = house.item_in("accepted")
    form = site.browser("Y02").get(f"/tasks/{item}/acts/assign").text
    assert "月桥街道 联络员（韩小满）" in form
    assert "柳岸街道" not in form
    assert do(site, item, "assign", by="Y02", owner=house.posts["liaison"])[0] == 303
    assert do(site, item, "assign", by="Y02", owner=house.posts["outsider"])[0] in {403, 422}
    assert house.state(item).owner_post_id == house.posts["liaison"]


def test_a_streets_own_office_hands_work_on_within_the_street_alone(sqlite_site: Site) -> None:
    site, house = sqlite_site, sqlite_site.house
    held = table_of(Post)
    with house.database.write() as session:
        session.connection().execute(update(held).where(held.c.id == house.posts["liaison"]).values(role="office"))
    item = house.item_in("accepted")
    browser = site.browser("Y02")
    one = browser.get(f"/tasks/{item}/acts/assign")
    many = browser.post("/tasks/bulk", data={"act": "assign", "pick": str(item)})
    for told in (one, many):
        assert told.status_code == 200
        assert "联络员（韩小满）" in told.text
        assert "陆明" not in told.text
    assert do(site, item, "assign", by="Y02", owner=house.posts["outsider"])[0] == 403
    assert do(site, item, "assign", by="Y02", owner=house.posts["liaison"])[0] == 303


def test_who_is_staff_elsewhere_too_is_offered_no_posts_from_there(sqlite_site: Site) -> None:
    site, house = sqlite_site, sqlite_site.house
    held, holding = table_of(Post), table_of(Holding)
    with house.database.write() as session:
        connection = session.connection()
        connection.execute(update(held).where(held.c.id == house.posts["liaison"]).values(role="unit_head"))
        who = connection.execute(
            select(holding.c.person_id).where(holding.c.post_id == house.posts["liaison"])
        ).scalar()
        more = {"unit_id": house.units[OTHER_STREET], "name": "兼职岗", "role": "staff", "is_liaison": False}
        post = connection.execute(insert(held).values(more).returning(held.c.id)).scalar_one()
        connection.execute(insert(holding).values(post_id=post, person_id=who, since=date(2016, 1, 1), until=None))
    form = site.browser("Y02").get(f"/tasks/{house.item_in('accepted')}/acts/assign").text
    assert "月桥街道 联络员（韩小满）" in form
    assert "柳岸街道" not in form


def test_a_deliverable_follows_its_item_but_has_a_deadline_of_its_own(sqlite_site: Site) -> None:
    site = sqlite_site
    item = site.house.item(1)
    site.house.do(acts.assign, item)
    site.house.do(acts.report, item, progress(deliverables={1: 20}), by=site.house.owner)
    part = site.house.child_id(item, 1)
    assert "请" in site.get(f"/tasks/{part}/acts/suspend")
    assert do(site, part, "suspend", reason="x")[0] == 422
    assert do(site, part, "deadline", due_on="2017-05-31")[0] == 303
    assert site.house.state(part).due_on == date(2017, 5, 31)
