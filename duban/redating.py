"""Computing the days on which tasks turn anew after a rule pack or a calendar changed, for the command line."""

from config.clock import today
from duban.bootstrap import Application
from planning.access.audit import write_down
from planning.people import actor_by
from planning.redating import redate, tasks_that_turn_otherwise


def count_to_redate(app: Application) -> int:
    """Return how many live tasks turn on other days by the rules in force than those kept with them."""
    with app.database.read() as session:
        return len(tasks_that_turn_otherwise(session, app.rules))


def redate_all(app: Application, by: str | None) -> int:
    """Give all live tasks their days by the rules in force and return how many changed.

    Raises:
        CallError: ``person-unknown`` or ``person-ambiguous``.
    """
    now, pack = app.clock.now(), app.rules.pack
    with app.database.read() as session:
        actor = actor_by(session, by, today(app.clock))
    reason = f"rules:{pack.name}"
    count = redate(app.database, app.rules, actor, now, reason=reason)
    if count:
        with app.database.write() as session:
            write_down(session, actor, "tasks-redated", now, subject=reason, detail={"changed": count})
    return count
