"""A holiday notice is pasted, looked at, saved and counted by at once; tasks it moves say so in their ledger."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

import config.rule_packs
from config.files import write_file
from planning.calendar_notices import as_csv, read_notice
from planning.ledger import events, events_of
from planning.rules import OWN_CALENDARS, OWN_PACKS, RulesInForce, load_rules
from tests.web.client import TestClient
from tests.web.site import LOCAL, Site
from web.app import create_app
from web.viewing import COOKIE

NOTICE = """关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至13日（周六）放假调休，共9天。1月31日（周日）、2月14日（周日）上班。
"""


@pytest.fixture
def site(sqlite_site: Site) -> Site:
    """An item due right after the Spring Festival of 2027, which nothing was known of when it was registered."""
    sqlite_site.house.item(due_on=date(2027, 2, 15), at=date(2017, 4, 12))
    return sqlite_site


def send(site: Site, **form: str) -> str:
    """Send the form of a notice; return the page."""
    return str(site.client.post("/admin/calendars", data=form).text)


def test_a_notice_is_shown_with_what_it_changes_before_it_is_saved(site: Site) -> None:
    page = send(site, text=NOTICE, act="read")
    assert "放假 12 天，调休上班 2 天" in page
    assert "天数和星期都对得上" in page
    assert "保存后，1 项在办事项" in page
    assert not (site.services.settings.data_dir / OWN_CALENDARS).exists()
    assert "通知还没有录入" in site.get("/admin/calendars?year=2027")


def test_a_saved_notice_counts_at_once_and_tasks_it_moves_say_so(site: Site) -> None:
    page = send(site, text=NOTICE, act="save")
    assert "1 项在办事项的亮灯日期有变化" in page
    assert "按国务院办公厅的放假通知" in site.get("/admin/calendars?year=2027")
    with site.house.database.read() as session:
        ids = session.connection().execute(select(events.c.task_id).where(events.c.kind == "redated")).scalars().all()
        last = events_of(session, ids[0])[-1]
    assert (last.payload["reason"], last.actor) == ("calendar:2027", "D02")
    assert site.get(f"/tasks/{ids[0]}").count("重算亮灯日期") >= 1
    assert "录入放假通知" in site.get("/admin/audit")
    again = send(site, text=NOTICE, act="save")
    assert "0 项在办事项的亮灯日期有变化" in again  # nothing is written twice


def test_a_notice_saved_by_one_process_counts_in_every_other_at_once(site: Site) -> None:
    settings = site.services.settings
    folder = settings.data_dir

    def another() -> TestClient:
        given = replace(site.services, rules_now=RulesInForce(settings.rule_pack, folder, site.services.rules))
        app = create_app(given)
        return TestClient(app, base_url=LOCAL, cookies={COOKIE: site.session_of("D02")})

    first, second = another(), another()
    for each in (first, second):
        assert "通知还没有录入" in each.get("/admin/calendars?year=2027").text
    write_file(folder / OWN_CALENDARS / "2027.csv", as_csv(read_notice(NOTICE)).encode())
    for each in (first, second):
        assert "按国务院办公厅的放假通知" in each.get("/admin/calendars?year=2027").text
    (folder / OWN_CALENDARS / "2027.csv").write_text("kaputt", encoding="utf-8")
    assert "按国务院办公厅的放假通知" in second.get("/admin/calendars?year=2027").text


def test_a_rule_pack_of_the_offices_own_counts_once_it_is_saved(tmp_path: Path) -> None:
    shipped = (Path(config.rule_packs.__file__).parent / "default.toml").read_text(encoding="utf-8")
    own = tmp_path / OWN_PACKS / "ours.toml"
    write_file(own, shipped.replace('name = "default"', 'name = "ours"').encode())
    in_force = RulesInForce("ours", tmp_path, load_rules("ours", tmp_path))
    before = in_force()
    assert in_force() is before
    title = before.pack.title
    write_file(own, own.read_bytes().replace(title.encode(), "本区自定的规则".encode()))
    assert in_force().pack.title == "本区自定的规则"


def test_a_notice_that_does_not_agree_with_itself_is_saved_only_by_who_is_sure(site: Site) -> None:
    wrong = NOTICE.replace("共9天", "共8天")
    assert "通知说共 8 天，读出 9 天" in send(site, text=wrong, act="save")
    assert not (site.services.settings.data_dir / OWN_CALENDARS).exists()
    assert "已保存" in send(site, text=wrong, act="save", sure="1")


def test_a_text_that_is_no_notice_is_told_and_kept(site: Site) -> None:
    page = send(site, text="今年放假安排如下", act="read")
    assert "没有读到年份" in page
    assert "今年放假安排如下" in page


def test_who_may_only_look_cannot_save(site: Site) -> None:
    assert site.browser("Y01").get("/admin/calendars").status_code == 403
    leader = site.browser("D01")
    assert "录入新一年" not in leader.get("/admin/calendars").text
    assert leader.post("/admin/calendars", data={"text": NOTICE, "act": "save"}).status_code == 403
