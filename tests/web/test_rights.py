"""Every address of the application, asked by every role: who is let in, and that nothing of others shows."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from config.database import Database
from planning import acts
from planning.access.accounts import From, begin_session
from planning.access.standing_in import revoke
from planning.access.totp import ROLES as CODES
from planning.access.viewers import viewer_by_token
from planning.models import Document, Plan
from planning.periods import Quarter
from planning.rights import MAY
from planning.sight import issued_lights
from reports.freezing import freeze
from reports.signing import issue, sign
from tests.planning.house import DAY, DISTRICT, OTHER_STREET, STREET, add_row, instant, progress, rules
from tests.web.site import Site, make_site, notice
from web.app import _modules

THEIRS, MINE, THEIR_PLAN = "柳岸独有的事项甲乙丙", "月桥自己的事项丁戊己", "柳岸专项计划"
ROLE_OF = {
    "D01": "leader", "D02": "office", "H01": "unit_head", "Y01": "staff", "A01": "assessor", "U01": "auditor",
    "M01": "administrator",
}  # fmt: skip
STREET_PEOPLE = {"H01", "Y01"}

#: Address → the right it takes (a key of ``MAY``); nothing: whoever is signed in.
RIGHTS = {
    "/": "", "/about": "", "/account": "", "/account/password": "", "/account/codes": "",
    "/admin": "admin", "/admin/accounts": "accounts", "/admin/audit": "audit", "/admin/audit.csv": "audit",
    "/admin/people": "roster", "/admin/people/{person_id}": "roster", "/admin/posts/{post_id}": "roster",
    "/admin/units": "roster", "/admin/units/roster.csv": "roster", "/admin/units/{unit_id}": "roster",
    "/admin/stand-ins": "stand-ins", "/stand-ins": "", "/calendar": "",
    "/boards": "boards", "/boards/themes": "classify", "/shares": "share",
    "/deliveries": "messages", "/deliveries/{delivery_id}": "messages", "/runs": "runs", "/desk": "desk",
    "/my": "own-tasks", "/my/messages": "own-tasks",
    "/documents/{document_id}": "", "/documents/{document_id}/original": "", "/plans": "", "/plans/{plan_id}": "",
    "/readings/{token}": "import", "/reviews/{review_id}": "import", "/reviews/{review_id}/acts": "import",
    "/reviews/{review_id}/adopt": "import",
    "/register": "register", "/register/export.{file_format}": "export",
    "/register/cells/{task_id}/{column}": "register", "/register/rows/{task_id}": "register",
    "/reports": "", "/reports/{snapshot_id}": "", "/reports/{snapshot_id}/view": "",
    "/reports/{snapshot_id}/download/{form}": "",
    "/saved-filters/{filter_id}": "", "/search": "", "/tasks": "", "/tasks/{task_id}": "",
    "/api/v1/overview": "", "/api/v1/tasks": "", "/api/v1/search": "", "/api/v1/tasks/{task_id}": "",
    "/api/v1/documents/{document_id}": "", "/api/v1/deliveries": "messages",
    "/api/v1/deliveries/{delivery_id}": "messages", "/api/v1/runs": "runs", "/api/v1/reports": "",
}  # fmt: skip
#: Addresses of one thing that is another street's here: not there for those who do not see it.
SCOPED = {
    "/documents/{document_id}", "/documents/{document_id}/original", "/plans/{plan_id}", "/tasks/{task_id}",
    "/api/v1/tasks/{task_id}", "/api/v1/documents/{document_id}", "/reports/{snapshot_id}",
    "/reports/{snapshot_id}/view", "/reports/{snapshot_id}/download/{form}", "/register/rows/{task_id}",
    "/register/cells/{task_id}/{column}",
}  # fmt: skip
#: Addresses where acting begins, or a paper is made: asked by the street's people only, who must not find the thing.
UNSEEN = {
    "/tasks/{task_id}/report", "/tasks/{task_id}/submit", "/tasks/{task_id}/extend", "/tasks/{task_id}/answer",
    "/tasks/{task_id}/accept", "/tasks/{task_id}/sent", "/tasks/{task_id}/acts/{act}", "/hand-over/{post_id}",
    "/print/tasks/{task_id}.pdf", "/print/plans/{plan_id}.pdf", "/print/hand-over/{post_id}.pdf",
    "/print/reports/{snapshot_id}.pdf",
}  # fmt: skip
#: Addresses that are asked elsewhere: files and papers made of what other addresses here show.
ELSEWHERE = {
    "/print/overview.pdf", "/print/boards.pdf", "/print/tasks.pdf", "/print/register.pdf", "/print/search.pdf",
    "/print/deliveries.pdf", "/print/runs.pdf", "/print/my.pdf", "/print/desk.pdf", "/print/plans.pdf",
    "/print/reports.pdf",
    "/attachments/{attachment_id}", "/attachments/{attachment_id}/preview",
}  # fmt: skip


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with a person of each role and, of each street, an item; a report is frozen, none is issued."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copyfile(sqlite_template, folder / "duban.db")
    database = Database(f"sqlite:///{folder / 'duban.db'}")
    yield _town(make_site(database, folder))
    database.close()


def _town(site: Site) -> Site:
    house = site.house
    for code, unit in (("H01", STREET), ("A01", DISTRICT), ("U01", DISTRICT), ("M01", DISTRICT)):
        house.seat(code, unit, ROLE_OF[code])
    with house.database.write() as session:
        document = add_row(
            session, Document, sha256="1" * 64, name="柳岸.txt", media_type="text/plain", size_bytes=9, text=THEIRS * 2,
            imported_at=instant(DAY), imported_by="D02",
        )  # fmt: skip
        plan = add_row(
            session, Plan, name=THEIR_PLAN, year=2017, starts_on=date(2017, 1, 1), ends_on=date(2017, 12, 31),
            document_id=document,
        )  # fmt: skip
    early = date(2017, 3, 20)
    house.item(title=MINE, text=MINE, at=early)
    item = house.item(
        title=THEIRS, text=THEIRS, at=early, unit_id=house.units[OTHER_STREET], plan_id=plan, document_id=document,
        owner_post_id=house.posts["outsider"], source_end=len(THEIRS),
    )  # fmt: skip
    house.do(acts.assign, item, at=early)
    house.do(acts.accept, item, by=house.outsider, at=early)
    house.do(acts.report, item, progress(20, done=f"{THEIRS}已走访"), by=house.outsider, at=early)
    site.tell(notice(item, to="陆明", ref="5", title=THEIRS))
    with house.database.write() as session:
        frozen = {"now": instant(DAY), "by": "D02", "office_name": "督办办公室"}
        freeze(session, rules(), Quarter.parse("2017Q1"), date(2017, 4, 11), **frozen)  # type: ignore[arg-type]
    return site


def filled(path: str) -> str:
    """Return an address with the other street's things in it."""
    given = {
        "task_id": 2, "document_id": 2, "plan_id": 2, "delivery_id": 1, "snapshot_id": 1, "form": "json", "unit_id": 3,
        "person_id": 5, "post_id": 5, "review_id": 99, "token": "x", "file_format": "csv", "column": "due",
        "filter_id": 99, "act": "complete", "attachment_id": 99,
    }  # fmt: skip
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: str(given.get(found[1], "1")), path)


