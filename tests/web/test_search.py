"""The page of the search: what was found, where it stands, marked; nothing of other streets; never an error."""

import pytest

from planning import acts
from tests.planning.house import OTHER_STREET, progress
from tests.web.site import CROSSING, Site
from tests.web.test_query_count import counted


def reported(site: Site, **said: str) -> int:
    item = site.house.item_in("accepted")
    site.house.do(acts.report, item, progress(40, **said), by=site.house.owner)
    return item


def test_a_passage_is_shown_where_it_stands_with_its_words_marked(site: Site) -> None:
    item = reported(site, done="本月走访企业18家，建会3家。", problem="企业配合不够")
    text = site.get("/search?q=走访 建会")
    assert "<mark>走访</mark>企业18家，<mark>建会</mark>3家。" in text
    assert f'href="/tasks/{item}"' in text
    assert "进展" in text
    assert "查到 <strong>1</strong> 件" in text


def test_the_number_of_a_task_leads_to_it_first(sqlite_site: Site) -> None:
    first = sqlite_site.house.item()
    sqlite_site.house.item(text="参照2017-001办理")
    found = sqlite_site.json("/search?q=2017-001")["found"]
    assert [task["id"] for task in found] == [first, first + 1]


def test_the_api_gives_pieces_and_the_next_page(sqlite_site: Site) -> None:
    with sqlite_site.house.pen() as ledger:
        ledger.register([sqlite_site.house.payload(f"2017-{number:03d}") for number in range(1, 26)])
    answer = sqlite_site.json("/search?q=服务站点")
    assert (len(answer["found"]), answer["further"]) == (20, 6)
    rest = sqlite_site.json("/search?q=服务站点&further=6")
    assert ([task["id"] for task in rest["found"]], rest["further"]) == ([5, 4, 3, 2, 1], None)
    [passage] = answer["found"][0]["passages"]
    assert (passage["place"], passage["pieces"][1]) == ("source", {"text": "服务站点", "found": True})
    assert "还有更多" in sqlite_site.get("/search?q=服务站点")


def test_a_street_finds_nothing_of_another(site: Site) -> None:
    reported(site, done="走访企业")
    theirs = site.house.item(unit_id=site.house.units[OTHER_STREET], owner_post_id=site.house.posts["outsider"])
    seen = site.browser("L01").get("/api/v1/search?q=服务站点").json()["found"]
    assert [task["id"] for task in seen] == [theirs]
    assert site.browser("L01").get("/api/v1/search?q=走访").json()["found"] == []


def test_what_was_typed_comes_out_as_text(sqlite_site: Site) -> None:
    reported(sqlite_site, done=f"走访{CROSSING}")
    text = sqlite_site.get("/search?q=走访script")
    assert "<script>alert" not in text
    assert "<mark>script</mark>" in sqlite_site.get("/search?q=script")
    assert sqlite_site.client.get("/search", params={"q": CROSSING}).status_code == 200


@pytest.mark.parametrize(
    ("q", "said"), [("", "输入一两个词即可"), ("！—", "标点符号不参与查找"), ("没有这回事", "没有查到")]
)
def test_nothing_found_says_what_to_do(sqlite_site: Site, q: str, said: str) -> None:
    assert said in sqlite_site.get(f"/search?q={q}")


def test_a_past_day_is_searched_as_it_was(sqlite_site: Site) -> None:
    reported(sqlite_site, done="走访企业")
    assert sqlite_site.json("/search?q=走访&as_of=2017-04-11")["found"] == []
    assert len(sqlite_site.json("/search?q=走访&as_of=2017-04-12")["found"]) == 1


def test_a_search_asks_as_often_for_many_as_for_one(sqlite_site: Site) -> None:
    sqlite_site.get("/search?q=")  # signs in
    asked = []
    for count in (1, 30):
        with sqlite_site.house.pen() as ledger:
            first = sqlite_site.house.registered + 1
            sqlite_site.house.registered += count
            payloads = [sqlite_site.house.payload(f"2017-{at:03d}") for at in range(first, first + count)]
            ledger.register(payloads)
        with counted(sqlite_site.house.database) as statements:
            sqlite_site.get("/search?q=服务站点")
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_too_long_a_question_is_refused_in_words(sqlite_site: Site) -> None:
    assert "搜索文字" in sqlite_site.get("/search?q=" + "长" * 101, status=400)


def test_what_finds_nothing_is_asked_with_its_numbers_written_otherwise(sqlite_site: Site) -> None:
    reported(sqlite_site, done="本月走访企业18家。")
    page = sqlite_site.get("/search?q=十八家")
    assert "没有查到“十八家”，下面是“18家”的结果" in page
    assert "<mark>18家</mark>" in page
    assert 'name="q" form="as-of-form" value="十八家"' in page
    assert "下面是" not in sqlite_site.get("/search?q=18家")


def test_a_name_is_looked_for_among_those_who_answer_for_tasks(sqlite_site: Site) -> None:
    reported(sqlite_site, done="本月走访企业18家。")
    page = sqlite_site.get("/search?q=沈玉兰")
    assert 'href="/tasks?person=%E6%B2%88%E7%8E%89%E5%85%B0"' in page
    assert "按责任人查找" not in sqlite_site.get("/search?q=走访")


def test_the_number_of_a_task_may_be_typed_in_full_width(sqlite_site: Site) -> None:
    first = sqlite_site.house.item()
    sqlite_site.house.item(text="参照2017-001办理")
    assert sqlite_site.json("/search?q=２０１７－００１")["found"][0]["id"] == first
