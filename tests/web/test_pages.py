"""What holds for every page: language, landmarks, nothing from elsewhere, nothing inline, text stays text."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from planning import acts
from tests.planning.house import progress
from tests.web.site import CROSSING, FakeRun, FakeSchedule, Site, notice

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@pytest.fixture
def full(sqlite_site: Site) -> Site:
    """A site with something hostile in every place that shows what people wrote."""
    house = sqlite_site.house
    item = house.item(
        2, title=CROSSING, text=CROSSING, leader_name=CROSSING, due_text=CROSSING, due_on=date(2017, 4, 14)
    )
    house.do(acts.assign, item)
    house.do(acts.accept, item, by=house.owner)
    told = progress(deliverables={1: 40}, done=CROSSING, problem=CROSSING, next_step=CROSSING)
    house.do(acts.report, item, told, by=house.owner)
    sqlite_site.tell(
        notice(item, to=CROSSING, title=CROSSING), notice(item, to=CROSSING, ref="x", address="", title=CROSSING)
    )
    run = FakeRun(result={"day": CROSSING}, error=CROSSING)
    return sqlite_site.running(run, state="plain", schedules=(FakeSchedule(purpose=CROSSING, last_run=run),))


PAGES = [
    "/",
    "/tasks",
    "/tasks/1",
    "/documents/1?task=1",
    "/deliveries",
    "/deliveries/1",
    "/runs",
    "/reports",
    "/about",
]


class Reader(HTMLParser):
    """Reads a page as strictly as a schoolmaster."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if len(dict(attrs)) != len(attrs):
            self.faults.append(f"<{tag}> says something twice")
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):  # type: ignore[union-attr]
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")

    @classmethod
    def of(cls, page: str) -> "Reader":
        reader = cls()
        reader.feed(page)
        reader.close()
        reader.faults += reader.open
        return reader

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed_and_has_its_landmarks(full: Site, path: str) -> None:
    reader = Reader.of(full.get(path))
    assert reader.faults == []
    assert reader.all("html")[0]["lang"] == "zh-CN"
    assert len(reader.all("main")) == len(reader.all("header")[:1]) == len(reader.all("h1")) == 1
    assert {"class": "skip", "href": "#main"} in reader.all("a")
    assert all(nav.get("aria-label") for nav in reader.all("nav"))
    assert len(reader.all("th")) == len([th for th in reader.all("th") if th.get("scope")])
    ids = [attributes["id"] for _, attributes in reader.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_a_label(full: Site, path: str) -> None:
    page = full.get(path)
    labelled = {label.get("for") for label in Reader.of(page).all("label")}
    fields = [each for tag in ("input", "select") for each in Reader.of(page).all(tag)]
    seen = [each for each in fields if each.get("type") not in {"hidden", "checkbox"}]
    assert [each for each in seen if each.get("id") not in labelled] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_nothing_from_elsewhere_and_nothing_inline(full: Site, path: str) -> None:
    reader = Reader.of(full.get(path))
    for tag, attributes in reader.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}, (tag, attributes)
        for name in ("src", "href", "action", "data", "hx-get"):
            value = attributes.get(name) or "/"
            assert re.match(r"/(?!/)|#|tel:|mailto:", value), (tag, value)
    assert reader.all("style") == []
    inline = [each for each in reader.all("script") if "src" not in each]
    assert [each for each in inline if each.get("type") != "application/json"] == []


@pytest.mark.parametrize("path", PAGES)
def test_what_people_wrote_stays_text(full: Site, path: str) -> None:
    page = full.get(path)
    assert "<script>alert" not in page
    if path not in {"/reports", "/about"} and not path.startswith("/documents"):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(full: Site, path: str) -> None:
    hrefs = {each["href"] for each in Reader.of(full.get(path)).all("a")}
    inner = sorted(href for href in hrefs if href and href.startswith("/") and "/original" not in href)
    client = full.client
    assert [href for href in inner if client.get(href).status_code != 200] == []


def test_an_empty_site_says_what_to_do_first(sqlite_site: Site) -> None:
    page = sqlite_site.get("/")
    assert "还没有事项" in page
    assert 'href="/plans#upload"' in page
    assert 'href="/admin/roster"' in page
    for path in ("/tasks", "/deliveries", "/runs", "/reports"):
        assert "没有" in sqlite_site.get(path) or "只提供页面" in sqlite_site.get(path)


def test_every_page_names_whom_to_tell(full: Site) -> None:
    assert '<a href="/about#contact">意见反馈</a>' in full.get("/")
    about = full.get("/about")
    assert "何思远" in about
    assert "mailto:d02@example.org" in about
