"""Events of the ledger in words: what each says beyond its kind, as pairs of a name and a text. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from config.language import label, phrase
from web.answers import telling_plans
from web.wording import day_words, period_words

Told = tuple[str, str]
Payload = Mapping[str, Any]
Posts = Mapping[int, str]


def tell(kind: str, payload: Payload, posts: Posts) -> list[Told]:
    """Return what an event says, in the order people read it; empty values are left out.

    Args:
        kind: The kind of event.
        payload: What the ledger keeps of it.
        posts: The titles of the posts it may name.
    """
    teller = _TELLERS.get(kind, _remarks)
    told = [(name, text) for name, text in teller(payload, posts) if text]
    if "follows" in payload:
        told.append((phrase("说明"), phrase("随事项 {number}", number=payload["follows"])))
    return told


def posts_named(payloads: Iterable[Payload]) -> set[int]:
    """Return the posts that events name."""
    return {payload["owner_post_id"] for payload in payloads if payload.get("owner_post_id")}


def _day(text: object) -> str:
    return day_words(date.fromisoformat(str(text))) if text else ""


def _post(payload: Payload, posts: Posts) -> str:
    post = payload.get("owner_post_id")
    return posts.get(post, phrase("岗位 {post}", post=post)) if post else ""


def _remarks(payload: Payload, posts: Posts) -> Iterator[Told]:
    del posts
    yield phrase("理由"), str(payload.get("reason") or "")
    yield phrase("说明"), str(payload.get("note") or "")


def _registered(payload: Payload, posts: Posts) -> Iterator[Told]:
    provisional = phrase("（暂定）") if payload.get("due_provisional") else ""
    yield phrase("完成时限"), _day(payload.get("due_on")) + provisional
    yield phrase("责任岗位"), _post(payload, posts)
    yield from telling_plans.changes_before_adoption(payload)


def _amended(payload: Payload, posts: Posts) -> Iterator[Told]:
    yield from telling_plans.amended(payload, _post(payload, posts))


def _assigned(payload: Payload, posts: Posts) -> Iterator[Told]:
    yield phrase("责任岗位"), _post(payload, posts)
    yield phrase("牵头领导"), str(payload.get("leader_name") or "")
    yield from _remarks(payload, posts)


def _reported(payload: Payload, posts: Posts) -> Iterator[Told]:
    del posts
    if payload.get("progress") is not None:
        yield phrase("进度"), f"{payload['progress']}%"
    late = phrase("（逾期补报）") if payload.get("late") else ""
    yield phrase("填报期"), f"{period_words(str(payload.get('period') or ''))}{late}"
    yield phrase("已做工作"), str(payload.get("done") or "")
    yield phrase("存在问题"), _kept(payload, "problem")
    yield phrase("下一步"), _kept(payload, "next_step")
    yield phrase("数据"), "；".join(_figure(figure) for figure in payload.get("figures") or ())


def _kept(payload: Payload, name: str) -> str:
    """Return what a report says in a field, with a mark when it was left as last time."""
    text = str(payload.get(name) or "")
    return text + phrase("（沿用上次）") if text and name in (payload.get("kept") or ()) else text


def _figure(figure: Mapping[str, Any]) -> str:
    return f"{figure.get('of', '')} {figure.get('value', '')}{figure.get('unit', '')}".strip()


def _returned(payload: Payload, posts: Posts) -> Iterator[Told]:
    del posts
    yield phrase("退回理由"), label("return_reason", str(payload.get("reason") or ""))
    yield phrase("说明"), str(payload.get("note") or "")


def _extension_requested(payload: Payload, posts: Posts) -> Iterator[Told]:
    del posts
    yield phrase("拟延至"), _day(payload.get("proposed_on"))
    yield phrase("理由"), str(payload.get("reason") or "")
    yield phrase("当时进度"), f"{payload['progress']}%" if payload.get("progress") is not None else ""


def _extension_decided(payload: Payload, posts: Posts) -> Iterator[Told]:
    yield phrase("决定"), phrase("同意延期" if payload.get("approved") else "不同意延期")
    yield phrase("新期限"), _day(payload.get("due_on"))
    yield from _remarks(payload, posts)


def _due_set(payload: Payload, posts: Posts) -> Iterator[Told]:
    yield phrase("期限"), _day(payload.get("due_on"))
    yield phrase("依据"), label("due_basis", str(payload.get("basis") or ""))
    yield from _remarks(payload, posts)


def _instructed(payload: Payload, posts: Posts) -> Iterator[Told]:
    del posts
    yield phrase("批示内容"), str(payload.get("text") or "")
    yield phrase("答复期限"), _day(payload.get("answer_by"))


def _answered(payload: Payload, posts: Posts) -> Iterator[Told]:
    del posts
    yield phrase("答复"), str(payload.get("text") or "")


def _merged(payload: Payload, posts: Posts) -> Iterator[Told]:
    yield phrase("并入事项"), str(payload.get("into") or "")
    yield from _remarks(payload, posts)


def _classified(payload: Payload, posts: Posts) -> Iterator[Told]:
    del posts
    yield phrase("主题"), str(payload.get("theme") or phrase("（不归类）"))


def _reopened(payload: Payload, posts: Posts) -> Iterator[Told]:
    yield phrase("理由"), phrase("因批示重新办理") if payload.get("by_instruction") else ""
    yield from _remarks({**payload, "reason": ""}, posts)


_TELLERS: dict[str, Callable[[Payload, Posts], Iterator[Told]]] = {
    "registered": _registered,
    "assigned": _assigned,
    "reported": _reported,
    "rolled_up": _reported,
    "returned": _returned,
    "extension_requested": _extension_requested,
    "extension_decided": _extension_decided,
    "due_set": _due_set,
    "instructed": _instructed,
    "answered": _answered,
    "merged": _merged,
    "reopened": _reopened,
    "classified": _classified,
    "amended": _amended,
    "carried": _amended,
    "sourced": lambda payload, _posts: telling_plans.sourced(payload),
    "paired": lambda payload, _posts: telling_plans.paired(payload),
    "unpaired": lambda payload, _posts: telling_plans.unpaired(payload),
}
