"""Views as PDF: the same facts as the page, the moment and the reader at the foot, the same bytes twice, audited."""

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from pdfminer.high_level import extract_text
from pdfminer.pdfpage import PDFPage
from sqlalchemy import select

from config.database import table_of
from planning import acts
from planning.access.models import AuditRecord
from planning.models import Snapshot
from tests.planning.house import OTHER_STREET, progress
from tests.web.review_site import done, reviewed
from tests.web.site import CROSSING, FakeRun, Site, notice
from tests.web.test_review_adoption import adopt
from tests.web.test_signing import frozen, post


def printed(site: Site, path: str, ref: str = "D02", status: int = 200) -> str:
    """Return the words of a PDF without blanks."""
    answer = site.browser(ref).get(f"/print/{path}")
    assert answer.status_code == status, answer.text[:300]
    if status != 200:
        return str(answer.text)
    assert answer.headers["content-type"] == "application/pdf"
    return "".join(extract_text(io.BytesIO(answer.content)).split())


def done_keeping(site: Site) -> int:
    """Return a review all items of which are kept."""
    review = reviewed(site)
    done(site, review, "keep-all")
    return review


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
    first, second = (busy.client.get("/print/tasks.pdf?light=red&as_of=2017-04-12").content for _ in range(2))
    assert first == second
    with busy.house.database.read() as session:
        rows = session.connection().execute(table_of(AuditRecord).select()).all()
    told = [json.loads(row.detail) for row in rows if row.kind == "printed"]
    assert told == [{"view": "tasks", "as_of": "2017-04-12", "question": "light=red"}] * 2


def test_who_does_not_see_a_view_does_not_print_it(busy: Site) -> None:
    assert "别街的事项" not in printed(busy, "tasks.pdf", "Y01")
    assert printed(busy, "tasks/2.pdf", "Y01", 404)
    assert printed(busy, "boards.pdf", "Y01", 403)


