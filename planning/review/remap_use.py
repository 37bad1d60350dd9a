"""The meaning of columns corrected as a use case: the document is read between two transactions, not within one.

Reading a long document takes seconds; meanwhile others must be able to write.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session

from config.database import Database
from config.errors import DubanError
from config.settings import Limits
from planning.people import Actor
from planning.plan_reading import read_plan
from planning.review.acting import remap
from planning.review.showing import review_view
from planning.review.view import ReviewView
from planning.store import Store

Columns = Mapping[int, Mapping[str, str]]


def remap_document(
    database: Database,
    store: Store,
    limits: Limits,
    review_id: int,
    columns_of: Callable[[ReviewView], Columns],
    actor_of: Callable[[Session], Actor],
    now: datetime,
    *,
    expected_seq: int | None = None,
) -> ReviewView:
    """Return a review after its document was read anew with other meanings of its columns; commits.

    Args:
        database: Where the review is kept.
        store: Where the bytes of its document are kept.
        limits: How much may be read.
        review_id: The review.
        columns_of: Returns the meanings, of all tables, for the review as it stands.
        actor_of: Returns who corrected them.
        now: When.
        expected_seq: The last change the person has seen; without it, none may come while the document is read.

    Raises:
        DubanError: ``original-missing`` when the bytes are gone; whatever reading and ``remap`` raise.
        Conflict: ``review-changed`` when somebody changed the review meanwhile.
    """
    with database.read() as session:
        view = review_view(session, review_id)
    columns = columns_of(view)
    try:
        data = store.read(view.document.sha256)
    except OSError as error:
        raise DubanError("original-missing", name=view.document.name) from error
    read = read_plan(data, view.document.name, view.year, limits, columns=columns)
    seen = view.seq if expected_seq is None else expected_seq
    with database.write() as session:
        return remap(session, review_id, columns, read.extraction, actor_of(session), now, expected_seq=seen)
