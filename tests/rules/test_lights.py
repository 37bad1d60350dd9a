import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.rule_packs import LightRule, RulePack
from planning.lifecycle import CHASABLE_STATES, FINISHED_STATES, OFF_STATES
from planning.lights import (
    RANK,
    Light,
    LightFacts,
    LightRow,
    Turn,
    first_days,
    light_on,
    next_turn,
    read_turns,
    time_share,
    turning_dates,
)
from planning.periods import parse_period, period_after, period_of
from tests.rules.cases import CALENDAR, DEFAULT, PACKS, facts

DAY = timedelta(days=1)

#: An item of the second quarter of 2017 on which everything is in order until its end comes near.
WELL = LightFacts(
    start_on=date(2017, 4, 1),
    due_on=date(2017, 6, 30),
    progress=95,
    submitted=False,
    last_period="2017Q2",
    first_period="2017Q2",
)


def _row(item: LightFacts, pack: RulePack = DEFAULT, state: str = "in_progress", **more: date) -> LightRow:
    turns = turning_dates(item, pack, CALENDAR)
    first = first_days(turns)
    state = "submitted" if item.submitted else state
    return LightRow(
        state=state,
        start_on=item.start_on,
        due_on=item.due_on,
        yellow_on=first.get("yellow"),
        orange_on=first.get("orange"),
        red_on=first.get("red"),
        turns=turns,
        finished_on=more.get("finished_on"),
    )


def _said(item: LightFacts, pack: RulePack = DEFAULT) -> list[str]:
    return [f"{turn.on} {turn.colour} {turn.reason}" for turn in turning_dates(item, pack, CALENDAR)]


# 序时进度


@pytest.mark.parametrize(
    ("day", "points"),
    [
        (date(2017, 3, 31), Fraction(0)),
        (date(2017, 4, 1), Fraction(100, 91)),
        (date(2017, 4, 10), Fraction(1000, 91)),
        (date(2017, 6, 29), Fraction(9000, 91)),
        (date(2017, 6, 30), Fraction(100)),
        (date(2017, 7, 1), Fraction(100)),
    ],
)
def test_the_share_of_time_counts_both_ends_and_is_exact(day: date, points: Fraction) -> None:
    assert time_share(date(2017, 4, 1), date(2017, 6, 30), day) == points


@pytest.mark.parametrize(("on", "points"), [(date(2017, 4, 30), 100), (date(2017, 5, 1), 100)])
def test_a_deadline_before_the_start_leaves_no_time(on: date, points: int) -> None:
    assert time_share(date(2017, 5, 1), date(2017, 4, 30), on) == points


# The default pack