def addresses() -> Iterator[str]:
    """Yield the addresses that only who is signed in may ask, as the application has them."""
    for module in _modules():
        for route in module.router.routes if hasattr(module, "router") else ():
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
                yield route.path


def test_every_address_is_in_a_table() -> None:
    known = RIGHTS.keys() | UNSEEN | ELSEWHERE
    # Whatever else there is of administration is tried by its default, below.
    assert {path for path in set(addresses()) - known if not path.startswith("/admin")} == set()
    assert {right for right in RIGHTS.values() if right} <= MAY.keys()


@pytest.mark.parametrize("person", ROLE_OF)
def test_each_role_is_let_in_as_the_table_says(town: Site, person: str) -> None:
    browser = town.browser(person)
    known = set(addresses())
    wrong = {}
    for path, right in RIGHTS.items():
        if path not in known:
            continue
        status = browser.get(filled(path), follow_redirects=False).status_code
        if status not in expected_of(path, right, person):
            wrong[path] = status
    assert wrong == {}


def expected_of(path: str, right: str, person: str) -> set[int]:
    """Return the statuses that are right when a person asks for an address."""
    role = ROLE_OF[person]
    if (right and role not in MAY[right]) or (path == "/account/codes" and role not in CODES):
        return {403}
    unissued = "reports" in path and role not in MAY["reports.unissued"]
    if path in SCOPED and (unissued or person in STREET_PEOPLE):
        return {404}
    if "original" in path or "99" in filled(path) or "token" in path:
        return {404, 303}  # there is no such thing, but one may ask
    return {200, 303}


