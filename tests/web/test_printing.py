"""Views as PDF: the same facts as the page, the moment and the reader at the foot, the same bytes twice, audited."""

import io
from datetime import date, timedelta

import pytest
from pdfminer.high_level import extract_text
from sqlalchemy import select

from config.database import table_of
from planning.access.models import AuditRecord
from planning.models import Snapshot
from tests.planning.house import OTHER_STREET
from tests.web.site import CROSSING, Site
from tests.web.test_signing import frozen, post


def printed(site: Site, path: str, ref: str = "D02", status: int = 200) -> str:
    """Return the words of a PDF without blanks."""
    answer = site.browser(ref).get(f"/print/{path}")
    assert answer.status_code == status, answer.text[:300]
    if status != 200:
        return str(answer.text)
    assert answer.headers["content-type"] == "application/pdf"
    return "".join(extract_text(io.BytesIO(answer.content)).split())


@pytest.fixture
def busy(sqlite_site: Site) -> Site:
    """An overdue item, one of another street, one with a text that must come out as text."""
    house = sqlite_site.house
    house.item(due_on=date(2017, 3, 20), first_period="2017Q3", theme="组织建设")
    house.item(unit_id=house.units[OTHER_STREET], title="别街的事项", owner_post_id=None, text=f"#let x = 1 {CROSSING}")
    return sqlite_site


def test_the_overview_is_printed_with_its_figures_moment_and_reader(busy: Site) -> None:
    text = printed(busy, "overview.pdf")
    for shown in ("改革任务督办总览", "共2件", "2017年4月12日", "逾期未办结（1件）", "柳岸街道", "何思远于2017-04-12"):
        assert shown in text
    assert "按2017年4月1日日终的情况" in printed(busy, "overview.pdf?as_of=2017-04-01")


def test_the_boards_the_list_and_a_task_are_printed(busy: Site) -> None:
    boards = printed(busy, "boards.pdf")
    assert "第一季度" in boards
    assert "组织建设" in boards
    tasks = printed(busy, f"tasks.pdf?unit={busy.house.units[OTHER_STREET]}")
    assert "别街的事项" in tasks
    assert "共1件" in tasks
    task = printed(busy, "tasks/2.pdf")
    assert "#letx=1<script>" in task
    assert "登记" in task or "立项" in task


def test_printing_twice_gives_the_same_bytes_and_is_written_down(busy: Site) -> None:
    busy.clock.advance(timedelta(microseconds=250_001))
    first, second = (busy.client.get("/print/tasks.pdf").content for _ in range(2))
    assert first == second
    with busy.house.database.read() as session:
        kinds = [row.kind for row in session.connection().execute(table_of(AuditRecord).select())]
    assert kinds.count("printed") == 2


def test_who_does_not_see_a_view_does_not_print_it(busy: Site) -> None:
    assert "别街的事项" not in printed(busy, "tasks.pdf", "Y01")
    assert printed(busy, "tasks/2.pdf", "Y01", 404)
    assert printed(busy, "boards.pdf", "Y01", 403)


def test_a_long_list_says_where_it_is_cut(busy: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.printing.MOST_LINES", 1)
    assert "这里列出最急的1件" in printed(busy, "tasks.pdf")


def test_the_verification_page_tells_digests_and_signatures(busy: Site) -> None:
    digest = frozen(busy, date(2017, 4, 12), date(2017, 4, 12))
    text = printed(busy, "reports/1.pdf")
    assert digest in text
    assert "已封存，待签发" in text
    frozen(busy, date(2017, 7, 5), date(2017, 7, 4))
    post(busy, "D01", "sign", frozen(busy), snapshot=2, note="同意")
    text = printed(busy, "reports/2.pdf")
    assert "顾长河" in text
    assert "同意" in text


def test_the_verification_page_stands_beside_the_downloads_and_says_who_signed_for_whom(
    sqlite_site: Site,
) -> None:
    site = sqlite_site
    site.house.item()
    digest = frozen(site)
    site.clock.advance(timedelta(days=84))
    assert "/print/reports/1.pdf" not in site.get("/reports")
    site.let_stand_in("L01", "D01")
    site.signed_in["L01"].post("/reports/1/sign", data={"sha256": digest, "read": "1"})
    post(site, "D02", "issue", digest)
    assert 'href="/print/reports/1.pdf"' in site.get("/reports")
    text = printed(site, "reports/1.pdf", "Y01")
    assert "陆明（代顾长河）" in text
    assert "印发" in text
    assert digest in text
    with site.house.database.read() as session:
        assert session.connection().execute(select(table_of(Snapshot).c.sha256)).scalars().all() == [digest]