DEFAULT_CASES = [
    # near (3 working days left), overdue on the day after, then the updates of the third and fourth quarter
    (
        WELL,
        ["2017-06-27 yellow near", "2017-07-01 red overdue", "2017-10-11 yellow missing", "2018-01-04 red silent"],
    ),
    # nothing done: 10 points behind on the 10th day of 91, more than 30 on the 28th
    (
        replace(WELL, progress=0, last_period=None),
        [
            "2017-04-10 yellow lag",
            "2017-04-28 red lag",
            "2017-06-27 yellow near",
            "2017-07-01 red overdue",
            "2017-07-05 yellow missing",
            "2017-10-11 red silent",
        ],
    ),
    # 100 % but not submitted: still chased
    (
        replace(WELL, progress=100),
        ["2017-06-27 yellow near", "2017-07-01 red overdue", "2017-10-11 yellow missing", "2018-01-04 red silent"],
    ),
    # submitted: neither near nor overdue
    (replace(WELL, progress=100, submitted=True), ["2017-10-11 yellow missing", "2018-01-04 red silent"]),
    # 70 points done can be 30 behind at most: yellow, never red
    (
        replace(WELL, progress=70),
        [
            "2017-06-12 yellow lag",
            "2017-06-27 yellow near",
            "2017-07-01 red overdue",
            "2017-10-11 yellow missing",
            "2018-01-04 red silent",
        ],
    ),
    # 69: red by lag on the due day itself, when all time is gone
    (
        replace(WELL, progress=69),
        [
            "2017-06-11 yellow lag",
            "2017-06-27 yellow near",
            "2017-06-30 red lag",
            "2017-07-01 red overdue",
            "2017-10-11 yellow missing",
            "2018-01-04 red silent",
        ],
    ),
    # due on a rest day in the National Day week: near from the 4th working day back, overdue the day after, rest or not
    (
        replace(WELL, due_on=date(2017, 10, 4), last_period="2017Q3"),
        ["2017-09-27 yellow near", "2017-10-05 red overdue", "2018-01-04 yellow missing", "2018-04-04 red silent"],
    ),
    # due on 29 February
    (
        LightFacts(
            date(2024, 2, 1), date(2024, 2, 29), 95, submitted=False, last_period="2024Q1", first_period="2024Q1"
        ),
        ["2024-02-26 yellow near", "2024-03-01 red overdue", "2024-07-03 yellow missing", "2024-10-10 red silent"],
    ),
    # shorter than the warning: no turn before it begins
    (
        LightFacts(date(2017, 6, 29), date(2017, 6, 30), 95, submitted=False, last_period=None, first_period="2017Q3"),
        ["2017-06-29 yellow near", "2017-07-01 red overdue", "2017-10-11 yellow missing", "2018-01-04 red silent"],
    ),
    # begins before its first owed quarter: an older report changes nothing
    (
        replace(WELL, last_period="2016Q4"),
        [
            "2017-06-27 yellow near",
            "2017-07-01 red overdue",
            "2017-07-05 yellow missing",
            "2017-10-11 red silent",
        ],
    ),
]


@pytest.mark.parametrize(("item", "expected"), DEFAULT_CASES)
def test_the_default_pack_knows_the_turning_days(item: LightFacts, expected: list[str]) -> None:
    assert _said(item) == expected


@pytest.mark.parametrize(
    ("day", "light"),
    [
        (date(2017, 3, 31), ("grey", None)),
        (date(2017, 4, 1), ("green", None)),
        (date(2017, 4, 9), ("green", None)),
        (date(2017, 4, 10), ("yellow", "lag")),
        (date(2017, 4, 27), ("yellow", "lag")),
        (date(2017, 4, 28), ("red", "lag")),
        (date(2017, 6, 30), ("red", "lag")),  # due today is not overdue
        (date(2017, 7, 1), ("red", "overdue")),
        (date(2017, 10, 11), ("red", "overdue")),  # silent as well, but overdue is graver
    ],
)
def test_the_worst_reason_of_the_day_wins_and_is_named(day: date, light: tuple[str, str | None]) -> None:
    item = _row(replace(WELL, progress=0, last_period=None))
    assert light_on(day, item) == Light(*light, late=False)


def test_near_is_graver_than_lag_and_lag_than_a_missing_update() -> None:
    item = _row(replace(WELL, progress=70, due_on=date(2017, 7, 31), last_period=None))
    reasons = [light_on(day, item).reason for day in (date(2017, 7, 4), date(2017, 7, 5), date(2017, 7, 26))]
    assert reasons == [None, "missing", "near"]
    assert light_on(date(2017, 7, 10), item).reason == "lag"


def test_silent_is_graver_than_lag() -> None:
    item = _row(replace(WELL, progress=0, due_on=date(2017, 12, 31), last_period=None))
    assert light_on(date(2017, 10, 10), item) == Light("red", "lag", late=False)
    assert light_on(date(2017, 10, 11), item) == Light("red", "silent", late=False)


# States


@pytest.mark.parametrize("state", OFF_STATES)
def test_what_is_off_shows_no_light_and_turns_no_more(state: str) -> None:
    item = _row(WELL, state=state)
    assert light_on(date(2018, 1, 1), item) == Light("none", None, late=False)
    assert next_turn(date(2017, 4, 1), item) is None