@pytest.mark.parametrize("person", ["H01", "Y01", "A01"])
def test_administration_is_for_who_administers(town: Site, person: str) -> None:
    browser = town.browser(person)
    places = [path for path in set(addresses()) if path.startswith("/admin")]
    assert {path: status for path in places if (status := browser.get(filled(path)).status_code) != 403} == {}


@pytest.mark.parametrize("person", sorted(STREET_PEOPLE))
def test_no_page_of_a_street_tells_of_another(town: Site, person: str) -> None:
    browser = town.browser(person)
    told = {}
    for path in set(addresses()) - ELSEWHERE:
        answer = browser.get(filled(path), follow_redirects=True)
        assert path not in UNSEEN or answer.status_code in {403, 404}, (path, answer.status_code)
        if any(words in answer.text for words in (THEIRS, THEIR_PLAN)):
            told[path] = answer.status_code
    for path in ("/search?q=柳岸独有", "/tasks?text=柳岸独有", "/?as_of=2017-04-01", "/tasks?unit=3"):
        if any(words in browser.get(path).text for words in (THEIRS, THEIR_PLAN)):
            told[path] = 200
    assert told == {}
    assert MINE in browser.get("/tasks").text


def test_nobody_is_let_in_without_signing_in(town: Site) -> None:
    browser = town.browser(None)
    for path in set(addresses()):
        answer = browser.get(filled(path), follow_redirects=False)
        if path.startswith("/api/"):
            assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")
        else:
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in"), path


def test_another_streets_task_is_not_written_to_and_not_told_from_none(town: Site) -> None:
    browser = town.browser("Y01")
    theirs = browser.post("/api/v1/tasks/2/reports", json={"progress": 5})
    none = browser.post("/api/v1/tasks/999/reports", json={"progress": 5})
    assert (theirs.status_code, none.status_code) == (404, 404)
    assert theirs.json()["message"].replace("2", "") == none.json()["message"].replace("999", "")


def test_a_document_is_read_by_all_streets_of_its_plan_without_a_way_to_the_items_of_others(sqlite_site: Site) -> None:
    house = sqlite_site.house
    house.item(title=MINE, source_end=9)
    other = house.item(
        title=THEIRS, unit_id=house.units[OTHER_STREET], owner_post_id=house.posts["outsider"], source_start=10,
        source_end=19,
    )  # fmt: skip
    page = sqlite_site.browser("Y01").get("/documents/1")
    assert page.status_code == 200
    assert "6月底前完成" in page.text
    assert f'href="/tasks/{other}"' not in page.text
    assert f'href="/tasks/{other}"' in sqlite_site.browser("D02").get("/documents/1").text


