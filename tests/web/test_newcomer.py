"""From an empty database to an issued report that nobody needs an account to read, on pages alone, link by link.

Nobody types an address but the first one and those given to him: every step is found where the page before it leads.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.clock import FixedClock
from config.database import Database
from config.settings import Settings
from planning.store import Store
from tests.planning.house import rules
from tests.web.serving import served
from web.app import create_app
from web.ports import Services

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PASSWORD = "a long good sentence"  # noqa: S105 - of this test
PLAN = "月桥街道\n\n目标计划\n\n1.2017年9月30日前，建立职工服务站点地图。\n2.年底前，走访企业二十家。\n"
LAST_DAYS, FIRST_AFTER = datetime(2017, 7, 3, 2, tzinfo=UTC), datetime(2017, 7, 5, 2, tzinfo=UTC)
ROSTER = resources.files("duban.samples").joinpath("roster.csv")
#: Who takes part, and the first line of the file with the names of its columns.
PEOPLE = ("任职起", "YH001", "YH005", "YH006", "YH014", "YH015")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep passwords without hashing them."""
    for place in ("setting_up", "joining"):
        monkeypatch.setattr(f"web.pages.{place}.hash_password", lambda given: f"kept:{given}")


@pytest.fixture
def clock() -> FixedClock:
    """The day before the grace of the second quarter ends."""
    return FixedClock(LAST_DAYS)


@pytest.fixture
def address(sqlite_database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[str]:
    """The pages on a database with nothing in it."""
    services = Services(sqlite_database, Settings(data_dir=tmp_path), rules(), clock, Store(tmp_path))
    with served(create_app(services)) as found:
        yield found


def sat_down(chromium: "Browser", width: int = 1280) -> "Page":
    """Return a page in a browser of its own, in which nobody has signed in."""
    page = chromium.new_context(viewport={"width": width, "height": 844}).new_page()
    page.set_default_timeout(20_000)
    return page


def follow(page: "Page", name: str | re.Pattern[str]) -> None:
    """Go where the first link of this name in the page's own text leads."""
    page.locator("main").get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def press(page: "Page", name: str | re.Pattern[str]) -> None:
    """Press the first button of this name in the page's own text."""
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def small_roster() -> bytes:
    """Return the sample roster with those who take part only."""
    lines = ROSTER.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    return "".join(line for line in lines if any(each in line for each in PEOPLE)).encode()


def administrator(chromium: "Browser", address: str) -> "dict[str, str]":
    """Set up, take in the roster, make the accounts; return the slips: staff number → link."""
    page = sat_down(chromium)
    page.goto(address)
    for field, given in {"登录名": "root", "姓名": "张三", "密码": PASSWORD, "再输一遍": PASSWORD}.items():
        page.get_by_label(field).fill(given)
    press(page, "建立管理员")
    follow(page, "导入名册")
    page.get_by_label("名册文件").set_input_files(
        {"name": "roster.csv", "mimeType": "text/csv", "buffer": small_roster()}
    )
    press(page, "看会改什么")
    press(page, "照此导入")
    follow(page, "建立账号")
    press(page, "建立并给出登录链接")
    slips = {}
    for slip in page.locator(".slip").all():
        login, link = slip.locator("strong").nth(1).inner_text(), slip.locator("code").inner_text()
        slips[login] = address + re.sub(r"^https?://[^/]+", "", link)
    page.context.close()
    return slips


def joined(chromium: "Browser", link: str, width: int = 1280) -> "Page":
    """Come in by a slip: choose a password and stand where one's work begins."""
    page = sat_down(chromium, width)
    page.goto(link)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_load_state()
    return page


def adopt(page: "Page") -> None:
    """Paste a plan, keep what was read from it, register it and hand it out."""
    follow(page, "导入计划")
    page.get_by_text("没有文件？粘贴文字").click()
    page.get_by_label("粘贴的文字").fill(PLAN)
    page.get_by_label("计划年度").fill("2017")
    page.get_by_label("计划名称").fill("2017年目标计划")
    press(page, "上传并读取")
    page.wait_for_url("**/reviews/1")
    for done in (1, 2):
        page.locator(f"#item-{done} .btn-keep").click()
        page.get_by_text(f"已定 {done}/2").first.wait_for()
    follow(page, "登记已保留的 2 项")
    press(page, "确认登记")


def hand_out(page: "Page") -> None:
    """Hand out everything that was just registered: tick all, look, do."""
    follow(page, "去批量交办")
    page.locator("thead input[type=checkbox]").check()
    press(page, "先看看会怎样")
    press(page, re.compile("^对勾选的事项"))


def work(page: "Page") -> None:
    """Take the first task on, report on it and report it complete, each from one's own list."""
    press(page, re.compile("^签收 2017年9月30日前"))
    follow(page, re.compile("^报送进展 2017年9月30日前"))
    page.locator("#f-progress").fill("100")
    page.locator("#f-done").fill("地图已经张贴")
    press(page, "报送")
    follow(page, re.compile("报办结"))
    page.locator("#f-note").fill("挂在服务站门口")
    press(page, "报办结")
    page.get_by_role("heading", name="已办好").wait_for()
    page.context.close()


def decide(page: "Page", waiting: str, act: str) -> None:
    """Do what waits in one part of the desk."""
    page.locator("header nav").get_by_role("link", name="待办").click()
    follow(page, re.compile(f"^{waiting}"))
    row = page.locator(".desk-row").first
    opening = row.get_by_role("link", name=act, exact=True)
    if opening.count():
        opening.click()
    row.get_by_role("button", name=act, exact=True).click()
    page.get_by_role("status").get_by_text(f"已{act}").wait_for()


def report(office: "Page", leader: "Page") -> None:
    """Draw up the quarter's report, have it signed, issue it."""
    office.locator("header nav").get_by_role("link", name="报告").click()
    press(office, "生成并封存")
    leader.reload()
    follow(leader, re.compile("进展情况报告"))
    leader.get_by_label("我已核对全文").check()
    press(leader, "签字")
    leader.locator(".signatures", has_text="傅景和").wait_for()
    office.reload()
    press(office, "印发")
    office.locator(".signatures", has_text="邱晓彤 印发").wait_for()


def shared(office: "Page") -> str:
    """Make a read-only link to the report that was just issued; return it."""
    follow(office, "制作只读链接")
    press(office, "制作")
    return office.locator("code", has_text="/s/").first.inner_text()


def test_a_newcomer_goes_from_nothing_to_an_issued_report(chromium: "Browser", address: str, clock: FixedClock) -> None:
    slips = administrator(chromium, address)
    office, colleague = joined(chromium, slips["YH005"]), joined(chromium, slips["YH006"])
    adopt(office)
    hand_out(office)
    work(joined(chromium, slips["YH015"], 390))
    decide(office, "报办结待审", "办结")
    decide(colleague, "待销号", "销号")
    clock.advance(FIRST_AFTER - LAST_DAYS)
    leader = joined(chromium, slips["YH001"])
    report(office, leader)
    link = shared(office)
    anybody = sat_down(chromium, 390)
    anybody.goto(address + re.sub(r"^https?://[^/]+", "", link))
    assert "2017年第二季度" in anybody.locator("h1").inner_text()
    for page in (office, colleague, leader, anybody):
        page.context.close()
