"""A quarter's report drawn up on the page of reports: by the office, as often as it changes, until it is signed."""

from datetime import timedelta

from tests.web.site import Site


def test_the_office_draws_up_a_report_on_the_page_and_reads_it(sqlite_site: Site) -> None:
    sqlite_site.house.item()
    sqlite_site.clock.advance(timedelta(days=84))
    page = sqlite_site.get("/reports")
    assert "生成并封存" in page
    answer = sqlite_site.client.post("/reports", data={"period": "2017Q2"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports/1")
    again = sqlite_site.client.post("/reports", data={"period": "2017Q2"}, follow_redirects=False)
    assert again.headers["location"] == "/reports/1"
    assert "第 1 版" in sqlite_site.get("/reports/1")
    assert "生成并封存报告" in sqlite_site.get("/admin/audit")


def test_a_report_that_cannot_be_made_is_refused_beside_the_form(sqlite_site: Site) -> None:
    answer = sqlite_site.client.post("/reports", data={"period": "2017Q1"})
    assert answer.status_code == 422
    assert "台账中没有登记任何事项" in answer.text
    assert 'role="alert"' in answer.text


def test_only_the_office_draws_reports_up(sqlite_site: Site) -> None:
    sqlite_site.house.item()
    for ref in ("D01", "Y01"):
        browser = sqlite_site.browser(ref)
        assert "生成并封存" not in browser.get("/reports").text
        assert browser.post("/reports", data={"period": "2017Q2"}).status_code == 403
