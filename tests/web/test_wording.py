"""Dates, spans and rules in words."""

from datetime import date, timedelta

import pytest

from config.language import label, labels
from config.rule_packs import load_pack, pack_names
from flows.schedules import SCHEDULES, Schedule
from tests.planning.house import rules
from web.rules_words import in_words
from web.wording import (
    day_words,
    distance_words,
    outcome_words,
    period_words,
    rung_words,
    schedule_words,
    size_words,
    span_words,
)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2017, 6, 30), "今天到期"),
        (date(2017, 7, 1), "今天是期限前最后一个工作日"),
        (date(2017, 7, 3), "还剩1个工作日"),
        (date(2017, 6, 29), "已逾期1个工作日"),
        (date(2017, 5, 26), "已逾期24个工作日"),  # the Dragon Boat holiday, with a Saturday worked for it
        (date(2017, 10, 9), "还剩67个工作日"),
    ],
)
def test_a_deadline_is_so_many_working_days_away(due: date, words: str) -> None:
    assert distance_words(due, date(2017, 6, 30), rules().calendar) == words


def test_a_deadline_among_rest_days_has_words_too() -> None:
    saturday, sunday = date(2017, 7, 1), date(2017, 7, 2)
    assert distance_words(sunday, saturday, rules().calendar) == "期限前已没有工作日"
    assert distance_words(saturday, sunday, rules().calendar) == "已逾期1个工作日"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("T-7", "到期前7个工作日"),
        ("T0", "到期当日"),
        ("+3", "逾期3个工作日"),
        ("2017Q2-nudge-5", "第二季度催报"),
        ("2017Q2-open", "第二季度填报通知"),
        ("2017M06-due", "6月截止日催报"),
        ("vacant-3", "vacant-3"),
        ("", ""),
    ],
)
def test_a_step_of_the_ladder_has_its_words(code: str, words: str) -> None:
    assert rung_words(code) == words


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("30 18 * * *", "每天 18:30"),
        ("10 8 * * mon-sun", "每天 08:10"),
        ("*/5 * * * *", "每 5 分钟"),
        ("0 9 L * *", "0 9 L * *"),
        ("0 9-17 * * *", "0 9-17 * * *"),
    ],
)
def test_the_time_of_a_job_is_told_in_words(cron: str, words: str) -> None:
    assert schedule_words(cron) == words


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.id)
def test_every_job_there_is_has_such_words(schedule: Schedule) -> None:
    assert schedule_words(schedule.when.cron).startswith("每")


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "不到1秒"), (12, "12秒"), (185, "3分05秒"), (7380, "2小时03分")])
def test_something_took_so_long(seconds: float, words: str) -> None:
    assert span_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [("2017Q2", "2017年第二季度"), ("2017M06", "2017年6月"), ("2017Q9", "2017Q9"), ("soon", "soon")],
)
def test_a_period_has_its_words(code: str, words: str) -> None:
    assert period_words(code) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "是"),
        ({}, "无"),
        ({"red": 2, "no_address": 1, "other": 0}, "红灯 2、没有联系地址 1、other 0"),
        ([1, "二"], "1、二"),
        (None, "无"),
        (0, "0"),
    ],
)
def test_a_result_is_told_in_words(value: object, words: str) -> None:
    assert outcome_words(value) == words


@pytest.mark.parametrize(("count", "words"), [(1, "1 KB"), (61_000, "60 KB"), (3_500_000, "3.3 MB")])
def test_a_size_is_told_in_words(count: int, words: str) -> None:
    assert size_words(count) == words


def test_no_day_is_a_dash() -> None:
    assert day_words(None) == "—"


@pytest.mark.parametrize("name", sorted(pack_names()))
def test_every_rule_of_every_pack_has_its_sentence(name: str) -> None:
    pack = load_pack(name)
    words = in_words(pack)
    assert len(words.lights) == len(pack.lights)
    assert all(sentence and "None" not in sentence for _, sentence in (*words.lights, *words.ladder))
    assert "None" not in words.updates + words.extensions + words.sending


def test_the_default_ladder_reads_as_the_field_tells_it() -> None:
    ladder = dict(in_words(load_pack("default")).ladder)
    assert ladder["owner"] == "到期前7、3、1个工作日，到期当日，逾期第1、3个工作日，之后每5个工作日"
    assert ladder["leading_group"] == "逾期第10个工作日"


@pytest.mark.parametrize(
    "kind", ["filter", "filter_hint", "waits_for", "period_state", "report_format", "run_result", "rung_step"]
)
def test_every_word_of_the_pages_is_chinese(kind: str) -> None:
    assert labels(kind)
    foreign = {value for value in labels(kind) if label(kind, value).isascii()}
    assert foreign <= {"pdf"}
