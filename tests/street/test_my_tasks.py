"""What must be done first, and why: the pure order of own tasks."""

from datetime import date
from typing import Any

import pytest

from config.language import ENGLISH, speaking
from planning.my_tasks import Asker, MyTask, Part, topic_counts
from tests.planning.house import DAY, DUE, START, rules

FRIDAY, AUTUMN = date(2017, 4, 14), date(2017, 9, 30)
DRAFT_MAP = Part("地图初稿", date(2017, 4, 10))
OWING: dict[str, Any] = {"last_period": None, "due_on": date(2017, 12, 31)}
BY_FRIDAY, UPDATE = "批示须在4月14日前（含当日）答复", "第二季度进展还没报，6月30日截止"


def task(state: str = "in_progress", **given: Any) -> MyTask:  # noqa: ANN401 - any field
    usual: dict[str, Any] = {"start_on": START, "due_on": DUE, "first_period": "2017Q2", "last_period": "2017Q2"}
    return MyTask(state, **(usual | given))


def first(given: MyTask, day: date = DAY) -> tuple[str, str, str, str]:
    ask = Asker(day, rules()).asks(given)[0]
    return ask.when, ask.topic, ask.act, ask.words


@pytest.mark.parametrize(
    ("given", "day", "expected"),
    [
        (task(answer_by=FRIDAY), DAY, ("now", "answer", "answer", BY_FRIDAY)),
        (task(answer_by=date(2017, 4, 7)), DAY, ("now", "answer", "answer", "批示逾期3个工作日未答复")),
        (task(answer_by=date(2017, 5, 12)), DAY, ("soon", "answer", "answer", "批示须在5月12日前（含当日）答复")),
        (task("closed", answer_by=FRIDAY), DAY, ("now", "answer", "answer", BY_FRIDAY)),
        (task(due_on=date(2017, 4, 7)), DAY, ("now", "overdue", "report", "已逾期3个工作日")),
        (task(due_on=DAY), DAY, ("now", "due", "report", "今天到期")),
        (task(due_on=FRIDAY, progress=100), DAY, ("now", "due", "submit", "还剩2个工作日，4月14日到期")),
        (task("returned", returned_for="facts_unclear"), DAY, ("now", "returned", "report", "退回待整改：事实不清")),
        (task("assigned"), DAY, ("soon", "accept", "accept", "待签收")),
        (task("submitted"), DAY, ("waiting", "submitted", "", "已报办结，等督办办公室审核")),
        (task("registered"), DAY, ("waiting", "registered", "", "已立项，等督办办公室交办")),
        (task(last_period=None), DAY, ("going", "update", "report", UPDATE)),
        (task(**OWING), date(2017, 6, 19), ("soon", "update", "report", UPDATE)),
        (task(**OWING), date(2017, 6, 29), ("now", "update", "report", UPDATE)),
        (task(**OWING), date(2017, 7, 3), ("now", "update", "report", "第二季度进展还没报，宽限到7月4日")),
        (task(**OWING), date(2017, 7, 5), ("now", "update", "report", "第二季度进展未报，请补报")),
        (task(progress=100), DAY, ("soon", "complete", "submit", "进度已到100%，可以报办结")),
        (task(behind=True, progress=10), DAY, ("soon", "behind", "report", "进度10%，按时间应到35%")),
        (task(extension_proposed_on=AUTUMN), DAY, ("going", "extension", "report", "已申请延期至9月30日，等批复")),
        (task(start_on=date(2017, 5, 2)), DAY, ("going", "going", "report", "5月2日开始")),
        (task(), DAY, ("going", "going", "report", "正常办理，6月30日到期，还有55个工作日")),
        (task(parts=(DRAFT_MAP,)), DAY, ("now", "overdue", "report", "成果“地图初稿”已逾期2个工作日")),
    ],
)  # fmt: skip
def test_the_first_thing_asked_is_named_with_its_reason_and_its_form(
    given: MyTask, day: date, expected: tuple[str, str, str, str]
) -> None:
    assert first(given, day) == expected


def test_every_reason_is_told_gravest_first() -> None:
    given = task(due_on=date(2017, 4, 7), answer_by=FRIDAY, last_period=None)

    asks = Asker(DAY, rules()).asks(given)

    assert [ask.topic for ask in asks] == ["answer", "overdue", "update"]


def test_nothing_is_asked_before_its_time_and_never_twice_for_a_period() -> None:
    assert [ask.topic for ask in Asker(date(2017, 6, 29), rules()).asks(task(due_on=date(2017, 12, 31)))] == ["going"]
    assert [ask.topic for ask in Asker(DAY, rules()).asks(task("submitted", due_on=date(2017, 4, 7)))] == ["submitted"]


def test_a_task_counts_once_for_each_topic_and_not_for_what_goes_by_itself() -> None:
    asker = Asker(DAY, rules())
    late = asker.asks(task(due_on=date(2017, 4, 7), parts=(Part("甲", date(2017, 4, 7)),)))

    counts = topic_counts([late, asker.asks(task()), asker.asks(task("assigned"))])

    assert {topic: count for topic, count in counts.items() if count} == {"overdue": 1, "accept": 1}


def test_lists_are_ordered_by_urgency_then_gravity_then_day() -> None:
    asker = Asker(DAY, rules())
    given = {
        "calm": task(), "unsigned": task("assigned"), "late": task(due_on=date(2017, 4, 7)),
        "later": task(due_on=date(2017, 3, 20)), "asked": task(answer_by=date(2017, 4, 13)),
    }  # fmt: skip

    assert sorted(given, key=lambda name: asker.asks(given[name])[0].rank) == [
        "asked", "later", "late", "unsigned", "calm",
    ]  # fmt: skip


def test_a_period_is_named_in_the_language_of_the_page() -> None:
    with speaking(ENGLISH):
        assert "Progress of 2017Q2 not reported" in first(task(**OWING))[3]