def test_once_a_report_is_issued_everybody_reads_it(site: Site) -> None:
    house = site.house
    house.item(at=date(2017, 3, 20))
    house.item(at=date(2017, 3, 20), unit_id=house.units[OTHER_STREET], owner_post_id=house.posts["outsider"])
    with house.database.write() as session:
        frozen = {"now": instant(DAY), "by": "D02", "office_name": "督办办公室"}
        made = freeze(session, rules(), Quarter.parse("2017Q1"), date(2017, 4, 11), **frozen)  # type: ignore[arg-type]
        assert issued_lights(session) is None
    street = site.browser("Y01")
    assert street.get(f"/reports/{made.snapshot_id}").status_code == 404
    assert street.get("/api/v1/reports").json()["periods"][0]["snapshots"] == []
    with house.database.write() as session:
        sign(session, made.snapshot_id, made.digest, house.sponsor, instant(DAY))
        issue(session, made.snapshot_id, made.digest, house.clerk, instant(DAY))
        found = issued_lights(session)
    assert found is not None
    assert {unit: sum(lights.values()) for unit, lights in found.by_unit.items()} == {"月桥街道": 1, "柳岸街道": 1}
    assert street.get(f"/reports/{made.snapshot_id}").status_code == 200
    assert len(street.get("/api/v1/reports").json()["periods"][0]["snapshots"]) == 1


def test_a_report_sent_again_under_its_key_is_written_once(site: Site) -> None:
    item = site.house.item_in("accepted")
    browser, other = site.browser("Y01"), site.browser("Y02")
    headers = {"Idempotency-Key": 'a"b%_1'}
    address = f"/api/v1/tasks/{item}/reports"
    first = browser.post(address, json={"progress": 5}, headers=headers)
    again = browser.post(address, json={"progress": 5}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert "idempotent-replay" not in first.headers
    assert again.headers["idempotent-replay"] == "true"
    assert first.json() == again.json()
    assert other.post(address, json={"progress": 6}, headers=headers).headers.get("idempotent-replay") is None
    kinds = [event.kind for event in site.house.events(item)]
    assert kinds.count("reported") == 2


def test_the_description_says_how_to_sign_in_and_what_is_answered_without(sqlite_site: Site) -> None:
    described = sqlite_site.client.get("/api/openapi.json").json()
    assert set(described["components"]["securitySchemes"]) == {"token", "session"}
    for path in described["paths"].values():
        for operation in path.values():
            assert {each for one in operation["security"] for each in one} == {"token", "session"}
            assert {"401", "403"} <= operation["responses"].keys()


def test_a_program_comes_in_by_its_token_and_needs_no_form_token(sqlite_site: Site) -> None:
    item = sqlite_site.house.item_in("accepted")
    sqlite_site.session_of("Y01")
    with sqlite_site.house.database.write() as session:
        token = begin_session(session, 1, From(), sqlite_site.clock.now(), kind="api", name="导入程序")
        assert viewer_by_token(session, token, sqlite_site.clock.now()) is None  # no session of a browser
    browser = sqlite_site.browser(None)
    address = f"/api/v1/tasks/{item}/reports"
    with_token = {"Authorization": f"Bearer {token}"}
    assert browser.post(address, json={"progress": 5}, headers=with_token).status_code == 201
    assert browser.post(address, json={"progress": 6}).status_code in {401, 403}
    assert browser.post(address, json={"progress": 6}, headers={"Authorization": "Bearer x"}).status_code == 401


@pytest.mark.parametrize("ended", ["over", "revoked"])
def test_standing_in_ends_with_its_last_day_and_at_once_when_revoked(sqlite_site: Site, ended: str) -> None:
    site = sqlite_site
    site.let_stand_in("Y02", "Y01")
    browser = site.signed_in["Y02"]
    assert "现在代 沈玉兰 办理" in browser.get("/stand-ins").text
    if ended == "over":
        site.clock.advance(timedelta(days=1))
    else:
        with site.house.database.write() as session:
            revoke(session, site.house.clerk, 1, site.clock.now())
    assert "现在代" not in browser.get("/stand-ins").text
    assert browser.post("/standing-in", data={"person": "3"}).status_code == 422
