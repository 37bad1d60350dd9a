"""Deadlines in prose: which words give which date, and which give none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.extraction.deadlines import read_deadline, stated_dates

ISSUED = date(2017, 3, 21)


@pytest.mark.parametrize(
    ("words", "on", "basis"),
    [
        ("2017年6月30日前完成", "2017-06-30", "explicit"),
        ("二〇一七年六月三十日前", "2017-06-30", "explicit"),
        ("二○一七年六月三十日前", "2017-06-30", "explicit"),
        ("２０１７年６月３０日前", "2017-06-30", "explicit"),
        ("4月15前完成", "2017-04-15", "explicit"),
        ("9月底前", "2017-09-30", "explicit"),
        ("2018年2月底前", "2018-02-28", "explicit"),
        ("2020年2月末", "2020-02-29", "explicit"),
        ("9月份完成", "2017-09-30", "explicit"),
        ("年底前", "2017-12-31", "explicit"),
        ("今年年底前", "2017-12-31", "explicit"),
        ("2018年底前", "2018-12-31", "explicit"),
        ("明年年底", "2018-12-31", "explicit"),
        ("年内", "2017-12-31", "inferred"),
        ("全年开展", "2017-12-31", "inferred"),
        ("上半年", "2017-06-30", "explicit"),
        ("下半年，申报", "2017-12-31", "explicit"),
        ("第三季度", "2017-09-30", "explicit"),
        ("2018年一季度末", "2018-03-31", "explicit"),
        ("十月中旬", "2017-10-20", "explicit"),
        ("10月上旬", "2017-10-10", "explicit"),
        ("9月中下旬", "2017-09-30", "explicit"),
        ("2月下旬", "2017-02-28", "explicit"),
        ("6月至9月", "2017-09-30", "explicit"),
        ("3—5月", "2017-05-31", "explicit"),
        ("9月7日—9月20日", "2017-09-20", "explicit"),
        ("11月至次年3月", "2018-03-31", "explicit"),
        ("2017年11月到12月底", "2017-12-31", "explicit"),
        ("到2020年，建成", "2020-12-31", "explicit"),
        ("“十三五”期间", "2020-12-31", "inferred"),
        ("5年内", "2021-12-31", "inferred"),
        ("印发之日起30日内", "2017-04-20", "inferred"),
        ("本月底", "2017-03-31", "inferred"),
        ("每季度末", None, "recurring"),
        ("每周", None, "recurring"),
        ("按月通报", None, "recurring"),
        ("每月5日前报送", None, "recurring"),
        ("每季度末月25日前", None, "recurring"),
        ("每半年", None, "recurring"),
        ("每周五前", None, "recurring"),
        ("每两个月", None, "recurring"),
        ("每年6月底前", "2017-06-30", "recurring"),
        ("2017.6.30", "2017-06-30", "explicit"),
        ("2017-10-31", "2017-10-31", "explicit"),
        ("2017/6", "2017-06-30", "explicit"),
        ("2017.3—2017.9", "2017-09-30", "explicit"),
        ("2017 年 6 月 30 日前", "2017-06-30", "explicit"),
        ("6月20日18:00前", "2017-06-20", "explicit"),
        ("6月23日（星期五）下班前", "2017-06-23", "explicit"),
        ("6月15日至8月底", "2017-08-31", "explicit"),
        ("国庆节前", "2017-09-30", "explicit"),
        ("“五一”前", "2017-04-30", "explicit"),
        ("五一前", "2017-04-30", "explicit"),
        ("元旦前", "2017-12-31", "explicit"),
        ("中秋节前", "2017-09-30", "explicit"),
        ("端午节前", "2017-05-27", "explicit"),
        ("2017年底", "2017-12-31", "explicit"),
        ("十三五末", "2020-12-31", "inferred"),
        ("“十四五”期间", "2025-12-31", "inferred"),
        ("三年内", "2019-12-31", "inferred"),
        ("2018年起5年内", "2022-12-31", "inferred"),
        ("自2017年7月1日起，实施三年", "2020-06-30", "inferred"),
        ("本月20日前", "2017-03-20", "inferred"),
        ("下个月底", "2017-04-30", "inferred"),
        ("通知印发后10个工作日内", "2017-04-05", "inferred"),  # Saturday 1 April was worked
        ("印发后一个月内", "2017-04-21", "inferred"),
        ("立行立改", None, "vague"),
        ("一周内", None, "vague"),
        ("暑期前", None, "vague"),
        ("投入2017.6万元", None, "none"),
        ("适时", None, "vague"),
        ("尽快", None, "vague"),
        ("逐步", None, "vague"),
        ("不断", None, "vague"),
        ("长期坚持", None, "vague"),
        ("3个工作日内", None, "vague"),
        ("开展活动", None, "none"),
        ("自2月中旬以来", None, "none"),
        ("从5月1日起实施", None, "none"),
        ("6个月的社会保险费", None, "none"),
        ("3—12个月的见习", None, "none"),
        ("一月一次", None, "none"),
        ("《2020年底前工作方案》", None, "none"),
        ("5年内享受补贴", None, "none"),
        ("党的十七届五中全会", None, "none"),
        ("24小时值班", None, "none"),
    ],
)
def test_an_expression_gives_its_last_day_or_none(words: str, on: str | None, basis: str) -> None:
    found = read_deadline(f"{words}。", 2017, ISSUED)
    assert (found.on.isoformat() if found.on else None, found.basis) == (on, basis)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("2月30日前完成", "no-such-day"),
        ("2017年2月29日前", "no-such-day"),
        ("6月31日前", "no-such-day"),
        ("2016年6月30日前完成", "before-plan-year"),
        ("2011年8月至9月", "before-plan-year"),
        ("12345年6月底前", "year-impossible"),
        ("1234567年6月底前", "year-impossible"),
        ("217年6月30日前", "year-impossible"),
        ("10000年底前", "year-impossible"),
        ("2017.2.30前", "no-such-day"),
    ],
)
def test_a_date_that_cannot_be_gives_none_and_says_why(words: str, problem: str) -> None:
    found = read_deadline(words, 2017)
    assert found.on is None
    assert found.problem == problem
    assert found.text


def test_a_span_gives_its_first_day_too() -> None:
    found = read_deadline("2011年8月至9月", 2011)
    assert (found.start_on, found.on) == (date(2011, 8, 1), date(2011, 9, 30))


def test_of_several_dates_the_last_counts_and_all_are_known() -> None:
    words = "10月底前制定细则，年底前落实，6月底前摸底。"
    assert read_deadline(words, 2017).on == date(2017, 12, 31)
    assert stated_dates(words, 2017) == (date(2017, 6, 30), date(2017, 10, 31), date(2017, 12, 31))


def test_an_issue_date_is_asked_for_where_the_words_need_one() -> None:
    assert read_deadline("自印发之日起30日内", 2017).problem == "needs-issue-date"


def test_a_past_fact_is_no_deadline() -> None:
    assert read_deadline("2014年11月，上级印发文件，提出明确要求。", 2017).text == ""


@given(st.dates(date(2017, 1, 1), date(2099, 12, 31)), st.sampled_from(["", "前", "之前", "以前"]))
def test_every_full_date_is_read_back(day: date, before: str) -> None:
    found = read_deadline(f"争取于{day.year}年{day.month}月{day.day}日{before}完成建设", 2017)
    assert found.on == day


@given(st.text(alphabet="0123456789年月日前底末上下半季度第一二三十每至到—起内个工作 ，。（）", max_size=60))
def test_any_jumble_of_date_characters_is_read_without_error_and_in_place(text: str) -> None:
    found = read_deadline(text, 2017, ISSUED)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("words", "following", "last"),
    [
        ("每季度末", date(2017, 3, 31), date(2017, 12, 31)),
        ("每季度末月25日前", date(2017, 3, 25), date(2017, 12, 25)),
        ("每季度首月10日前", date(2017, 4, 10), date(2017, 10, 10)),
        ("每月5日前", date(2017, 4, 5), date(2017, 12, 5)),
        ("每月底", date(2017, 3, 31), date(2017, 12, 31)),
        ("每月31日前", date(2017, 3, 31), date(2017, 12, 31)),
        ("每两个月", date(2017, 4, 30), date(2017, 12, 31)),
        ("每半年", date(2017, 6, 30), date(2017, 12, 31)),
        ("每周", date(2017, 3, 26), date(2017, 12, 31)),
        ("每周五", date(2017, 3, 24), date(2017, 12, 29)),
        ("每年", date(2017, 12, 31), date(2017, 12, 31)),
        ("每年6月30日前", date(2017, 6, 30), date(2017, 6, 30)),
        ("每日", date(2017, 3, 21), date(2017, 12, 31)),
        ("每旬", date(2017, 3, 31), date(2017, 12, 31)),
    ],
)
def test_what_recurs_has_a_next_and_a_last_day(words: str, following: date, last: date) -> None:
    found = read_deadline(f"{words}通报一次。", 2017, ISSUED)
    assert (found.next_on, found.last_on, found.basis) == (following, last, "recurring")


def test_a_festival_no_notice_tells_gives_no_date_and_says_why() -> None:
    found = read_deadline("春节前完成慰问。", 2090)
    assert (found.on, found.problem) == (None, "festival-unknown")


def test_a_festival_that_is_over_means_the_next_one() -> None:
    assert read_deadline("春节前完成慰问。", 2017, date(2017, 3, 21)).on == date(2018, 2, 14)
    assert read_deadline("春节前完成慰问。", 2017).on == date(2017, 1, 26)


@given(st.integers(1, 10**9))
def test_any_number_before_year_and_month_is_read_without_error(year: int) -> None:
    found = read_deadline(f"{year}年6月底前完成。", 2017)
    assert found.on in (None, date(year, 6, 30) if 2017 <= year <= 2199 else None)
    assert found.problem or found.on
