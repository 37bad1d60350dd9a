"""Every page there is, in a real Chromium: axe-core finds nothing, nothing runs off the side, the browser is content.

The pages are the application's own routes, so that a new page is looked at by itself.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from fastapi.routing import APIRoute

from config.database import Database
from planning.access.accounts import From, account_by_login, begin_session
from tests.web.browsing import opened
from tests.web.filled_site import filled_site
from tests.web.serving import served
from tests.web.site import Site, make_site
from web.app import _modules
from web.entering import HALF_COOKIE, HALF_LASTS
from web.speaking import COOKIE as LANGUAGE
from web.templating import NAVIGATION

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
WIDE, PHONE = 1280, 390
#: Addresses that are no pages of their own: files, parts of pages, ways through.
NO_PAGE = re.compile(
    r"/api/|/print/|\.csv$|\.ics$|/register/(export|cells|rows)|/attachments/|/download/|/original$|/favicon|"
    r"/s/\{token\}/|/readings/|/sign-in/|/set-up$|/k/\{token\}/sent|/reviews/\{review_id\}/acts|/reports/\{snapshot_id\}/view"
)
#: Who looks at a page, by how its address begins; the office else.
LOOKED_AT_BY = {
    "/my": "Y01", "/tasks/{task_id}/acts": "D02", "/tasks/{task_id}/": "Y01", "/admin/accounts": "M01",
    "/k/": None, "/s/": None, "/join/": None, "/sign-in": None,
}  # fmt: skip
#: Pages that each role sees in its own way.
EACH_ITS_OWN = ["/", "/tasks", "/tasks/1", "/reports", "/reports/1", "/plans/1"]
#: Pages that are printed as they are.
MENUS = {"D02": [to for to, *_, right in NAVIGATION if right != "own-tasks"], "Y01": ["/my", "/my/messages"]}
MENUS["D02"] += ["/plans/1", "/runs", "/search?q=走访", "/reports/1", "/tasks/1", "/account"]
#: What a page shows when an address asks for something.
ASKED = [
    "/?as_of=2017-04-01", "/desk?kind=news&as_of=2017-04-11",
    "/tasks?text=没有这样的事项", "/search?q=走访", "/nowhere", "/desk?kind=submitted",
]  # fmt: skip
ACTS = ["extension", "deadline", "assign"]


@dataclass
class Town:
    """The site, its address, and what its addresses have in the place of parameters."""

    site: Site
    address: str
    given: dict[str, str]

    def path(self, route: str) -> str:
        """Return an address of a route that is there."""
        one = {"document_id": "1", "plan_id": "1", "snapshot_id": "1", "delivery_id": "1", "person_id": "3"}
        one |= {"post_id": "3", "unit_id": "2", "act": "instruct", "name": "default"} | self.given
        one["token"] = self.given["share" if route.startswith("/s/") else "invited"]
        if route == "/k/{token}":
            return self.given["link"]
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: one[found[1]], route)


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A site with something of everything, behind a server, for this whole file."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copyfile(sqlite_template, folder / "duban.db")
    database = Database(f"sqlite:///{folder / 'duban.db'}", durable=False)
    site, given = filled_site(database, folder)
    with served(site.app) as address:
        yield Town(site, address, given)
    database.close()


def pages() -> list[str]:
    """Return the routes of all pages, as the application has them."""
    routers = [getattr(module, name) for module in _modules() for name in ("router", "public") if hasattr(module, name)]
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return sorted({each.path for each in routes if "GET" in (each.methods or ()) and not NO_PAGE.search(each.path)})


def looked_at_by(route: str) -> str | None:
    """Return the staff number of who looks at a page; nobody where one need not be signed in."""
    return next((ref for begins, ref in LOOKED_AT_BY.items() if route.startswith(begins)), "D02")


FOUND = """async () => {
  for (const each of document.querySelectorAll("main details")) { each.open = true; }
  const asked = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
  const { violations } = await axe.run(document, { runOnly: asked, resultTypes: ["violations"], preload: false });
  const told = violations.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 160)}`));
  const headings = document.querySelectorAll("h1").length;
  return headings === 1 ? told : [...told, `${headings} h1`];
}"""
TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth;
  const runsOff = (each) => each.getBoundingClientRect().right > window.innerWidth + 1;
  const first = () => [...document.querySelectorAll("body *")].find(runsOff)?.outerHTML.slice(0, 160);
  return wide > window.innerWidth ? [`${wide} px wide: ${first()}`] : [];
}"""

#: A sheet of A4 within its margins, and what is wrong with a page on it.
PAPER = 673
ON_PAPER = """() => {
  const seen = (each) => each.getBoundingClientRect().height > 0, told = (each) => each.outerHTML.slice(0, 160);
  const main = [...document.querySelectorAll("main *")].filter((each) => !each.closest("details:not([open])"));
  const wide = main.filter((each) => seen(each) && !each.closest("svg, .sr-only, .register-scroll"))
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  const clicked = main.filter((each) => each.matches("button, .btn, select, input:not([type=hidden])") && seen(each));
  const lost = main.filter((each) => each.matches("table, h1, ol") && !seen(each))
    .filter((each) => !each.closest("form:not(#bulk), [aria-labelledby=h-notices]"));  // reminders stay off paper
  const empty = main.filter((each) => each.matches(".card") && seen(each) && !each.innerText.trim());
  return [["too wide", wide], ["to click", clicked], ["lost", lost], ["empty", empty]]
    .flatMap(([what, found]) => found.slice(0, 2).map((each) => `${what}: ${told(each)}`));
}"""


def faults_of(page: "Page", address: str, width: int) -> list[str]:
    """Return what axe finds on a page in one width, and in which width it runs off the side."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address, wait_until="load")
    return faults_of_shown(page, width)


def faults_of_shown(page: "Page", width: int) -> list[str]:
    """Return what axe finds on the page that is shown."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(FOUND)
    for each in (width, WIDE + PHONE - width):
        page.set_viewport_size({"width": each, "height": 844})
        found += page.evaluate(TOO_WIDE)
    return [f"{page.url} {width}: {each}" for each in found]


def visited(
    chromium: "Browser", town: Town, by: str | None, paths: list[str], *, width: int = PHONE, language: str = "zh"
) -> list[str]:
    """Return what is wrong with these pages, and what the browser complains about, for somebody."""
    page, complaints = opened(chromium, town.site, width, by=by)
    page.context.add_cookies([{"name": LANGUAGE, "value": language, "url": town.address}])
    found = [fault for path in paths for fault in faults_of(page, town.address + path, width)]
    page.context.close()
    # Small pictures are fetched late: going on to the next page breaks that off.
    return found + [each for each in complaints if "404" not in each and not each.endswith("/preview")]


@pytest.mark.parametrize("by", ["D02", "Y01", "M01", None])
def test_axe_finds_nothing_on_any_page_of_a_phone(chromium: "Browser", town: Town, by: str | None) -> None:
    paths = [town.path(route) for route in pages() if looked_at_by(route) == by]
    if by == "D02":
        paths += [*ASKED, *(f"/tasks/{town.given['task_id']}/acts/{act}" for act in ACTS)]
    assert visited(chromium, town, by, paths) == []


def half_signed_in(site: Site) -> str:
    """Return the token of somebody whose password was right and who is asked for the code."""
    site.session_of("D02")
    with site.house.database.write() as session:
        number = account_by_login(session, "D02")
        return begin_session(session, number, From("127.0.0.1"), site.clock.now(), kind="half", lasts=HALF_LASTS)


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh"), (WIDE, "en")])
def test_axe_finds_nothing_where_people_come_in(
    chromium: "Browser", town: Town, width: int, language: str, sqlite_template: Path, tmp_path: Path
) -> None:
    """The set-up of an empty house, a wrong password, the code after the right one, and the sheet of slips."""
    shutil.copyfile(sqlite_template, tmp_path / "duban.db")
    database = Database(f"sqlite:///{tmp_path / 'duban.db'}", durable=False)
    empty = make_site(database, tmp_path)
    with served(empty.app) as address:
        found = visited(chromium, Town(empty, address, {}), None, ["/set-up"], width=width, language=language)
    database.close()
    page, complaints = opened(chromium, town.site, width, by=None)
    page.context.add_cookies([{"name": LANGUAGE, "value": language, "url": town.address}])
    page.goto(f"{town.address}/sign-in")
    page.fill("#login", "nobody")
    page.fill("#password", "wrong on purpose")
    page.click("main form button[type=submit]")
    found += faults_of_shown(page, width)
    half = half_signed_in(town.site)
    page.context.add_cookies([{"name": HALF_COOKIE, "value": half, "url": town.address}])
    found += faults_of(page, f"{town.address}/sign-in/code", width)
    page.context.close()
    assert found + [each for each in complaints if "422" not in each] == []


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh"), (WIDE, "en")])
@pytest.mark.parametrize("how", ["links", "passwords"])
def test_axe_finds_nothing_on_the_sheet_of_slips(
    chromium: "Browser", town: Town, how: str, width: int, language: str
) -> None:
    town.site.session_of("Y02")  # who has an account then
    page, complaints = opened(chromium, town.site, width, by="M01")
    page.context.add_cookies([{"name": LANGUAGE, "value": language, "url": town.address}])
    page.goto(f"{town.address}/admin/accounts?q=Y02")
    page.locator("details.account-acts summary").first.click()
    page.locator(f'form[action$="/anew"] button[value="{how}"]').first.click()
    assert page.locator(".slip").count() == 1
    assert [*faults_of_shown(page, width), *complaints] == []
    page.context.close()


@pytest.mark.parametrize("by", ["D02", "Y01"])
def test_on_paper_a_page_has_all_it_says_and_nothing_to_click(chromium: "Browser", town: Town, by: str) -> None:
    page, _ = opened(chromium, town.site, PAPER, by=by)
    page.emulate_media(media="print")
    found = []
    for path in MENUS[by]:
        page.goto(town.address + path, wait_until="load")
        found += [f"{path} {fault}" for fault in page.evaluate(ON_PAPER)]
    page.context.close()
    assert found == []


@pytest.mark.parametrize("by", ["D01", "H01", "A01", "U01"])
def test_axe_finds_nothing_on_what_each_role_sees(chromium: "Browser", town: Town, by: str) -> None:
    assert visited(chromium, town, by, EACH_ITS_OWN) == []


def test_axe_finds_nothing_on_a_desktop_in_english(chromium: "Browser", town: Town) -> None:
    paths = [town.path(route) for route in pages() if looked_at_by(route) == "D02"]
    assert visited(chromium, town, "D02", paths, width=WIDE, language="en") == []
    mine = [town.path(route) for route in pages() if looked_at_by(route) == "Y01"]
    assert visited(chromium, town, "Y01", mine, width=WIDE, language="en") == []
