"""Importing a document as one use case: read, extract, adopt, keep the bytes. All of it or nothing."""

from config.clock import today
from duban.bootstrap import Application
from planning import acts
from planning.adoption import Adopting, Adoption, adopt_plan
from planning.ledger import Ledger
from planning.people import actor_by
from planning.plan_reading import ReadPlan, read_plan
from planning.queries import task_id_of


def import_document(
    app: Application, name: str, data: bytes, how: Adopting, *, by: str | None = None, assign: bool = False
) -> Adoption:
    """Read a plan document and register its items: ``read_plan``, then ``import_plan``."""
    return import_plan(app, read_plan(data, name, how.year, app.settings.limits), how, by=by, assign=assign)


def import_plan(
    app: Application, read: ReadPlan, how: Adopting, *, by: str | None = None, assign: bool = False
) -> Adoption:
    """Register a plan's items and keep its bytes; the same bytes for the same year change nothing.

    Raises:
        CallError: The call was wrong: names, people.
        DubanError: The items have no home; nothing is changed then.
    """
    with app.database.write() as session:
        actor = actor_by(session, by, today(app.clock))
        ledger = Ledger(session, app.rules, actor, app.clock.now())
        adoption = adopt_plan(ledger, read.document, len(read.data), read.extraction, how)
        if not adoption.already:
            # Bytes before the commit: a document without its bytes must never be seen.
            app.store.keep(read.data, read.document.sha256)
            if assign and not how.as_draft:
                _assign(ledger, adoption)
    return adoption


def _assign(ledger: Ledger, adoption: Adoption) -> None:
    """Hand every item that has an owner out at once."""
    for task in adoption.tasks:
        task_id = task_id_of(ledger.session, task.number)
        if task_id is not None and task.owner_post_id is not None:
            acts.assign(ledger, task_id)
