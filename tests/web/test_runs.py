"""The page of runs says in words what the engine says in codes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from flows.engine.status import Rehearsal
from planning.access.audit import records
from tests.web.site import FakeRun, FakeSchedule, Site


def test_jobs_are_listed_with_their_purpose_and_their_next_time(sqlite_site: Site) -> None:
    site = sqlite_site.running(state="plain", schedules=(FakeSchedule(last_run=FakeRun()),))
    page = site.get("/runs")
    assert "生成提醒" in page
    assert "按催办阶梯生成提醒" in page
    assert "2017-04-13 08:30" in page
    assert "每天 08:30" in page
    assert "30 8 * * *" not in page
    assert "正常，按设置不使用 Prefect" in page


def test_a_run_says_what_it_did_or_why_it_did_not(sqlite_site: Site) -> None:
    done = FakeRun(result={"planned": 3, "skipped": {"no_address": 2}, "lights": {"red": 1}, "joined": 0}, attempt=2)
    gone = FakeRun(id=2, state="crashed", error="process-gone", ended_at=None)
    page = sqlite_site.running(done, gone).get("/runs")
    assert "<span>拟发</span> 3" in page
    assert "没有联系地址 2" in page
    assert "红灯 1" in page
    assert "并入消息" not in page  # a nought says nothing
    assert "第 2 次尝试" in page
    assert "12秒" in page
    assert "进程已不在，运行中断" in page
    assert "进行中" in page


def test_times_before_the_first_start_are_told_calmly(sqlite_site: Site) -> None:
    first = FakeRun(state="skipped", error="first-start")
    page = sqlite_site.running(first, state="plain", schedules=(FakeSchedule(last_run=first),)).get("/runs")
    assert "这一时点在系统首次启动之前，无需补办" in page
    assert page.count("无需执行") == 2
    assert "run-error" not in page
    late = sqlite_site.running(FakeRun(state="skipped", error="too-late")).get("/runs")
    assert '<p class="run-error">错过太久，不再补办</p>' in late


def test_prefects_own_page_is_linked_while_it_runs(sqlite_site: Site) -> None:
    address = "http://127.0.0.1:4299"
    assert f'href="{address}"' in sqlite_site.running(state="prefect", prefect_url=address).get("/runs")
    assert "Prefect 页面" not in sqlite_site.running(state="degraded", reason="no-answer").get("/runs")


@pytest.mark.parametrize("state", ["failed", "crashed"])
def test_the_overview_warns_of_a_job_that_failed(sqlite_site: Site, state: str) -> None:
    failed = FakeRun(state=state, started_at=datetime(2017, 4, 11, 16, 5, tzinfo=UTC))
    page = sqlite_site.running(state="plain", schedules=(FakeSchedule(last_run=failed),)).get("/")
    assert "生成提醒最近一次" in page
    assert "2017-04-12 00:05" in page


def test_the_api_gives_the_same(sqlite_site: Site) -> None:
    run = FakeRun(result={"planned": 3})
    answer = sqlite_site.running(run, state="plain", schedules=(FakeSchedule(last_run=run),)).json("/runs")
    assert answer["engine"]["schedules"][0]["last_run"]["id"] == 1
    assert answer["runs"][0]["result"] == {"planned": 3}


class Begun:
    """An engine that remembers what it was asked to begin, and is busy the second time."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def __call__(self, job: str, *, dry_run: bool = False) -> bool:
        self.asked.append((job, dry_run))
        return self.asked.count((job, dry_run)) == 1


def test_a_job_is_begun_by_hand_once_and_written_down(sqlite_site: Site) -> None:
    begin = Begun()
    site = sqlite_site.running(state="plain", schedules=(FakeSchedule(),))
    site = replace(site, services=replace(site.services, start_run=begin))
    assert "立即运行" in site.get("/runs")
    first = site.client.post("/runs/send_reminders/start", data={"act": "run"})
    assert "生成提醒已开始" in first.text
    assert "没有再次开始" in site.client.post("/runs/send_reminders/start", data={"act": "run"}).text
    assert begin.asked == [("send_reminders", False)] * 2
    with site.house.database.read() as session:
        kept = session.connection().execute(select(records.c.actor, records.c.subject, records.c.kind)).all()
    assert [tuple(row) for row in kept] == [("D02", "job:send_reminders", "run-begun")]


def test_what_a_job_would_do_is_shown_and_asked_for_until_it_is_known(sqlite_site: Site) -> None:
    at = datetime(2017, 4, 12, 4, tzinfo=UTC)
    rehearsed = {"send_reminders": Rehearsal(at), "deliver": Rehearsal(at, ended=True, result={"planned": 7})}
    site = sqlite_site.running(state="plain", schedules=(FakeSchedule(),))
    site = replace(site, services=replace(site.services, start_run=Begun(), rehearsals=lambda: rehearsed))
    shown = site.get("/runs")
    assert 'hx-trigger="every 2s"' in shown
    assert "<span>拟发</span> 7" in shown
    assert "<html" not in site.client.get("/runs", headers={"HX-Request": "true"}).text


def test_who_only_looks_cannot_begin_a_run(sqlite_site: Site) -> None:
    begin = Begun()
    site = replace(sqlite_site, services=replace(sqlite_site.services, start_run=begin))
    assert site.browser("Y01").post("/runs/send_reminders/start", data={"act": "run"}).status_code == 403
    assert site.client.post("/runs/send_reminders/start", headers={"x-csrf-token": "0"}).status_code == 403
    assert begin.asked == []


def test_a_process_that_only_serves_pages_says_where_to_run_jobs(sqlite_site: Site) -> None:
    answer = sqlite_site.client.post("/runs/send_reminders/start", data={"act": "run"})
    assert answer.status_code == 422
    assert "duban run" in answer.text


def test_runs_that_had_nothing_to_send_are_told_by_their_number(sqlite_site: Site) -> None:
    many = [FakeRun(id=number, job="deliver", result={"sent": number}) for number in range(60, 0, -1)]
    site = sqlite_site.running(*many, state="plain", schedules=(FakeSchedule(),))
    site = replace(site, services=replace(site.services, idle_runs=lambda since, _until: 312 if since else 0))
    page = site.get("/runs")
    assert "同一时段另有 312 次投递没有消息要发" in page
    assert 'href="/runs?idle=1#h-runs"' in page
    assert 'href="/runs?older=11#h-runs"' in page
    assert page.count("<span>已发</span>") == 50
    assert "没有列出" not in site.get("/runs?job=send_reminders")
    everything = site.get("/runs?idle=1&job=deliver")
    assert "没有列出" not in everything
    assert 'href="/runs?job=deliver#h-runs"' in everything
    assert site.client.get("/runs?job=nothing").status_code == 400
