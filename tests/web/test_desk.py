"""The desk of the office: everything that waits for a decision, the facts that decide it, and the decision in place."""

import re
from datetime import date

import pytest
from sqlalchemy import insert, update

from config.database import table_of
from config.language import labels
from notifications.models import BlockedAddress, Delivery
from planning import acts, desk
from planning.models import Holding
from tests.planning.house import instant, progress
from tests.planning.review_desk import PLAN, ReviewDesk
from tests.web.site import Site, notice
from tests.workshop.forgetting import forget
from tests.workshop.listening import statements
from web.answers.desk import ACTS

COUNT = re.compile(r'<span>([^<]+)</span> <span class="count">(\d+)')
HERE = "/desk?kind="


def counts(page: str) -> dict[str, int]:
    words = {word: kind for kind, word in labels("desk").items()}
    return {words[word]: int(count) for word, count in COUNT.findall(page)}


@pytest.fixture
def busy(site: Site) -> Site:
    """A desk with one thing of each kind that tasks wait for."""
    house = site.house
    house.item(title="待交办的事项")
    house.do(acts.assign, house.item(title="待签收的事项"))
    house.item_in("submitted", title="报办结的事项")
    asked = house.item_in("accepted", title="要延期的事项")
    house.do(acts.request_extension, asked, proposed_on=date(2017, 9, 30), reason="场地推迟移交", by=house.owner)
    told = house.item_in("accepted", title="有进展的事项")
    house.do(acts.report, told, progress(60, done="已走访企业32家"), by=house.owner)
    house.item_in("completed", title="待销号的事项")
    house.item_in("draft", title="草拟的事项")
    house.item_in("accepted", title="期限未定的事项", due_provisional=True, due_on=date(2017, 12, 31), due_text="年内")
    house.item_in("accepted", title="无主的事项", owner_post_id=house.posts["outsider"])
    holdings = table_of(Holding)
    with house.database.write() as session:
        gone = update(holdings).where(holdings.c.post_id == house.posts["outsider"]).values(until=date(2017, 4, 1))
        session.connection().execute(gone)
    return site


WAITING = {
    "submitted": ("报办结的事项", "报办结"),
    "extension": ("要延期的事项", "场地推迟移交"),
    "news": ("有进展的事项", "已走访企业32家"),
    "registered": ("待交办的事项", "交办或改派"),
    "receipt": ("待签收的事项", "催一下"),
    "completed": ("待销号的事项", "销号须另一人办"),
    "draft": ("草拟的事项", "采纳立项"),
    "provisional": ("期限未定的事项", "确认 2017年12月31日"),
    "vacant": ("无主的事项", "（岗位空缺）"),
}


@pytest.mark.parametrize("kind", WAITING)
def test_each_thing_that_waits_stands_on_the_desk_with_what_decides_it(busy: Site, kind: str) -> None:
    page = busy.get(f"{HERE}{kind}")
    assert [words for words in WAITING[kind] if words not in page] == []
    rows = page.count("<h3>")  # each says since when it waits
    assert page.count('class="desk-since small"') == rows > 0
    if kind == "vacant":
        assert "2017年4月1日，已等 11 天" in page


def test_the_kinds_are_counted_and_the_first_that_waits_is_shown(busy: Site) -> None:
    page = busy.get("/desk")
    found = counts(page)
    # The items brought to a state by the house have told of their progress on the way.
    assert found | {"news": 1} == dict.fromkeys(WAITING, 1) | {"review": 0, "undelivered": 0}
    assert "报办结的事项" in page


def test_an_empty_desk_says_so(site: Site) -> None:
    assert set(counts(site.get("/desk")).values()) == {0}
    for kind, words in labels("desk_empty").items():
        assert words in site.get(f"{HERE}{kind}")


def test_every_kind_has_words_and_acts() -> None:
    assert set(labels("desk")) == set(labels("desk_about")) == set(labels("desk_empty"))
    assert set(ACTS) == {*desk.TASK_KINDS, desk.NEWS}


def test_a_decision_leads_back_to_the_desk_and_takes_the_row_away(busy: Site) -> None:
    client, back = busy.client, f"{HERE}submitted"
    [item] = re.findall(r"/tasks/(\d+)/acts/complete", busy.get(back))[:1]
    form = busy.get(f"/tasks/{item}/acts/complete?back={back}")
    seq = re.findall(r'name="seq" value="(\d+)"', form)[0]
    sent = {"seq": seq, "back": back, "note": "属实"}
    answer = client.post(f"/tasks/{item}/acts/complete", data=sent, follow_redirects=False)
    assert answer.headers["location"].startswith(f"{back}&done=complete")
    page = busy.get(answer.headers["location"])
    assert "已办结" in page
    assert "报办结的事项" not in page


