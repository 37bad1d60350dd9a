"""One digest for each person, day and channel over both flows; quiet hours; dry runs; what people read."""

import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from config.clock import at_local
from planning import acts
from tests.flows.stage import Stage, recipients, text_of
from tests.planning.house import DUE, progress

OWNER, HEAD, CLERK, SPONSOR = "沈玉兰", "许望山", "何思远", "顾长河"
GOLDEN = Path(__file__).parent / "golden"
YEAR_END = date(2017, 12, 29)


def test_a_request_and_a_reminder_of_one_morning_join_in_one_digest_red_first(stage: Stage) -> None:
    stage.house.item_in("assigned", title="编印维权手册", due_on=date(2017, 6, 27))
    stage.house.item_in("assigned", title="建立服务站点地图", due_on=YEAR_END)
    asked, reminded = stage.ask(date(2017, 6, 28)), stage.remind(date(2017, 6, 28))
    stage.send(date(2017, 6, 28))

    assert (asked["digests"], reminded["digests"], reminded["joined"]) == (1, 1, 1)  # the new one is the head's
    mail = next(mail for mail in stage.mails() if recipients([mail]) == [OWNER])
    assert mail["Subject"] == "【督办】逾期1件、待报进展2件（6月28日）"
    text = text_of(mail)
    assert text.index("一、逾期") < text.index("二、待报进展")


def test_one_task_may_stand_for_its_deadline_and_for_its_report(stage: Stage) -> None:
    stage.house.item_in("assigned", due_on=DUE)
    stage.ask(DUE)
    stage.remind(DUE)
    stage.send(DUE)

    (mail,) = stage.mails()
    assert mail["Subject"] == "【督办】今日到期1件、待报进展1件（6月30日）"


def test_a_rung_put_off_because_the_digest_was_gone_gives_way_to_the_next_one(stage: Stage) -> None:
    """A deadline set after the morning's digest went out: the day's rung waits for tomorrow, where +1 replaces it."""
    task = stage.house.item_in("assigned", due_on=YEAR_END)
    stage.house.item_in("assigned", due_on=DUE, title="编印维权手册")
    stage.remind(DUE)
    stage.send(DUE)
    stage.house.do(acts.set_deadline, task, due_on=DUE, at=at_local(DUE, time(10)))
    late = stage.remind(DUE, at=at_local(DUE, time(10, 30)))
    stage.remind(date(2017, 7, 3))
    stage.send(date(2017, 7, 3))

    assert late["moved"] == 1
    outcomes = {told.rung: told.outcome for told in stage.told() if told.task == task and told.name == OWNER}
    assert outcomes == {"T0": "superseded", "+1": "sent"}
    text = text_of([mail for mail in stage.mails() if recipients([mail]) == [OWNER]][1])
    assert text.count("建立职工服务站点地图") == 1
    assert "今日到期" not in text


@pytest.mark.parametrize(
    ("day", "moment", "goes"),
    [
        (DUE, time(8, 25), False),
        (DUE, time(8, 30), True),
        (DUE, time(19, 55), True),
        (DUE, time(20, 0), False),
        (DUE, time(23, 59), False),
        (date(2017, 7, 1), time(10, 0), False),
        (date(2017, 7, 3), time(0, 1), False),
        (date(2017, 7, 3), time(8, 30), True),
    ],
)
def test_nothing_goes_out_in_quiet_hours_or_on_a_rest_day(stage: Stage, day: date, moment: time, *, goes: bool) -> None:
    stage.house.item_in("assigned")
    stage.remind(DUE, at=at_local(DUE, time(8, 10)))
    result = stage.send(day, at=at_local(day, moment))

    assert bool(result["sent"]) is goes
    assert bool(stage.mails()) is goes
    stage.send(date(2017, 7, 4))
    assert recipients(stage.mails()) == [OWNER]


def test_a_make_up_saturday_is_a_day_like_others(stage: Stage) -> None:
    stage.house.item_in("assigned", due_on=date(2017, 5, 27))
    stage.remind(date(2017, 5, 27))
    stage.send(date(2017, 5, 27))

    assert stage.mails()[0]["Subject"] == "【督办】今日到期1件（5月27日）"


