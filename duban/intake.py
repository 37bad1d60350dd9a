"""Importing a document as one use case: read, extract, adopt, keep the bytes. All of it or nothing."""

from config.clock import today
from duban.bootstrap import Application
from planning import acts
from planning.adoption import Adopting, Adoption, adopt_plan, require_plan_year
from planning.extraction import extract
from planning.ledger import Ledger
from planning.people import actor_by
from planning.queries import task_id_of
from planning.reading import read_document


def import_document(
    app: Application, name: str, data: bytes, how: Adopting, *, by: str | None = None, assign: bool = False
) -> Adoption:
    """Register a plan document's items and keep its bytes; the same bytes for the same year change nothing.

    Raises:
        CallError: The call was wrong: year, names, people.
        DubanError: The file cannot be read, or its items have no home; nothing is changed then.
    """
    require_plan_year(how.year)
    document = read_document(data, name, app.settings.limits)
    extraction = extract(document.text, year=how.year, name=document.name, sha256=document.sha256)
    with app.database.write() as session:
        actor = actor_by(session, by, today(app.clock))
        ledger = Ledger(session, app.rules, actor, app.clock.now())
        adoption = adopt_plan(ledger, document, len(data), extraction, how)
        if not adoption.already:
            # Bytes before the commit: a document without its bytes must never be seen.
            app.store.keep(data, document.sha256)
            if assign and not how.as_draft:
                for task in adoption.tasks:
                    task_id = task_id_of(session, task.number)
                    if task_id is not None and task.owner_post_id is not None:
                        acts.assign(ledger, task_id)
    return adoption
