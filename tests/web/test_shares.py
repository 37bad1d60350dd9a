"""Read-only links: one plan or one issued report without sign-in, until they expire or are revoked; nothing else."""

import io
import re
from datetime import timedelta

import pytest
from pdfminer.high_level import extract_text

from config.clock import local_day
from config.database import table_of
from config.errors import DubanError
from planning.access.link_attempts import MOST_WRONG
from planning.access.link_attempts import WITHIN as TRIED_WITHIN
from planning.access.models import AuditRecord, Link, SignInFailure
from planning.models import Snapshot
from tests.planning.house import OTHER_STREET
from tests.web.site import LOCAL, Browser, Site
from tests.web.test_signing import frozen, post
from web.made_files import MadeFiles
from web.pages.shared_links import MOST_OPENED, WITHIN


def made(site: Site, ref: str = "D02", **form: str) -> str:
    """Make a link and return its path."""
    answer = site.browser(ref).post("/shares", data={"subject": "plan:1", "days": "30", **form})
    assert answer.status_code == 200, answer.text
    [found] = re.findall(r'class="address">http://[^/]+(/s/[^<]+)<', answer.text)
    return str(found)


def text_of(data: bytes) -> str:
    return "".join(extract_text(io.BytesIO(data)).split())


def opened(site: Site, path: str, status: int = 200) -> str:
    answer = site.browser(None).get(path, follow_redirects=False)
    assert answer.status_code == status, (path, answer.status_code)
    return str(answer.text)


@pytest.fixture
def issued(site: Site) -> Site:
    """The second quarter is frozen, signed and issued."""
    site.house.item()
    digest = frozen(site)
    site.clock.advance(timedelta(days=84))
    post(site, "D01", "sign", digest)
    post(site, "D02", "issue", digest)
    return site


def test_a_link_shows_a_plan_without_sign_in_and_without_people(site: Site) -> None:
    house = site.house
    house.item_in("assigned")
    house.item(unit_id=house.units[OTHER_STREET], title="别街的事项")
    path = made(site, title="给代表看")
    page = opened(site, path)
    for shown in ("目标计划（2017年）", "建立职工服务站点地图", "别街的事项", "已交办", "红灯"):
        assert shown in page
    for hidden in ("沈玉兰", "/tasks/", "退出"):
        assert hidden not in page
    headers = site.browser(None).get(path).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert "noindex" in headers["x-robots-tag"]
    assert "给代表看" in site.get("/shares")
    assert "2 次" in site.get("/shares")


