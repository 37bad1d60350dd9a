"""What a message says about a task: how it stands in days, what is to be done, and by whom. Pure; Chinese.

The rest of the message (greeting, summary, foot) belongs to ``notifications``.
"""

from datetime import date

from sqlalchemy import RowMapping

from config.language import day_words, label
from flows.audience import ROLE_WORDS
from notifications.notices import Line, Severity
from planning.lights import LightRow, light_on, time_share
from planning.periods import Month, Quarter
from planning.rules import Rules


def severity_of(task: RowMapping, day: date) -> Severity:
    """Return how a message ranks a task: by the light its page shows that day, so that the two never disagree.

    Messages know no orange; it ranks as red. An item that has not begun has no light yet and is for information.
    """
    return _SEVERITIES.get(light_on(day, LightRow.of(task)).colour, "info")


def standing(task: RowMapping, day: date, rules: Rules) -> str:
    """Return how late a task is or how long it has, with its deadline: 逾期3个工作日（期限2017年6月30日）."""
    due_on = task["due_on"]
    limit = f"期限{day_words(due_on)}{'，暂定' if task['due_provisional'] else ''}"
    if due_on == day:
        return f"今日到期（{limit}）"
    if due_on < day:
        late = max(rules.calendar.between(due_on, day), 1)
        return f"逾期{late}个工作日（{limit}）"
    left = rules.calendar.between(day, due_on)
    return f"还剩{left}个工作日（{limit}）" if left else f"今天是期限前最后一个工作日（{limit}）"


def course(task: RowMapping, day: date) -> str:
    """Return the state and the progress against the share of time past."""
    share = int(time_share(task["start_on"], task["due_on"], day))
    text = f"{label('state', task['state'])}，进度{task['progress']}%，序时进度{share}%"
    if task["last_report_on"] is None:
        return text + "，尚未报送过进展"
    return text + f"，最近一次报送在{day_words(task['last_report_on'])}"


def reminder_line(task: RowMapping, day: date, rules: Rules, role: str) -> Line:
    """Return the line of a reminder for somebody who is ``role`` to the task."""
    return Line(
        title=title_of(task),
        status=standing(task, day, rules),
        detail=course(task, day),
        action=_action(task, day, role, rules),
        path=path_of(task),
        role=ROLE_WORDS[role],
    )


def update_line(task: RowMapping, day: date, period: Quarter | Month, due_on: date, role: str) -> Line:
    """Return the line of a request for the period's progress report."""
    return Line(
        title=title_of(task),
        status=f"尚未报送{period.words}进展，{'今日' if due_on == day else day_words(due_on)}截止",
        detail=course(task, day),
        action=_ACTIONS["stand_in"] if role == "stand_in" else _update_action(task),
        path=path_of(task),
        role=ROLE_WORDS[role],
    )


def path_of(task: RowMapping) -> str:
    """Return the page of a task; a deliverable is dealt with on the page of its item."""
    return f"/tasks/{task['parent_id'] or task['id']}"


def title_of(task: RowMapping) -> str:
    """Return how a message names a task: number, title and unit."""
    return f"{task['number']} {task['title']}（{task['unit_name']}）"


_SEVERITIES: dict[str, Severity] = {"red": "red", "orange": "red", "yellow": "yellow", "green": "green"}
STAND_IN_ACTION = "请尽快明确责任岗位的任职人，并安排办理。"
_ACTIONS = {
    "stand_in": STAND_IN_ACTION,
    "leading_official": "请督促责任单位办理，协调存在的困难。",
    "office": "请核实原因，必要时发督办单。",
    "leading_group": "请知悉；如需批示，请告知督办办公室登记。",
}


def _action(task: RowMapping, day: date, role: str, rules: Rules) -> str:
    if role == "office" and task["state"] == "registered":
        return "该事项尚未交办，请尽快交办；已由责任人着手办理的，请补办交办。"
    return _ACTIONS.get(role) or _owner_action(task, day, rules)


def _owner_action(task: RowMapping, day: date, rules: Rules) -> str:
    """Return what the owner is to do, naming only acts that the task's state and the day still allow."""
    if task["state"] == "registered":
        return "请与督办办公室确认交办，并着手办理。"
    if task["parent_id"] is not None:
        return "请在所属事项中报送这项成果的进度，做完的报100%；不能按期完成的，请一并说明原因和预计完成日期。"
    first = _FIRST.get(task["state"], "")
    if task["due_on"] < day:
        return f"{first}请尽快办结并报送；确有困难的，请立即报告原因和预计完成日期。"
    days = rules.pack.extensions.min_workdays_before_due
    last = rules.calendar.add(task["due_on"], -days)
    if day > last:
        late = f"因已过申请延期的时限（期限前{days}个工作日）"
        return f"{first}已完成的请报办结；不能按期完成的，{late}，请立即报告原因和预计完成日期。"
    until = "今日" if day == last else f"{day_words(last)}前（含当日）"
    return f"{first}已完成的请报办结；不能按期完成的，请在{until}申请延期。"


def _update_action(task: RowMapping) -> str:
    if task["state"] == "registered":
        return "请与督办办公室确认交办，再报送本期进展。"
    return "请报送本期进展：做了什么、进度、存在问题和下一步打算。"


_FIRST = {"assigned": "请先签收。", "returned": "请按退回意见整改。"}
