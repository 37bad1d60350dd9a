"""The office's walks in a real Chromium: deciding from the desk, two people at once, choosing many by keyboard."""

from typing import TYPE_CHECKING

import pytest

from planning import acts
from tests.planning.house import progress
from tests.web.browsing import opened
from tests.web.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def sqlite_site(sqlite_site: Site) -> Site:
    """A desk with two completions to judge, two reports to read and an item without a firm date."""
    house = sqlite_site.house
    for words in ("甲", "乙"):
        item = house.item_in("accepted", title=f"报办结的事项{words}")
        house.do(acts.report, item, progress(90, done=f"已办{words}"), by=house.owner)
        house.do(acts.submit, item, note=f"都已办完{words}", by=house.owner)
    house.item_in("accepted", title="期限未定的事项", due_provisional=True)
    return sqlite_site


@pytest.mark.parametrize("width", [1280, 390])
def test_the_office_decides_from_the_desk_and_goes_on_to_the_next(
    chromium: "Browser", sqlite_site: Site, address: str, width: int
) -> None:
    page, complaints = opened(chromium, sqlite_site, width)
    page.goto(f"{address}/desk?kind=submitted", wait_until="networkidle")
    row = page.locator(".desk-row", has_text="报办结的事项甲")
    row.get_by_role("link", name="退回").click()
    form = row.locator(".act-form")
    form.get_by_label("事实不清").check()
    form.locator("textarea").fill("请补名单")
    form.get_by_role("button", name="退回").click()
    page.get_by_role("status").get_by_text("已退回").wait_for()
    assert page.locator(".desk-row").count() == 1
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    second = page.locator(".desk-row", has_text="报办结的事项乙")
    second.get_by_role("link", name="办结", exact=True).click()
    second.get_by_role("button", name="办结").click()
    page.get_by_text("没有等待审核的办结").wait_for()
    assert [sqlite_site.house.state(item).state for item in (1, 2)] == ["returned", "completed"]
    assert complaints == []
    page.context.close()


def test_the_second_of_two_people_sees_what_changed_and_keeps_the_text(
    chromium: "Browser", sqlite_site: Site, address: str
) -> None:
    first, _ = opened(chromium, sqlite_site, 1280)
    second, _ = opened(chromium, sqlite_site, 1280, by="D01")
    for page in (first, second):
        page.goto(f"{address}/tasks/3", wait_until="networkidle")
        page.locator(".act-bar").get_by_role("link", name="确定期限").click()
        page.locator("#act-panel textarea").fill("会议确定到七月底")
    first.locator("#act-panel input[type=date]").fill("2017-07-31")
    first.locator("#act-panel").get_by_role("button", name="确定期限").click()
    first.get_by_text("2017-003 已确定期限").wait_for()
    second.locator("#act-panel input[type=date]").fill("2017-08-31")
    second.locator("#act-panel").get_by_role("button", name="确定期限").click()
    second.get_by_text("您打开之后，事项有了新记录").wait_for()
    panel = second.locator("#act-panel")
    assert "何思远" in panel.inner_text()
    assert "2017年7月31日" in panel.inner_text()
    assert panel.locator("textarea").input_value() == "会议确定到七月底"
    assert panel.locator("input[type=date]").input_value() == "2017-08-31"
    panel.get_by_role("button", name="确定期限").click()
    second.get_by_text("2017-003 已确定期限").wait_for()
    assert sqlite_site.house.state(3).due_on.isoformat() == "2017-08-31"
    first.context.close()
    second.context.close()


def test_many_are_chosen_by_keyboard(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    page, complaints = opened(chromium, sqlite_site, 1280)
    page.goto(f"{address}/tasks", wait_until="networkidle")
    boxes = page.locator("[data-pick]")
    page.locator("body").press("j")
    page.keyboard.press("x")
    assert page.locator("[data-picked-count]").inner_text() == "1"
    boxes.nth(2).click(modifiers=["Shift"])
    assert page.locator("[data-picked-count]").inner_text() == "3"
    page.get_by_label("批量办理").select_option("remind")
    page.get_by_role("button", name="先看看会怎样").click()
    page.get_by_text("可以办 1 件，2 件办不了").wait_for()
    page.get_by_role("button", name="对勾选的事项催一下").click()
    page.get_by_role("status").get_by_text("已列入催办 1 件").wait_for()
    assert complaints == []
    page.context.close()


def test_all_of_it_works_without_javascript(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    page, _ = opened(chromium, sqlite_site, 390, script=False)
    page.goto(f"{address}/desk?kind=provisional")
    page.get_by_role("button", name="确认 2017年6月30日").click()
    page.get_by_text("2017-003 已确定期限").wait_for()
    page.goto(f"{address}/desk?kind=submitted")
    page.get_by_role("link", name="办结", exact=True).first.click()
    page.get_by_label("说明（可不填）").fill("属实")
    page.get_by_role("button", name="办结").click()
    page.get_by_text("已办结").first.wait_for()
    assert page.url.startswith(f"{address}/desk?kind=submitted")
    page.goto(f"{address}/tasks")
    page.get_by_label("选择 2017-003 期限未定的事项").check()
    page.get_by_label("批量办理").select_option("deadline")
    page.get_by_role("button", name="先看看会怎样").click()
    page.get_by_label("期限", exact=True).fill("2017-08-31")
    page.get_by_role("button", name="对勾选的事项确定期限").click()
    page.get_by_text("已确定期限 1 件").wait_for()
    page.context.close()