@pytest.mark.parametrize("flow", ["remind", "ask", "send", "compile"])
def test_a_dry_run_writes_and_sends_nothing_and_says_what_it_would(stage: Stage, flow: str) -> None:
    stage.house.item_in("assigned")
    if flow == "send":
        stage.remind(DUE)
    before = stage.rows()
    run: Callable[..., dict[str, object]] = getattr(stage, flow)
    result = run(DUE, dry_run=True)

    assert stage.rows() == before
    assert stage.mails() == []
    said = {"remind": ("would_tell", {OWNER: 1}), "ask": ("would_tell", {OWNER: 1}), "send": ("waiting", 1)}
    name, value = said.get(flow, ("items", 1))
    assert result[name] == value


def _week_before(stage: Stage) -> date:
    stage.house.item_in("in_progress", title="建成商务楼宇工会联络站六座")
    stage.house.item_in("assigned", title="编印新就业形态劳动者维权手册", due_provisional=True)
    return date(2017, 6, 21)


def _last_days(stage: Stage) -> date:
    house = stage.house
    house.item_in("accepted", title="建成商务楼宇工会联络站六座", due_on=date(2017, 6, 28))
    house.item_in("returned", title="编印新就业形态劳动者维权手册", due_on=date(2017, 6, 29))
    house.item_in("in_progress", title="举办法律服务进楼宇活动", due_on=date(2017, 7, 3))
    house.item(title="走访辖区小微企业三十家", due_on=date(2017, 7, 3))
    item = house.item_in("accepted", 2, title="建立困难职工档案", due_on=YEAR_END)
    house.do(acts.set_deadline, house.child_id(item, 2), due_on=date(2017, 6, 29))
    house.do(acts.report, item, progress(deliverables={1: 50, 2: 30}), by=house.owner)
    stage.ask(date(2017, 6, 28))
    return date(2017, 6, 28)


def _overdue(stage: Stage) -> date:
    stage.house.item_in("in_progress", title="建成商务楼宇工会联络站六座", due_on=date(2017, 4, 30))
    stage.house.item_in("registered", title="走访辖区小微企业三十家", due_on=date(2017, 4, 30))
    return date(2017, 5, 4)


def _ten_days_late(stage: Stage) -> date:
    stage.house.item_in("in_progress", title="建成商务楼宇工会联络站六座")
    return date(2017, 7, 14)


def _vacant(stage: Stage) -> date:
    stage.house.item_in("assigned", title="建成商务楼宇工会联络站六座")
    stage.house.item_in("assigned", title="走访辖区小微企业三十家", due_on=YEAR_END)
    stage.vacate("owner", date(2017, 6, 20))
    stage.ask(DUE)
    return DUE


SCENES: dict[str, tuple[Callable[[Stage], date], str]] = {
    "owner-week-before": (_week_before, OWNER),
    "owner-last-days": (_last_days, OWNER),
    "owner-overdue": (_overdue, OWNER),
    "official-overdue": (_overdue, HEAD),
    "office-overdue": (_overdue, CLERK),
    "leading-group": (_ten_days_late, SPONSOR),
    "office-vacant-post": (_vacant, CLERK),
}


@pytest.mark.parametrize("scene", SCENES)
def test_each_reader_gets_the_digest_read_in_review(sqlite_stage: Stage, scene: str) -> None:
    play, reader = SCENES[scene]
    day = play(sqlite_stage)
    sqlite_stage.remind(day)
    sqlite_stage.send(day)

    mail = next(mail for mail in sqlite_stage.mails() if recipients([mail]) == [reader])
    text = f"{mail['Subject']}\n\n{text_of(mail)}".replace("\r\n", "\n")
    file = GOLDEN / f"{scene}.txt"
    if not file.exists():
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file.name} was written; read it")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("scene", SCENES)
def test_each_line_of_a_digest_says_how_it_stands_what_to_do_and_where(scene: str) -> None:
    text = (GOLDEN / f"{scene}.txt").read_text(encoding="utf-8")
    matters = re.findall(r"^\d+\. ", text, re.MULTILINE)

    for word in ("现状：", "下一步：", "办理：http://127.0.0.1:8765/tasks/"):
        assert text.count(word) == len(matters) > 0
