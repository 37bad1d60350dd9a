"""The boards: every cell counts what its link lists, themes are given with a preview, and nobody is ranked."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from planning import acts
from tests.planning.house import DAY, OTHER_STREET, STREET
from tests.web.site import Site
from tests.web.test_query_count import counted, fill


@pytest.fixture
def spread(site: Site) -> Site:
    """Six items over two streets, three quarters, two years and two themes; one of them suspended."""
    house = site.house
    house.item(due_on=date(2017, 3, 31), first_period="2017Q3", theme="组织建设")
    house.item(due_on=date(2017, 6, 30), first_period="2017Q3", theme="组织建设")
    house.item(due_on=date(2017, 6, 1), start_on=DAY, first_period="2017Q3", text="走访园区。")
    house.item(due_on=date(2017, 12, 31), unit_id=house.units[OTHER_STREET], first_period="2017Q4", theme="阵地建设")
    house.item(due_on=date(2018, 6, 30), unit_id=house.units[OTHER_STREET], first_period="2018Q1", theme="自定")
    stopped = house.item_in("assigned", first_period="2017Q3")
    house.do(acts.suspend, stopped, reason="机构调整")
    return site


def test_every_figure_of_the_boards_counts_what_its_link_lists(spread: Site) -> None:
    for query in ("", "?year=2018", "?as_of=2017-04-12"):
        page = spread.get(f"/boards{query}")
        lamps = re.findall(r'class="lamp [^"]*" href="([^"]*)" aria-label="[^"]*灯?(\d+)件"', page)
        totals = re.findall(r'class="board-total" href="([^"]*)">(\d+)</a>', page)
        assert len(lamps) > 4
        assert totals
        for href, count in [*lamps, *totals]:
            assert f"共 <strong>{count}</strong> 件" in spread.get(unescape(href)), href


def test_cells_stand_under_the_quarter_an_item_is_due_in_and_under_its_theme(spread: Site) -> None:
    page = spread.get("/boards")
    assert "月桥街道，第一季度，红灯1件" in page
    assert "柳岸街道，第四季度，未开始" not in page
    assert "月桥街道，组织建设，红灯2件" in page
    assert "月桥街道，未归类" in page
    assert "柳岸街道，自定，绿灯1件" in page
    assert "2018年）" in spread.get("/boards?year=2018")


def test_a_past_day_shows_the_boards_as_they_were_known(spread: Site) -> None:
    assert "还没有立项的事项。" in spread.get("/boards?as_of=2017-04-01")


def test_the_order_is_that_of_the_roster_unless_ranking_is_switched_on(spread: Site) -> None:
    page = spread.get("/boards")
    assert page.index("月桥街道</th>") < page.index("柳岸街道</th>")
    assert "多的在前" not in page
    assert "没有开启单位排序" in spread.get("/boards?sort=green", 422)
    settings = spread.services.settings.model_copy(update={"unit_ranking": True})
    ranked = replace(spread, services=replace(spread.services, settings=settings))
    for _ in range(3):
        spread.house.item(due_on=date(2017, 12, 1), unit_id=spread.house.units[OTHER_STREET], first_period="2017Q4")
    page = ranked.get("/boards?sort=total&year=2017")
    assert page.index("柳岸街道</th>") < page.index("月桥街道</th>")


@pytest.mark.parametrize("query", ["year=999999", "year=x", "span=ever", "sort=name", "unit=0"])
def test_a_wrong_question_is_told(sqlite_site: Site, query: str) -> None:
    assert "筛选条件" in sqlite_site.get(f"/boards?{query}", 400)


def test_the_boards_are_for_the_leading_group_and_the_office(sqlite_site: Site) -> None:
    assert sqlite_site.browser("D01").get("/boards").status_code == 200
    assert sqlite_site.browser("Y01").get("/boards").status_code == 403


def test_the_office_puts_items_under_themes_after_a_preview(spread: Site) -> None:
    assert "有 1 件事项还没有主题" in spread.get("/boards")
    spread.house.item(title="建站", text="建成驿站2处。")
    preview = spread.get("/boards/themes")
    assert "确认归类这 1 件" in preview
    assert "阵地建设" in preview
    assert spread.browser("D01").post("/boards/themes").status_code == 403
    answer = spread.client.post("/boards/themes", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/boards?done=1")
    assert "已为 1 件事项归类" in spread.get("/boards?done=1")
    assert spread.client.post("/boards/themes").status_code == 422


def test_the_trend_is_of_all_units_or_of_one(site: Site) -> None:
    site.house.item()
    site.count(date(2017, 4, 10), red=3)
    district = next(iter(site.house.units.values()))
    assert '<th scope="row">2017-04-10</th><td>3</td>' in site.get(f"/boards?unit={district}&span=quarter")
    assert "还没有汇总记录" in site.get(f"/boards?unit={site.house.units[STREET]}")


def test_the_number_of_queries_does_not_grow_with_the_rows(sqlite_site: Site) -> None:
    asked = []
    sqlite_site.get("/boards")  # signs in
    for first, count in ((1, 5), (6, 95)):
        fill(sqlite_site, first, count)
        with counted(sqlite_site.house.database) as statements:
            sqlite_site.get("/boards")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 14
