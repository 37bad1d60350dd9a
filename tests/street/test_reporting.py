"""The forms of a street: prefilled, sent once, never over a change unseen, with drafts that last."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, text, update

from config.database import table_of
from planning import acts
from planning.drafts import KEPT_FOR, drafts
from planning.models import Post, Snapshot
from planning.periods import Quarter
from reports.freezing import freeze
from tests.planning.house import DAY, instant, progress, rules
from tests.street.forms import NUMBER, fields_of, kinds, send
from tests.web.site import CROSSING, Browser, Site, notice
from tests.web.test_query_count import counted


def report_on(site: Site, task_id: int, **given: Any) -> None:  # noqa: ANN401 - any field
    site.house.do(acts.report, task_id, progress(40, **given), by=site.house.owner)


def test_own_tasks_stand_in_order_with_the_reason_and_one_tap_to_the_form(site: Site) -> None:
    house = site.house
    calm, unsigned = house.item_in("in_progress", title="平常的事"), house.item_in("assigned", title="要签收的事")
    asked = house.item_in("in_progress", title="有批示的事")
    house.do(acts.instruct, asked, text="请说明。", answer_by=date(2017, 4, 14), by=house.sponsor)
    house.item_in("completed", title="办完的事")

    shown = site.browser("Y01").get("/my").text

    places = [shown.index(name) for name in ("有批示的事", "要签收的事", "平常的事", "已办结的（1）", "办完的事")]
    assert places == sorted(places)
    assert "批示须在4月14日前（含当日）答复" in shown
    assert f'href="/tasks/{asked}/answer"' in shown
    assert f'action="/tasks/{unsigned}/accept"' in shown
    assert f'href="/tasks/{calm}/report"' in shown
    only = site.browser("Y01").get("/my?topic=accept").text
    assert ("要签收的事" in only, "平常的事" in only) == (True, False)


def test_the_page_of_own_tasks_is_for_who_has_some_and_asks_no_more_for_many(sqlite_site: Site) -> None:
    assert sqlite_site.client.get("/my").status_code == 403
    assert "现在没有要您办的任务" in sqlite_site.browser("L01").get("/my").text
    for _ in range(60):
        sqlite_site.house.item(state="assigned")

    first = sqlite_site.browser("Y01").get("/my").text

    assert first.count('class="my-task"') == 50
    assert sqlite_site.browser("Y01").get("/my?page=2").text.count('class="my-task"') == 10


def test_one_tap_signs_for_a_task(site: Site) -> None:
    task_id = site.house.item_in("assigned")
    street = site.browser("Y01")

    answer = street.post(f"/tasks/{task_id}/accept", data={"back": "/my"}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/my")
    assert kinds(site, task_id)[-1] == "accepted"


def test_a_form_stands_beside_last_time_with_its_words_marked_as_such(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("accepted", quantities='[{"value": "18", "unit": "家", "of": "走访企业"}]')
    told = {
        "done": "已走访5家",
        "problem": "人手不足",
        "next_step": "下月走完",
        "figures": [{"of": "走访企业", "value": "5", "unit": "家"}],
    }
    report_on(sqlite_site, task_id, **told)

    shown = sqlite_site.browser("Y01").get(f"/tasks/{task_id}/report").text

    assert re.search(r'<textarea id="f-done"[^>]*></textarea>', shown)
    assert re.search(r'<textarea id="f-problem"[^>]*>人手不足</textarea>', shown)
    assert shown.count("这是上次（2017-04-12 10:00）填的，请核对") == 2
    assert "没有变化，沿用上次的 5家" in shown
    assert "计划要求 18家" in shown
    assert "已走访5家" in shown
    assert "请勿填写或上传涉密内容" in shown
    assert "填报期：<strong>2017年第二季度</strong>" in shown


def test_what_is_left_as_last_time_is_marked_in_the_ledger_and_figures_count_only_when_said_so(site: Site) -> None:
    task_id = site.house.item_in("accepted")
    figures = [{"of": "走访企业", "value": "5", "unit": "家"}, {"of": "服务职工", "value": "80", "unit": "人"}]
    report_on(site, task_id, problem="人手不足", next_step="下月走完", figures=figures)
    typed: dict[str, Any] = {
        "of": ["走访企业", "服务职工", "新建工会"],
        "value": ["", "", "2"],
        "unit": ["家", "人", "个"],
        "keep": "0",
    }

    answer = send(
        site.browser("Y01"), f"/tasks/{task_id}/report", progress="60", done="又走访3家", problem="人手不足",
        next_step="月底走完", **typed,
    )  # fmt: skip

    assert answer.status_code == 303, answer.text
    payload = site.house.events(task_id)[-1].payload
    assert payload["figures"] == [
        {"of": "走访企业", "value": "5", "unit": "家"}, {"of": "新建工会", "value": "2", "unit": "个"},
    ]  # fmt: skip
    assert payload["kept"] == ["problem", "figure:走访企业"]
    assert (payload["progress"], payload["done"], payload["period"]) == (60, "又走访3家", "2017Q2")


def test_a_report_in_which_nothing_is_new_is_none(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("accepted")
    report_on(sqlite_site, task_id, problem="人手不足")

    answer = send(sqlite_site.browser("Y01"), f"/tasks/{task_id}/report", progress="40", problem="人手不足")

    assert answer.status_code == 422
    assert kinds(sqlite_site, task_id)[-1] == "reported"
    assert len(sqlite_site.house.events(task_id)) == 4


def test_of_deliverables_only_those_that_moved_are_reported(sqlite_site: Site) -> None:
    house = sqlite_site.house
    task_id = house.item_in("in_progress", 2)
    before = [len(house.events(house.child_id(task_id, at))) for at in (1, 2)]

    typed: dict[str, Any] = {"part-1": "80", "part-2": "40"}
    answer = send(sqlite_site.browser("Y01"), f"/tasks/{task_id}/report", **typed)

    assert answer.status_code == 303, answer.text
    assert [len(house.events(house.child_id(task_id, at))) for at in (1, 2)] == [before[0] + 1, before[1]]
    assert house.state(task_id).progress == 60
    assert "once" not in house.events(house.child_id(task_id, 1))[-1].payload


def test_a_form_sent_twice_is_one_report_and_both_lead_to_it(site: Site) -> None:
    task_id = site.house.item_in("in_progress")
    street, path = site.browser("Y01"), f"/tasks/{task_id}/report"
    hidden = fields_of(street, path)

    first, second = (send(street, path, hidden, progress="70", done="走访") for _ in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert kinds(site, task_id).count("reported") == 2
    assert "已记入台账第 5 条" in street.get(first.headers["location"]).text


def test_a_form_changed_after_it_was_sent_is_not_taken_for_the_same(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    street, path = sqlite_site.browser("Y01"), f"/tasks/{task_id}/report"
    hidden = fields_of(street, path)
    send(street, path, hidden, progress="70", done="走访三家")

    told = send(street, path, hidden, progress="70", done="走访五家")
    again = send(street, path, dict(NUMBER.findall(told.text)), progress="70", done="走访五家")

    assert (told.status_code, "已经报送过，记在台账第 5 条" in told.text) == (409, True)
    assert "走访五家</textarea>" in told.text
    assert again.status_code == 303
    assert [event.payload.get("done") for event in sqlite_site.house.events(task_id)[-2:]] == ["走访三家", "走访五家"]


def test_a_double_click_that_arrives_at_once_is_one_report(site: Site) -> None:
    task_id = site.house.item_in("in_progress")
    hidden = fields_of(site.browser("Y01"), f"/tasks/{task_id}/report")
    browsers = [site.browser("Y01") for _ in range(4)]
    together = Barrier(len(browsers))

    def click(browser: Browser) -> str:
        together.wait()
        answer = send(browser, f"/tasks/{task_id}/report", hidden, progress="70", done="走访")
        return str(answer.headers.get("location"))

    with ThreadPoolExecutor(len(browsers)) as pool:
        places = set(pool.map(click, browsers))

    assert places == {f"/tasks/{task_id}/sent?seq=5"}
    assert kinds(site, task_id).count("reported") == 2


def test_who_comes_second_sees_what_changed_keeps_the_text_and_may_still_send(site: Site) -> None:
    task_id = site.house.item_in("in_progress")
    street, path = site.browser("Y01"), f"/tasks/{task_id}/report"
    hidden = fields_of(street, path)
    site.house.do(acts.report, task_id, progress(55, done="联络员先报了"), by=site.house.liaison)

    late = send(street, path, hidden, progress="60", done="我也写了很多字" + CROSSING)

    assert late.status_code == 409
    assert '<span class="was">40%</span> 改为 55%' in late.text
    assert "韩小满" in late.text
    assert "联络员先报了" in late.text
    assert "我也写了很多字&lt;script&gt;" in late.text
    assert "看过变化，仍然报送" in late.text
    assert site.house.state(task_id).progress == 55
    again = dict(re.findall(r'name="(once|seen)" value="(\w+)"', late.text))
    assert send(street, path, again, progress="60", done="我也写了很多字").status_code == 303
    assert site.house.state(task_id).progress == 60


def test_a_change_that_concerns_nobody_who_reports_does_not_come_in_between(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    street, path = sqlite_site.browser("Y01"), f"/tasks/{task_id}/report"
    hidden = fields_of(street, path)
    with sqlite_site.house.pen() as ledger:
        ledger.record(task_id, "classified", {"theme": "服务"})

    assert send(street, path, hidden, progress="60").status_code == 303


def test_a_draft_outlives_the_browser_and_goes_when_the_form_is_sent(site: Site) -> None:
    task_id = site.house.item_in("in_progress")
    path = f"/tasks/{task_id}/report"
    hidden = fields_of(site.browser("Y01"), path)
    saved = site.browser("Y01").post(f"{path}/draft", data={**hidden, "done": "写了一半", "csrf": "x"})

    other = site.browser("Y01").get(path).text

    assert saved.json()["saved_at"] == "12:00"
    assert "有一份 2017-04-12 12:00 的草稿" in other
    assert "写了一半</textarea>" in other
    assert "的草稿" in site.browser("Y01").get("/my").text
    assert "写了一半" not in site.browser("Y02").get(path).text
    assert send(site.browser("Y01"), path, hidden, done="写完了").status_code == 303
    assert "写了一半" not in site.browser("Y01").get(path).text
    # A save still on its way when the form was sent makes no draft again.
    site.browser("Y01").post(f"{path}/draft", data={**hidden, "done": "写了一半"})
    assert "写了一半" not in site.browser("Y01").get(path).text


def test_a_draft_nobody_sent_is_told_of_when_the_post_is_handed_over(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    sheet = f"/hand-over/{sqlite_site.house.posts['owner']}"
    assert "存的草稿" not in sqlite_site.get(sheet)
    sqlite_site.browser("Y01").post(f"/tasks/{task_id}/report/draft", data={"done": "写了一半"})

    assert "另有 2017-04-12 12:00 存的草稿，没有报送" in sqlite_site.get(sheet)
    assert "写了一半" not in sqlite_site.get(sheet)


def test_a_draft_is_kept_by_a_button_as_well_and_can_be_dropped(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    street, path = sqlite_site.browser("Y01"), f"/tasks/{task_id}/report"

    kept = send(street, path, done="写了一半", act="draft")

    assert kept.headers["location"] == f"{path}?saved=1"
    assert "草稿已保存" in street.get(f"{path}?saved=1").text
    street.post(f"{path}/draft", data={"act": "drop"}, follow_redirects=False)
    assert "写了一半" not in street.get(path).text
    # A draft of what nobody asks for is found again as well.
    send(street, f"/tasks/{task_id}/extend", reason="设备未到", act="draft")
    assert f'<a href="/tasks/{task_id}/extend">接着填申请延期</a>' in street.get("/my").text
    assert len(sqlite_site.house.events(task_id)) == 4


def test_a_draft_from_long_ago_is_offered_no_more_and_goes(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    street, path = sqlite_site.browser("Y01"), f"/tasks/{task_id}/report"
    street.post(f"{path}/draft", data={"done": "很久以前"})
    sqlite_site.clock.advance(KEPT_FOR + timedelta(days=1))
    street = sqlite_site.browser("Y01")

    assert "很久以前" not in street.get(path).text
    other = sqlite_site.house.item_in("in_progress")
    street.post(f"/tasks/{other}/report/draft", data={"done": "新的"})
    with sqlite_site.house.database.read() as session:
        assert session.connection().execute(select(drafts.c.place)).scalars().all() == [f"report-{other}"]


def test_a_draft_tells_what_happened_since_it_was_begun(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    street, path = sqlite_site.browser("Y01"), f"/tasks/{task_id}/report"
    street.post(f"{path}/draft", data={**fields_of(street, path), "done": "写了一半"})
    sqlite_site.house.do(acts.report, task_id, progress(90), by=sqlite_site.house.liaison)

    assert '<span class="was">40%</span> 改为 90%' in street.get(path).text


def test_rows_are_added_without_a_script(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")

    more = send(
        sqlite_site.browser("Y01"), f"/tasks/{task_id}/report", act="more", done="写着", of="企业", value="3", unit="家"
    )

    assert more.status_code == 200
    assert more.text.count('name="of"') == 5
    assert 'value="企业"' in more.text
    assert "写着</textarea>" in more.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"progress": "101"}, "进度“101”不对"),
        ({"progress": "一半"}, "进度“一半”不对"),
        ({"done": "字" * 5_001}, "“做了什么”超过 5000 字"),
        ({"of": "", "value": "12", "unit": "家"}, "数据“12”没有写明"),
        ({"progress": "50", "period": "2018Q1"}, "2018"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_lost(sqlite_site: Site, typed: dict[str, Any], said: str) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    before = len(sqlite_site.house.events(task_id))

    answer = send(sqlite_site.browser("Y01"), f"/tasks/{task_id}/report", **{"problem": "写了很多", **typed})

    assert 400 <= answer.status_code < 500
    assert said in answer.text
    assert "写了很多" in answer.text
    assert len(sqlite_site.house.events(task_id)) == before


def test_completion_is_reported_and_the_form_says_when_it_cannot_be(site: Site) -> None:
    task_id, returned = site.house.item_in("in_progress"), site.house.item_in("returned")
    street = site.browser("Y01")

    assert send(street, f"/tasks/{task_id}/submit", note="成果见附件").status_code == 303
    assert site.house.state(task_id).state == "submitted"
    assert "先按意见整改" in street.get(f"/tasks/{returned}/submit").text
    assert "正等督办办公室审核" in street.get(f"/tasks/{task_id}/report").text


def test_an_extension_tells_its_rules_before_anybody_types(site: Site) -> None:
    task_id = site.house.item_in("in_progress")
    street, path = site.browser("Y01"), f"/tasks/{task_id}/extend"

    shown = street.get(path).text
    assert "最迟 <strong>2017年6月28日</strong>" in shown
    assert "已延期 0 次，按规定还可以延期 2 次" in shown
    assert "拟延至" in send(street, path, proposed_on="2017-6-1", reason="雨季").text
    assert send(street, path, proposed_on="2017-06-30", reason="雨季").status_code == 422
    assert send(street, path, proposed_on="2017-08-31", reason="").status_code == 422
    assert send(street, path, proposed_on="2017-08-31", reason="雨季").status_code == 303
    assert site.house.state(task_id).extension_proposed_on == date(2017, 8, 31)
    assert "正等批复" in street.get(path).text


def test_the_third_extension_is_said_to_go_to_the_leading_group(sqlite_site: Site) -> None:
    house = sqlite_site.house
    task_id = house.item_in("in_progress")
    for month in (7, 8):
        house.do(acts.request_extension, task_id, proposed_on=date(2017, month, 31), reason="雨", by=house.owner)
        house.do(acts.decide_extension, task_id, approve=True)

    assert "要由改革领导小组研究决定" in sqlite_site.browser("Y01").get(f"/tasks/{task_id}/extend").text


def test_an_instruction_is_answered_once(site: Site) -> None:
    task_id = site.house.item_in("in_progress")
    site.house.do(acts.instruct, task_id, text="请说明站点数。", answer_by=date(2017, 4, 14), by=site.house.sponsor)
    street, path = site.browser("Y01"), f"/tasks/{task_id}/answer"

    assert "请说明站点数。" in street.get(path).text
    assert send(street, path, text="").status_code == 422
    assert send(street, path, text="共12个站点。").status_code == 303
    assert site.house.events(task_id)[-1].payload["text"] == "共12个站点。"
    assert "现在没有要答复的批示" in street.get(path).text


def test_another_street_neither_sees_nor_sends_a_form(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    other = sqlite_site.browser("L01")

    assert other.get(f"/tasks/{task_id}/report").status_code == 404
    refused = other.post(f"/tasks/{task_id}/report", data={"progress": "90", "done": "写了很多字"})
    assert (refused.status_code, "写了很多字</textarea>" in refused.text) == (404, True)
    assert other.post(f"/tasks/{task_id}/report/draft", data={"done": "x"}).status_code == 404
    assert other.get(f"/tasks/{task_id}/sent?seq=1").status_code == 404
    assert sqlite_site.house.state(task_id).progress == 40


def test_what_was_told_to_oneself_can_be_read(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    with sqlite_site.house.database.read() as session:
        ref = session.connection().execute(text("SELECT id FROM person WHERE code = 'Y01'")).scalar_one()
    sqlite_site.tell(notice(task_id, ref=str(ref)), day=DAY)

    assert "还有3个工作日到期" in sqlite_site.browser("Y01").get("/my/messages").text
    assert "还有3个工作日到期" not in sqlite_site.browser("Y02").get("/my/messages").text


def test_a_report_sent_by_the_form_is_what_the_quarters_report_says(sqlite_site: Site) -> None:
    house = sqlite_site.house
    task_id, silent = house.item_in("accepted"), house.item_in("accepted")
    told: dict[str, Any] = {"done": "走访企业三家", "problem": "人手还不够", "next_step": "下月接着走访"}
    figure: dict[str, Any] = {"of": "走访企业", "value": "3", "unit": "家"}
    send(sqlite_site.browser("Y01"), f"/tasks/{task_id}/report", progress="60", **told, **figure)

    with house.database.write() as session:
        freeze(
            session, rules(), Quarter(2017, 2), date(2017, 7, 4), now=instant(date(2017, 7, 5)), by="D02",
            office_name="督办办公室",
        )  # fmt: skip
        frozen = session.connection().execute(select(table_of(Snapshot).c.content)).scalar_one()

    said = json.dumps(json.loads(frozen), ensure_ascii=False)
    assert [text for text in told.values() if text not in said] == []
    assert re.search(r'"of": "走访企业", "unit": "家", "value": "3"', said)

    sqlite_site.clock.instant = instant(date(2017, 7, 6))
    street = sqlite_site.browser("Y01")
    late = send(street, f"/tasks/{silent}/report", done="补报", period="2017Q2")
    assert "季度报告先前已经定稿，其中没有这份补报" in street.get(late.headers["location"]).text


def test_own_tasks_and_their_forms_ask_the_database_no_more_for_many(sqlite_site: Site) -> None:
    house = sqlite_site.house
    house.item_in("in_progress", 2)
    street = sqlite_site.browser("Y01")
    paths = ["/my", "/my/messages", "/tasks/1/report", "/tasks/1/sent?seq=4"]
    street.get("/my")
    found: list[dict[str, int]] = []
    for more in (3, 40):
        for _ in range(more):
            house.item_in("returned")
        sqlite_site.tell(
            *(notice(task_id, ref="3") for task_id in range(house.registered - more + 1, house.registered))
        )
        found.append({})
        for path in paths:
            with counted(house.database) as statements:
                assert street.get(path).status_code == 200
            found[-1][path] = len(statements)

    assert found[0] == found[1]
    assert max(found[1].values()) <= 30


def test_who_heads_a_unit_sees_its_tasks_with_their_owners(sqlite_site: Site) -> None:
    house = sqlite_site.house
    house.item_in("assigned", title="部长的事")
    with house.database.write() as session:
        table = table_of(Post)
        session.connection().execute(update(table).where(table.c.id == house.posts["liaison"]).values(role="unit_head"))

    shown = sqlite_site.browser("Y02").get("/my").text

    assert "部长的事" in shown
    assert "沈玉兰" in shown
    assert "部长的事" not in sqlite_site.browser("L01").get("/my").text


def test_what_was_typed_into_a_form_that_can_no_longer_be_sent_is_given_back(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    street, path = sqlite_site.browser("Y01"), f"/tasks/{task_id}/report"
    hidden = fields_of(street, path)
    street.post(f"{path}/draft", data={**hidden, "done": "草稿里的字"})
    sqlite_site.house.do(acts.submit, task_id, note="", by=sqlite_site.house.liaison)

    refused, again = send(street, path, hidden, done="正在写的字"), street.get(path)

    assert (refused.status_code, "正在写的字</textarea>" in refused.text) == (409, True)
    assert "您填的内容没有报送" in refused.text
    assert "草稿里的字</textarea>" in again.text


def test_an_older_page_does_not_replace_a_newer_draft_unless_it_is_said_twice(sqlite_site: Site) -> None:
    street, path = sqlite_site.browser("Y01"), f"/tasks/{sqlite_site.house.item_in('in_progress')}/report"
    hidden = {**fields_of(street, path), "drafted": ""}
    newer = street.post(f"{path}/draft", data={**hidden, "done": "手机上写的"})

    late = street.post(f"{path}/draft", data={**hidden, "done": "电脑上写的"})
    told = send(street, path, hidden, act="draft", done="电脑上写的")

    assert (newer.status_code, late.status_code, told.status_code) == (200, 409, 409)
    assert "电脑上写的</textarea>" in told.text
    assert "手机上写的" in street.get(path).text
    assert f'name="drafted" value="{newer.json()["drafted"]}"' in told.text
    assert (
        send(street, path, {**hidden, "drafted": newer.json()["drafted"]}, act="draft", done="换掉").status_code == 303
    )


def test_a_form_opens_on_the_period_that_is_still_owed(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("accepted")
    sqlite_site.clock.advance(timedelta(days=90))

    text = sqlite_site.browser("Y01").get(f"/tasks/{task_id}/report").text

    assert '<option value="2017Q2" selected>2017年第二季度（逾期补报）' in text
    assert "2017年第二季度的进展还没有报过" in text


def test_who_asks_for_another_day_again_sees_why_the_last_request_was_refused(sqlite_site: Site) -> None:
    house = sqlite_site.house
    task_id = house.item_in("in_progress")
    house.do(
        acts.request_extension, task_id, proposed_on=date(2017, 10, 31), reason="设备未到", by=house.owner
    )  # fmt: skip
    assert "报送进展" in sqlite_site.browser("Y01").get("/my").text
    house.do(acts.decide_extension, task_id, approve=False, due_on=None, note="请按期完成", by=house.clerk)

    text = sqlite_site.browser("Y01").get(f"/tasks/{task_id}/extend").text

    assert "上次申请延至 2017年10月31日，" in text
    assert "说明：请按期完成" in text


def test_what_was_sent_on_behalf_of_somebody_says_so(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("accepted")
    sqlite_site.let_stand_in("L01", "Y01")
    path = f"/tasks/{task_id}/report"

    sent = send(sqlite_site.signed_in["L01"], path, done="代为报送")

    assert "（代 沈玉兰）" in sqlite_site.signed_in["L01"].get(sent.headers["location"]).text
    assert "（代 沈玉兰）" in sqlite_site.browser("Y01").get(path).text


def test_who_no_longer_stands_in_is_told_before_the_report_is_recorded(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("accepted")
    sqlite_site.let_stand_in("Y02", "Y01")
    deputy, path = sqlite_site.signed_in["Y02"], f"/tasks/{task_id}/report"
    hidden = {**fields_of(deputy, path), "acting": "Y01"}
    deputy.post("/standing-in", data={"person": ""})

    told = send(deputy, path, hidden, done="代为报送")

    assert (told.status_code, "代办的身份变了" in told.text) == (409, True)
    assert 'name="acting" value=""' in told.text
    assert send(deputy, path, {**hidden, "acting": ""}, done="代为报送").status_code == 303
