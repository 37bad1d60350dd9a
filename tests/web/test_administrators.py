"""Only an administrator makes administrators: who keeps the roster does not get at accounts by way of it."""

from typing import Any

import pytest
from sqlalchemy import select

from planning.access.administering import seats
from planning.access.viewers import stand_ins
from planning.people import people, posts
from planning.roster_editing import PERSON_FIELDS, POST_FIELDS, seen_of
from tests.planning.house import DAY, DISTRICT
from tests.web.site import Site


@pytest.fixture
def keeper(sqlite_site: Site) -> Site:
    """A house with an administrator, M01."""
    house = sqlite_site.house
    (house.posts["admin"],) = house.seat("M01", DISTRICT, "administrator", name="苗向阳")
    return sqlite_site


def act(site: Site, by: str, path: str, **form: str) -> int:
    return int(site.browser(by).post(path, data=form, follow_redirects=False).status_code)


def seen(site: Site, table: Any, row_id: int, fields: tuple[str, ...]) -> str:  # noqa: ANN401 - a table
    with site.house.database.read() as session:
        return seen_of(session.connection().execute(select(table).where(table.c.id == row_id)).one(), fields)


def person_id(site: Site, code: str) -> int:
    with site.house.database.read() as session:
        return int(session.connection().execute(select(people.c.id).where(people.c.code == code)).scalar_one())


def ways(site: Site) -> list[tuple[str, dict[str, str]]]:
    """Return all ways to become an administrator, or to be rid of one, through the roster."""
    clerk, admin, district = site.house.posts["clerk"], site.house.posts["admin"], site.house.units[DISTRICT]
    person = person_id(site, "M01")
    given = {"is_liaison": "", "name": "新名"}
    return [
        (f"/admin/units/{district}/posts", {**given, "role": "administrator"}),
        (f"/admin/posts/{clerk}", {**given, "role": "administrator", "seen": seen(site, posts, clerk, POST_FIELDS)}),
        (f"/admin/posts/{admin}", {**given, "role": "staff", "seen": seen(site, posts, admin, POST_FIELDS)}),
        (f"/admin/posts/{admin}", {"act": "vacate"}),
        (f"/admin/people/{person}", {
            "name": "苗向阳", "mail": "d02@example.org", "mobile": "", "robot": "",
            "seen": seen(site, people, person, PERSON_FIELDS),
        }),
        (f"/hand-over/{admin}", {"person": "D02", "since": DAY.isoformat()}),
    ]  # fmt: skip


def test_who_keeps_the_roster_makes_no_administrator_and_unmakes_none(keeper: Site) -> None:
    with keeper.house.database.read() as session:
        before = seats(session)
    assert len(before) == 1
    assert [act(keeper, "D02", path, **form) for path, form in ways(keeper)] == [403] * 6
    with keeper.house.database.read() as session:
        assert seats(session) == before


@pytest.mark.parametrize("at", range(6))
def test_an_administrator_does(keeper: Site, at: int) -> None:
    path, form = ways(keeper)[at]
    assert act(keeper, "M01", path, **form) == 303


def test_the_office_lets_nobody_stand_in_for_an_administrator(keeper: Site) -> None:
    form = {"person": "M01", "deputy": "Y02", "since": DAY.isoformat(), "until": DAY.isoformat(), "note": ""}
    assert act(keeper, "D02", "/admin/stand-ins", **form) == 403
    with keeper.house.database.read() as session:
        assert session.connection().execute(select(stand_ins.c.id)).first() is None
    assert act(keeper, "D02", "/admin/stand-ins", **{**form, "person": "Y01"}) == 303
    assert act(keeper, "M01", "/stand-ins", **{**form, "deputy": "D01"}) == 303
