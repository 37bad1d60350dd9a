"""A review as it is told on the screen and to a script."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from config.language import label
from duban.table_columns import say_columns
from duban.terminal import say, say_json, say_table

if TYPE_CHECKING:
    from planning.review.model import ProposedItem, ToldChange
    from planning.review.view import ReviewView


def say_review(view: "ReviewView", *, as_json: bool) -> None:
    """Tell a whole review: its items, columns, what is gone, hints, and what to do next."""
    if as_json:
        say_json(_json(view))
        return
    amends = f"，修订“{view.amends}”" if view.amends else ""
    say(f"核对 {view.id}（{label('review_state', view.state)}）：{view.document.name} → “{view.plan_name}”{amends}")
    say_table(
        ("条目", "处理", "单位", "期限", "缺", "事项"),
        [
            (item.key, _decision(view, item), item.unit or "—", item.deadline or item.deadline_text or "未写明",
             len(item.missing), item.text[:36])
            for item in view.items
        ],
    )  # fmt: skip
    say_columns(view.tables)
    for each in view.gone:
        say(f"新版本没有列出 {each.number}（{each.unit}，{label('gone_choice', each.choice)}）：{each.text[:36]}")
    for issue in view.issues:
        say(f"提示（{issue.place}）：{issue.message}")
    if view.state == "open":
        say(f"下一步：duban review keep {view.id} --all，再 duban review adopt {view.id}；或 duban serve 打开核对页。")


def _decision(view: "ReviewView", item: "ProposedItem") -> str:
    if item.adopted_as:
        return item.adopted_as
    fate = view.fates.get(item.key)
    told = f"（{label('fate', fate.kind)}{fate.number and ' '}{fate.number}）" if fate else ""
    if not item.counted:
        return "存疑"
    return label("review_decision", item.decision) + (f" {item.merge_into}" if item.merge_into else "") + told


def say_item(view: "ReviewView", item: "ProposedItem") -> None:
    """Tell everything of one item, and who changed what on it."""
    say(f"第 {item.key} 条（{_decision(view, item)}），{view.place_of(item.start)}：{item.text}")
    for field in ("unit", "number", "lead", "responsible", "support", "leader", "deadline", "deadline_text", "owner"):
        value = getattr(item, field)
        if value:
            say(f"  {label('item_field', field)}：{'、'.join(value) if isinstance(value, tuple) else value}")
    for part in item.deliverables:
        say(f"  成果：{part.text}")
    if item.missing:
        say(f"  缺：{'、'.join(label('clarity', code) for code in item.missing)}")
    if item.soft:
        say(f"  措辞偏软：{'、'.join(item.soft)}")
    for difference in view.fates[item.key].differences if item.key in view.fates else ():
        say(f"  原计划的{label('item_field', difference.field)}：{difference.before} → {difference.after}")
    for change in item.changes:
        say(f"  第 {change.seq} 步 {change.name}：{label('item_field', change.field)} {change.before} → {change.after}")


def _json(view: "ReviewView") -> dict[str, Any]:
    plain = ("id", "year", "plan_name", "default_unit", "plan_id", "amends", "state", "seq", "undoable")
    return {
        **{name: getattr(view, name) for name in plain},
        "document": asdict(view.document),
        "counts": view.counts,
        "items": [json_of(view, item) for item in view.items],
        "issues": [asdict(issue) for issue in view.issues],
        "tables": [asdict(table) for table in view.tables],
        "gone": [asdict(each) for each in view.gone],
        "changes": [_change_json(change) for change in view.changes],
    }


def json_of(view: "ReviewView", item: "ProposedItem") -> dict[str, Any]:
    """Return one item as a script gets it."""
    fate = view.fates.get(item.key)
    return {
        **{name: value for name, value in asdict(item).items() if name != "by_hand"},
        "missing": item.missing,
        "soft": item.soft,
        "place": view.place_of(item.start),
        "fate": asdict(fate) if fate else None,
    }


def _change_json(change: "ToldChange") -> dict[str, Any]:
    plain = ("seq", "kind", "by", "name", "at", "keys", "undone", "note")
    return {name: getattr(change, name) for name in plain}
