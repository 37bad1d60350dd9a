"""Items that may be one matter, found once for each state of a review and of the tasks tracked."""

import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock, Thread

from sqlmodel import Session

from config.database import Database
from planning.duplicates import Duplicate, duplicates
from planning.queries import last_event_at
from planning.review.model import ProposedItem
from planning.review.view import ReviewView

log = logging.getLogger(__name__)
_MOST_KEPT = 8
_FOUND_AT_ONCE = 300
"""So many items are compared while the page waits; more of them beside it, and the page says so."""


@dataclass(frozen=True)
class Twins:
    """For each item's key the other items and the tracked tasks that say the same; ``pending``: still looking."""

    of: Mapping[str, Sequence[Duplicate]]
    pending: bool = False


class TwinFinder:
    """Keeps what was found last: comparing thousands of sentences takes longer than a page may."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._found: OrderedDict[int, tuple[object, Mapping[str, Sequence[Duplicate]]]] = OrderedDict()
        self._looking: set[object] = set()
        self._lock = Lock()

    def of(self, session: Session, view: ReviewView) -> Twins:
        """Return the twins of a review; of a long one what was found for it before, while it is looked again."""
        items = [item for item in view.items if not item.adopted_as]
        mark = hash((tuple((item.key, item.text) for item in items), last_event_at(session)))
        with self._lock:
            known, found = self._found.get(view.id, (None, {}))
        if known == mark:
            return Twins(found)
        apart = [view.amends_plan_id] if view.amends_plan_id is not None else []
        if len(items) <= _FOUND_AT_ONCE:
            found = duplicates(session, items, year=view.year, apart_from=apart)
            self._keep(view.id, mark, found)
            return Twins(found)
        self._look_beside(view, mark, items, apart)
        return Twins(found, pending=True)

    def _look_beside(self, view: ReviewView, mark: object, items: Sequence[ProposedItem], apart: Sequence[int]) -> None:
        with self._lock:
            if mark in self._looking:
                return
            self._looking.add(mark)

        def look() -> None:
            try:
                with self._database.read() as session:
                    found = duplicates(session, items, year=view.year, apart_from=apart)
                self._keep(view.id, mark, found)
            except Exception:
                log.exception("looking for twins failed")
            finally:
                with self._lock:
                    self._looking.discard(mark)

        Thread(target=look, name="twins", daemon=True).start()

    def _keep(self, review_id: int, mark: object, found: Mapping[str, Sequence[Duplicate]]) -> None:
        with self._lock:
            self._found[review_id] = (mark, found)
            self._found.move_to_end(review_id)
            while len(self._found) > _MOST_KEPT:
                self._found.popitem(last=False)