@pytest.mark.parametrize("state", FINISHED_STATES)
@pytest.mark.parametrize(
    ("finished_on", "light"),
    [
        (date(2017, 6, 29), Light("blue", None, late=False)),
        (date(2017, 6, 30), Light("green", None, late=False)),
        (date(2017, 7, 1), Light("green", None, late=True)),
    ],
)
def test_what_is_finished_is_blue_when_early_and_marked_for_ever_when_late(
    state: str, finished_on: date, light: Light
) -> None:
    item = _row(WELL, state=state, finished_on=finished_on)
    assert light_on(date(2019, 1, 1), item) == light
    assert next_turn(date(2017, 4, 1), item) is None


@pytest.mark.parametrize("state", CHASABLE_STATES)
def test_what_has_not_begun_is_grey_and_turns_later(state: str) -> None:
    item = _row(WELL, state=state)
    assert light_on(date(2017, 3, 31), item).colour == "grey"
    assert next_turn(date(2017, 3, 31), item) == Turn("yellow", date(2017, 6, 27), "near")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2017, 4, 9), Turn("yellow", date(2017, 4, 10), "lag")),
        (date(2017, 4, 10), Turn("red", date(2017, 4, 28), "lag")),
        (date(2017, 4, 27), Turn("red", date(2017, 4, 28), "lag")),
        (date(2017, 4, 28), None),  # it cannot get worse than red
    ],
)
def test_the_next_turn_is_the_next_change_for_the_worse(day: date, expected: Turn | None) -> None:
    assert next_turn(day, _row(replace(WELL, progress=0, last_period=None))) == expected


def test_turns_kept_as_json_read_back() -> None:
    turns = turning_dates(WELL, DEFAULT, CALENDAR)
    text = json.dumps([[turn.colour, turn.on.isoformat(), turn.reason] for turn in turns])
    assert read_turns(text) == turns
    assert read_turns("[]") == ()


def test_a_row_without_its_turns_still_has_its_colour() -> None:
    item = replace(_row(WELL), turns=())
    assert light_on(date(2017, 7, 1), item) == Light("red", None, late=False)


# The other packs


OTHER_CASES = [
    (
        "yinchuan",
        replace(WELL, progress=0),
        ["2017-04-10 yellow lag", "2017-04-28 red lag", "2017-05-01 yellow not_begun", "2017-07-01 red not_begun"],
    ),
    ("yinchuan", replace(WELL, progress=1, due_on=date(2017, 4, 10)), ["2017-04-02 yellow lag", "2017-04-04 red lag"]),
    ("yinchuan", WELL, []),
    # a month missed is red
    ("ouhai", replace(WELL, last_period="2017M04"), ["2017-06-03 red missing", "2017-07-01 red overdue"]),
    # made good late: yellow since it was missed, until the next update comes in time
    (
        "ouhai",
        replace(WELL, last_period="2017M05", last_period_late=True),
        ["2017-06-03 yellow late_update", "2017-07-01 red overdue", "2017-07-05 red missing"],
    ),
    ("ouhai", replace(WELL, last_period="2017M05"), ["2017-07-01 red overdue", "2017-07-05 red missing"]),
    # a quarter's update covers its months
    ("ouhai", replace(WELL, last_period="2017Q2"), ["2017-07-01 red overdue", "2017-08-03 red missing"]),
    (
        "gongqi",
        replace(WELL, progress=0, last_period=None),
        ["2017-07-01 yellow overdue", "2017-07-08 orange overdue", "2017-07-15 red overdue"],
    ),
]


@pytest.mark.parametrize(("name", "item", "expected"), OTHER_CASES)
def test_the_other_packs_turn_by_their_own_rules(name: str, item: LightFacts, expected: list[str]) -> None:
    assert _said(item, PACKS[name]) == expected


