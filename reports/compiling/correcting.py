"""What the reports before said otherwise than the ledger says now (更正): both values, and why. Pure.

A frozen report never changes, so the next one tells what in it no longer holds: a finished item that was taken up
again or finished on another day, an item that was dropped, progress that was less, a deadline moved across the day the
report looked at, a figure of an earlier quarter. What only went on since is no correction.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config.language import label, sentence
from planning.lifecycle import FINISHED_STATES, Event
from reports.compiling.changes import reason_of_extension
from reports.compiling.history import ItemHistory, day_of, quarter_reported
from reports.compiling.places import Places
from reports.compiling.printed import Printed
from reports.compiling.updates import figures_of
from reports.snapshot import Correction, Figure, Item
from reports.wording import amount
from reports.wording import day as day_text

_DROPPED = ("merged", "cancelled")
_Anew = tuple[Figure, Event | None]


def corrections_of(items: Iterable[ItemHistory], printed: list[Printed], places: Places) -> Iterator[Correction]:
    """Yield item by item what the earlier reports (the newest first) said that no longer holds.

    Only what came to be known since the newest of them counts: what was put right in it is not told again.
    """
    if not printed:
        return
    for item in items:
        since = tuple(event for history in item.all for event in history.events if event.at >= printed[0].until)
        if since:
            yield from _Comparing(item, since, places).corrections(printed)


@dataclass(frozen=True)
class _Comparing:
    """One item with its events (and its deliverables') that no report knew of yet."""

    item: ItemHistory
    since: tuple[Event, ...]
    places: Places

    def corrections(self, printed: list[Printed]) -> Iterator[Correction]:
        for report in printed:
            said = report.item(self.item.last.number)
            if said is None:
                continue
            newest = report is printed[0]
            standing = list(self._standing(report, said)) if newest else []
            yield from standing or self._progress(report, said, newest=newest)
            if newest and not standing:
                yield from self._due(report, said)
            yield from self._figures(report, said)

    def _standing(self, report: Printed, said: Item) -> Iterator[Correction]:
        """Yield what became of an item that was counted, or finished, and is so no more."""
        state = self.item.last
        if state.state in _DROPPED:
            was = sentence("correct-counted", state=label("state", said.state))
            now = sentence("correct-dropped", state=label("state", state.state))
            yield self._told(report, self._subject("correct-standing"), was, now, self._last(*_DROPPED))
        elif said.finished_on is not None and state.finished_on != said.finished_on:
            unfinished = sentence("correct-unfinished", state=label("state", state.state))
            now = unfinished if state.finished_on is None else day_text(state.finished_on)
            event = self._last("reopened", "completed", "due_set")
            yield self._told(report, self._subject("correct-finish"), day_text(said.finished_on), now, event)

    def _progress(self, report: Printed, said: Item, *, newest: bool) -> Iterator[Correction]:
        """Yield progress reported anew for that quarter; or, of the newest report, progress that is less by now."""
        anew = [event for event in self._own(report) if event.payload.get("progress") is not None]
        state = self.item.last
        if anew:
            event: Event | None = anew[-1]
            now = anew[-1].payload["progress"]
        elif newest and state.state not in FINISHED_STATES and state.progress < said.progress:
            event, now = self._last("returned", "reported", "rolled_up"), state.progress
        else:
            return
        if now != said.progress:
            yield self._told(report, self._subject("correct-progress"), f"{said.progress}%", f"{now}%", event)

    def _due(self, report: Printed, said: Item) -> Iterator[Correction]:
        """Yield a deadline moved from or to a day the report looked back at: what it said of being overdue changes."""
        now = self.item.last.due_on
        if said.due_on is None or now == said.due_on or min(now, said.due_on) > report.as_of:
            return
        moved = [event for event in self._of_item() if "due_on" in event.payload]
        event = moved[-1] if moved else None
        yield self._told(report, self._subject("correct-due"), day_text(said.due_on), day_text(now), event)

    def _figures(self, report: Printed, said: Item) -> Iterator[Correction]:
        """Yield the figures of that quarter reported anew with another value; one not printed before is a late fact."""
        printed, anew = {(each.of, each.unit): each for each in said.figures}, dict[tuple[str, str], _Anew]()
        for event in sorted(self.since, key=lambda each: each.at):
            if event.kind == "reported" and quarter_reported(event) == report.quarter:
                found, _ = figures_of(event.payload.get("figures", ()))
                anew |= {(each.of, each.unit): (each, event) for each in found}
        for key, was in printed.items():
            now, added = anew.get(key, (was, None))
            if now.value != was.value:
                subject = sentence("correct-figure", item=self.places.called(self.item.last), of=now.of or now.unit)
                yield self._told(report, subject, amount(was), amount(now), added)

    def _told(self, report: Printed, subject: str, was: str, now: str, event: Event | None) -> Correction:
        return Correction(
            period=report.quarter.words,
            subject=subject,
            was=was,
            now=now,
            reason="" if event is None else self._why(event),
        )

    def _subject(self, code: str) -> str:
        return sentence(code, item=self.places.called(self.item.last))

    def _why(self, event: Event) -> str:
        """Return the act that changed the value, its day, and the reason given with it."""
        given = event.payload.get("reason", "") or event.payload.get("note", "")
        if event.kind == "returned":
            note = event.payload.get("note", "")
            given = label("return_reason", event.payload["reason"]) + (f"，{note}" if note else "")
        elif event.kind == "extension_decided":
            given = reason_of_extension(self.item.own, event)
        told = sentence("correct-by", on=day_text(day_of(event)), act=label("event", event.kind))
        return f"{told}：{given}" if given else told

    def _of_item(self) -> list[Event]:
        return [event for event in self.since if event.task_id == self.item.own.task_id]

    def _own(self, report: Printed) -> list[Event]:
        """Return what was told of the item itself for the quarter of a report since."""
        told = ("reported", "rolled_up")
        return [event for event in self._of_item() if event.kind in told and quarter_reported(event) == report.quarter]

    def _last(self, *kinds: str) -> Event | None:
        return next((event for event in reversed(self._of_item()) if event.kind in kinds), None)
