"""A review in a real Chromium: from the founding document to its tasks by keyboard, on a desk and on a phone."""

from typing import TYPE_CHECKING

import pytest

from planning.queries import plan_rows
from tests.intake.data import FOUNDING, needs
from tests.web.browsing import opened
from tests.web.review_site import add_streets, reviewed, send, view
from tests.web.site import Site
from tests.web.test_browser import CONTRAST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
STREETS = ("月坛街道", "展览路街道", "牛街街道", "广外街道")
PASTED = "月桥街道\n\n目标计划\n\n- 1.办好甲事;办好乙事。\n- 2.办好丙事。\n- 3.办好丁事。\n- 4.办好戊事。\n"
DESK, PHONE = 1280, 390


@pytest.fixture
def sqlite_site(sqlite_site: Site) -> Site:
    """A site whose roster has the four streets of the founding document too."""
    add_streets(sqlite_site, *STREETS)
    return sqlite_site


@pytest.fixture
def desk(chromium: "Browser", sqlite_site: Site) -> "Iterator[Page]":
    """A page on a desk; whatever the browser complains about fails the test."""
    page, complaints = opened(chromium, sqlite_site, DESK)
    yield page
    assert complaints == []
    page.context.close()


def open_review(page: "Page", address: str, review_id: int, rest: str = "") -> None:
    page.goto(f"{address}/reviews/{review_id}{rest}", wait_until="networkidle")


def chosen(page: "Page") -> str:
    """Return the key of the chosen item."""
    return str(page.evaluate("document.querySelector('.prop[aria-current]')?.dataset.item ?? ''"))


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_founding_document_becomes_its_thirteen_tasks(
    chromium: "Browser", address: str, sqlite_site: Site, width: int
) -> None:
    file = needs(FOUNDING)
    page, complaints = opened(chromium, sqlite_site, width)
    page.goto(address)
    if width == PHONE:
        page.click(".thumbs summary")
    page.click(".thumbs >> text=计划" if width == PHONE else ".places >> text=计划")
    page.set_input_files("#u-file", file)
    page.fill("#u-name", "街道工会目标计划")
    page.click("text=上传并读取")
    page.wait_for_url("**/reviews/1")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".prop").count() == 13
    page.locator(".prop").first.focus()
    for done in range(1, 14):
        page.keyboard.press("k")
        page.wait_for_selector(f".review-count >> text=已定 {done}/13")
    assert page.locator(".src-keep").count() >= 13
    page.click("text=登记已保留的 13 项")
    page.wait_for_url("**/adopt")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for street in STREETS:
        assert page.is_visible(f"th:has-text('{street}')")
    page.click("text=确认登记")
    page.wait_for_url("**/plans/*")
    assert page.is_visible("text=已登记 13 项（2017-001 至 2017-013）")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("a:has-text('2017-005')")
    page.wait_for_url("**/tasks/*")
    assert complaints == []
    page.context.close()
    assert view(sqlite_site, 1).state == "adopted"
    with sqlite_site.house.database.read() as session:
        assert plan_rows(session)[0]["name"] == "街道工会目标计划"


