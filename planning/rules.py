"""The rules a use case works by: the rule pack and the calendar, loaded once and handed in."""

import logging
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from config.calendars import load_calendar
from config.errors import DubanError
from config.files import marks_of
from config.rule_packs import RulePack, load_pack
from config.themes import FILE as THEMES
from config.themes import Theme, load_themes
from planning.lifecycle import LIVE_STATES, TaskState
from planning.lights import LightFacts, turning_dates
from planning.periods import period_of
from planning.workdays import WorkCalendar

log = logging.getLogger(__name__)
#: Folders of the data folder that hold the office's own notices (``2027.csv``) and rule packs (``ours.toml``).
OWN_CALENDARS, OWN_PACKS = "calendars", "rule_packs"
#: Reasons of a light that come from missing or late period updates.
UPDATE_REASONS = ("missing", "silent", "late_update")


@dataclass(frozen=True, eq=False)
class Rules:
    """A rule pack on a calendar, and the themes items are put under; the same rules are the very same object."""

    pack: RulePack
    calendar: WorkCalendar
    themes: tuple[Theme, ...] = field(default_factory=load_themes)

    def turns(self, state: TaskState) -> list[list[str]]:
        """Return the days on which the task will turn if nothing happens, as ``[colour, day, reason]``, in order.

        Finished, suspended, merged and cancelled tasks turn no more.
        """
        if state.state not in LIVE_STATES:
            return []
        waits = state.state == "submitted"
        # Reported complete after the deadline, it stays red until the office has decided; then the late mark stays.
        late = state.submitted_on is not None and state.submitted_on > state.due_on
        facts = LightFacts(
            start_on=state.start_on,
            due_on=state.due_on,
            progress=state.progress,
            submitted=waits and not late,
            first_period=state.first_period,
            last_period=state.last_period,
            last_period_late=state.last_period_late,
        )
        found = turning_dates(facts, self.pack, self.calendar)
        # Period updates are owed for an item, whose deliverables are told of in them, and not while it waits for the
        # office: nothing can be reported then.
        quiet = UPDATE_REASONS if waits or state.kind != "item" else ()
        return [[turn.colour, turn.on.isoformat(), turn.reason] for turn in found if turn.reason not in quiet]

    def first_period(self, start_on: date, registered_on: date) -> str:
        """Return the first period a task owes a report for: the present one, unless its request is already out."""
        day = max(start_on, registered_on)
        period = period_of(day, self.pack)
        late = day > period.request_opens_on(self.pack, self.calendar)
        return str(period.next() if late else period)


class RulesInForce:
    """The rules of a data folder as they stand: read anew by whoever serves once a file of theirs is another.

    Any number of processes may serve a folder; a calendar that is saved by one counts in all of them with the next
    question asked.
    """

    def __init__(self, pack: str, data_dir: Path, rules: Rules) -> None:
        self._pack, self._data_dir = pack, data_dir
        self._marks, self._rules = self._marked(), rules

    def __call__(self) -> Rules:
        """Return the rules; the same object while no file changes, the last ones readable when one is broken."""
        marks = self._marked()
        if marks != self._marks:
            self._marks = marks
            try:
                self._rules = load_rules(self._pack, self._data_dir)
            except DubanError as error:
                log.warning("the rules stay as they were: %s", error)
        return self._rules

    def _marked(self) -> tuple[object, ...]:
        folder = self._data_dir
        return (
            marks_of(folder / OWN_CALENDARS, ".csv"),
            marks_of(folder / OWN_PACKS, ".toml"),
            marks_of(folder, THEMES),
        )


def load_rules(pack: str = "default", data_dir: Path | None = None) -> Rules:
    """Return the named rule pack on the official calendar; the office's own ones in its data folder come first."""
    if data_dir is None:
        return Rules(load_pack(pack), WorkCalendar.of(load_calendar()))
    calendar = load_calendar(data_dir / OWN_CALENDARS)
    return Rules(load_pack(pack, own=data_dir / OWN_PACKS), WorkCalendar.of(calendar), load_themes(data_dir))
