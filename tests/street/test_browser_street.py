"""A street on a phone, in a real Chromium: from the message to the report in two taps, with a script and without."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from planning import acts
from tests.planning.house import progress
from tests.street.forms import kinds, picture
from tests.street.test_action_links import path_to
from tests.web.browsing import opened
from tests.web.site import Site
from web.viewing import COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.browser
LONG = "推进街道社区三级工会服务体系建设并将责任落实到自然片区的每一名包干到人的工会干部" * 2


def _phone(chromium: "Browser", **more: Any) -> "BrowserContext":  # noqa: ANN401 - Playwright's own options
    return chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, **more)


def _busy_street(site: Site) -> int:
    """Give the street a task of every kind, the first with everything a form can show; return it."""
    house = site.house
    figures = [{"of": "走访企业", "value": "5", "unit": "家"}]
    item = house.item_in(
        "accepted", title=LONG, text=LONG, quantities='[{"value": "18", "unit": "家", "of": "走访企业"}]'
    )
    told = progress(40, done=LONG, problem=LONG, next_step=LONG + "x" * 200, figures=figures)
    house.do(acts.report, item, told, by=house.owner)
    house.do(acts.instruct, item, text=LONG, answer_by=date(2017, 4, 14), by=house.sponsor)
    house.item_in("assigned")
    house.item_in("returned", 3)
    house.item_in("submitted")
    return item


def test_from_the_message_to_the_report_in_two_taps(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    item = _busy_street(sqlite_site)
    context = _phone(chromium)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(address + path_to(sqlite_site, item))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("这次做了什么").fill("又走访3家")
    page.locator(".saved", has_text=re.compile(r"已保存草稿 \d\d:\d\d")).wait_for()
    page.get_by_role("button", name="再加一行").tap()
    page.locator('[name="of"]').last.fill("新建工会")
    page.locator('[name="value"]').last.fill("2")
    page.locator('input[type="file"]').set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    page.get_by_role("button", name="移除 现场.jpg").wait_for()
    page.locator('input[type="file"]').set_input_files({"name": "误选.txt", "mimeType": "", "buffer": b"no"})
    page.get_by_role("button", name="移除 误选.txt").tap()
    page.locator('[name="of"]').first.press("Enter")
    page.locator(".saved", has_text="已保存草稿").wait_for()
    page.get_by_role("button", name="报送", exact=True).tap()
    page.get_by_role("heading", name="已办好").wait_for()

    payload = sqlite_site.house.events(item)[-1].payload
    assert (payload["done"], payload["via"], payload["figures"][-1]["of"]) == ("又走访3家", "link", "新建工会")
    assert [file["name"] for file in payload["files"]] == ["现场.jpg"]
    assert (complaints, context.cookies()) == ([], [])
    context.close()


def test_a_report_is_sent_without_a_script_from_the_page_of_own_tasks(
    chromium: "Browser", sqlite_site: Site, address: str
) -> None:
    item = _busy_street(sqlite_site)
    context = _phone(chromium, java_script_enabled=False)
    context.add_cookies([{"name": COOKIE, "value": sqlite_site.session_of("Y01"), "url": address}])
    page = context.new_page()

    page.goto(f"{address}/my")
    page.get_by_role("link", name=f"答复批示 {LONG}").tap()
    page.get_by_label("答复", exact=True).fill("已落实。")
    page.get_by_role("button", name="答复", exact=True).tap()
    page.get_by_role("heading", name="已办好").wait_for()
    page.goto(f"{address}/tasks/{item}/report")
    page.get_by_label("进度", exact=True).fill("65")
    page.get_by_role("button", name="再加一行").tap()
    page.get_by_role("button", name="报送", exact=True).tap()
    page.get_by_role("heading", name="已办好").wait_for()

    assert kinds(sqlite_site, item)[-2:] == ["answered", "reported"]
    assert sqlite_site.house.state(item).progress == 65
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_the_streets_runs_off_the_side_or_shuts_anybody_out(
    chromium: "Browser", sqlite_site: Site, address: str, width: int
) -> None:
    item = _busy_street(sqlite_site)
    page, complaints = opened(chromium, sqlite_site, width, by="Y01")
    pages = ["/my", "/my/messages", f"/tasks/{item}/sent?seq=4", "/k/wrong"]
    pages += [f"/tasks/{item}/{purpose}" for purpose in ("report", "submit", "extend", "answer")]

    for path in [*pages, f"/tasks/{item + 1}/accept", f"/tasks/{item + 2}/report"]:
        page.goto(address + path, wait_until="load")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page).response["violations"]
        assert [(path, each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert [each for each in complaints if "404" not in each] == []
    page.context.close()


def test_what_is_typed_after_the_session_ended_is_found_again_on_this_device(
    chromium: "Browser", sqlite_site: Site, address: str
) -> None:
    path = f"{address}/tasks/{sqlite_site.house.item_in('in_progress')}/report"
    signed_in: Any = {"name": COOKIE, "value": sqlite_site.session_of("Y01"), "url": address}
    context = _phone(chromium)
    context.add_cookies([signed_in])
    page = context.new_page()
    page.goto(path)
    done, said = page.get_by_label("这次做了什么"), page.locator("[data-saved]")
    done.fill("存上的草稿")
    page.get_by_role("button", name="保存草稿").tap()
    said.filter(has_text="已保存草稿").wait_for()

    context.clear_cookies()
    done.fill("登录过期以后写的")
    page.get_by_role("button", name="保存草稿").tap()
    said.filter(has_text="登录已过期").wait_for()
    context.add_cookies([signed_in])
    page.goto(path)

    assert done.input_value() == "存上的草稿"
    page.get_by_role("button", name="用它换掉下面的草稿").tap()
    assert done.input_value() == "登录过期以后写的"
    context.close()
