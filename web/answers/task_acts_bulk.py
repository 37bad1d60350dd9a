"""Acts in bulk as a page shows them: what is chosen, what would be done, and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from config.errors import CallError, DubanError
from config.language import label
from planning import bulk
from planning.access.audit import write_down
from planning.access.viewers import Viewer
from planning.bulk import BULK_ACTS, Verdict, Wish
from planning.ledger import Ledger, tasks
from planning.rights import assignable_units
from web.addresses import own_path
from web.answers.review_posts import PostChoice, by_unit, post_choices
from web.answers.task_acting import day_of, post_of, text_of
from web.answers.urging import Urged, urge
from web.asking import TaskQuestion, task_question, whole
from web.moment import Look
from web.ports import Services
from web.posting import Posted
from web.wording import month_day

_NEEDS_TEXT = frozenset({"suspend"})


@dataclass(frozen=True)
class Chosen:
    """The tasks chosen: by ticking them, or all a question leaves; of a preview sent back, ``ticked`` are still."""

    ids: Sequence[int]
    asked: TaskQuestion
    ticked: frozenset[int] | None = None


@dataclass(frozen=True)
class BulkView:
    """What the page of an act in bulk shows.

    ``told`` says more of a task that was done, by its id; ``ticked`` are the tasks still chosen, none for all.
    """

    act: str
    verdicts: Sequence[Verdict]
    values: Mapping[str, str]
    posts: Mapping[str, Sequence[PostChoice]]
    themes: Sequence[str]
    back: str
    fault: str = ""
    told: Mapping[int, str] | None = None
    ticked: frozenset[int] | None = None

    @property
    def going(self) -> list[Verdict]:
        """The tasks it is, or was, done to."""
        return [verdict for verdict in self.verdicts if verdict.fault is None]

    @property
    def left_out(self) -> list[Verdict]:
        """The tasks left out, each with the reason."""
        return [verdict for verdict in self.verdicts if verdict.fault is not None]


def chosen(look: Look, form: Posted) -> Chosen:
    """Read which tasks a form is about.

    Raises:
        DubanError: ``bulk-nothing`` or ``bulk-too-many``.
        CallError: ``filter-invalid`` for a question nobody could have asked.
    """
    asked = question_of(form)
    everything = form.text("whole") == "1"
    if everything:
        ids: Sequence[int] = bulk.matching(look.session, look.table, look.day, asked.as_filter())
    else:
        ids = sorted({found for text in form.texts("pick") if (found := whole(text.partition(":")[0]))})
    if not ids:
        raise DubanError("bulk-nothing")
    if len(ids) > bulk.MOST:
        raise DubanError("bulk-too-many", most=bulk.MOST, count=f"{len(ids)}" if not everything else f"{bulk.MOST}+")
    return Chosen(ids, asked)


def question_of(form: Posted) -> TaskQuestion:
    """Return the question of the list that a choice was made on.

    Raises:
        CallError: ``filter-invalid`` for a question nobody could have asked.
    """
    return task_question({name: form.text(name) for name in form.fields})


def chosen_again(form: Posted) -> Chosen:
    """Return the tasks of a preview whose form could not be carried out, with those that are ticked.

    Raises:
        DubanError: ``bulk-nothing`` for a form that no preview sent.
    """
    shown = [found for text in form.texts("shown")[: bulk.MOST] if (found := whole(text))]
    ticked = _ticked(form)
    if not shown and not ticked:
        raise DubanError("bulk-nothing")
    return Chosen(shown or list(ticked), TaskQuestion(), frozenset(ticked))


def act_of(form: Posted) -> str:
    """Return the act a form asks for.

    Raises:
        CallError: ``act-unknown``.
    """
    act = form.text("act")
    if act not in BULK_ACTS:
        raise CallError("act-unknown", act=act[:20])
    return act


def bulk_view(look: Look, services: Services, act: str, picked: Chosen, form: Posted, fault: str = "") -> BulkView:
    """Read what an act would do to the tasks chosen."""
    now = services.clock.now()
    verdicts = bulk.preview(look.session, look.table, look.viewer.actor, now, Wish(act), picked.ids)
    return BulkView(
        act=act,
        verdicts=verdicts,
        values={name: form.raw(name) for name in ("owner", "due_on", "note", "reason", "theme")},
        posts=_posts(look, now) if act == "assign" else {},
        themes=[theme.name for theme in services.rules.themes] if act == "classify" else (),
        back=own_path(form.text("back")) or picked.asked.address(None),
        fault=fault,
        ticked=picked.ticked,
    )


def _posts(look: Look, now: datetime) -> dict[str, Sequence[PostChoice]]:
    """Return the posts the viewer may give any of the tasks to, by unit."""
    within = assignable_units(look.session, look.viewer.actor, None, now)
    return by_unit(post_choices(look.session, look.day, within))


def wish_of(session: Session, act: str, form: Posted) -> Wish:
    """Read what is to be done from a form; raises what is missing in it."""
    wish = Wish(act, text=text_of(form, "reason" if act in _NEEDS_TEXT else "note", needed=act in _NEEDS_TEXT))
    match act:
        case "assign":
            return replace(wish, owner_post_id=post_of(session, form))
        case "deadline":
            return replace(wish, due_on=day_of(form, "due_on"))
        case "classify":
            return replace(wish, theme=form.text("theme")[:40])
    return wish


def carry_out(session: Session, services: Services, viewer: Viewer, act: str, form: Posted) -> BulkView:
    """Do the act to the tasks a preview showed (``pick``: id and event, ``12:5``). Does not commit.

    Raises:
        DubanError: What is missing in the form, ``bulk-nothing`` or ``bulk-too-many``.
    """
    seen = _seen(form)
    wish, now = wish_of(session, act, form), services.clock.now()
    allowed = {
        found.task_id for found in bulk.preview(session, viewer.scope.of(tasks), viewer.actor, now, wish, list(seen))
    }
    wanted = {task_id: seq for task_id, seq in seen.items() if task_id in allowed}
    if act == "remind":
        verdicts, told = _reminded(session, services, viewer, wish, list(wanted))
    else:
        verdicts = bulk.carry_out(Ledger(session, services.rules, viewer.actor, now), wish, wanted)
        told = {}
    view = BulkView(act, verdicts, {}, {}, (), own_path(form.text("back")) or "/tasks", told=told)
    detail = {"act": act, "done": [each.number for each in view.going], "left_out": len(view.left_out)}
    write_down(session, viewer.actor, "bulk", now, detail=detail)
    return view


def _ticked(form: Posted) -> dict[int, int]:
    """Return the tasks ticked, each with the last event its page has shown."""
    parts = (text.partition(":") for text in form.texts("pick"))
    return {task_id: whole(seq) or 0 for task, _, seq in parts if (task_id := whole(task))}


def _seen(form: Posted) -> dict[int, int]:
    found = _ticked(form)
    if not found:
        raise DubanError("bulk-nothing")
    if len(found) > bulk.MOST:
        raise DubanError("bulk-too-many", most=bulk.MOST, count=len(found))
    return found


def _reminded(
    session: Session, services: Services, viewer: Viewer, wish: Wish, ids: Sequence[int]
) -> tuple[list[Verdict], dict[int, str]]:
    """Plan reminders for the tasks nothing speaks against; what the outbox decided is told for each."""
    found = bulk.preview(session, tasks, viewer.actor, services.clock.now(), wish, ids)
    fates = urge(session, services, viewer, [each.task_id for each in found if each.fault is None], wish.text)
    verdicts, told = [], {}
    for each in found:
        fate = fates.get(each.task_id)
        if isinstance(fate, Urged):
            told[each.task_id] = label("remind_fate", fate.fate).format(day=month_day(fate.on))
        verdicts.append(replace(each, fault=fate) if isinstance(fate, DubanError) else each)
    return verdicts, told
