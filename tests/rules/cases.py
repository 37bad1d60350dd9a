"""What the tests of the rules of time share: the official calendar, the packs, and facts made at random."""

from datetime import date, timedelta

from hypothesis import strategies as st

from config.calendars import load_calendar
from config.rule_packs import load_pack, pack_names
from planning.lights import LightFacts
from planning.periods import Quarter
from planning.workdays import WorkCalendar

CALENDAR = WorkCalendar.of(load_calendar())
DEFAULT = load_pack("default")
PACKS = {name: load_pack(name) for name in pack_names()}

days = st.dates(date(2017, 1, 1), date(2026, 12, 31))


@st.composite
def facts(draw: st.DrawFn) -> LightFacts:
    """An item of some length, with an update history that may lie before, within or after it."""
    start_on = draw(days)
    due_on = start_on + timedelta(days=draw(st.integers(-3, 500)))
    first = Quarter.of(start_on)
    periods = [first.previous(), first, first.next(), first.next().next()]
    return LightFacts(
        start_on=start_on,
        due_on=due_on,
        progress=draw(st.sampled_from([0, 1, 10, 50, 69, 70, 71, 89, 90, 91, 100]) | st.integers(0, 100)),
        submitted=draw(st.booleans()),
        last_period=draw(st.sampled_from([None, *(str(period) for period in periods)])),
        first_period=str(first),
        last_period_late=draw(st.booleans()),
    )
