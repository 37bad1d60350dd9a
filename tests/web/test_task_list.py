"""The list of tasks: what filters leave, in which order, with which figures, and how addresses keep them."""

import re
from datetime import date

import pytest

from planning import acts
from tests.planning.house import OTHER_STREET
from tests.web.site import Site

NUMBER = re.compile(r'cell-number at-start">(2017-\d{3})<')


@pytest.fixture
def listed(site: Site) -> Site:
    """On 12 April: 001 overdue, 002 due today and behind, 003 far away (green), 004 finished, 005 another street's."""
    house = site.house
    house.item(due_on=date(2017, 4, 11), title="走访企业三十家")
    house.item(due_on=date(2017, 4, 12), start_on=date(2017, 4, 12))
    house.item(start_on=date(2017, 4, 10), due_on=date(2017, 12, 31), due_provisional=True, text="培训100%合格_员工")
    house.item_in("completed", due_on=date(2017, 4, 30))
    house.item(start_on=date(2017, 5, 1), unit_id=house.units[OTHER_STREET], owner_post_id=house.posts["outsider"])
    return site


def numbers(page: str) -> list[str]:
    return [found[-3:] for found in NUMBER.findall(page)]


CASES = [
    ("", ["001", "002", "003", "005", "004"]),
    ("?light=red", ["001", "002"]),
    ("?light=grey", ["005"]),
    ("?light=blue", ["004"]),
    ("?state=completed", ["004"]),
    ("?unit=3", ["005"]),
    ("?plan=1&unit=2&overdue=1", ["001"]),
    ("?overdue=on", ["001"]),
    ("?due_from=2017-04-12&due_to=2017-04-12", ["002"]),
    ("?due_to=2017-04-12", ["001", "002"]),
    ("?text=100%25", ["003"]),
    ("?text=%E5%90%88%E6%A0%BC_", ["003"]),
    ("?text=2017-004", ["004"]),
    ("?text=nothing", []),
    ("?light=&state=&text=++&overdue=&due_from=", ["001", "002", "003", "005", "004"]),
    ("?plan=77", []),
]


@pytest.mark.parametrize(("query", "left"), CASES)
def test_a_filter_leaves_what_it_names_the_most_urgent_first(listed: Site, query: str, left: list[str]) -> None:
    page = listed.get(f"/tasks{query}")
    assert numbers(page) == left
    assert f"共 <strong>{len(left)}</strong> 件" in page
    answer = listed.json(f"/tasks{query}")
    assert [task["number"][-3:] for task in answer["tasks"]] == left
    assert answer["total"] == len(left)


WRONG = [
    ("light=purple", "亮灯"),
    ("state=lost", "状态"),
    ("unit=abc", "单位"),
    ("unit=-1", "单位"),
    ("plan=99999999999", "计划"),
    ("unit=%D9%A1", "单位"),
    ("due_from=30.6.2017", "期限起"),
    ("due_to=2017-02-30", "期限止"),
    ("due_to=0001-01-01", "期限止"),
    ("due_from=2017-05-01&due_to=2017-04-01", "期限起"),
    ("overdue=maybe", "只看逾期"),
    ("page=0", "页码"),
    ("page=99999999999999999999", "页码"),
    ("text=a%00b", "关键词"),
    ("as_of=2017-13-01", "查看日期"),
    ("as_of=9999-12-31", "查看日期"),
    ("as_of=1066-10-14", "查看日期"),
    (f"text={'x' * 101}", "关键词"),
]


@pytest.mark.parametrize(("query", "field"), WRONG)
def test_a_value_that_cannot_be_meant_is_told_with_how_to_write_it(sqlite_site: Site, query: str, field: str) -> None:
    page = sqlite_site.get(f"/tasks?{query}", 400)
    assert f"筛选条件“{field}”" in page
    problem = sqlite_site.json(f"/tasks?{query}", 400)
    assert problem["code"] == "filter-invalid"
    assert problem["message"].endswith("。")


def test_figures_by_light_ignore_the_light_chosen_but_no_other_filter(listed: Site) -> None:
    answer = listed.json("/tasks?light=red&unit=2")
    assert answer["lights"] == {"red": 2, "green": 1, "blue": 1}
    assert answer["total"] == 2


def test_a_line_says_why_how_far_and_who(listed: Site) -> None:
    page = listed.get("/tasks")
    assert "已逾期1个工作日" in page
    assert "今天到期" in page
    assert '<span class="reason">逾期</span>' in page
    assert "暂定" in page
    assert "沈玉兰" in page
    first = listed.json("/tasks")["tasks"][0]
    assert (first["light"], first["light_reason"], first["owner"]) == ("red", "overdue", "沈玉兰")


def test_a_moved_deadline_shows_both_dates(sqlite_site: Site) -> None:
    house = sqlite_site.house
    item = house.item_in("accepted")
    house.do(acts.set_deadline, item, due_on=date(2017, 8, 31))
    page = sqlite_site.get("/tasks")
    assert '<time datetime="2017-08-31">2017-08-31</time>' in page
    assert "原 2017-06-30" in page


def test_fifty_lines_make_a_page(sqlite_site: Site) -> None:
    with sqlite_site.house.pen() as ledger:
        ledger.register([sqlite_site.house.payload(f"2017-{number:03d}") for number in range(1, 121)])
    first, third = sqlite_site.get("/tasks?state=registered"), sqlite_site.get("/tasks?page=3")
    assert len(numbers(first)) == 50
    assert "显示第 1–50 件" in first
    assert 'rel="next" href="/tasks?state=registered&amp;page=2"' in first
    assert numbers(third) == [f"{number}" for number in range(101, 121)]
    assert 'rel="next"' not in third
    assert "这一页没有内容" in sqlite_site.get("/tasks?page=4")


def test_htmx_gets_the_part_that_changes_and_a_clean_address(listed: Site) -> None:
    answer = listed.client.get("/tasks?light=red&state=&text=", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<section id="results"')
    assert "<html" not in answer.text
    assert answer.headers["hx-push-url"] == "/tasks?light=red"
    assert answer.headers["vary"] == "HX-Request, Cookie"
    assert answer.text.strip() in listed.get("/tasks?light=red&state=&text=")


def test_htmx_is_told_of_a_wrong_filter_in_place_of_the_list(sqlite_site: Site) -> None:
    part = sqlite_site.get("/tasks?light=purple", 400, **{"HX-Request": "true"})
    assert part.lstrip().startswith('<section id="results"')
    assert "筛选条件“亮灯”" in part


def test_going_back_with_htmx_gets_the_whole_page(sqlite_site: Site) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in sqlite_site.client.get("/tasks", headers=headers).text


def test_deliverables_are_listed_under_their_item_only(sqlite_site: Site) -> None:
    sqlite_site.house.item(3)
    assert sqlite_site.json("/tasks")["total"] == 1
