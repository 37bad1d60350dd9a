"""What is done to the whole house takes a role that reaches all of it, wherever the post stands."""

import pytest
from sqlalchemy import delete, insert, select, update

from config.database import table_of
from notifications.models import BlockedAddress
from planning.access.viewers import Viewer, viewer_by_token
from planning.models import Person, Unit
from planning.people import holdings, posts, units
from planning.rights import MAY, OF_THE_HOUSE
from tests.planning.house import OTHER_STREET, STREET
from tests.web.site import Site

WIDE = ("leader", "office", "administrator")


@pytest.fixture
def street(sqlite_site: Site) -> Site:
    """A house in which the street has people of wide roles of its own: Sleader, Soffice, Sadministrator."""
    for role in WIDE:
        sqlite_site.house.seat(f"S{role}", STREET, role)
    return sqlite_site


def viewer(site: Site, ref: str) -> Viewer:
    token = site.session_of(ref)
    with site.house.database.read() as session:
        found = viewer_by_token(session, token, site.clock.now())
    assert found is not None
    return found


@pytest.mark.parametrize("role", WIDE)
def test_a_street_with_an_office_of_its_own_does_nothing_to_the_whole_house(street: Site, role: str) -> None:
    who = viewer(street, f"S{role}")
    assert who.scope.units == frozenset({street.house.units[STREET]})
    allowed = {what for what in MAY if who.may(what)}
    assert allowed == {what for what, roles in MAY.items() if role in roles} - OF_THE_HOUSE


def test_its_pages_say_so(street: Site) -> None:
    office, admin = street.browser("Soffice"), street.browser("Sadministrator")
    assert office.get("/desk").status_code == 200
    assert office.post("/admin/people", data={"code": "N1", "name": "新人"}).status_code == 403
    assert office.get("/shares").status_code == 403
    assert admin.get("/admin/accounts").status_code == 403


def test_it_looks_up_the_roster_of_its_own_units(street: Site) -> None:
    house, office = street.house, street.browser("Soffice")
    for path in ("/admin/people", "/admin/people?q=陆明", "/admin/units", "/admin/units/roster.csv", "/admin"):
        answer = office.get(path)
        assert answer.status_code == 200
        assert "陆明" not in answer.text.replace('value="陆明"', "")
        assert "柳岸" not in answer.text
    assert "沈玉兰" in office.get("/admin/people").text
    assert "沈玉兰" in office.get("/admin/units/roster.csv").text
    with house.database.read() as session:
        ids = {row.code: row.id for row in session.connection().execute(select(table_of(Person)))}
    own = (f"/admin/people/{ids['Y01']}", f"/admin/units/{house.units[STREET]}", f"/admin/posts/{house.posts['owner']}")
    other = house.units[OTHER_STREET]
    others = (f"/admin/people/{ids['L01']}", f"/admin/units/{other}", f"/admin/posts/{house.posts['outsider']}")
    assert [office.get(path).status_code for path in own] == [200] * 3
    assert [office.get(path).status_code for path in others] == [404] * 3
    assert [street.client.get(path).status_code for path in others] == [200] * 3


def test_it_starts_and_reads_no_runs_and_does_not_look_at_the_machine(street: Site) -> None:
    for ref in ("Soffice", "Sadministrator"):
        browser = street.browser(ref)
        assert browser.get("/admin/check").status_code == 403
        assert 'href="/admin/check"' not in browser.get("/admin").text
        assert [browser.get(path).status_code for path in ("/runs", "/api/v1/runs")] == [403, 403]
        assert 'href="/runs"' not in browser.get("/admin").text
    assert street.client.get("/runs").status_code == 200


def test_its_log_tells_nothing_of_others_accounts(street: Site) -> None:
    street.client.post("/account/tokens", data={"name": "街道看不到的令牌", "days": "30"})
    assert "街道看不到的令牌" in street.get("/admin/audit")
    office = street.browser("Soffice")
    for path in ("/admin/audit", "/admin/audit.csv"):
        answer = office.get(path)
        assert answer.status_code == 200
        assert "街道看不到的令牌" not in answer.text
    assert office.get("/deliveries").status_code == 403
    refused = {"channel": "mail", "address": "l01@example.org", "since": street.clock.now(), "reason": "退信"}
    with street.house.database.write() as session:
        session.connection().execute(insert(table_of(BlockedAddress)).values(refused))
    assert "l01@example.org" in street.get("/desk?kind=undelivered")
    answer = office.get("/desk?kind=undelivered")
    assert (answer.status_code, "l01@example.org" in answer.text) == (200, False)


def test_the_districts_own_people_do_it_all(sqlite_site: Site) -> None:
    for ref, role in (("D01", "leader"), ("D02", "office")):
        who = viewer(sqlite_site, ref)
        assert all(who.may(what) for what, roles in MAY.items() if role in roles)


def test_a_street_that_is_the_whole_house_keeps_it(street: Site) -> None:
    own = street.house.units[STREET]
    with street.house.database.write() as session:
        connection = session.connection()
        elsewhere = posts.c.unit_id != own
        gone = holdings.c.post_id.in_(posts.select().with_only_columns(posts.c.id).where(elsewhere))
        connection.execute(delete(holdings).where(gone))
        connection.execute(delete(posts).where(elsewhere))
        connection.execute(update(units).where(units.c.id == own).values(parent_id=None))
        connection.execute(delete(table_of(Unit)).where(units.c.id != own))
    for role in WIDE:
        who = viewer(street, f"S{role}")
        assert who.scope.units is None
        assert all(who.may(what) for what, roles in MAY.items() if role in roles)
