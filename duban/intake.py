"""Importing and reviewing documents as use cases: read, review, adopt, keep the bytes. All of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from config.clock import today
from duban.bootstrap import Application
from planning import acts
from planning.adoption import Adopting, Adoption, adopt_plan, adopt_review
from planning.ledger import Ledger
from planning.people import actor_by
from planning.plan_reading import ReadPlan, read_plan
from planning.plan_versions import plan_id_of
from planning.queries import task_id_of
from planning.review.acting import act
from planning.review.file import ReviewFile, apply_file
from planning.review.opening import open_review
from planning.review.remap_use import remap_document
from planning.review.showing import review_view
from planning.review.view import ReviewView

Columns = Mapping[int, Mapping[str, str]]


def import_document(
    app: Application, name: str, data: bytes, how: Adopting, *, by: str | None = None, assign: bool = False
) -> Adoption:
    """Read a plan document and register its items: ``read_plan``, then ``import_plan``."""
    return import_plan(app, read_plan(data, name, how.year, app.settings.limits), how, by=by, assign=assign)


def import_plan(
    app: Application,
    read: ReadPlan,
    how: Adopting,
    *,
    by: str | None = None,
    assign: bool = False,
    amends: str | None = None,
    corrections: ReviewFile | None = None,
) -> Adoption:
    """Register a plan's items and keep its bytes; the same bytes for the same year change nothing.

    Args:
        app: The application.
        read: The document as read.
        how: Its year, name, default unit, first day, as drafts.
        by: Who registers.
        assign: Hand the items to their owners at once.
        amends: The plan the document is a new version of.
        corrections: The reading as corrected outside; without it every item is kept as it was read.

    Raises:
        CallError: The call was wrong: names, people, the file of corrections.
        DubanError: The items have no home; nothing is changed then.
    """
    with app.database.write() as session:
        ledger = _pen(app, session, by)
        if amends is not None:
            how = replace(how, amends_plan_id=plan_id_of(session, amends))
        if corrections is None:
            adoption = adopt_plan(ledger, read.document, len(read.data), read.extraction, how, read.columns)
        else:
            review_id = _open(ledger, read, how)
            apply_file(session, review_id, corrections, ledger.actor, ledger.now)
            adoption = adopt_review(ledger, review_id, start_on=how.start_on, as_draft=how.as_draft)
        if not adoption.already:
            # Bytes before the commit: a document without its bytes must never be seen.
            app.store.keep(read.data, read.document.sha256)
            if assign and not how.as_draft:
                _assign(ledger, adoption)
    return adoption


def review_plan(
    app: Application,
    read: ReadPlan,
    how: Adopting,
    *,
    by: str | None = None,
    amends: str | None = None,
    columns: Columns | None = None,
) -> ReviewView:
    """Begin the review of a document (or go on with the open one) and keep its bytes; nothing is registered."""
    with app.database.write() as session:
        ledger = _pen(app, session, by)
        if amends is not None:
            how = replace(how, amends_plan_id=plan_id_of(session, amends))
        view = review_view(session, _open(ledger, read, how, columns))
        app.store.keep(read.data, read.document.sha256)
    return view


def act_on_review(
    app: Application, review_id: int, *said: tuple[str, Mapping[str, object]], by: str | None = None
) -> ReviewView:
    """Do one or more acts on a review (``planning.review.acting.act``), all or none; return it after them."""
    with app.database.write() as session:
        ledger = _pen(app, session, by)
        for kind, payload in said:
            view = act(session, review_id, kind, payload, ledger.actor, ledger.now)
    return view


def remap_review(app: Application, review_id: int, columns: Columns, *, by: str | None = None) -> ReviewView:
    """Read a review's document anew with other meanings of its columns; what people did is carried over."""
    return remap_document(
        app.database, app.store, app.settings.limits, review_id, lambda view: {**view.columns, **columns},
        lambda session: actor_by(session, by, today(app.clock)), app.clock.now(),
    )  # fmt: skip


def adopt_reviewed(
    app: Application,
    review_id: int,
    keys: Sequence[str] | None,
    *,
    by: str | None = None,
    start_on: date | None = None,
    draft: bool = False,
    assign: bool = False,
) -> Adoption:
    """Register what was kept in a review, all of it or the items named."""
    with app.database.write() as session:
        ledger = _pen(app, session, by)
        adoption = adopt_review(ledger, review_id, keys, start_on=start_on, as_draft=draft)
        if assign and not draft:
            _assign(ledger, adoption)
    return adoption


def _open(ledger: Ledger, read: ReadPlan, how: Adopting, columns: Columns | None = None) -> int:
    return open_review(
        ledger.session, ledger.actor, ledger.now, read.document, len(read.data), read.extraction, year=how.year,
        plan_name=how.name, default_unit=how.default_unit or "", amends_plan_id=how.amends_plan_id,
        columns=columns or read.columns,
    )  # fmt: skip


def _pen(app: Application, session: Session, by: str | None) -> Ledger:
    return Ledger(session, app.rules, actor_by(session, by, today(app.clock)), app.clock.now())


def _assign(ledger: Ledger, adoption: Adoption) -> None:
    """Hand every item that has an owner out at once."""
    for task in adoption.tasks:
        task_id = task_id_of(ledger.session, task.number)
        if task_id is not None and task.owner_post_id is not None:
            acts.assign(ledger, task_id)
