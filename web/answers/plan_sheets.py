"""The plans, and one plan with its items, on paper."""

from collections.abc import Iterator

from sqlalchemy import RowMapping

from config.language import label, sentence
from planning.plan_versions import PlanItem
from reports.blocks import Block, Cell, Column, Paragraph, Table
from web.answers.plan_detail import Compared, PlanDetail
from web.answers.plans import OpenReview, PlanLine, PlanList
from web.answers.sheets import light_cell
from web.answers.text_diff import Part
from web.wording import instant_words

_PLAN = (("plan", 10), ("year", 2), ("document", 9), ("version", 2), ("items", 3))
_REVIEW = (("plan", 10), ("document", 9), ("decided", 3), ("opened", 6))
_VERSION = (("version", 2), ("document", 9), ("adopted", 6), ("note", 6))
_ITEM = (("number", 6), ("text", 22), ("unit", 6), ("planned", 6), ("standing", 7))
_CHANGE = (("change", 4), ("number", 5), ("unit", 5), ("told", 24))


def plans_blocks(found: PlanList) -> Iterator[Block]:
    """Yield the plans, and the reviews on their way for whom works on them."""
    rows = tuple(map(_plan, found.plans))
    yield Table("plans", sentence("print-plans", count=len(rows)), _columns(_PLAN), rows)
    if found.open:
        reviews = tuple(map(_review, found.open))
        yield Table("reviews", sentence("print-reviews", count=found.all_open), _columns(_REVIEW), reviews)


def plan_blocks(found: PlanDetail) -> Iterator[Block]:
    """Yield a plan as the version shown said it: how many items are tracked, its versions, changes and items."""
    yield Paragraph(sentence("print-plan-standing", year=found.year, tracked=found.tracked))
    versions = tuple(
        (Cell(str(line.version)), Cell(line.document), Cell(f"{instant_words(line.adopted_at)} {line.adopted_by}"),
         Cell(line.note or "—"))
        for line in found.versions
    )  # fmt: skip
    yield Table("versions", label("print_part", "versions"), _columns(_VERSION), versions)
    if found.compared is not None:
        yield _changes(found.compared)
    code = "print-plan-items" if found.all <= len(found.items) else "print-plan-items-cut"
    version = found.shown.version if found.shown is not None else 1
    told = sentence(code, version=version, all=found.all, count=len(found.items))
    rows = tuple(_item(item, found.standing.get(item.task_id)) for item in found.items)
    yield Table("items", told, _columns(_ITEM), rows)


def _columns(told: tuple[tuple[str, int], ...]) -> tuple[Column, ...]:
    return tuple(Column(label("print_column", key), weight) for key, weight in told)


def _plan(line: PlanLine) -> tuple[Cell, ...]:
    return Cell(line.name), Cell(str(line.year)), Cell(line.document), Cell(str(line.versions)), Cell(str(line.items))


def _review(line: OpenReview) -> tuple[Cell, ...]:
    opened = f"{instant_words(line.opened_at)} {line.opened_by}"
    return Cell(line.plan_name), Cell(line.document), Cell(f"{line.decided}/{line.total}"), Cell(opened)


def _item(item: PlanItem, stands: RowMapping | None) -> tuple[Cell, ...]:
    parts = [f"{at}. {part.text}" for at, part in enumerate(item.deliverables, start=1)]
    due = f"{item.due_on}\n{label('register_mark', 'provisional')}" if item.due_provisional else str(item.due_on)
    state = f"{label('state', stands['state'])} {stands['progress']}%" if stands is not None else ""
    return (
        Cell(item.number),
        Cell("\n".join([item.text, *parts])),
        Cell(item.unit),
        Cell(due),
        light_cell(stands["light"], more=state) if stands is not None else Cell("—"),
    )


def _changes(compared: Compared) -> Table:
    rows = [_change("added", item, item.text) for item in compared.found.added]
    for each in compared.changed:
        told = "\n".join(f"{field.name}：{''.join(map(_marked, field.parts))}" for field in each.fields)
        rows.append(_change("changed", each.item, told))
    rows += [_change("gone", item, item.text) for item in compared.found.gone]
    caption = sentence("print-plan-changes", version=compared.found.b.version)
    return Table("changes", caption, _columns(_CHANGE), tuple(rows))


def _change(kind: str, item: PlanItem, told: str) -> tuple[Cell, ...]:
    return Cell(label("print_part", kind)), Cell(item.number), Cell(item.unit), Cell(told)


def _marked(part: Part) -> str:
    """Return a stretch of a difference: what is gone in angle brackets, what is new in square ones."""
    return {"gone": f"〈{part.text}〉", "new": f"【{part.text}】"}.get(part.kind, part.text)
