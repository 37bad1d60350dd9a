"""The walks of the three kinds of people in a real Chromium, on a desktop and on a phone, three by keyboard alone.

Walks that stand beside what they are about: from a mail to its form (``tests/street``), deciding from the desk, many
items at once, two people on one item (``test_desk_browser``), the register by keyboard, import to adoption.
"""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from planning.access.accounts import From, begin_session, make_account
from planning.people import person_by
from planning.periods import Quarter
from reports.freezing import freeze
from tests.planning.house import DAY, instant, rules
from tests.street.forms import kinds, picture
from tests.web.browsing import opened
from tests.web.site import Site
from web.viewing import COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
PASSWORD = "a long good sentence"  # noqa: S105 - of this test
MOST_TABS = 60
SHOWN = """(element) => {
  const style = getComputedStyle(element);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash and compare passwords at once."""
    monkeypatch.setattr("web.entering.check_password", lambda given, kept: (f"kept:{given}" == kept, None))
    monkeypatch.setattr("web.pages.joining.hash_password", lambda given: f"kept:{given}")


def account(site: Site, ref: str) -> None:
    """Give somebody of the house an account with the password."""
    with site.house.database.write() as session:
        person, kept = person_by(session, ref), f"kept:{PASSWORD}"
        now = site.clock.now()
        make_account(session, login=ref, name=person.name, now=now, person_id=person.id, password_hash=kept)


def tab_to(page: "Page", wanted: "Locator") -> None:
    """Press Tab until the focus is where it is wanted, and can be seen there."""
    wanted.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(element) => element === document.activeElement"):
            assert wanted.evaluate(SHOWN), "the focus is not seen"
            return
    raise AssertionError(wanted)


