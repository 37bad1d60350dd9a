"""A quarter's report drawn up on the page of reports: by the office, as often as it changes, until it is signed."""

import re
from datetime import date, timedelta

import pytest

from config.database import table_of
from planning.access.models import AuditRecord
from planning.models import Snapshot
from tests.web.site import Site
from web.speaking import COOKIE as LANGUAGE


@pytest.fixture
def july(site: Site) -> Site:
    """An item is registered in April; it is the fifth of July."""
    site.house.item()
    site.clock.advance(timedelta(days=84))
    return site


def quarters(page: str) -> list[str]:
    return re.findall(r'<option value="(\d{4}Q\d)"', page)


def kept(site: Site) -> list[tuple[int, date]]:
    """Return version and cut-off of every snapshot there is."""
    with site.house.database.read() as session:
        rows = session.connection().execute(table_of(Snapshot).select()).all()
    return [(row.version, row.as_of) for row in rows]


def test_the_office_draws_up_a_report_on_the_page_and_reads_it(july: Site) -> None:
    answer = july.client.post("/reports", data={"period": "2017Q2"})
    assert answer.url.path == "/reports/1"
    assert "第 1 版已生成并封存" in answer.text
    assert kept(july) == [(1, date(2017, 7, 4))]
    assert "生成并封存报告" in july.get("/admin/audit")


def test_a_double_click_makes_one_report_and_one_record(july: Site) -> None:
    for _ in range(2):
        answer = july.client.post("/reports", data={"period": "2017Q2"})
    assert answer.url.path == "/reports/1"
    assert "沿用这一版" in answer.text
    assert len(kept(july)) == 1
    with july.house.database.read() as session:
        kinds = [row.kind for row in session.connection().execute(table_of(AuditRecord).select())]
    assert kinds.count("report-frozen") == 1


def test_a_report_looks_at_the_day_that_is_named(july: Site) -> None:
    page = july.client.post("/reports", data={"period": "2017Q2", "as_of": "2017-06-15"}).text
    assert kept(july) == [(1, date(2017, 6, 15))]
    assert "这是阶段稿" in page


def test_only_quarters_of_which_the_ledger_knows_can_be_chosen(july: Site) -> None:
    # Registered on 12 April: past the grace of the first quarter, which knows nothing of it.
    assert quarters(july.get("/reports")) == ["2017Q2", "2017Q3"]
    july.house.item(at=date(2017, 4, 1))
    assert quarters(july.get("/reports")) == ["2017Q2", "2017Q3", "2017Q1"]
    july.client.post("/reports", data={"period": "2017Q2"})
    sha256 = july.json("/reports")["periods"][0]["snapshots"][0]["sha256"]
    july.browser("D01").post("/reports/1/sign", data={"sha256": sha256, "read": "1"})
    assert quarters(july.get("/reports")) == ["2017Q3", "2017Q1"]
    assert "不能再重新冻结" in july.client.post("/reports", data={"period": "2017Q2"}).text


def test_without_items_the_page_says_what_comes_first(sqlite_site: Site) -> None:
    page = sqlite_site.get("/reports")
    assert quarters(page) == []
    assert '先在<a href="/plans">计划</a>页导入计划' in page
    answer = sqlite_site.client.post("/reports", data={"period": "2017Q1"})
    assert answer.status_code == 422
    assert "台账中没有登记任何事项" in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"period": "2017Q3", "as_of": "2017-08-01"}, "还没有到"),
        ({"period": "2017Q3", "as_of": "2017-06-30"}, "早于 2017Q3 的第一天"),
        ({"period": "2017Q3", "as_of": "七月"}, "不是能用的日期"),
        ({"period": "2018Q1", "as_of": ""}, "还不能出报告"),
        ({"period": "", "as_of": "2017-07-01"}, "季度"),
    ],
)
def test_what_is_refused_is_told_beside_the_form_with_what_was_typed(
    sqlite_site: Site, typed: dict[str, str], told: str
) -> None:
    sqlite_site.house.item()
    sqlite_site.clock.advance(timedelta(days=84))
    answer = sqlite_site.client.post("/reports", data=typed)
    assert answer.status_code in {400, 422}
    [alert] = re.findall(r'role="alert">(.*?)</p>', answer.text, re.DOTALL)
    assert told in alert
    assert f'name="as_of" max="2017-07-05" value="{typed["as_of"]}"' in answer.text
    assert (f'value="{typed["period"]}" selected' in answer.text) == (typed["period"] == "2017Q3")
    assert kept(sqlite_site) == []


def test_a_report_is_chinese_for_an_office_that_reads_english(sqlite_site: Site) -> None:
    sqlite_site.house.item()
    sqlite_site.clock.advance(timedelta(days=84))
    sqlite_site.client.cookies.set(LANGUAGE, "en")
    page = sqlite_site.client.post("/reports", data={"period": "2017Q2"}).text
    assert "Version 1 is made and frozen" in page
    sealed = sqlite_site.client.get("/reports/1/download/json").json()["content"]
    assert "进展情况报告" in sealed["title"]


def test_only_the_office_draws_reports_up(sqlite_site: Site) -> None:
    sqlite_site.house.item()
    for ref in ("D01", "Y01"):
        browser = sqlite_site.browser(ref)
        assert "生成并封存" not in browser.get("/reports").text
        assert browser.post("/reports", data={"period": "2017Q2"}).status_code == 403
    assert kept(sqlite_site) == []
