"""The register: what its rows say, its columns and order, cells changed in place, and what others may not."""

from datetime import date

import pytest

from planning import acts
from tests.planning.house import DAY, OTHER_STREET, progress
from tests.web.site import Site
from tests.web.test_query_count import counted

PART = {"HX-Request": "true"}


def told(site: Site) -> int:
    """Register an item with two deliverables and report on it twice."""
    house = site.house
    item = house.item(2, leader_name="顾长河", support_units='["财务部", "宣传部"]')
    house.do(acts.assign, item)
    house.do(acts.accept, item, by=house.owner)
    house.do(acts.report, item, progress(deliverables={1: 40}, done="走访18家", problem="缺人"), by=house.owner)
    house.do(acts.report, item, progress(done="建站1个", problem="缺场地", next_step="选址"), by=house.owner)
    return item


def test_a_row_tells_all_columns_of_the_register(site: Site) -> None:
    told(site)
    text = site.get("/register")
    for said in ("2017-001", "顾长河", "财务部、宣传部", "走访18家\n建站1个", "缺场地", "选址", "（40%）", "沈玉兰"):
        assert said in text, said
    assert "缺人" not in text
    assert text.count('role="row"') == 2
    assert 'role="grid"' in text


def test_reports_of_another_quarter_are_not_this_quarters(site: Site) -> None:
    told(site)
    assert "走访18家" in site.get("/register?as_of=2017-06-30")
    later = site.get("/register?as_of=2017-07-01")
    assert "走访18家" not in later
    assert "本季度未报送进展" in later


def test_columns_are_chosen_and_stay_in_the_address(sqlite_site: Site) -> None:
    told(sqlite_site)
    text = sqlite_site.get("/register?column=problem&column=light")
    assert "缺场地" in text
    assert "走访18家" not in text
    assert "columns=number.title.light.problem" in text
    assert sqlite_site.get("/register?columns=problem").count('role="columnheader"') == 3
    assert "没有“nonsense”这一列" in sqlite_site.get("/register?columns=nonsense", status=400)


@pytest.mark.parametrize(
    ("sort", "order"),
    [("", [1, 2, 3]), ("&sort=number", [1, 2, 3]), ("&sort=due", [3, 1, 2]), ("&sort=progress", [2, 3, 1])],
)
def test_rows_stand_in_the_order_asked_for(sqlite_site: Site, sort: str, order: list[int]) -> None:
    house = sqlite_site.house
    for day in (date(2017, 6, 1), date(2017, 6, 2), date(2017, 5, 1)):
        item = house.item_in("accepted", due_on=day)
        if item != 2:
            house.do(acts.report, item, progress(50 if item == 1 else 20), by=house.owner)
    text = sqlite_site.get(f"/register?as_of=2017-04-12{sort}")
    places = [text.index(f'id="row-{number}"') for number in order]
    assert places == sorted(places)


def test_a_long_register_is_paged_and_counting_stops(sqlite_site: Site) -> None:
    house = sqlite_site.house
    with house.pen() as ledger:
        ledger.register([house.payload(f"2017-{number:04d}") for number in range(1, 1_003)])
    text = sqlite_site.get("/register")
    assert "共 <strong>1000</strong> 件以上，显示第 1–50 件" in text
    assert "page=2" in text
    last = sqlite_site.get("/register?page=21")
    assert "显示第 1001–1002 件" in last
    assert "下一页" not in last
    assert "回到第一页" in sqlite_site.get("/register?page=99")


def test_a_register_asks_as_often_for_fifty_rows_as_for_one(sqlite_site: Site) -> None:
    asked = []
    told(sqlite_site)
    sqlite_site.get("/register")
    for number, count in enumerate((1, 60)):
        with sqlite_site.house.pen() as ledger:
            ledger.register([sqlite_site.house.payload(f"2018-{number}{at:02d}") for at in range(count)])
        with counted(sqlite_site.house.database) as statements:
            sqlite_site.get("/register")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 20