def sign_in(page: "Page", ref: str) -> None:
    """Fill in the form to sign in by keyboard; the first field has the focus by itself, unless the name is known."""
    if page.locator("#login").input_value() == "":
        page.locator("#login").focus()
        page.keyboard.type(ref)
        page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def test_staff_signs_in_and_reports_with_a_file_by_keyboard_and_twice_is_once(
    chromium: "Browser", sqlite_site: Site, address: str
) -> None:
    item = sqlite_site.house.item_in("accepted")
    account(sqlite_site, "Y01")
    page, complaints = opened(chromium, sqlite_site, 1280, by=None)
    page.goto(f"{address}/my", wait_until="networkidle")
    sign_in(page, "Y01")
    page.wait_for_url("**/my")
    tab_to(page, page.get_by_role("link", name=re.compile("^报送进展 ")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")
    tab_to(page, page.locator("#f-progress"))
    page.keyboard.press("Control+A")
    page.keyboard.type("60")
    tab_to(page, page.locator("#f-done"))
    page.keyboard.type("走访三家企业")
    page.locator("#f-files").set_input_files({"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    send = page.get_by_role("button", name="报送", exact=True)
    tab_to(page, send)
    send.evaluate("(button) => { button.click(); button.click(); }")
    page.get_by_role("heading", name="已办好").wait_for()
    assert kinds(sqlite_site, item).count("reported") == 1
    assert [file["name"] for file in sqlite_site.house.events(item)[-1].payload["files"]] == ["现场.jpg"]
    assert complaints == []
    page.context.close()


def test_staff_asks_for_more_time_on_a_phone(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    item = sqlite_site.house.item_in("in_progress")
    page, complaints = opened(chromium, sqlite_site, 390, by="Y01")
    page.goto(f"{address}/tasks/{item}")
    page.locator(f"a[href='/tasks/{item}/extend']").first.click()
    page.get_by_label("拟延至").fill("2017-07-31")
    page.get_by_label("理由").fill("场地审批未完")
    page.locator("main form .btn-primary").last.click()
    page.get_by_role("heading", name="已办好").wait_for()
    assert kinds(sqlite_site, item)[-1] == "extension_requested"
    assert complaints == []
    page.context.close()


def test_a_leader_goes_from_what_is_late_to_an_instruction_by_keyboard(
    chromium: "Browser", sqlite_site: Site, address: str
) -> None:
    item = sqlite_site.house.item(due_on=date(2017, 4, 5), at=date(2017, 3, 20))
    page, complaints = opened(chromium, sqlite_site, 1280, by="D01")
    page.goto(address, wait_until="networkidle")
    tab_to(page, page.locator(f"main a[href='/tasks/{item}']").first)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tasks/{item}")
    tab_to(page, page.locator(".act-bar").get_by_role("link", name="批示"))
    page.keyboard.press("Enter")
    panel = page.locator("#act-panel")
    panel.locator("textarea").focus()
    page.keyboard.type("请一周内报整改方案")
    tab_to(page, panel.get_by_role("button", name="批示", exact=True))
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("批示").first.wait_for()
    event = sqlite_site.house.events(item)[-1]
    assert (event.kind, event.payload["text"]) == ("instructed", "请一周内报整改方案")
    assert event.payload["answer_by"] > DAY.isoformat()
    assert complaints == []
    page.context.close()


def test_a_leader_signs_a_report_by_keyboard(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    sqlite_site.house.item(at=date(2017, 3, 20))
    with sqlite_site.house.database.write() as session:
        given: dict[str, Any] = {"now": instant(DAY), "by": "D02", "office_name": "督办办公室"}
        freeze(session, rules(), Quarter.parse("2017Q1"), date(2017, 4, 11), **given)
    page, complaints = opened(chromium, sqlite_site, 390, by="D01")
    page.goto(f"{address}/reports/1", wait_until="networkidle")
    tab_to(page, page.locator("[name=read]"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="签字"))
    page.keyboard.press("Enter")
    page.locator(".signatures", has_text="顾长河").wait_for()
    assert sqlite_site.json("/reports")["periods"][0]["state"] == "signed"
    assert complaints == []
    page.context.close()


def test_an_administrator_lets_somebody_in_and_a_post_is_handed_over(
    chromium: "Browser", sqlite_site: Site, address: str
) -> None:
    house = sqlite_site.house
    house.item_in("accepted")
    with house.database.write() as session:
        now = sqlite_site.clock.now()
        root = make_account(
            session, login="root", name="管理员", now=now, password_hash=f"kept:{PASSWORD}", is_admin=True
        )
        token = begin_session(session, root, From("127.0.0.1", "test"), now)
    page, complaints = opened(chromium, sqlite_site, 1280, by=None)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page.goto(f"{address}/admin/accounts?unit={house.units['月桥街道总工会']}&state=without")
    page.get_by_role("button", name="建立并给出登录链接").click()
    link = page.locator("code", has_text="/join/").first.inner_text()
    somebody, _ = opened(chromium, sqlite_site, 390, by=None)
    somebody.goto(address + re.sub(r"^https?://[^/]+", "", link))
    for each in somebody.locator("input[type=password]").all():
        each.fill(PASSWORD)
    somebody.locator("main form button").click()
    somebody.get_by_role("heading", name="我的任务").wait_for()
    page.goto(f"{address}/hand-over/{house.posts['owner']}")
    page.get_by_label("接任人").fill("Y02 韩小满")
    page.get_by_label("接任日期").fill("2017-04-13")
    page.get_by_role("button", name="移交").click()
    page.wait_for_url("**?done=1")
    assert "韩小满" in page.locator("main").inner_text()
    assert complaints == []
    somebody.context.close()
    page.context.close()


def test_a_session_that_ran_out_loses_no_text(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    item = sqlite_site.house.item_in("accepted")
    account(sqlite_site, "Y01")
    page, _ = opened(chromium, sqlite_site, 390, by="Y01")
    page.goto(f"{address}/tasks/{item}/report")
    page.locator("#f-progress").fill("55")
    page.locator("#f-done").fill("写了很久的一段话")
    sqlite_site.clock.instant += timedelta(days=20)
    page.get_by_role("button", name="报送", exact=True).click()
    page.get_by_text("刚才填写的内容已保留").wait_for()
    page.locator("#login").fill("Y01")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_text("写了很久的一段话").first.wait_for()
    page.locator("main form .btn-primary").first.click()
    page.get_by_role("heading", name="已办好").wait_for()
    assert sqlite_site.house.events(item)[-1].payload["done"] == "写了很久的一段话"
    page.context.close()


def test_the_pages_speak_english_by_a_switch_and_go_on_where_one_was(
    chromium: "Browser", sqlite_site: Site, address: str
) -> None:
    page, complaints = opened(chromium, sqlite_site, 390)
    page.goto(f"{address}/tasks")
    page.locator(".me summary").click()
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url == f"{address}/tasks"
    assert "事项" not in page.locator("h1").inner_text()
    page.locator(".me summary").click()
    page.get_by_role("button", name="中文").click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "事项"
    assert complaints == []
    page.context.close()
