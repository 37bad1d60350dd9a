"""After a standstill: only the highest missed rung, nothing lost over rest days, one digest when it is made up."""

from datetime import date, time

import pytest

from config.clock import at_local
from tests.flows.stage import Stage, recipients, text_of
from tests.planning.house import DUE

OWNER, HEAD, CLERK = "沈玉兰", "许望山", "何思远"


@pytest.mark.parametrize(
    ("last_run", "next_run", "rungs"),
    [
        (date(2017, 6, 20), date(2017, 6, 21), {OWNER: ["T-7"]}),
        (date(2017, 6, 20), date(2017, 6, 26), {OWNER: ["T-7"]}),
        (date(2017, 6, 20), date(2017, 6, 28), {OWNER: ["T-3"]}),
        (date(2017, 6, 26), date(2017, 6, 30), {OWNER: ["T0"]}),
        (date(2017, 6, 26), date(2017, 7, 3), {OWNER: ["+1"], HEAD: ["+1"]}),
        (date(2017, 6, 12), date(2017, 7, 7), {OWNER: ["+3"], HEAD: ["+3"], CLERK: ["+3"]}),
        (date(2017, 7, 5), date(2017, 7, 7), {}),
    ],
)
def test_after_an_outage_only_the_highest_missed_rung_goes_out(
    stage: Stage, last_run: date, next_run: date, rungs: dict[str, list[str]]
) -> None:
    stage.remind(last_run)
    stage.house.item_in("assigned")
    stage.remind(next_run)

    told: dict[str, list[str]] = {}
    for notice in stage.told():
        told.setdefault(notice.name, []).append(notice.rung)
    assert told == rungs


def test_a_working_day_missed_before_a_weekend_is_made_up_although_the_weekend_had_runs(stage: Stage) -> None:
    stage.house.item_in("assigned", due_on=date(2017, 6, 28))  # T-3 is Friday the 23rd
    stage.remind(date(2017, 6, 22))
    stage.remind(date(2017, 6, 24))
    stage.remind(date(2017, 6, 25))
    stage.remind(date(2017, 6, 26))

    assert stage.outcomes() == {(OWNER, "T-3"): "planned"}


def test_a_request_missed_before_a_weekend_is_made_up_although_the_weekend_had_runs(stage: Stage) -> None:
    stage.house.item_in("assigned")
    stage.ask(date(2017, 6, 15))  # the request opens on Friday the 16th
    stage.ask(date(2017, 6, 17))
    stage.ask(date(2017, 6, 18))
    stage.ask(date(2017, 6, 19))

    assert stage.outcomes() == {(OWNER, "2017Q2-open"): "planned"}


def test_a_run_made_up_on_the_next_morning_joins_that_day_and_speaks_of_it(stage: Stage) -> None:
    """The slot of 29 June is carried out on 30 June at seven: no second digest that still says "due today"."""
    stage.house.item_in("assigned", due_on=date(2017, 6, 29))
    stage.remind(date(2017, 6, 28))
    stage.remind(date(2017, 6, 29), at=at_local(date(2017, 6, 30), time(7)))
    stage.remind(date(2017, 6, 30))
    stage.send(date(2017, 6, 30))

    mails = [mail for mail in stage.mails() if recipients([mail]) == [OWNER]]
    assert len(mails) == 1
    assert "逾期1个工作日" in text_of(mails[0])
    assert "今日到期" not in text_of(mails[0])
    assert {row.day for row in stage.digests() if row.state == "sent"} == {date(2017, 6, 30)}


def test_a_run_made_up_on_a_rest_day_is_for_the_next_working_day(stage: Stage) -> None:
    stage.house.item_in("assigned")
    stage.remind(date(2017, 6, 29))
    stage.remind(date(2017, 6, 30), at=at_local(date(2017, 7, 1)))
    assert stage.send(date(2017, 7, 1))["resting"]
    assert stage.mails() == []

    again = stage.remind(date(2017, 7, 3))
    stage.send(date(2017, 7, 3))

    assert again["known"] == 2
    assert recipients(stage.mails()) == [OWNER, HEAD]
    assert stage.outcomes() == {(OWNER, "T-1"): "superseded", (OWNER, "+1"): "sent", (HEAD, "+1"): "sent"}


def test_while_the_channel_is_down_older_digests_fold_into_the_newest(stage: Stage) -> None:
    stage.house.item_in("assigned")
    stage.house.item_in("assigned", due_on=date(2017, 7, 4))  # its T-3 is on 29 June
    for day in (date(2017, 6, 29), date(2017, 6, 30)):
        stage.remind(day)
    stage.send(date(2017, 6, 30))

    assert [(told.task, told.rung, told.outcome) for told in stage.told()] == [
        (1, "T-1", "superseded"),
        (2, "T-3", "sent"),
        (1, "T0", "sent"),
    ]
    assert recipients(stage.mails()) == [OWNER]


def test_an_unannounced_year_is_chased_by_the_provisional_calendar(stage: Stage) -> None:
    stage.house.item_in("assigned", due_on=date(2027, 6, 30), due_provisional=True)
    stage.remind_daily(date(2027, 6, 18), date(2027, 7, 5))

    owner = {told.day: told.rung for told in stage.told() if told.name == OWNER}
    assert owner == {
        date(2027, 6, 21): "T-7",
        date(2027, 6, 25): "T-3",
        date(2027, 6, 29): "T-1",
        date(2027, 6, 30): "T0",
        date(2027, 7, 1): "+1",
        date(2027, 7, 5): "+3",
    }
    assert DUE.year not in {told.day.year for told in stage.told()}
