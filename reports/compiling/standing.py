"""How an item stands on a day: its pace against the time passed, its light with the reason, how late it is. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from config.language import sentence
from config.rule_packs import RulePack
from planning.lifecycle import CHASABLE_STATES, FINISHED_STATES, TaskState
from planning.lights import LightRow, light_on, read_turns, time_points, time_share
from planning.periods import Month, Quarter, parse_period, period_after, period_of
from planning.rules import Rules
from reports.snapshot import LIGHTS, PACES, Light, LightCounts, Pace, Totals


@dataclass(frozen=True)
class Standing:
    """One item on one day. ``expected`` is the share of time passed in whole percent, rounded down."""

    pace: Pace
    light: Light
    cause: str
    reason: str
    expected: int
    overdue_workdays: int

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed and completion was not reported."""
        return self.overdue_workdays > 0


def standing_of(state: TaskState, day: date, rules: Rules) -> Standing | None:
    """Return how an item stands at the end of a day; none when it is suspended, merged, cancelled or a draft."""
    light = light_of(state, day)
    if light is None:
        return None
    colour, cause = light
    overdue = state.state in CHASABLE_STATES and state.due_on < day
    share = time_share(state.start_on, state.due_on, day)
    return Standing(
        pace=_pace(state, day, share, rules.pack, overdue=overdue),
        light=colour,
        cause=cause,
        reason=_reason(state, day, cause, rules),
        expected=int(share),
        overdue_workdays=max(rules.calendar.between(state.due_on, day), 1) if overdue else 0,
    )


def light_of(state: TaskState, day: date) -> tuple[Light, str] | None:
    """Return the light at the end of a day with the code of its reason (may be empty); none when it shows none."""
    row = LightRow(
        state.state, state.start_on, state.due_on, state.finished_on, state.yellow_on, state.orange_on, state.red_on,
        read_turns(state.turns),
    )  # fmt: skip
    found = light_on(day, row)
    colour = next((light for light in LIGHTS if light == found.colour), None)
    return None if colour is None else (colour, found.reason or "")


def totals_of(standings: Iterable[Standing]) -> Totals:
    """Count items by pace and by light."""
    found = list(standings)
    return Totals(
        total=len(found),
        overdue=sum(each.is_overdue for each in found),
        lights=LightCounts(**{light: sum(each.light == light for each in found) for light in LIGHTS}),
        **{pace: sum(each.pace == pace for each in found) for pace in PACES},
    )


def _pace(state: TaskState, day: date, share: Fraction, pack: RulePack, *, overdue: bool) -> Pace:
    if state.state in FINISHED_STATES:
        return "completed"
    if overdue or (state.start_on <= day and is_far(share - state.progress, pack)):
        return "behind"
    if state.start_on > day:
        return "not_started"
    return "ahead" if is_far(state.progress - share, pack) else "on_schedule"


def is_far(points: Fraction, pack: RulePack) -> bool:
    """Tell whether a distance from the time passed reaches the pack's mildest rule; any distance where it has none."""
    rules = [rule for rule in pack.lights if rule.reason == "lag"]
    if not rules:
        return points > 0
    return any(points > rule.above if rule.above is not None else points >= (rule.at_least or 0) for rule in rules)


def _reason(state: TaskState, day: date, cause: str, rules: Rules) -> str:
    """Return the sentence of a light's reason about this item."""
    between, code, values = rules.calendar.between, f"lit-{cause}", dict[str, object]()
    match cause:
        case "overdue":
            values = {"days": max(between(state.due_on, day), 1)}
        case "near" if state.due_on == day:
            code = "lit-near-today"
        case "near":
            values = {"days": between(day, state.due_on)}
        case "lag":
            values = {"points": time_points(state.start_on, state.due_on, day) - state.progress}
        case "missing":
            values = {"period": _missing(state, day, rules)[0].words}
        case "silent":
            values = {"count": len(_missing(state, day, rules))}
    return sentence(code, **values) if cause else ""


def _missing(state: TaskState, day: date, rules: Rules) -> list[Quarter | Month]:
    """Return the periods whose update was owed, has not come and is past its grace; the first one at least."""
    owed = period_of(parse_period(state.first_period).first, rules.pack)
    if state.last_period is not None:
        after = period_after(state.last_period, rules.pack)
        owed = after if after.first > owed.first else owed
    found = [owed]
    while (owed := owed.next()).grace_until(rules.pack, rules.calendar) < day:
        found.append(owed)
    return found
