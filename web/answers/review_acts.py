"""From the form of a review's page to acts on it: what is to be done, and whether others were there first.

A page shows the review as it was some changes ago. What others did to other items since does not matter; what they did
to the same items is told, and nothing is done.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from config.errors import CallError, Conflict
from config.language import phrase
from planning.people import Actor
from planning.review.acting import act
from planning.review.model import ProposedItem, ToldChange, to_json
from planning.review.showing import review_view
from planning.review.view import ReviewView
from web.asking import whole
from web.posting import Posted

Step = tuple[str, dict[str, Any]]
_MODES = {"edit": "edit", "edit-keep": "edit", "split": "split", "join": "merge", "merge-into": "merge", "add": "add"}
_FIELDS = {
    "item-text": "text",
    "number": "number",
    "unit": "unit",
    "deadline": "deadline",
    "leader": "leader",
    "lead": "lead",
    "responsible": "responsible",
    "support": "support",
}
_MAKING = frozenset({"split", "joined", "added"})
_BETWEEN = "、"


@dataclass(frozen=True)
class Done:
    """A review after an act, the item to go on with, and what to tell."""

    view: ReviewView
    item: str
    told: str = ""


@dataclass(frozen=True)
class Problem:
    """Why an act was not done: the sentence, what others did, and what was typed."""

    message: str
    others: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)


def mode_of(form: Posted) -> str:
    """Return which form an act was sent from, so that it can be shown again."""
    return _MODES.get(form.text("act"), "")


def do(session: Session, review_id: int, form: Posted, actor: Actor, now: datetime) -> Done:
    """Do what a form asks for.

    Raises:
        Conflict: ``review-item-changed`` when somebody changed the same items since the page was shown.
        DubanError: What is not possible.
    """
    seen = whole(form.text("seq"))
    if seen is not None and form.text("act") in _PLAIN:
        [(kind, said)] = _PLAIN[form.text("act")](form)
        try:
            view = act(session, review_id, kind, said, actor, now, expected_seq=seen)
        except Conflict:
            pass  # others were there since; whether at the same items, the review as it stands now tells
        else:
            return Done(view, _chosen(form, view))
    return _do_after_others(session, review_id, form, actor, now)


def _do_after_others(session: Session, review_id: int, form: Posted, actor: Actor, now: datetime) -> Done:
    before = review_view(session, review_id)
    steps = steps_of(form, before)
    seen = whole(form.text("seq"))
    view = before
    for kind, said in steps:
        if seen is not None and _repeated(before, seen, kind, said, actor):
            continue
        if seen is not None:
            _require_untouched(before, seen, _keys(kind, said))
        expected = (seen or 0) if _must_have_seen_all(before, seen or 0, kind) else view.seq
        view = act(session, review_id, kind, said, actor, now, expected_seq=expected)
    return Done(view, _chosen(form, view), _told(form, steps, before, view))


def steps_of(form: Posted, view: ReviewView) -> list[Step]:
    """Return the acts a form stands for, in order.

    Raises:
        CallError: ``review-button-unknown``, ``review-cut-missing``, ``review-other-missing``.
    """
    name = form.text("act")
    if name in _PLAIN:
        return _PLAIN[name](form)
    if name not in _ON_THE_REVIEW:
        raise CallError("review-button-unknown", act=name[:30])
    return _ON_THE_REVIEW[name](form, view)


def _decision(form: Posted) -> list[Step]:
    return [("decided", {"keys": [form.text("key")], "decision": form.text("act")})]


def _keep_all(form: Posted, view: ReviewView) -> list[Step]:
    del form
    keys = [item.key for item in view.items if _is_open(item)]
    return [("decided", {"keys": keys, "decision": "keep"})] if keys else []


def _is_open(item: ProposedItem) -> bool:
    return item.counted and item.decision == "open" and not item.adopted_as


def _edit(form: Posted, view: ReviewView) -> list[Step]:
    key = form.text("key")
    item = view.by_key.get(key)
    fields = {
        name: form.text(sent)
        for sent, name in _FIELDS.items()
        if form.has(sent) and (item is None or form.text(sent) != _as_typed(item, name))
    }
    steps: list[Step] = [("edited", {"key": key, "fields": fields})] if fields else []
    if form.has("owner") and (item is None or form.text("owner") != item.owner):
        steps.append(("owner_set", {"keys": [key], "owner": form.text("owner")}))
    if form.text("act") == "edit-keep":
        steps.append(("decided", {"keys": [key], "decision": "keep"}))
    return steps


def _as_typed(item: ProposedItem, name: str) -> str:
    """Return a field of an item as its form shows it."""
    value = to_json(name, getattr(item, name))
    return _BETWEEN.join(value) if isinstance(value, list) else str(value or "")


def _split(form: Posted) -> list[Step]:
    places = [place for text in form.texts("cut") if (place := whole(text)) is not None]
    if not places:
        raise CallError("review-cut-missing")
    return [("split", {"key": form.text("key"), "at": places})]


def _join(form: Posted, view: ReviewView) -> list[Step]:
    order = {item.key: place for place, item in enumerate(view.items)}
    keys = sorted((form.text("key"), _other(form, "with")), key=lambda key: order.get(key, len(order)))
    return [("joined", {"keys": keys})]


def _merge(form: Posted) -> list[Step]:
    return [("decided", {"keys": [form.text("key")], "decision": "merge", "into": _other(form, "into")})]


def _add(form: Posted) -> list[Step]:
    return [("added", {"start": whole(form.text("start")) or 0, "end": whole(form.text("end")) or 0})]


def _undo(form: Posted) -> list[Step]:
    return [("undone", {"seq": whole(form.text("undo")) or 0})]


def _discard(form: Posted) -> list[Step]:
    return [("discarded" if form.text("act") == "discard" else "reopened", {"reason": form.text("reason")})]


def _name(form: Posted) -> list[Step]:
    return [("named", {name: form.text(name) for name in ("plan_name", "default_unit") if form.has(name)})]


def _match(form: Posted) -> list[Step]:
    return [("matched", {"key": form.text("key"), "number": form.text("number")})]


def _due(form: Posted) -> list[Step]:
    return [("due_chosen", {"keys": [form.text("key")], "choice": form.text("choice")})]


def _gone(form: Posted) -> list[Step]:
    said = {"numbers": form.texts("number"), "choice": form.text("choice"), "reason": form.text("reason")}
    return [("gone_decided", said)]


def _other(form: Posted, name: str) -> str:
    other = form.text(name).removeprefix("第").removesuffix("项").strip()
    if not other:
        raise CallError("review-other-missing")
    return other


#: The acts that a form says all about, and those that depend on how the review stands.
_PLAIN: dict[str, Callable[[Posted], list[Step]]] = {
    "keep": _decision,
    "drop": _decision,
    "open": _decision,
    "split": _split,
    "merge-into": _merge,
    "add": _add,
    "undo": _undo,
    "discard": _discard,
    "reopen": _discard,
    "name": _name,
    "match": _match,
    "due": _due,
    "gone": _gone,
}
_ON_THE_REVIEW: dict[str, Callable[[Posted, ReviewView], list[Step]]] = {
    "keep-all": _keep_all,
    "edit": _edit,
    "edit-keep": _edit,
    "join": _join,
}


def _keys(kind: str, said: dict[str, Any]) -> set[str]:
    """Return what an act is about: keys of items, or numbers of tasks that the new version names no more."""
    keys = {*said.get("keys", ()), *said.get("numbers", ()), *([said["key"]] if "key" in said else ())}
    return keys | ({said["into"]} if kind == "decided" and said.get("into") else set())


def _since(view: ReviewView, seen: int) -> list[ToldChange]:
    return [change for change in view.changes if change.seq > seen]


def _touched(view: ReviewView, change: ToldChange) -> set[str]:
    """Return the items a change was about, also those that were cut or joined by it, and tasks named no more."""
    if change.kind == "undone":
        return {key for each in view.changes if str(each.seq) == change.note for key in _touched(view, each)}
    if change.kind == "gone_decided":  # one that was undone does not tell its numbers any more
        return set(change.note.split(_BETWEEN)) if change.note else {task.number for task in view.gone}
    sources = {key for _, each in change.details if each.field in {"split", "joined"} for key in each.before}
    return {*change.keys, *sources}


def _require_untouched(view: ReviewView, seen: int, keys: set[str]) -> None:
    others = [change for change in _since(view, seen) if change.kind == "remapped" or _touched(view, change) & keys]
    if keys and others:
        names = _BETWEEN.join(dict.fromkeys(change.name for change in others))
        raise Conflict("review-item-changed", names=names, keys=_BETWEEN.join(sorted(keys)[:5]))


def _must_have_seen_all(view: ReviewView, seen: int, kind: str) -> bool:
    """Tell whether an act is about the whole review, and so only for who has seen what others did to that."""
    return kind == "discarded" or (kind == "named" and any(change.kind == kind for change in _since(view, seen)))


def _repeated(view: ReviewView, seen: int, kind: str, said: dict[str, Any], actor: Actor) -> bool:
    """Tell whether the same act of the same person is done already: a form sent twice does its work once."""
    mine = [change for change in _since(view, seen) if change.kind == kind and change.by == actor.ref]
    if not mine:
        return False
    if kind in {"split", "joined"}:
        keys = {said["key"]} if kind == "split" else set(said["keys"])
        return any(keys <= _touched(view, change) for change in mine)
    if kind == "undone":
        return any(change.note == str(said["seq"]) for change in mine)
    if kind == "added":
        made = [view.by_key[key] for change in mine for key in change.keys if key in view.by_key]
        return any(said["start"] <= each.start and each.end <= said["end"] for each in made)
    if kind in _REVIEW_IS_SO:
        return _REVIEW_IS_SO[kind](view, said)
    keys = _keys(kind, {**said, "into": ""})
    return keys <= view.by_key.keys() and all(_is_so(view.by_key[key], kind, said) for key in keys)


def _is_so(item: ProposedItem, kind: str, said: dict[str, Any]) -> bool:
    """Tell whether an item is already as an act would make it."""
    match kind:
        case "decided":
            return (item.decision, item.merge_into) == (said["decision"], said.get("into", ""))
        case "owner_set":
            return item.owner == str(said["owner"])
        case "edited":
            return all(_as_typed(item, name) == value for name, value in said["fields"].items())
        case "matched":
            return item.match == str(said["number"])
        case _:
            return item.due_choice == str(said["choice"])


def _gone_is_so(view: ReviewView, said: dict[str, Any]) -> bool:
    stands = {task.number: (task.choice, task.reason) for task in view.gone}
    return all(stands.get(number) == (said["choice"], said["reason"]) for number in said["numbers"])


#: The acts that are not about items, each with whether the review is already as it would make it.
_REVIEW_IS_SO: dict[str, Callable[[ReviewView, dict[str, Any]], bool]] = {
    "gone_decided": _gone_is_so,
    "named": lambda view, said: all(getattr(view, name) == value for name, value in said.items()),
    "discarded": lambda view, _: view.state == "discarded",
    "reopened": lambda view, _: view.state != "discarded",
}


def _chosen(form: Posted, view: ReviewView) -> str:
    """Return the item to go on with: what an act made or took back, the next one after a decision, else the same."""
    last = view.changes[0] if view.changes else None
    if last is not None and last.kind == "undone":
        last = next((change for change in view.changes if str(change.seq) == last.note), last)
    own = [key for key in (last.keys if last else ()) if key in view.by_key]
    wanted = form.text("next") or form.text("key")
    if wanted in view.by_key and not (last and last.kind in _MAKING):
        return wanted
    return own[0] if own else ""


def _told(form: Posted, steps: list[Step], before: ReviewView, view: ReviewView) -> str:
    if form.text("act") == "keep-all" and steps:
        return phrase("已保留 {count} 项。存疑的没有列入，要的请逐条保留。", count=len(steps[0][1]["keys"]))
    seen = whole(form.text("seq"))
    own = view.changes[0].by if view.changes else ""
    others = [change for change in _since(before, before.seq if seen is None else seen) if change.by != own]
    names = "、".join(dict.fromkeys(change.name for change in others))
    return (
        phrase("{names}也在核对，又作了 {count} 处改动，已一并显示。", names=names, count=len(others)) if names else ""
    )
