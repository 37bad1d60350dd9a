"""Items that may be one matter, found once for each state of a review and of the tasks tracked."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock

from sqlmodel import Session

from planning.duplicates import Duplicate, duplicates
from planning.queries import last_event_at
from planning.review.view import ReviewView

_MOST_KEPT = 8
Twins = Mapping[str, Sequence[Duplicate]]


class TwinFinder:
    """Keeps what was found last: comparing thousands of sentences takes longer than a page may."""

    def __init__(self) -> None:
        self._found: OrderedDict[object, Twins] = OrderedDict()
        self._lock = Lock()

    def of(self, session: Session, view: ReviewView) -> Twins:
        """Return for each item's key the other items and the tracked tasks that say the same."""
        items = [item for item in view.items if not item.adopted_as]
        mark = (view.id, hash(tuple((item.key, item.text) for item in items)), last_event_at(session))
        with self._lock:
            known = self._found.get(mark)
        if known is not None:
            return known
        apart = [view.amends_plan_id] if view.amends_plan_id is not None else []
        found = duplicates(session, items, apart_from=apart)
        with self._lock:
            self._found[mark] = found
            while len(self._found) > _MOST_KEPT:
                self._found.popitem(last=False)
        return found
