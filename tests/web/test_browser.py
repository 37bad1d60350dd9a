"""In a real Chromium: nothing runs off the side, nothing is complained about, and it works without JavaScript."""

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from config.database import table_of
from planning import acts
from planning.models import Document
from planning.periods import Quarter
from reports.freezing import freeze
from tests.planning.house import DAY, instant, progress, rules
from tests.web.browsing import opened
from tests.web.site import FakeRun, FakeSchedule, Site, notice

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PAGES = ["/", "/tasks", "/tasks/1", "/documents/1?task=1#source", "/deliveries", "/deliveries/1", "/runs"]
PAGES += ["/reports", "/about"]
LONG = "推进街道社区三级工会服务体系建设并将责任落实到自然片区的每一名包干到人的工会干部" * 2
BEGUN = date(2017, 3, 20)


@pytest.fixture
def sqlite_site(sqlite_site: Site) -> Site:
    """A site with long words everywhere and an engine."""
    house = sqlite_site.house
    before = "背景情况。\n" * 300
    table = table_of(Document)
    with house.database.write() as session:
        session.connection().execute(update(table).values(text=f"{before}建立职工服务站点地图。\n{before}"))
    start, end = len(before), len(before) + 11
    item = house.item(
        3,
        source_start=start,
        source_end=end,
        title=LONG,
        text=LONG,
        due_on=date(2017, 4, 14),
        due_provisional=True,
        at=BEGUN,
    )
    house.do(acts.assign, item)
    house.do(acts.accept, item, by=house.owner)
    told = progress(deliverables={1: 40}, done=LONG + "x" * 200, problem=LONG, next_step=LONG)
    house.do(acts.report, item, told, by=house.owner)
    for number in range(2, 30):
        house.item(due_on=date(2017, 4, number), at=BEGUN)
    for day in range(1, 13):
        sqlite_site.count(date(2017, 4, day), red=day, green=12 - day)
    sqlite_site.tell(notice(item, title=LONG), notice(item, ref="9", to="韩小满", address="", title=LONG))
    with house.database.write() as session:
        frozen = {"now": instant(DAY), "by": "D02", "office_name": "督办办公室"}
        freeze(session, rules(), Quarter.parse("2017Q1"), date(2017, 4, 11), **frozen)  # type: ignore[arg-type]
    run = FakeRun(result={"planned": 3, "would_tell": {LONG: 2}}, error="x" * 300)
    jobs = (FakeSchedule(last_run=run),)
    return sqlite_site.running(run, state="prefect", prefect_url="http://127.0.0.1:1", schedules=jobs)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_runs_off_the_side_or_is_complained_about(
    chromium: "Browser", sqlite_site: Site, address: str, width: int
) -> None:
    page, complaints = opened(chromium, sqlite_site, width)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for path in PAGES:
        page.goto(address + path, wait_until="networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (path, wide)
    assert complaints == []
    assert {url for url in asked if not url.startswith((address, "data:"))} == set()
    page.context.close()


def test_the_trend_is_drawn(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    page, complaints = opened(chromium, sqlite_site, 1280)
    page.goto(address, wait_until="networkidle")
    page.wait_for_selector("[data-chart] canvas")
    assert complaints == []
    page.context.close()


def test_a_filter_changes_the_list_and_the_address_in_place(
    chromium: "Browser", sqlite_site: Site, address: str
) -> None:
    page, complaints = opened(chromium, sqlite_site, 1280)
    page.goto(f"{address}/tasks")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.select_option("#f-light", "red")
    page.wait_for_url("**/tasks?light=red")
    assert page.locator(".rows tbody tr").count() == page.locator(".rows .light-red").count() > 0
    page.fill("#f-text", "2017-001")
    page.wait_for_url("**/tasks?*text=2017-001*")
    assert page.evaluate("document.body.dataset.same") == "yes"
    page.go_back()
    page.wait_for_url("**/tasks?light=red")
    assert complaints == []
    page.context.close()


def test_a_wrong_filter_is_told_in_place_of_the_list(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    page, _ = opened(chromium, sqlite_site, 1280)
    page.goto(f"{address}/tasks")
    page.fill("#f-from", "2017-05-01")
    page.fill("#f-to", "2017-04-01")
    page.wait_for_selector("#results >> text=起始日期不能晚于截止日期")
    page.fill("#f-to", "2017-05-02")
    page.wait_for_selector("#results >> text=没有符合条件的事项")
    page.context.close()


def test_filters_paging_and_days_work_without_javascript(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    page, _ = opened(chromium, sqlite_site, 390, script=False)
    page.goto(f"{address}/tasks")
    page.select_option("#f-light", "red")
    page.click("form[action='/tasks'] button:has-text('筛选')")
    page.wait_for_url("**light=red**")
    assert page.locator(".rows .light-red").count() > 0
    page.click("text=更多条件")
    assert page.is_visible("#f-state")
    page.goto(address)
    page.fill("#as-of", "2017-04-01")
    page.click(".as-of button")
    page.wait_for_url("**as_of=2017-04-01")
    assert page.is_visible("text=正在查看")
    page.context.close()


def test_the_keyboard_reaches_the_text_first(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    page, _ = opened(chromium, sqlite_site, 1280)
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_address_of_a_source_leads_to_its_sentence(
    chromium: "Browser", sqlite_site: Site, address: str, width: int
) -> None:
    page, _ = opened(chromium, sqlite_site, width)
    page.goto(f"{address}/documents/1?task=1#source", wait_until="networkidle")
    top = page.evaluate("document.querySelector('#source').getBoundingClientRect().top")
    assert 0 < top < 700
    page.context.close()


CONTRAST = """() => {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const painted = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = painted(colour).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (painted(colour)[3] > 250) { return colour; }
    }
    return "white";
  };
  const found = [];
  for (const element of document.querySelectorAll("main *, footer *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.offsetParent) { continue; }
    const [front, back] = [light(getComputedStyle(element).color), light(ground(element))];
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    const name = `${element.className || element.tagName} ${element.textContent.trim().slice(0, 20)}`;
    if (ratio < 4.5) { found.push(`${name}: ${ratio.toFixed(2)}`); }
  }
  return [...new Set(found)];
}"""


def test_every_word_stands_out_from_its_ground(chromium: "Browser", sqlite_site: Site, address: str) -> None:
    page, _ = opened(chromium, sqlite_site, 1280)
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate(CONTRAST) == [], path
    page.context.close()
