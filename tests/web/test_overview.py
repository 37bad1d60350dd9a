"""The overview: every figure counts what its link lists, and each list says what it claims."""

import re
from datetime import date, timedelta

import pytest

from planning import acts
from tests.planning.house import DAY, OTHER_STREET, progress
from tests.web.site import Site


@pytest.fixture
def busy(site: Site) -> Site:
    """Overdue 001, due soon 002, newly red 003 (lag), submitted 004, extension asked 005, instruction 006."""
    house = site.house
    house.item(due_on=date(2017, 4, 11), first_period="2017Q3")
    house.item(due_on=date(2017, 4, 26), start_on=DAY, first_period="2017Q3")
    house.item(start_on=date(2017, 3, 1), due_on=date(2017, 7, 1), first_period="2017Q3")
    house.item_in("submitted", first_period="2017Q3")
    asking = house.item_in("accepted", first_period="2017Q3")
    house.do(acts.request_extension, asking, proposed_on=date(2017, 9, 30), reason="场地未定", by=house.owner)
    told = house.item_in("accepted", first_period="2017Q3", due_on=date(2017, 12, 31))
    house.do(acts.instruct, told, text="请抓紧", answer_by=date(2017, 4, 20), by=house.sponsor)
    house.item(start_on=date(2017, 6, 1), unit_id=house.units[OTHER_STREET], first_period="2017Q3")
    return site


def test_every_figure_of_the_table_counts_what_its_link_lists(busy: Site) -> None:
    page = busy.get("/")
    cells = re.findall(r'href="(/tasks\?[^"]*)"[^>]*>(\d+)</a>', page)
    tiles = re.findall(r'class="tile[^"]*" href="(/tasks[^"]*)".*?<strong>(\d+)</strong>', page, re.DOTALL)
    assert len(cells) > 6
    for href, count in [*cells, *tiles]:
        assert f"共 <strong>{count}</strong> 件" in busy.get(href.replace("&amp;", "&")), href


def test_lights_are_counted_and_never_averaged(busy: Site) -> None:
    answer = busy.json("/overview")
    assert answer["total"] == sum(answer["lights"].values()) == 7
    assert answer["lights"]["grey"] == 1
    assert [(unit["unit"], unit["total"]) for unit in answer["units"]] == [("月桥街道", 6), ("柳岸街道", 1)]
    for light, count in answer["lights"].items():
        assert count == sum(unit["lights"][light] for unit in answer["units"])


def test_due_today_is_due_soon_and_not_overdue(sqlite_site: Site) -> None:
    sqlite_site.house.item(due_on=DAY)
    sqlite_site.house.item(due_on=DAY + timedelta(days=14))
    sqlite_site.house.item(due_on=DAY + timedelta(days=15))
    answer = sqlite_site.json("/overview")
    assert [task["due_on"] for task in answer["due_soon"]] == ["2017-04-12", "2017-04-26"]
    assert (answer["due_soon_total"], answer["overdue_total"]) == (2, 0)
    assert "今天到期" in sqlite_site.get("/")


def test_what_waits_for_a_decision_is_listed_with_the_day_that_matters(busy: Site) -> None:
    answer = busy.json("/overview")
    assert answer["waiting_counts"] == {"submitted": 1, "extension": 1, "instruction": 1}
    assert {(each["kind"], each["on"]) for each in answer["waiting"]} == {
        ("submitted", "2017-04-12"),
        ("extension", "2017-09-30"),
        ("instruction", "2017-04-20"),
    }
    page = busy.get("/")
    assert "拟延至9月30日" in page
    assert "4月20日前答复（还剩6个工作日）" in page


@pytest.mark.parametrize(("day", "shown"), [("04-10", False), ("04-11", True), ("04-17", True), ("04-18", False)])
def test_an_item_is_newly_red_for_seven_days(sqlite_site: Site, day: str, *, shown: bool) -> None:
    begun = date(2017, 4, 11)
    sqlite_site.house.item(due_on=begun, start_on=begun, first_period="2018Q1", at=date(2017, 3, 1))
    answer = sqlite_site.json(f"/overview?as_of=2017-{day}")
    assert bool(answer["turned_red"]) == shown
    assert answer["turned_red_total"] == int(shown)


