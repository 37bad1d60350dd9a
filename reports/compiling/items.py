"""One item of the register: what its states, reports and instructions make of it at the cut-off. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import RowMapping

from config.language import label, sentence
from planning.lifecycle import TaskState
from reports.compiling.frame import Frame
from reports.compiling.history import History, ItemHistory, day_of
from reports.compiling.places import Places, number_of
from reports.compiling.standing import Standing, light_of
from reports.compiling.updates import figures_of, joined, told_of
from reports.snapshot import Deliverable, Figure, Item, Source
from reports.wording import day as day_text
from reports.wording import figure as figure_text


@dataclass(frozen=True)
class Instruction:
    """A leader's instruction (批示) on an item; ``answered_on`` is none while the answer is due."""

    text: str
    given_on: date
    answer_by: date
    answered_on: date | None = None
    answer: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether the answer is there."""
        return self.answered_on is not None

    def told(self) -> str:
        """Return the instruction and what became of it, in words."""
        if self.answered_on is None:
            by = day_text(self.answer_by)
            return sentence("instruction-open", on=day_text(self.given_on), text=self.text, answer_by=by)
        on, answered_on = day_text(self.given_on), day_text(self.answered_on)
        return sentence("instruction-answered", on=on, text=self.text, answered_on=answered_on, answer=self.answer)


def instructions_of(history: History) -> list[Instruction]:
    """Return the instructions on an item in order, without those withdrawn; an answer answers all that wait."""
    settled: list[Instruction] = []
    waiting: list[Instruction] = []
    for event in history.of_kind("instructed", "answered", "instruction_withdrawn"):
        given = event.payload
        if event.kind == "instructed":
            waiting.append(Instruction(given["text"], day_of(event), date.fromisoformat(given["answer_by"])))
            continue
        if event.kind == "answered":
            settled += [replace(each, answered_on=day_of(event), answer=given["text"]) for each in waiting]
        waiting.clear()
    return settled + waiting


def item_of(
    item: ItemHistory,
    standing: Standing,
    frame: Frame,
    places: Places,
    documents: Mapping[int, RowMapping],
    *,
    reported: bool,
) -> Item:
    """Return an item as the register holds it; ``reported`` is false when an update was owed and has not come."""
    state, told = item.last, told_of(item, frame.quarter)
    given = [each for each in instructions_of(item.own) if _concerns(each, frame)]
    unit = places.units[state.unit_id]["name"]
    return Item(
        uid=state.number,
        number=number_of(state),
        title=state.title,
        measures=state.text,
        outcome="、".join(map(figure_text, figures_kept(state.quantities))),
        leader=state.leader_name,
        lead_unit="、".join(json.loads(state.lead_units)) or unit,
        responsible=tuple(json.loads(state.responsible_units)) or (unit,),
        supporting=tuple(json.loads(state.support_units)),
        state=state.state,
        progress=state.progress,
        expected=standing.expected,
        pace=standing.pace,
        light=standing.light,
        cause=standing.cause,
        reason=standing.reason,
        late=state.late,
        overdue_workdays=standing.overdue_workdays,
        original_due_on=state.original_due_on,
        due_on=state.due_on,
        due_text=state.due_text,
        provisional=state.due_provisional,
        finished_on=state.finished_on,
        reported=reported,
        progress_text=joined([told.progress_text, *(each.told() for each in given if each.is_answered)]),
        problem=joined([told.problem, *(each.told() for each in given if not each.is_answered)]),
        next_step=told.next_step,
        figures=told.figures,
        missing=tuple(_missing(state)),
        deliverables=tuple(_deliverables(item, frame.as_of)),
        source=source_of(documents[state.document_id], state.source_start, state.source_end),
    )


def figures_kept(text: str) -> tuple[Figure, ...]:
    """Return the figures kept with an item or a result as JSON, as they stand in the plan, all of them in order.

    In one text a thing may be counted twice (845家签订，11家变更); only reports replace each other's figures.
    """
    return tuple(figure for given in json.loads(text) for figure in figures_of([given])[0])


def source_of(document: RowMapping, start: int, end: int) -> Source:
    """Return where a text came from, with the sentence itself."""
    sentence_there = document["text"][start:end]
    return Source(document=document["name"], sha256=document["sha256"], start=start, end=end, sentence=sentence_there)


def _concerns(each: Instruction, frame: Frame) -> bool:
    """Tell whether an instruction was given or answered in the quarter or waits for its answer."""
    last = frame.quarter.last
    return not each.is_answered or each.given_on in frame.quarter or frame.quarter.first <= (each.answered_on or last)


def _missing(state: TaskState) -> Iterator[str]:
    """Yield the clarities that are open still; some were made clear after the plan was adopted."""
    cleared = {"leader": bool(state.leader_name), "deadline": not state.due_provisional}
    for code in json.loads(state.missing):
        if not cleared.get(code, False):
            yield label("clarity", code)


def _deliverables(item: ItemHistory, day: date) -> Iterator[Deliverable]:
    for part in item.parts:
        state = part.last
        light = light_of(state, day)
        if light is not None:
            yield Deliverable(
                number=state.item_number,
                title=state.title,
                progress=state.progress,
                light=light[0],
                due_on=state.due_on,
                provisional=state.due_provisional,
                finished_on=state.finished_on,
            )