def test_a_long_list_says_where_it_is_cut(busy: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.printing.MOST_LINES", 1)
    assert "这里列出最急的1件" in printed(busy, "tasks.pdf")


def test_the_register_is_printed_with_its_columns_its_filter_and_where_it_is_cut(
    busy: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    street = busy.house.units[OTHER_STREET]
    asked = f"unit={street}&below=1&sort=due&columns=number.title.due.light.theme"
    text = printed(busy, f"register.pdf?{asked}")
    for shown in (
        "改革任务督办台账",
        "共1件",
        "别街的事项",
        "完成时限",
        "筛选：单位：柳岸街道；排序：期限早的在前；含下级单位",
    ):
        assert shown in text
    assert "任务措施" not in text
    assert "任务措施" in printed(busy, "register.pdf?as_of=2017-04-12")
    assert "共0件" in printed(busy, "register.pdf?as_of=2017-04-11")
    monkeypatch.setattr("web.pages.printing_lists.MOST_ROWS", 1)
    assert "列出前1件" in printed(busy, "register.pdf")


def test_many_columns_go_on_a_wider_paper(busy: Site) -> None:
    few = busy.client.get("/print/register.pdf?columns=number.title.due").content
    many = busy.client.get("/print/register.pdf").content
    assert [next(PDFPage.get_pages(io.BytesIO(each))).mediabox[2:] for each in (few, many)] == [
        pytest.approx((841.89, 595.28), abs=0.1), pytest.approx((1190.55, 841.89), abs=0.1),
    ]  # fmt: skip


def test_what_a_search_found_is_printed_with_its_passages(busy: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    text = printed(busy, "search.pdf?q=alert")
    for shown in ("查找“alert”", "共1件", "别街的事项", "原文（2017-04-12", "<script>alert(1)</script>"):
        assert shown in text
    assert "共0件" in printed(busy, "search.pdf?q=alert", "Y01")
    busy.house.item(text="也写着alert")
    monkeypatch.setattr("web.answers.search.PAGE_SIZE", 1)
    assert "共2件" in printed(busy, "search.pdf?q=alert")  # page after page
    monkeypatch.setattr("web.pages.printing_lists.MOST_FOUND", 1)
    assert "先列出1件，还有更多" in printed(busy, "search.pdf?q=alert")


def test_own_tasks_and_the_desk_are_printed_in_their_order_with_the_day(busy: Site) -> None:
    house = busy.house
    item = house.item_in("accepted", title="要延期的事项")
    asked: dict[str, Any] = {"proposed_on": date(2017, 9, 30), "reason": "场地推迟移交"}
    house.do(acts.request_extension, item, by=house.owner, **asked)
    mine = printed(busy, "my.pdf", "Y01")
    for shown in ("沈玉兰的任务", "岗位：月桥街道服务部部长", "等审核或交办", "2017-001", "要延期的事项"):
        assert shown in mine
    assert "别街的事项" not in mine
    assert printed(busy, "my.pdf?topic=overdue", "Y01").count("要延期的事项") == 0
    desk = printed(busy, "desk.pdf")
    for shown in ("督办办公室待办", "延期待批（1件）", "申请延至2017年9月30日", "场地推迟移交", "待交办（2件）"):
        assert shown in desk
    assert "没有历史记载" in printed(busy, "desk.pdf?as_of=2017-04-11")
    assert printed(busy, "desk.pdf", "Y01", 403)


def test_the_plans_and_one_plan_are_printed_as_they_stood(busy: Site) -> None:
    adopt(busy, done_keeping(busy))
    plans = printed(busy, "plans.pdf")
    assert "已登记的计划（2个）" in plans
    assert "计划.txt" in plans
    one = printed(busy, "plans/2.pdf")
    for shown in ("在督办的事项5项", "第1版的事项（5项）", "建立职工服务站点地图", "已立项0%", "继续做好困难职工帮扶"):
        assert shown in one
    assert "第1版的事项" not in printed(busy, "plans/2.pdf?as_of=2017-04-11", status=404)
    assert "柳岸街道" not in printed(busy, "plans/2.pdf", "Y01").partition("第1版")[2]


def test_the_hand_over_sheet_is_printed_to_be_signed(busy: Site) -> None:
    house = busy.house
    item = house.item_in("accepted", title="要移交的事项")
    house.do(acts.report, item, progress(30, done="已走访企业32家"), by=house.owner)
    house.do(acts.instruct, item, text="抓紧", answer_by=date(2017, 4, 20), by=house.sponsor)
    path = f"hand-over/{house.posts['owner']}.pdf"
    text = printed(busy, path)
    for shown in (
        "移交清单",
        "现任沈玉兰",
        "未办结事项（2项）",
        "已走访企业32家",
        "2017年4月20日前答复：抓紧",
        "接任人",
    ):
        assert shown in text
    assert "未办结事项（0项）" in printed(busy, f"{path}?as_of=2017-04-11")
    assert printed(busy, path, "L01", 404)


def test_the_list_of_reports_is_printed_with_digests_and_signatures(busy: Site) -> None:
    assert "还没有可以看的报告" in printed(busy, "reports.pdf")
    digest = frozen(busy)
    busy.clock.advance(timedelta(days=85))
    post(busy, "D01", "sign", digest)
    text = printed(busy, "reports.pdf")
    for shown in ("2017年第二季度", "已签发，待印发", "签字顾长河", digest):
        assert shown in text
    # Broken where the cell ends, whole when it is copied.
    assert digest not in extract_text(io.BytesIO(busy.client.get("/print/reports.pdf").content))
    assert digest not in printed(busy, "reports.pdf?as_of=2017-07-04")
    assert digest not in printed(busy, "reports.pdf", "Y01")


def test_messages_and_runs_are_printed(busy: Site) -> None:
    busy.tell(notice(1), notice(1, ref="2", to="何思远", address="d02@example.org"))
    text = printed(busy, "deliveries.pdf?person=沈")
    assert "共1封" in text
    assert "y01@example.org" in text
    assert "何思远d02" not in text
    run = FakeRun(result={"planned": 3, "digest": "f" * 64})
    site = busy.running(run, state="plain")
    told = printed(site, "runs.pdf")
    assert "生成提醒" in told
    assert "拟发3" in told
    assert "f" * 64 in told
    assert printed(site, "runs.pdf", "Y01", 403)


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