def test_the_keys_move_decide_undo_and_edit(desk: "Page", address: str, sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    open_review(desk, address, review_id)
    assert chosen(desk) == "1"
    desk.keyboard.press("j")
    desk.keyboard.press("ArrowDown")
    assert chosen(desk) == "3"
    desk.keyboard.press("ArrowUp")
    assert chosen(desk) == "2"
    desk.keyboard.press("k")
    desk.wait_for_selector("#item-2[data-stage=keep]")
    desk.wait_for_selector("#item-3[aria-current]")
    desk.keyboard.press("d")
    desk.wait_for_selector("#item-3[data-stage=drop]")
    desk.keyboard.press("u")
    desk.wait_for_selector("#item-3[data-stage=open]")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#item-3 textarea")
    assert desk.evaluate("document.activeElement.id") == "e-text"
    desk.keyboard.type("k每月一次d?")
    assert desk.input_value("#e-text").endswith("k每月一次d?")
    desk.click("text=保存 >> nth=0")
    desk.wait_for_selector("#item-3 .prop-text:has-text('每月一次')")
    assert view(sqlite_site, review_id).by_key["3"].decision == "open"


def test_keys_pressed_faster_than_answers_come_mean_one_item_each(
    desk: "Page", address: str, sqlite_site: Site
) -> None:
    review_id = reviewed(sqlite_site)
    open_review(desk, address, review_id)
    for key in "kkdkk":
        desk.keyboard.press(key)
    desk.wait_for_selector(".review-count >> text=已定 5/5")
    assert [item.decision for item in view(sqlite_site, review_id).items] == ["keep", "keep", "drop", "keep", "keep"]


def test_two_quick_presses_of_the_mouse_are_both_carried_out(desk: "Page", address: str, sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    open_review(desk, address, review_id)
    desk.evaluate("""() => {
      document.querySelector("#item-1 [value=keep]").click();
      document.querySelector("#item-4 [value=drop]").click();
      document.querySelector("#item-5 [value=keep]").click();
    }""")
    desk.wait_for_selector(".review-count >> text=已定 3/5")
    assert [each.decision for each in view(sqlite_site, review_id).items] == ["keep", "open", "open", "drop", "keep"]


def test_what_is_sent_beside_the_cards_while_an_act_is_on_its_way_is_carried_out_too(
    desk: "Page", address: str, sqlite_site: Site
) -> None:
    review_id = reviewed(sqlite_site)
    open_review(desk, address, review_id, "?item=3&mode=edit")
    desk.evaluate("""() => {
      document.querySelector("#e-text").value = "我写了很久的文字";
      document.querySelector("#item-1 [value=keep]").click();
      document.querySelector("#item-3 [value=edit]").click();
    }""")
    desk.wait_for_selector("#item-3 .prop-text:has-text('我写了很久的文字')")
    found = view(sqlite_site, review_id)
    assert (found.by_key["1"].decision, found.by_key["3"].text) == ("keep", "我写了很久的文字")
    desk.evaluate("""() => {
      document.querySelector("#item-2 [value=drop]").click();
      document.querySelector("[data-key-undo]").click();
    }""")
    desk.wait_for_selector("#item-3 .prop-text:has-text('互助保障')")
    found = view(sqlite_site, review_id)
    assert [found.by_key[key].decision for key in "123"] == ["keep", "drop", "open"]


def test_escape_gives_up_and_help_tells_the_keys(desk: "Page", address: str, sqlite_site: Site) -> None:
    open_review(desk, address, reviewed(sqlite_site))
    desk.keyboard.press("?")
    assert desk.is_visible("#keys")
    desk.keyboard.press("Escape")
    assert not desk.is_visible("#keys")
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") == "r-text"
    desk.keyboard.type("kd")
    desk.keyboard.press("Escape")
    assert chosen(desk) == "1"
    desk.keyboard.press("m")
    desk.wait_for_selector("#item-1 #m-with")
    desk.keyboard.press("Escape")
    desk.wait_for_selector("#item-1 [data-do=merge]")
    assert desk.locator(".src-keep").count() == 0


def test_both_sides_light_up_together(desk: "Page", address: str, sqlite_site: Site) -> None:
    open_review(desk, address, reviewed(sqlite_site))
    desk.click(".src[data-key='4'] >> nth=0")
    assert chosen(desk) == "4"
    assert desk.evaluate("document.activeElement.id") == "item-4"
    desk.click("#item-2 .prop-text")
    assert desk.locator(".src.is-chosen").first.get_attribute("data-key") == "2"
    desk.click("#src-5")
    assert chosen(desk) == "5"
    desk.click("#item-1 [data-source]")
    assert desk.locator(".src.is-chosen").first.get_attribute("data-key") == "1"


def test_a_split_is_made_where_the_text_is_clicked(desk: "Page", address: str, sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    open_review(desk, address, review_id)
    desk.keyboard.press("s")
    desk.wait_for_selector("#item-1 .clause")
    box = desk.locator("#item-1 .clause").first.bounding_box()
    assert box
    desk.mouse.click(box["x"] + 60, box["y"] + 8)
    assert desk.locator("#item-1 .cut input:checked").count() == 1
    desk.click("#item-1 >> text=拆分")
    desk.wait_for_selector("#item-1b")
    found = view(sqlite_site, review_id).by_key
    assert found["1a"].text + found["1b"].text == "建立职工服务站点地图,6月底前完成;继续做好困难职工帮扶,走访30户。"
    assert len(found["1a"].text) < 12


def test_marked_text_becomes_an_item(desk: "Page", address: str, sqlite_site: Site) -> None:
    text = "𠀀2017年街道工会目标计划\n\n本年度全体工会干部下基层走访企业40家。\n"
    review_id = reviewed(sqlite_site, text + "\n月桥街道\n\n目标计划\n\n- 1.举办技能比武,9月底前完成。\n")
    open_review(desk, address, review_id)
    desk.evaluate("""() => {
      const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
      let node;
      while ((node = walker.nextNode())) {
        const at = node.data.indexOf("全体工会干部");
        if (at >= 0) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + "全体工会干部下基层走访企业40家。".length);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return;
        }
      }
    }""")
    desk.click("text=把选中的文字列为一项")
    desk.wait_for_selector("#item-n1")
    added = view(sqlite_site, review_id).by_key["n1"]
    assert added.text == "全体工会干部下基层走访企业40家。"
    shown = view(sqlite_site, review_id).text
    assert shown[added.start : added.end] == added.text


def test_what_was_typed_survives_somebody_elses_change(chromium: "Browser", address: str, sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    page, complaints = opened(chromium, sqlite_site, DESK)
    open_review(page, address, review_id)
    page.keyboard.press("Enter")
    page.fill("#e-text", "我写了很久的文字")
    sqlite_site.sign_in("D02")
    send(sqlite_site, review_id, "edit", key="1", leader="顾长河")
    page.click("#item-1 >> text=保存 >> nth=0")
    page.wait_for_selector("#problem >> text=何思远")
    assert page.input_value("#e-text") == "我写了很久的文字"
    assert [each for each in complaints if "409" not in each] == []  # the browser itself logs that status
    page.click("#item-1 >> text=保存 >> nth=0")
    page.wait_for_selector("#item-1 .prop-text:has-text('我写了很久的文字')")
    page.context.close()


def test_what_cannot_reach_the_server_is_told_and_tried_again(
    chromium: "Browser", address: str, sqlite_site: Site
) -> None:
    page, _ = opened(chromium, sqlite_site, DESK)
    open_review(page, address, reviewed(sqlite_site))
    page.keyboard.press("Enter")
    page.fill("#e-text", "我写了很久的文字")
    page.route("**/acts", lambda route: route.abort())
    page.click("#item-1 >> text=保存 >> nth=0")
    page.wait_for_selector("#fault >> text=没有连上服务器")
    assert page.input_value("#e-text") == "我写了很久的文字"
    page.unroute("**/acts")
    page.click("#item-1 >> text=保存 >> nth=0")
    page.wait_for_selector("#item-1 .prop-text:has-text('我写了很久的文字')")
    assert page.locator("#fault").count() == 0
    page.context.close()


def test_the_address_tells_what_is_shown(desk: "Page", address: str, sqlite_site: Site) -> None:
    open_review(desk, address, reviewed(sqlite_site))
    desk.click(".chips >> text=措辞偏软")
    desk.wait_for_url("**?show=soft")
    desk.click("#item-3 [value=keep]")
    desk.wait_for_selector("#item-3[data-stage=keep]")
    desk.reload()
    assert chosen(desk) == "5"
    assert desk.locator(".prop").count() == 3


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_no_page_of_a_review_runs_off_the_side(
    chromium: "Browser", address: str, sqlite_site: Site, width: int
) -> None:
    long = "推进街道社区三级工会服务体系建设并将责任落实到自然片区的每一名包干到人的工会干部" * 3 + "x" * 120
    review_id = reviewed(sqlite_site, f"月桥街道\n\n目标计划\n\n- 1.{long}。\n- 2.{long};再说一遍{long}。\n")
    page, complaints = opened(chromium, sqlite_site, width)
    rests = ["", "?item=1&mode=edit", "?item=2&mode=split", "?item=1&mode=merge", "?mode=add", "/adopt"]
    for path in [*(f"/reviews/{review_id}{rest}" for rest in rests), "/plans", "/plans/1"]:
        page.goto(address + path, wait_until="networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (path, wide)
        assert page.evaluate(CONTRAST) == [], path
    assert complaints == []
    page.context.close()


def test_all_of_it_works_without_javascript(chromium: "Browser", address: str, sqlite_site: Site) -> None:
    page, _ = opened(chromium, sqlite_site, PHONE, script=False)
    page.goto(f"{address}/plans")
    page.click("text=没有文件")
    page.fill(
        "#u-text", "月桥街道\n\n目标计划\n\n- 1.办好甲事;办好乙事。\n- 2.办好丙事。\n- 3.办好丁事。\n- 4.办好戊事。\n"
    )
    page.click("text=上传并读取")
    page.wait_for_url("**/reviews/1")
    page.click("#item-1 >> text=拆分")
    page.check("#item-1 .cut input")
    page.click("#item-1 button:has-text('拆分')")
    page.wait_for_selector("#item-1b")
    page.click("#item-2 >> text=修改")
    page.fill("#e-deadline", "2017-09-30")
    page.click("text=保存并保留")
    page.wait_for_selector("#item-2[data-stage=keep]")
    page.click("#item-3 >> text=合并")
    page.click("text=与下一项接成一项")
    page.wait_for_selector("text=办好丁事")
    page.click("#item-1b >> text=不列入")
    page.wait_for_selector("#item-1b[data-stage=drop]")
    page.click(".review-acts >> text=撤销")
    page.wait_for_selector("#item-1b[data-stage=open]")
    page.click("text=从原文补列一项")
    page.select_option("#a-start", label="目标计划")
    page.select_option("#a-end", label="目标计划")
    page.click("text=列为一项 >> nth=-1")
    page.wait_for_selector("#item-n1")
    page.click("#item-n1 >> text=不列入")
    page.click("text=全部保留")
    page.click("text=登记已保留的")
    page.click("text=确认登记")
    page.wait_for_url("**/plans/*")
    assert page.is_visible("text=已登记 4 项")
    page.context.close()
    assert {change.name for change in view(sqlite_site, 1).changes} == {"何思远"}
