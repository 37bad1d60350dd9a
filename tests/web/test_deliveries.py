"""Messages: every one with its state, every one not sent with its reason, and the words a person gets."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from config.database import table_of
from notifications import outbox
from notifications.models import BlockedAddress, Delivery
from tests.planning.house import DAY, instant
from tests.web.site import Site, notice


@pytest.fixture
def posted(site: Site) -> Site:
    """沈玉兰's digest is sent, 何思远's waits, 韩小满 has no address, and one address is blocked."""
    house = site.house
    item = house.item()
    site.tell(notice(item), day=DAY)
    [first] = outbox.claim(house.database, instant(DAY), "me", 1, timedelta(minutes=5), channels=["file"])
    site.tell(notice(item, ref="2", to="何思远", address="d02@example.org"))
    site.tell(notice(item, ref="4", to="韩小满", address="", rung="T-1"))
    refused = {"channel": "file", "address": "gone@example.org", "reason": "550 no such user", "since": instant(DAY)}
    with house.database.write() as session:
        session.connection().execute(insert(table_of(BlockedAddress)).values(refused))
    words = '{"text": "沈玉兰，您好：<b>一件</b>", "html": ""}'
    items = [item.id for item in outbox.read_items(house.database, [first.id])]
    outbox.record_sent(
        house.database, first.id, items, now=instant(DAY), subject="【督办】临期1件", parts=words, receipt="250 ok"
    )
    return site


def test_messages_are_listed_with_their_state_and_their_reader(posted: Site) -> None:
    page = posted.get("/deliveries")
    assert "共 <strong>2</strong> 封" in page
    assert "【督办】临期1件" in page
    assert "y01@example.org" in page
    answer = posted.json("/deliveries")
    assert answer["states"] == {"sent": 1, "queued": 1}
    assert {(line["recipient"], line["state"], line["told"]) for line in answer["deliveries"]} == {
        ("沈玉兰", "sent", 1),
        ("何思远", "queued", 1),
    }


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("state=sent", ["沈玉兰"]),
        ("state=dead", []),
        ("person=%E6%80%9D", ["何思远"]),
        ("person=%25", []),
        ("day=2017-04-12", ["何思远", "沈玉兰"]),
        ("day=2017-04-11", []),
        ("day=2017-04-12&state=queued&person=%E4%BD%95", ["何思远"]),
    ],
)
def test_a_filter_leaves_what_it_names(posted: Site, query: str, left: list[str]) -> None:
    assert [line["recipient"] for line in posted.json(f"/deliveries?{query}")["deliveries"]] == left


@pytest.mark.parametrize("query", ["state=lost", "day=soon", "page=-1", "person=%00"])
def test_a_wrong_filter_is_told(sqlite_site: Site, query: str) -> None:
    assert sqlite_site.json(f"/deliveries?{query}", 400)["code"] == "filter-invalid"
    assert "筛选条件" in sqlite_site.get(f"/deliveries?{query}", 400)


def test_what_was_not_sent_is_shown_with_the_reason(posted: Site) -> None:
    page = posted.get("/deliveries")
    assert "决定不发的提醒" in page
    assert "没有联系地址" in page
    assert "gone@example.org" in page
    assert "550 no such user" in page


def test_a_sent_message_shows_the_words_that_went_out(posted: Site) -> None:
    page = posted.get("/deliveries/1")
    assert "沈玉兰，您好：&lt;b&gt;一件&lt;/b&gt;" in page
    assert "250 ok" in page
    assert not posted.json("/deliveries/1")["is_draft"]


def test_a_waiting_message_is_shown_as_it_would_go_out_now(posted: Site) -> None:
    answer = posted.json("/deliveries/2")
    assert answer["is_draft"]
    assert "何思远" in answer["preview"]
    assert "http://127.0.0.1:8765/tasks/1" in answer["preview"]
    assert "请联系区总工会改革督办办公室（电话 5550123）" in answer["preview"]
    assert "若现在发送" in posted.get("/deliveries/2")


def test_htmx_gets_the_list_alone(posted: Site) -> None:
    answer = posted.client.get("/deliveries?state=sent&day=", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<section id="results"')
    assert answer.headers["hx-push-url"] == "/deliveries?state=sent"


def test_a_block_is_lifted_once_and_written_down(posted: Site) -> None:
    form = {"channel": "file", "address": "gone@example.org"}
    assert "恢复发送" in posted.get("/deliveries")
    assert posted.client.post("/deliveries/lift", data=form).status_code == 200
    assert "gone@example.org" not in posted.get("/deliveries")
    assert posted.client.post("/deliveries/lift", data=form).status_code == 400
    log = posted.get("/admin/audit")
    assert log.count("恢复发送地址") == 2  # one row, and the choice of the filter
    assert "gone@example.org" in log


def test_a_message_given_up_goes_back_into_the_queue_and_no_other(posted: Site) -> None:
    deliveries = table_of(Delivery)
    assert posted.client.post("/deliveries/2/again").status_code == 400
    with posted.house.database.write() as session:
        session.connection().execute(update(deliveries).where(deliveries.c.id == 2).values(state="dead"))
    assert "再发一次" in posted.get("/deliveries/2")
    assert posted.client.post("/deliveries/2/again").status_code == 200
    assert posted.json("/deliveries/2")["line"]["state"] == "queued"
    assert posted.browser("Y01").post("/deliveries/2/again").status_code == 403