def test_a_shared_report_is_made_once_for_all_its_readers(issued: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path, made_of = made(issued, subject="report:1"), list[str]()

    def rendered(_snapshot: object, form: str, **_given: object) -> bytes:
        made_of.append(form)
        return b"made"

    monkeypatch.setattr("reports.rendering.render", rendered)
    monkeypatch.setattr("web.answers.filed_reports._MADE", MadeFiles())
    for _ in range(3):
        for form in ("docx", "xlsx"):
            assert issued.browser(None).get(f"{path}/{form}").content == b"made"
    assert made_of == ["docx", "xlsx"]


def test_what_was_made_is_kept_up_to_a_size_and_what_failed_is_not() -> None:
    kept, asked = MadeFiles(most_bytes=10), list[bytes]()

    def of(source: bytes) -> bytes:
        def make() -> bytes:
            asked.append(source)
            if source == b"bad":
                raise DubanError("snapshot-altered", file="x")
            return source * 4

        return kept.of(source, "pdf", make)

    assert [of(b"a"), of(b"a"), of(b"bb"), of(b"a")] == [b"aaaa", b"aaaa", b"b" * 8, b"aaaa"]
    assert asked == [b"a", b"bb", b"a"]
    for _ in range(2):
        with pytest.raises(DubanError):
            of(b"bad")
    assert asked[-2:] == [b"bad", b"bad"]


def test_an_address_opens_links_only_so_often(sqlite_site: Site) -> None:
    site, path = sqlite_site, made(sqlite_site)
    browser = site.browser(None)
    assert {browser.get(path).status_code for _ in range(MOST_OPENED)} == {200}
    refused = browser.get(path)
    assert (refused.status_code, "1 分钟" in refused.text) == (429, True)
    assert browser.get(f"{path}/pdf").status_code == 429
    assert Browser(site.app, base_url=LOCAL, client=("192.0.2.7", 1)).get(path).status_code == 200
    assert site.client.get("/shares").status_code == 200
    site.clock.advance(WITHIN + timedelta(seconds=1))
    assert browser.get(path).status_code == 200


def test_searching_for_links_is_stopped_by_what_all_processes_know(site: Site) -> None:
    path, reading = made(site), "calendar/" + "x" * 43 + ".ics"
    browser = site.browser(None)
    for number in range(MOST_WRONG):
        wrong = f"/s/{number:043}" if number % 2 else f"/{reading}"
        assert browser.get(wrong).status_code == 404
    del site.app.state.links_opened  # as another process would have it
    refused = browser.get(f"/s/{'y' * 43}")
    assert (refused.status_code, "15 分钟" in refused.text) == (429, True)
    elsewhere = Browser(site.app, base_url=LOCAL, client=("192.0.2.7", 1))
    assert [elsewhere.get(path).status_code for _ in range(3)] == [200] * 3
    with site.house.database.read() as session:
        assert len(session.connection().execute(table_of(SignInFailure).select()).all()) == MOST_WRONG
    site.clock.advance(TRIED_WITHIN)
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/shares", "/calendar", "/reports"])
def test_pages_with_forms_do_not_hide_where_the_browser_comes_from(sqlite_site: Site, path: str) -> None:
    # With no-referrer a browser sends its forms with "Origin: null", which the guard refuses.
    assert sqlite_site.client.get(path).headers["referrer-policy"] == "same-origin"


def test_a_link_opens_nothing_else(issued: Site) -> None:
    path = made(issued)
    assert opened(issued, f"{path}/html", 404)
    for other in ("/", "/tasks", "/reports/1/view", "/shares"):
        assert opened(issued, other, 303) == ""
    assert opened(issued, "/s/" + "x" * 43, 404)
    with issued.house.database.read() as session:
        [link] = session.connection().execute(table_of(Link).select()).all()
    assert link.token_hash not in path


def test_a_link_shows_an_issued_report_with_its_signatures(issued: Site) -> None:
    path = made(issued, subject="report:1")
    page = opened(issued, path)
    assert "2017年第二季度进展情况报告" in page
    assert "顾长河" in page
    assert opened(issued, f"{path}/html").startswith("<!DOCTYPE html>")
    assert issued.browser(None).get(f"{path}/pdf").content.startswith(b"%PDF")
    assert opened(issued, f"{path}/odt", 400)
    assert opened(issued, f"{path}/plan.pdf", 404)


def test_a_shared_report_is_verified_on_its_page_and_on_paper(issued: Site) -> None:
    path = made(issued, subject="report:1")
    assert "封存内容与摘要一致" in opened(issued, path)
    with issued.house.database.read() as session:
        kept = session.connection().execute(table_of(Snapshot).select()).one()
    assert kept.ledger_root in opened(issued, path)
    sheet = issued.browser(None).get(f"{path}/checking.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    assert kept.sha256[:8] in text_of(sheet.content)
    with issued.house.database.write() as session:
        altered = table_of(Snapshot).update().values(content=kept.content.replace("月桥", "柳岸"))
        session.connection().execute(altered)
    assert "封存内容与摘要不一致" in opened(issued, path)
    assert "封存内容与摘要不一致" in issued.get("/reports/1")


def test_a_shared_plan_is_looked_at_as_of_a_past_day_and_printed(site: Site) -> None:
    site.house.item_in("accepted")
    path = made(site)
    site.clock.advance(timedelta(days=3))
    past = str(local_day(site.clock.now() - timedelta(days=2)))
    site.house.item(title="后来的事项", at=site.clock.now())
    assert "后来的事项" in opened(site, path)
    page = opened(site, f"{path}?as_of={past}")
    assert "建立职工服务站点地图" in page
    assert "后来的事项" not in page
    assert "回到现在" in page
    assert f"{path}/plan.pdf?as_of={past}" in page
    text = text_of(site.browser(None).get(f"{path}/plan.pdf?as_of={past}").content)
    assert "建立职工服务站点地图" in text
    assert "沈玉兰" not in text
    assert "后来的事项" not in text
    assert "预测" not in opened(site, f"{path}?as_of=2018-01-01")


def test_a_report_not_issued_is_not_shared(site: Site) -> None:
    site.house.item()
    frozen(site)
    answer = site.client.post("/shares", data={"subject": "report:1", "days": "30", "title": "季报"})
    assert answer.status_code == 422
    assert "请选择一份计划" in answer.text
    assert 'value="季报"' in answer.text


@pytest.mark.parametrize("days", ["0", "367", "-1", "x", ""])
def test_how_long_a_link_lasts_is_bounded(sqlite_site: Site, days: str) -> None:
    answer = sqlite_site.client.post("/shares", data={"subject": "plan:1", "days": days})
    assert "有效天数应在 1 至 366 之间" in answer.text
    assert sqlite_site.get("/shares").count("撤销") == 0


def test_an_expired_and_a_revoked_link_say_so(site: Site) -> None:
    first, second = made(site, days="2"), made(site)
    site.client.post("/shares/2/revoke")
    assert "已被撤销" in opened(site, second, 404)
    assert "目标计划" in opened(site, first)
    site.clock.advance(timedelta(days=2))
    assert "已过有效期" in opened(site, first, 404)
    page = site.get("/shares")
    assert "已过期" in page
    assert "已撤销" in page
    with site.house.database.read() as session:
        kinds = [row.kind for row in session.connection().execute(table_of(AuditRecord).select())]
    assert kinds.count("share-made") == 2
    assert kinds.count("share-revoked") == 1


def test_links_are_for_the_office_and_the_leading_group(sqlite_site: Site) -> None:
    assert made(sqlite_site, "D01")
    street = sqlite_site.browser("Y01")
    assert street.get("/shares").status_code == 403
    assert street.post("/shares", data={"subject": "plan:1", "days": "3"}).status_code == 403
    assert street.post("/shares/1/revoke").status_code == 403
    assert sqlite_site.client.post("/shares/99/revoke").status_code == 404


def test_a_long_plan_is_paged(sqlite_site: Site) -> None:
    with sqlite_site.house.pen() as ledger:
        ledger.register([sqlite_site.house.payload(f"2017-{number:03d}") for number in range(1, 54)])
    path = made(sqlite_site)
    assert opened(sqlite_site, path).count("建立职工服务站点地图") == 50
    assert opened(sqlite_site, f"{path}?page=2").count("建立职工服务站点地图") == 3


def test_a_form_sent_twice_makes_one_link(sqlite_site: Site) -> None:
    paths = {made(sqlite_site, once="a" * 32) for _ in range(2)}
    assert len(paths) == 1
    assert made(sqlite_site, once="a" * 32, days="9") not in paths
    opened(sqlite_site, paths.pop())
