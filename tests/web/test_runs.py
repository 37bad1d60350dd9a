"""The page of runs says in words what the engine says in codes."""

from datetime import UTC, datetime

import pytest

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