@pytest.mark.parametrize(
    ("days_late", "colour"), [(0, "green"), (1, "yellow"), (7, "yellow"), (8, "orange"), (14, "orange"), (15, "red")]
)
def test_lateness_counts_days_on_the_construction_pack(days_late: int, colour: str) -> None:
    item = _row(WELL, PACKS["gongqi"])
    assert light_on(WELL.due_on + DAY * days_late, item).colour == colour


# Properties


def _holds(rule: LightRule, item: LightFacts, day: date, pack: RulePack) -> bool:
    """The rule as the field states it, judged at the end of one day, without any thought of turning days."""
    behind = time_share(item.start_on, item.due_on, day) - item.progress
    if rule.reason == "near":
        return not item.submitted and CALENDAR.between(day, item.due_on) <= (rule.at_most or 0)
    if rule.reason == "overdue":
        return not item.submitted and (day - item.due_on).days >= (rule.at_least or 0)
    if rule.reason == "lag":
        return behind > rule.above if rule.above is not None else behind >= (rule.at_least or 0)
    if rule.reason == "not_begun":
        months = (day.year - item.start_on.year) * 12 + day.month - item.start_on.month
        return item.progress == 0 and months >= (rule.at_least or 0)
    if rule.reason == "late_update":
        period = None if item.last_period is None else parse_period(item.last_period)
        return item.last_period_late and period is not None and day > period.grace_until(pack, CALENDAR)
    return _missed(item, day, pack) >= (rule.at_least or 0)


def _missed(item: LightFacts, day: date, pack: RulePack) -> int:
    owed = period_of(parse_period(item.first_period).first, pack)
    if item.last_period is not None:
        owed = max(owed, period_after(item.last_period, pack))
    missed = 0
    while day > owed.grace_until(pack, CALENDAR):
        missed, owed = missed + 1, owed.next()
    return missed


def _judged(item: LightFacts, day: date, pack: RulePack) -> str:
    if item.start_on > day:
        return "grey"
    colours = [rule.colour for rule in pack.lights if _holds(rule, item, day, pack)]
    return max(colours, key=RANK.__getitem__, default="green")


@settings(deadline=None, max_examples=300)
@given(facts(), st.integers(-5, 400), st.sampled_from(sorted(PACKS)))
@example(replace(WELL, progress=0, due_on=WELL.start_on - DAY), 0, "yinchuan")  # a deadline before the start
@example(replace(WELL, progress=0, due_on=WELL.start_on), 0, "default")
@example(replace(WELL, progress=70, due_on=WELL.start_on), 0, "default")
def test_comparing_dates_gives_the_light_that_judging_the_day_gives(item: LightFacts, offset: int, name: str) -> None:
    day = item.start_on + DAY * offset
    assert light_on(day, _row(item, PACKS[name])).colour == _judged(item, day, PACKS[name])


@settings(deadline=None, max_examples=60)
@given(facts(), st.sampled_from(sorted(PACKS)))
def test_an_untouched_item_only_gets_worse_and_only_on_the_days_foretold(item: LightFacts, name: str) -> None:
    row = _row(item, PACKS[name])
    foretold = {turn.on for turn in row.turns}
    before = light_on(item.start_on - DAY, row)
    for offset in range(400):
        day = item.start_on + DAY * offset
        light = light_on(day, row)
        assert RANK[light.colour] >= RANK[before.colour]
        assert light == before or day in foretold | {item.start_on}
        coming = next_turn(day - DAY, row)
        if RANK[light.colour] > RANK[before.colour]:
            assert coming == Turn(light.colour, day, light.reason or "")
        else:
            assert coming is None or coming.on > day
        before = light


@given(facts(), st.sampled_from(sorted(PACKS)))
def test_turns_stand_in_order_none_before_the_start_the_worst_first(item: LightFacts, name: str) -> None:
    turns = turning_dates(item, PACKS[name], CALENDAR)
    assert [(turn.on, -RANK[turn.colour]) for turn in turns] == sorted((t.on, -RANK[t.colour]) for t in turns)
    assert all(turn.on >= item.start_on for turn in turns)
