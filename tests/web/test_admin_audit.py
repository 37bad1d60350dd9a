"""The audit log tells what everybody did, in one list by time, and lets it be taken out."""

from datetime import date, timedelta

import pytest

from planning import acts
from planning.access.audit import write_down
from planning.access.audit_queries import AuditFilter, AuditRow, audit_batches, audit_page
from planning.access.viewers import EVERYTHING, Scope
from tests.planning.house import DAY, instant, progress
from tests.web.site import Site


@pytest.fixture
def site(site: Site) -> Site:
    """An item with three acts, and records at the very same instants and others."""
    house = site.house
    item = house.item(at=DAY)
    house.do(acts.assign, item)
    house.do(acts.accept, item, by=house.owner)
    house.do(acts.report, item, progress(40, done="=1+1"), by=house.owner)
    with house.database.write() as session:
        for minutes in (0, 0, 1, 2):
            at = instant(DAY) + timedelta(minutes=minutes)
            write_down(session, house.clerk, "run-begun", at, subject="job:deliver", detail={"name": ["旧", "新"]})
    return site


def rows(site: Site, wanted: AuditFilter, scope: Scope = EVERYTHING, *, limit: int = 3) -> list[AuditRow]:
    """Return the whole log, read page by page."""
    found: list[AuditRow] = []
    after, more = "", True
    with site.house.database.read() as session:
        while more:
            page, more = audit_page(session, wanted, scope, limit=limit, after=after)
            assert len(page) <= limit
            found += page
            after = page[-1].mark if page else ""
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_every_line_comes_once_in_order_however_it_is_paged(site: Site, limit: int) -> None:
    found = rows(site, AuditFilter(), limit=limit)
    assert len({(row.source, row.id) for row in found}) == len(found) >= 8
    assert [row.at for row in found] == sorted((row.at for row in found), reverse=True)
    with site.house.database.read() as session:
        assert [row for batch in audit_batches(session, AuditFilter(), EVERYTHING) for row in batch] == found


def test_it_is_narrowed_by_person_kind_unit_task_and_days(site: Site) -> None:
    assert {row.actor for row in rows(site, AuditFilter(actor="Y01"))} == {"Y01"}
    assert {row.kind for row in rows(site, AuditFilter(kind="reported"))} == {"reported"}
    assert len(rows(site, AuditFilter(kind="run-begun"))) == 4
    about = rows(site, AuditFilter(number=rows(site, AuditFilter(kind="reported"))[0].number))
    assert {row.source for row in about} == {"event"}
    assert rows(site, AuditFilter(unit_id=site.house.units["柳岸街道总工会"])) == []
    assert rows(site, AuditFilter(last=DAY - timedelta(days=1))) == []
    assert len(rows(site, AuditFilter(first=DAY, last=DAY))) == len(rows(site, AuditFilter()))


def test_events_outside_ones_reach_are_left_out(site: Site) -> None:
    elsewhere = Scope(frozenset({site.house.units["柳岸街道总工会"]}))
    assert rows(site, AuditFilter(), elsewhere) == []


def test_the_page_tells_it_in_words_and_goes_on_to_older_lines(site: Site) -> None:
    page = site.get("/admin/audit")
    assert "报送进展" in page
    assert "名称：旧 → 新" in page
    assert "任务 发送消息" in page or "任务 deliver" in page
    assert "<html" not in site.client.get("/admin/audit", headers={"HX-Request": "true"}).text
    assert "没有符合条件的记录" in site.get(f"/admin/audit?first={date(2030, 1, 1)}")
    site.get("/admin/audit?kind=nonsense", status=400)
    site.get("/admin/audit?after=nonsense", status=400)


def test_what_is_taken_out_is_safe_to_open_and_written_down(site: Site) -> None:
    answer = site.client.get("/admin/audit.csv?kind=run-begun")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-all.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("时间,经办人")
    assert len(lines) == 5
    assert "导出操作日志" in site.get("/admin/audit")


def test_a_street_has_no_business_there(site: Site) -> None:
    assert site.browser("Y01").get("/admin/audit").status_code == 403
    assert site.browser("Y01").get("/admin/audit.csv").status_code == 403


def test_what_was_changed_is_told_by_names_and_words(site: Site) -> None:
    house = site.house
    street, other = house.units["月桥街道总工会"], house.units["柳岸街道总工会"]
    with house.database.write() as session:
        moved = {"parent_id": [street, other], "kind": ["street", "community"]}
        write_down(session, house.clerk, "unit-changed", instant(DAY), subject=f"unit:{street}", detail=moved)
        post = {"role": ["staff", "office"], "is_liaison": [False, True]}
        write_down(
            session, house.clerk, "post-changed", instant(DAY), subject=f"post:{house.posts['owner']}", detail=post
        )
    page = site.get("/admin/audit?kind=unit-changed")
    assert "上级单位：月桥街道 → 柳岸街道" in page
    assert f"单位 {street}" not in page
    page = site.get("/admin/audit?kind=post-changed")
    assert "角色：工作人员 → 督办办公室" in page
    assert "否 → 是" in page
    assert "岗位 月桥街道 " in page