def test_htmx_is_told_to_fetch_the_desk_again(busy: Site) -> None:
    [item] = re.findall(r'action="/tasks/(\d+)/acts/remind', busy.get(f"{HERE}receipt"))
    sent = {"seq": "2", "back": f"{HERE}receipt"}
    answer = busy.client.post(f"/tasks/{item}/acts/remind", data=sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert '"target": "#desk"' in answer.headers["HX-Location"]
    part = busy.client.get(f"{HERE}receipt", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'id="desk"' in part


def test_what_was_read_is_read_for_the_whole_office_until_something_new_comes(busy: Site) -> None:
    house, client = busy.house, busy.client
    seen = re.findall(r'name="seen" value="(\d+:\d+)"', busy.get(f"{HERE}news"))
    answer = client.post("/desk/read", data={"seen": seen, "back": f"{HERE}news"}, follow_redirects=False)
    assert answer.status_code == 303
    page = busy.get(f"{HERE}news")
    assert labels("desk_empty")["news"] in page
    item = next(int(each.partition(":")[0]) for each in seen)
    before = house.events(item)[-1].seq
    if house.state(item).state == "accepted" or house.state(item).state == "in_progress":
        house.do(acts.report, item, progress(80, done="又走访5家"), by=house.owner, at=busy.clock.now())
        assert house.events(item)[-1].seq > before
        assert "又走访5家" in busy.get(f"{HERE}news")


def test_an_answer_is_read_beside_its_instruction(site: Site) -> None:
    house = site.house
    item = house.item_in("accepted")
    house.do(acts.instruct, item, text="请说明场地情况", answer_by=date(2017, 4, 20), by=house.sponsor)
    house.do(acts.answer, item, text="场地已于四月移交", by=house.owner)
    page = site.get(f"{HERE}news")
    assert page.index("场地已于四月移交") < page.index("请说明场地情况")


def test_messages_that_did_not_get_through_and_addresses_that_refuse_are_shown(site: Site) -> None:
    item = site.house.item_in("accepted")
    site.tell(notice(item))
    with site.house.database.write() as session:
        table = table_of(Delivery)
        session.connection().execute(update(table).values(state="dead", last_error="550 no such user"))
        blocked = {
            "channel": "file",
            "address": "y01@example.org",
            "reason": "550",
            "since": instant(date(2017, 4, 11)),
        }
        session.connection().execute(insert(table_of(BlockedAddress)).values(blocked))
    page = site.get(f"{HERE}undelivered")
    assert counts(page)["undelivered"] == 2
    assert [words for words in ("550 no such user", "y01@example.org", "沈玉兰") if words not in page] == []


def test_the_desk_is_the_offices_alone(sqlite_site: Site) -> None:
    assert sqlite_site.browser("Y01").get("/desk").status_code == 403
    assert sqlite_site.browser("Y01").post("/desk/read", data={"seen": "1:1"}).status_code == 403
    assert sqlite_site.client.get("/desk?kind=nothing").status_code == 400
    assert sqlite_site.client.get("/desk?page=0").status_code == 400


@pytest.mark.parametrize("kind", [*desk.TASK_KINDS, desk.NEWS])
def test_the_number_of_questions_does_not_grow_with_what_waits(sqlite_site: Site, kind: str) -> None:
    site = sqlite_site
    site.get("/desk")  # signs in
    found: list[int] = []
    for more in (1, 6):
        for _ in range(more):
            _wait(site, kind)
        forget(site.house.database)
        with statements(site.house.database) as said:
            site.get(f"{HERE}{kind}")
        found.append(len(said))
    assert found[0] == found[1]


def _wait(site: Site, kind: str) -> None:
    house = site.house
    states = {"registered": "registered", "receipt": "assigned", "news": "in_progress"}
    if kind == "vacant":
        house.item(owner_post_id=None)
        return
    changes = {"due_provisional": True} if kind == "provisional" else {}
    item = house.item_in(states.get(kind, "accepted" if kind in {"extension", "provisional"} else kind), **changes)
    if kind == "extension":
        house.do(acts.request_extension, item, proposed_on=date(2017, 9, 30), reason="推迟", by=house.owner)


def test_reviews_are_paged_and_the_plans_show_the_ones_changed_last(sqlite_site: Site) -> None:
    for at in range(40, 71):
        ReviewDesk.open(sqlite_site.house, PLAN.replace("30", str(at)), name=f"第{at}稿.txt")
    plans = sqlite_site.get("/plans")
    assert plans.count("已定 0/4") == 30
    assert "这里是最近改动的 30 份。" in plans
    assert "第70稿.txt" in plans
    assert "第40稿.txt" not in plans
    last = sqlite_site.get(f"{HERE}review&page=2")
    assert (last.count("接着核对"), "第40稿.txt" in last, "第70稿.txt" in last) == (11, True, False)
