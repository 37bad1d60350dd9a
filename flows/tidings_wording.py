"""What a tiding says: what was done to the item, the reason or the text of it, and what to do now. Pure; Chinese."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import RowMapping

from config.clock import local_day
from config.language import day_words, label
from flows.audience import ROLE_WORDS
from flows.wording import STAND_IN_ACTION, path_of, title_of
from notifications.notices import Line
from planning.rules import Rules

Payload = Mapping[str, Any]
_BY_STATE = {
    "assigned": "请先签收，再着手办理，并按期报送进展。",
    "accepted": "请按期办理，并报送进展。",
    "in_progress": "请按期办理，并报送进展。",
    "returned": "请按退回意见整改，报送进展后再报办结。",
    "submitted": "已报办结，请等候审核。",
}


def event_line(row: RowMapping, payload: Payload, day: date, rules: Rules, role: str) -> Line:
    """Return the line of an event for somebody who is ``role`` to its task.

    Args:
        row: The task with its event (``queries.events_between``).
        payload: What the event says.
        day: The day on which it is told.
        rules: The rule pack: who decides on a further extension.
        role: ``owner``, ``stand_in`` or ``office``.
    """
    status, detail, action = _TELLERS[row["event_kind"]](row, payload, day)
    if row["event_kind"] == "extension_requested" and _asks_leaders(row, rules):
        action = f"该事项已延期{row['extensions']}次，请提请改革领导小组研究决定。"
    return Line(
        title=title_of(row),
        status=f"{day_words(local_day(row['event_at']))}{status}",
        detail=detail,
        action=STAND_IN_ACTION if role == "stand_in" else action,
        path=path_of(row),
        role=ROLE_WORDS[role],
    )


def answer_line(task: RowMapping, text: str, day: date, rules: Rules, role: str) -> Line:
    """Return the line that reminds somebody of an instruction's answer; ``text`` is the instruction's."""
    return Line(
        title=title_of(task),
        status=_answer_standing(task["answer_by"], day, rules),
        detail=f"批示：“{text}”",
        action=_ANSWER_ACTIONS.get(role) or _answer_action(task["answer_by"], day),
        path=path_of(task),
        role=ROLE_WORDS[role],
    )


def _answer_standing(answer_by: date, day: date, rules: Rules) -> str:
    limit = f"答复期限{day_words(answer_by)}"
    if answer_by == day:
        return f"批示今日应答复（{limit}）"
    if answer_by < day:
        late = max(rules.calendar.between(answer_by, day), 1)
        return f"批示逾期{late}个工作日未答复（{limit}）"
    left = rules.calendar.between(day, answer_by)
    return f"批示待答复，{f'还剩{left}个工作日' if left else '今天是期限前最后一个工作日'}（{limit}）"


def _answer_action(answer_by: date, day: date) -> str:
    if answer_by < day:
        return "请立即答复批示；一时难以落实的，请说明进展和打算。"
    return "请在今日答复批示。" if answer_by == day else f"请在{day_words(answer_by)}前（含当日）答复批示。"


def _assigned(row: RowMapping, payload: Payload, day: date) -> tuple[str, str, str]:
    del payload
    limit = f"期限{day_words(row['due_on'])}{'（暂定）' if row['due_provisional'] else ''}"
    return "新交办", limit, _to_do(row, day)


def _returned(row: RowMapping, payload: Payload, day: date) -> tuple[str, str, str]:
    reason = f"退回理由：{label('return_reason', str(payload['reason']))}"
    return "退回，未予办结", _with(reason, "意见", payload), _to_do(row, day)


def _extension_decided(row: RowMapping, payload: Payload, day: date) -> tuple[str, str, str]:
    if payload["approved"]:
        granted = day_words(date.fromisoformat(str(payload["due_on"])))
        return f"同意延期，期限调整为{granted}", _with("", "批复意见", payload), _to_do(row, day)
    status = f"不同意延期，期限仍为{day_words(row['due_on'])}"
    action = "请按原期限办结；确有困难的，请立即报告原因和预计完成日期。"
    return status, _with("", "批复意见", payload), action


def _instructed(row: RowMapping, payload: Payload, day: date) -> tuple[str, str, str]:
    asked = day_words(date.fromisoformat(str(payload["answer_by"])))
    return f"有新批示（答复期限{asked}）", f"批示：“{payload['text']}”", _answer_action(row["answer_by"], day)


def _withdrawn(row: RowMapping, payload: Payload, day: date) -> tuple[str, str, str]:
    waits = row["answer_by"] is not None
    action = _answer_action(row["answer_by"], day) if waits else "不用再答复。"
    return "批示已撤回", f"理由：{payload['reason']}", action


def _reopened(row: RowMapping, payload: Payload, day: date) -> tuple[str, str, str]:
    cause = "因批示重新办理，" if payload.get("by_instruction") else ""
    return "由办结转为重新办理", f"{cause}期限{day_words(row['due_on'])}", _to_do(row, day)


def _submitted(row: RowMapping, payload: Payload, day: date) -> tuple[str, str, str]:
    del day
    detail = _with(f"期限{day_words(row['due_on'])}", "说明", payload)
    return "报办结，待审核", detail, "请审核：符合要求的予以办结，不符合的退回并说明理由。"


def _extension_requested(row: RowMapping, payload: Payload, day: date) -> tuple[str, str, str]:
    del day
    proposed = day_words(date.fromisoformat(str(payload["proposed_on"])))
    status = f"申请延期至{proposed}（现期限{day_words(row['due_on'])}），待批复"
    return status, f"理由：{payload['reason']}" if payload.get("reason") else "", "请在期限前批复。"


def _to_do(row: RowMapping, day: date) -> str:
    """Return what the owner is to do, naming only what the task's state still allows."""
    if row["due_on"] < day and row["state"] in {"accepted", "in_progress"}:
        return "请尽快办结并报送；确有困难的，请立即报告原因和预计完成日期。"
    return _BY_STATE.get(row["state"], "请知悉。")


def _with(first: str, word: str, payload: Payload) -> str:
    """Return the note that was given, after what comes before it."""
    note = str(payload.get("note") or "").strip()
    return "；".join(part for part in (first, f"{word}：{note}" if note else "") if part)


def _asks_leaders(row: RowMapping, rules: Rules) -> bool:
    limits = rules.pack.extensions
    return limits.beyond_asks == "leading_group" and bool(row["extensions"] >= limits.max_approved)


_ANSWER_ACTIONS = {"stand_in": STAND_IN_ACTION, "office": "请督促责任单位答复批示。"}
_TELLERS: dict[str, Callable[[RowMapping, Payload, date], tuple[str, str, str]]] = {
    "assigned": _assigned,
    "returned": _returned,
    "extension_decided": _extension_decided,
    "instructed": _instructed,
    "instruction_withdrawn": _withdrawn,
    "reopened": _reopened,
    "submitted": _submitted,
    "extension_requested": _extension_requested,
}
