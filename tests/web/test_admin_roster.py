"""Units, posts and people are changed on pages: checked, written down with what they were, and never over a change."""

import json
import re
from datetime import date

import pytest
from sqlalchemy import select

from planning.access.audit import records
from planning.people import holdings, people, posts, units
from tests.web.site import Site

STREET = "月桥街道总工会"


def kept(site: Site) -> list[tuple[str, str, dict[str, object]]]:
    """Return what was written down, the oldest first."""
    with site.house.database.read() as session:
        rows = session.connection().execute(select(records).order_by(records.c.id)).all()
    return [(row.kind, row.subject, json.loads(row.detail)) for row in rows if not row.kind.startswith("sign")]


def seen(page: str) -> str:
    """Return the mark of what a form was shown with."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def send(site: Site, path: str, expected: int = 200, /, **form: str) -> str:
    """Send a form; return the page it ends on."""
    answer = site.client.post(path, data=form)
    assert answer.status_code == expected, answer.text[:2000]
    return str(answer.text)


def test_a_unit_is_added_under_another_renamed_and_taken_away(site: Site) -> None:
    above = str(site.house.units[STREET])
    given = {"short_name": "月牙里", "kind": "community", "parent_id": above}
    shown = send(site, "/admin/units", name="月桥街道月牙里社区工会", **given)
    made = re.search(r'action="/admin/units/(\d+)"', shown)
    assert made
    path = f"/admin/units/{made[1]}"
    form = {**given, "seen": seen(shown), "act": "change"}
    assert "月牙里社区工会联合会" in send(site, path, name="月牙里社区工会联合会", **form)
    assert "月牙里" in site.get("/admin/units")
    send(site, path, act="remove")
    assert "月牙里" not in site.get("/admin/units")
    assert [kind for kind, _, _ in kept(site)] == ["unit-added", "unit-changed", "unit-removed"]
    assert kept(site)[1][2] == {"name": ["月桥街道月牙里社区工会", "月牙里社区工会联合会"]}


def test_units_stay_a_tree_with_names_of_their_own_and_nothing_hangs_in_the_air(sqlite_site: Site) -> None:
    ids = sqlite_site.house.units
    district, street = str(ids["云河区总工会"]), str(ids[STREET])
    path = f"/admin/units/{district}"
    form = {"short_name": "云河", "kind": "district", "seen": seen(sqlite_site.get(path)), "act": "change"}
    assert "不能放到自己的下级" in send(sqlite_site, path, 422, name="云河区总工会", parent_id=street, **form)
    assert "已有名为" in send(sqlite_site, "/admin/units", 422, name=STREET, kind="street", parent_id=district)
    assert "要有上级单位" in send(sqlite_site, "/admin/units", 422, name="别的区", kind="district", parent_id="")
    assert "还不能撤销" in send(sqlite_site, f"/admin/units/{street}", 422, act="remove")
    assert kept(sqlite_site) == []


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(sqlite_site: Site) -> None:
    with sqlite_site.house.database.read() as session:
        person = session.connection().execute(select(people).where(people.c.code == "Y01")).one()
    path = f"/admin/people/{person.id}"
    mark = seen(sqlite_site.get(path))
    send(sqlite_site, path, name="沈玉兰", mail="new@example.org", mobile="", robot="", seen=mark)
    page = send(sqlite_site, path, 409, name="沈玉兰", mail="other@example.org", mobile="", robot="", seen=mark)
    assert "别人已经改了" in page
    assert "other@example.org" in page
    send(sqlite_site, path, name="沈玉兰", mail="other@example.org", mobile="", robot="", seen=seen(page))
    assert [detail["mail"][1] for _, _, detail in kept(sqlite_site)] == ["new@example.org", "other@example.org"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("field", "value", "told"), [("mail", "nobody", "写法不对"), ("mobile", "12345", "11 位"), ("name", "", "不能为空")]
)
def test_a_wrong_address_is_told_beside_what_was_typed(sqlite_site: Site, field: str, value: str, told: str) -> None:
    form = {"code": "N01", "name": "新人", "mail": "", "mobile": "", "robot": "", field: value}
    page = send(sqlite_site, "/admin/people", 422, **form)
    assert told in page
    assert 'value="N01"' in page
    assert kept(sqlite_site) == []


def test_a_person_is_added_once_and_found_by_name_number_and_unit(site: Site) -> None:
    form = {"code": "N01", "name": "新来的", "mail": "n@example.org", "mobile": "13800000000", "robot": ""}
    assert "新来的" in send(site, "/admin/people", **form)
    assert "已有人使用" in send(site, "/admin/people", 422, **form)
    for text in ("新来", "N01"):
        assert "n@example.org" in site.get(f"/admin/people?q={text}")
    assert "n@example.org" not in site.get(f"/admin/people?q={STREET}")
    assert "沈玉兰" in site.get(f"/admin/people?q={STREET}")


def test_a_post_is_added_becomes_the_liaison_and_keeps_its_past(site: Site) -> None:
    unit = site.house.units[STREET]
    site.house.item_in("accepted")
    send(site, f"/admin/units/{unit}/posts", name="新岗位", role="staff", is_liaison="1")
    with site.house.database.read() as session:
        liaisons = session.connection().execute(select(posts.c.name).where(posts.c.unit_id == unit, posts.c.is_liaison))
        assert liaisons.scalars().all() == ["新岗位"]
    owner = site.house.posts["owner"]
    assert "不能撤销" in send(site, f"/admin/posts/{owner}", 422, act="remove")
    page = send(site, f"/admin/posts/{owner}", act="vacate")
    assert "不再任职" in page
    assert "已办：岗位空缺。已记入操作日志。" in page
    assert "岗位空缺，留下 1 项在办事项" in page
    assert f'href="/tasks?post={owner}&amp;bulk=assign"' in page
    assert "本来就空缺" in send(site, f"/admin/posts/{owner}", 422, act="vacate")
    with site.house.database.read() as session:
        until = session.connection().execute(select(holdings.c.until).where(holdings.c.post_id == owner)).scalar_one()
    assert until == date(2017, 4, 12)
    assert ("post-vacated", f"post:{owner}", {"holder": ["沈玉兰", ""]}) in kept(site)


def test_only_who_keeps_the_roster_changes_it(sqlite_site: Site) -> None:
    for ref in ("Y01", "D01"):
        browser = sqlite_site.browser(ref)
        assert browser.get("/admin/units").status_code == 403
        assert browser.post("/admin/units", data={"name": "x", "kind": "street"}).status_code == 403
    with sqlite_site.house.database.read() as session:
        assert session.connection().execute(select(units.c.id).where(units.c.name == "x")).first() is None


def test_the_roster_is_taken_out_as_a_file(sqlite_site: Site) -> None:
    answer = sqlite_site.client.get("/admin/units/roster.csv")
    assert answer.content.decode("utf-8-sig").startswith("单位,简称")