def cell(site: Site, item: int, column: str, **fields: str) -> str:
    given = {"seq": str(site.house.state(item).seq), **fields}
    answer = site.client.post(f"/register/cells/{item}/{column}", data=given, headers=PART)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_the_office_changes_cells_in_place(site: Site) -> None:
    item = told(site)
    assert 'name="leader"' in site.client.get(f"/register/cells/{item}/leader", headers=PART).text
    assert 'id="row-1"' in cell(site, item, "leader", leader="新领导")
    assert "2017-07-15" in cell(site, item, "due", due_on="2017-07-15")
    assert "韩小满" in cell(site, item, "owner", owner=str(site.house.posts["liaison"]))
    state = site.house.state(item)
    assert (state.leader_name, state.due_on, state.owner_post_id) == (
        "新领导",
        date(2017, 7, 15),
        site.house.posts["liaison"],
    )
    assert [event.kind for event in site.house.events(item)[-3:]] == ["assigned", "due_set", "assigned"]
    assert {event.actor for event in site.house.events(item)[-3:]} == {"D02"}


def test_the_theme_is_changed_in_its_cell(sqlite_site: Site) -> None:
    item = told(sqlite_site)
    theme = sqlite_site.services.rules.themes[0].name
    answer = cell(sqlite_site, item, "theme", theme=theme)
    assert 'id="row-1"' in answer
    assert sqlite_site.house.state(item).theme == theme


def test_the_second_of_two_is_told_in_the_cell_and_keeps_what_was_typed(site: Site) -> None:
    item = told(site)
    seen = site.house.state(item).seq
    site.house.do(acts.set_deadline, item, due_on=date(2017, 8, 1))
    text = cell(site, item, "due", due_on="2017-09-09", seq=str(seen))
    assert 'role="alert"' in text
    assert 'value="2017-09-09"' in text
    assert "新记录" in text
    assert f'name="seq" value="{site.house.state(item).seq}"' in text
    assert site.house.state(item).due_on == date(2017, 8, 1)


def test_a_rule_broken_is_told_in_the_cell(sqlite_site: Site) -> None:
    item = told(sqlite_site)
    assert 'role="alert"' in cell(sqlite_site, item, "due", due_on="2016-01-01")
    assert 'role="alert"' in cell(sqlite_site, item, "due", due_on="nonsense")
    assert sqlite_site.house.state(item).due_on == date(2017, 6, 30)


def test_progress_is_no_cell_to_change(sqlite_site: Site) -> None:
    item = told(sqlite_site)
    answer = sqlite_site.client.get(f"/register/cells/{item}/progress", headers=PART)
    assert (answer.status_code, "由责任单位报送" in answer.text) == (400, True)


def test_without_scripts_a_cell_leads_to_the_act(sqlite_site: Site) -> None:
    item = told(sqlite_site)
    assert f"/tasks/{item}/acts/deadline?back=/register" in sqlite_site.get("/register")
    answer = sqlite_site.client.get(f"/register/cells/{item}/due", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/tasks/{item}/acts/deadline?back=%2Fregister")
    done = sqlite_site.client.post(
        f"/register/cells/{item}/due",
        data={"seq": str(sqlite_site.house.state(item).seq), "due_on": "2017-08-01"},
        follow_redirects=False,
    )
    assert (done.status_code, done.headers["location"]) == (303, "/register")


def test_the_leading_group_reads_and_changes_nothing_and_streets_are_kept_out(sqlite_site: Site) -> None:
    item = told(sqlite_site)
    sponsor = sqlite_site.browser("D01")
    assert "cell-edit" not in sponsor.get("/register").text
    assert "cell-edit" not in sqlite_site.get(f"/register?as_of={DAY}")
    assert sqlite_site.browser("Y01").get("/register").status_code == 403
    given = {"seq": str(sqlite_site.house.state(item).seq), "due_on": "2017-08-01"}
    for path in (f"/register/cells/{item}/due", "/register/export.csv"):
        browser = sqlite_site.browser("L01")
        answer = browser.get(path) if "export" in path else browser.post(path, data=given)
        assert answer.status_code == 403


def test_a_filter_narrows_the_register(sqlite_site: Site) -> None:
    told(sqlite_site)
    unit = sqlite_site.house.units[OTHER_STREET]
    sqlite_site.house.item(unit_id=unit, owner_post_id=sqlite_site.house.posts["outsider"])
    text = sqlite_site.get(f"/register?unit={unit}")
    assert ('id="row-1"' in text, "共 <strong>1</strong> 件" in text) == (False, True)
    part = sqlite_site.client.get(f"/register?unit={unit}&text=", headers=PART)
    assert part.headers["hx-push-url"] == f"/register?unit={unit}"
    assert "<html" not in part.text
