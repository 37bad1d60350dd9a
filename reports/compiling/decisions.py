"""What the leading group is asked to decide, and which practices are worth copying. Pure."""

from collections.abc import Iterable, Iterator

from config.language import sentence
from planning.lifecycle import LIVE_STATES, TaskState
from planning.workdays import WorkCalendar
from reports.compiling.frame import Frame
from reports.compiling.history import ItemHistory
from reports.compiling.items import instructions_of
from reports.compiling.places import Places
from reports.snapshot import Highlight, Item, Street
from reports.wording import day as day_text
from reports.wording import figure
from reports.wording import sentence as full_sentence


def decisions_of(items: Iterable[ItemHistory], frame: Frame, places: Places) -> list[str]:
    """Return what waits for a decision at the cut-off: extensions asked for, completions reported, answers overdue."""
    found = list(items)
    kinds = (_extensions, _submissions, _instructions)
    return [text for kind in kinds for item in found for text in kind(item, frame, places)]


def highlights_of(streets: Iterable[Street], frame: Frame) -> Iterator[Highlight]:
    """Yield the items finished in the quarter ahead of time, or closed with figures, and never late."""
    for street in streets:
        for item in street.items:
            finished_on = item.finished_on
            if finished_on is None or finished_on not in frame.quarter or item.late:
                continue
            if item.light == "blue" or (item.state == "closed" and item.figures):
                yield Highlight(
                    street=street.short_name, title=item.title, text=_achievement(item, frame.rules.calendar)
                )


def _extensions(item: ItemHistory, frame: Frame, places: Places) -> Iterator[str]:
    state, limits = item.last, frame.rules.pack.extensions
    if state.extension_proposed_on is None or state.state not in LIVE_STATES:
        return
    to_leaders = state.extensions >= limits.max_approved and limits.beyond_asks == "leading_group"
    reason = [event.payload["reason"] for event in item.own.of_kind("extension_requested")][-1]
    yield sentence(
        "decide-extension-leaders" if to_leaders else "decide-extension",
        item=places.called(state),
        count=state.extensions,
        proposed=day_text(state.extension_proposed_on),
        due=day_text(state.due_on),
        reason=sentence("decide-extension-reason", reason=reason) if reason else "",
    )


def _submissions(item: ItemHistory, frame: Frame, places: Places) -> Iterator[str]:
    del frame
    state: TaskState = item.last
    if state.state == "submitted" and state.submitted_on is not None:
        yield sentence("decide-submitted", item=places.called(state), on=day_text(state.submitted_on))


def _instructions(item: ItemHistory, frame: Frame, places: Places) -> Iterator[str]:
    state = item.last
    if state.answer_by is None or state.answer_by >= frame.as_of:
        return
    waiting = [each.text for each in instructions_of(item.own) if not each.is_answered]
    yield sentence(
        "decide-instruction", item=places.called(state), text="；".join(waiting), answer_by=day_text(state.answer_by)
    )


def _achievement(item: Item, calendar: WorkCalendar) -> str:
    """Return when the item was finished and what it came to in figures, else in words."""
    figures = "、".join(map(figure, item.figures))
    parts = [_finish(item, calendar), sentence("told-figures", figures=figures) if figures else item.progress_text]
    return "".join(full_sentence(part) for part in parts)


def _finish(item: Item, calendar: WorkCalendar) -> str:
    if item.finished_on is None or item.due_on is None or item.light != "blue":
        return sentence("highlight-closed", on=day_text(item.finished_on)) if item.finished_on else ""
    days = calendar.between(item.finished_on, item.due_on)
    code = "highlight-early" if days else "highlight-early-today"
    return sentence(code, on=day_text(item.finished_on), days=days)
