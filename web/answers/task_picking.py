"""How a list comes up for an act in bulk: its rows ticked, or why the last choice could not be taken."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.language import sentence
from planning.bulk import BULK_ACTS, MOST
from web.addresses import address
from web.answers.task_list import TaskList
from web.asking import TaskQuestion

#: Errors of a choice that are told beside the list, where it is made.
OF_THE_CHOICE = ("bulk-nothing", "bulk-too-many")


@dataclass(frozen=True)
class Picking:
    """Whether every row is ticked when a list comes up, for which act; ``fault`` says what was wrong with a choice."""

    act: str = ""
    everything: bool = False
    fault: str = ""


def picking_of(given: Mapping[str, str], found: TaskList) -> Picking:
    """Read from an address what a list comes up with; what makes no sense is as if it were not there."""
    act = given.get("bulk", "")
    if act not in BULK_ACTS:
        return Picking()
    missed = given.get("missed", "")
    if missed in OF_THE_CHOICE:
        return Picking(act, fault=sentence(missed, most=MOST, count=found.total_shown))
    return Picking(act, everything=found.total > 0)


def choice_missed(asked: TaskQuestion, act: str, code: str) -> str:
    """Return the address of the list on which a choice was made that cannot be taken."""
    return address("/tasks", **asked.narrowed(), page=asked.page if asked.page > 1 else None, bulk=act, missed=code)
