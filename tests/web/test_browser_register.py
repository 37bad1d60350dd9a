"""The register in a real Chromium: the keyboard moves, opens, saves, pastes and gives up; nothing runs off the side."""

from typing import TYPE_CHECKING

import pytest

from planning import acts
from tests.planning.house import progress
from tests.web.site import Site
from web.viewing import COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
FOCUS = "document.activeElement.id || document.activeElement.tagName"


@pytest.fixture
def sqlite_site(sqlite_site: Site) -> Site:
    """A site with three items, the first reported on."""
    house = sqlite_site.house
    item = house.item_in("accepted", leader_name="顾长河")
    house.do(acts.report, item, progress(40, done="走访18家" * 30), by=house.owner)
    house.item()
    house.item()
    return sqlite_site


def opened(chromium: "Browser", site: Site, address: str, width: int) -> "tuple[Page, list[str]]":
    """Return a page of the signed-in clerk and what the browser has to complain about."""
    allowed = ["clipboard-read", "clipboard-write"]
    context = chromium.new_context(viewport={"width": width, "height": 844}, permissions=allowed)
    context.add_cookies([{"name": COOKIE, "value": site.session_of("D02"), "url": address}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def test_a_cell_is_reached_changed_and_given_up_by_keyboard(
    chromium: "Browser", sqlite_site: Site, address: str
) -> None:
    page, complaints = opened(chromium, sqlite_site, address, 1280)
    page.goto(f"{address}/register?columns=leader.due", wait_until="networkidle")
    page.locator("[data-grid] [tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUS) == "cell-1-leader"
    assert page.locator("[data-grid] [tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_selector("#c-1-leader:focus")
    page.keyboard.type("新领导")
    page.keyboard.press("Escape")
    page.wait_for_selector("#cell-1-leader:focus")
    assert "顾长河" in page.inner_text("#cell-1-leader")
    page.keyboard.press("Enter")
    page.wait_for_selector("#c-1-leader:focus")
    page.keyboard.type("新领导")
    page.keyboard.press("Enter")
    page.wait_for_selector("#cell-2-leader:focus")  # saved, and on to the next row
    page.keyboard.press("ArrowUp")
    assert page.inner_text("#cell-1-leader").startswith("新领导")
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "新领导"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+v")
    page.wait_for_selector("#c-2-leader:focus")
    assert page.input_value("#c-2-leader") == "新领导"
    page.keyboard.press("Escape")
    page.wait_for_selector("#cell-2-leader:focus")
    page.evaluate("navigator.clipboard.writeText('2017年9月5日')")
    page.keyboard.press("End")
    page.keyboard.press("Control+v")
    page.wait_for_selector("#c-2-due:focus")
    assert page.input_value("#c-2-due") == "2017-09-05"
    page.keyboard.press("Escape")
    page.wait_for_selector("#cell-2-due:focus")
    assert page.evaluate(FOCUS) == "cell-2-due"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-grid]')") is None
    assert sqlite_site.house.state(1).leader_name == "新领导"
    assert complaints == []
    page.context.close()


def test_the_register_and_the_search_fit_a_phone(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    page, complaints = opened(chromium, sqlite_site, address, 390)
    for path in ("/register", "/search?q=走访", "/register?light=red"):
        page.goto(address + path, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert complaints == []
    page.context.close()
