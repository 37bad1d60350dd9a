"""Where an item belongs: the street its unit stands under, and how the item is called in running text. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import RowMapping

from planning.lifecycle import TaskState
from reports.wording import named


@dataclass(frozen=True)
class Places:
    """The tree of units, by id."""

    units: Mapping[int, RowMapping]

    def street_of(self, unit_id: int) -> RowMapping:
        """Return the street a unit is or stands under; a unit above or beside the streets stands for itself."""
        found = self.units[unit_id]
        while found["kind"] != "street" and found["parent_id"] is not None:
            found = self.units[found["parent_id"]]
        return found if found["kind"] == "street" else self.units[unit_id]

    def street_name(self, state: TaskState) -> str:
        """Return the short name of the street a task belongs to."""
        return str(self.street_of(state.unit_id)["short_name"])

    def called(self, state: TaskState) -> str:
        """Return how an item is called in running text: 月桥街道第1项“推进楼宇建会”."""
        return named(self.street_name(state), number_of(state), state.title)


def number_of(state: TaskState) -> str:
    """Return the number an item has in its plan; the register's number when the plan gives none."""
    return state.item_number or state.number
