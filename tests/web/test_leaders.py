"""Nobody grants a role above what they may: the office makes no members of the leading group, however it tries."""

from typing import Any

import pytest
from sqlalchemy import select, update

from config.database import table_of
from planning.access.administering import seats
from planning.access.viewers import stand_ins
from planning.models import Person
from planning.people import posts, units
from planning.rights import LEADER
from planning.roster_editing import PERSON_FIELDS, POST_FIELDS, UNIT_FIELDS
from tests.planning.house import DAY, DISTRICT, STREET
from tests.web.site import Site
from tests.web.test_administrators import act, person_id, seen

HEADER = "单位,单位类别,岗位,角色,工号,姓名,邮箱\n"
FILE = HEADER + f"{DISTRICT},区,改革专员,领导小组,D02,何思远,d02@example.org\n"


@pytest.fixture
def house(sqlite_site: Site) -> Site:
    """A house with an administrator, M01, and one who is of the leading group and of the office, B01."""
    for code, roles in (("M01", ("administrator",)), ("B01", ("leader", "office"))):
        sqlite_site.house.seat(code, DISTRICT, *roles)
    return sqlite_site


def ways(site: Site) -> list[tuple[str, dict[str, str]]]:
    """Return all ways to make a member of the leading group, or to get the mail of one, on pages."""
    clerk, sponsor, district = site.house.posts["clerk"], site.house.posts["sponsor"], site.house.units[DISTRICT]
    person = person_id(site, "D01")
    given = {"is_liaison": "", "name": "新名"}
    return [
        (f"/admin/units/{district}/posts", {**given, "role": "leader"}),
        (f"/admin/posts/{clerk}", {**given, "role": "leader", "seen": seen(site, posts, clerk, POST_FIELDS)}),
        (f"/admin/people/{person}", {
            "name": "顾长河", "mail": "d02@example.org", "mobile": "", "robot": "",
            "seen": seen(site, table_of(Person), person, PERSON_FIELDS),
        }),
        (f"/hand-over/{sponsor}", {"person": "D02", "since": DAY.isoformat()}),
        ("/admin/stand-ins", {
            "person": "D01", "deputy": "Y02", "since": DAY.isoformat(), "until": DAY.isoformat(), "note": "",
        }),
    ]  # fmt: skip


def test_the_office_makes_no_leader(house: Site) -> None:
    with house.house.database.read() as session:
        before = seats(session, LEADER)
    for path, form in ways(house):
        answer = house.browser("D02").post(path, data=form, follow_redirects=False)
        assert answer.status_code == 403, path
        assert "只能由领导小组成员或管理员改" in answer.text
    with house.house.database.read() as session:
        assert seats(session, LEADER) == before
        assert session.connection().execute(select(stand_ins.c.id)).first() is None


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("by", ["M01", "B01"])
def test_a_member_or_an_administrator_does(house: Site, by: str, at: int) -> None:
    path, form = ways(house)[at]
    assert act(house, by, path, **form) == 303


def test_a_roster_file_makes_no_leader_either(house: Site) -> None:
    def looked(by: str) -> Any:  # noqa: ANN401 - a response
        files = {"file": ("r.csv", FILE.encode("utf-8-sig"), "text/csv")}
        return house.browser(by).post("/admin/roster", files=files)

    refused = looked("D02")
    assert refused.status_code == 403
    assert "只能由领导小组成员或管理员改" in refused.text
    shown = looked("M01")
    assert shown.status_code == 200
    form = {"sha256": shown.text.split('name="sha256" value="')[1][:64], "name": "r.csv"}
    assert act(house, "D02", "/admin/roster/import", **form) == 403
    assert act(house, "M01", "/admin/roster/import", **form) == 303


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_no_unit_is_made_a_department_of_the_district_to_let_its_posts_reach_all_of_it(house: Site, role: str) -> None:
    street, district = house.house.units[STREET], house.house.units[DISTRICT]
    with house.house.database.write() as session:
        raised = update(posts).where(posts.c.id == house.house.posts["liaison"]).values(role=role)
        session.connection().execute(raised)
    given = {"name": STREET, "short_name": "月桥街道", "kind": "department", "parent_id": str(district)}
    form = {**given, "seen": seen(house, units, street, UNIT_FIELDS)}
    assert act(house, "D02", f"/admin/units/{street}", **form) == 403
    assert act(house, "M01", f"/admin/units/{street}", **form) == 303


def test_the_office_keeps_the_rest_of_such_a_post(house: Site) -> None:
    sponsor = house.house.posts["sponsor"]
    assert act(house, "D02", f"/admin/posts/{sponsor}", act="vacate") == 303