def test_who_has_not_reported_is_named_for_the_newest_period_asked_for(site: Site) -> None:
    house = site.house
    reported = house.item_in("in_progress")
    house.item()
    house.item(unit_id=house.units[OTHER_STREET])
    house.item(unit_id=house.units[OTHER_STREET], first_period="2017Q3")
    assert reported
    before = site.json("/overview?as_of=2017-06-15")["reporting"]
    assert (before["period"], before["owed"]) == ("2017Q1", 0)
    found = site.json("/overview?as_of=2017-06-16")["reporting"]
    assert (found["period"], found["due_on"], found["owed"], found["reported"]) == ("2017Q2", "2017-06-30", 3, 1)
    page = site.get("/?as_of=2017-06-16")
    assert "2017年第二季度报送情况" in page
    assert re.search(r"全部未报</span></span> <a[^>]*>柳岸街道</a>（1件）", page)
    assert re.search(r"尚未报齐</span></span> <a[^>]*>月桥街道</a>（1/2）", page)


def test_the_trend_is_drawn_from_compiled_days_with_a_table_beside_it(site: Site) -> None:
    site.house.item()
    site.count(date(2017, 4, 10), red=1, green=4)
    site.count(date(2017, 4, 11), red=2, green=3)
    site.count(date(2017, 4, 13), red=9)
    assert site.json("/overview")["trend"] == [
        {"day": "2017-04-10", "lights": {"red": 1, "orange": 0, "yellow": 0, "green": 4, "blue": 0, "grey": 0}},
        {"day": "2017-04-11", "lights": {"red": 2, "orange": 0, "yellow": 0, "green": 3, "blue": 0, "grey": 0}},
    ]
    page = site.get("/")
    assert '"days": ["4\\u670810\\u65e5", "4\\u670811\\u65e5"]' in page
    assert '<th scope="row">2017-04-11</th><td>2</td>' in page


def test_the_past_is_shown_as_it_was_known(site: Site) -> None:
    house = site.house
    item = house.item_in("accepted", at=date(2017, 3, 10), due_on=date(2017, 4, 20))
    house.do(acts.report, item, progress(80), by=house.owner)
    house.do(acts.set_deadline, item, due_on=date(2017, 8, 31))
    house.item()
    then, now = site.json("/overview?as_of=2017-04-10"), site.json("/overview")
    assert (then["total"], now["total"]) == (1, 2)
    assert (len(then["due_soon"]), len(now["due_soon"])) == (1, 0)
    page = site.get("/?as_of=2017-04-10")
    assert "正在查看 <strong>2017年4月10日</strong>" in page
    assert 'href="/tasks?as_of=2017-04-10&amp;light=red"' in page
    line = site.json("/tasks?as_of=2017-04-10")["tasks"][0]
    assert (line["progress"], line["due_on"]) == (0, "2017-04-20")


def test_a_day_to_come_shows_the_lights_if_nothing_happens(sqlite_site: Site) -> None:
    sqlite_site.house.item(start_on=DAY, due_on=date(2017, 6, 30))
    assert sqlite_site.json("/overview")["lights"]["green"] == 1
    assert sqlite_site.json("/overview?as_of=2017-07-01")["lights"]["red"] == 1
    for path in ("/", "/tasks"):
        assert "<strong>预测：如无变化</strong>，2017年7月1日" in sqlite_site.get(f"{path}?as_of=2017-07-01")
        assert "预测" not in sqlite_site.get(f"{path}?as_of=2017-04-12")


def test_the_overview_says_how_the_engine_stands(sqlite_site: Site) -> None:
    assert "Prefect 不可用，任务照常直接运行" in sqlite_site.running(state="degraded").get("/")
