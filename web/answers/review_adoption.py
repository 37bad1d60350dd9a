"""What adopting the items kept so far would do, before it is done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from config.errors import CallError
from config.language import label, phrase
from planning.plan_versions import version_lines, version_view
from planning.review.model import ProposedItem, ToldChange
from planning.review.rights import Part, require_review
from planning.review.showing import review_view
from planning.review.view import GoneTask, PreviewedItem, ReviewView


@dataclass(frozen=True)
class Planned:
    """An item to be adopted and what that would set."""

    item: ProposedItem
    would: PreviewedItem

    @property
    def reasons(self) -> list[str]:
        """What stops it or is wanting, in words."""
        return [label("review_problem", problem) for problem in self.would.problems]


@dataclass(frozen=True)
class AdoptionPlan:
    """What is going to happen: ``new`` become tasks, ``merged`` are noted on others, ``stopped`` must be put right."""

    view: ReviewView
    new: Sequence[Planned]
    merged: Sequence[Planned]
    stopped: Sequence[Planned]
    ownerless: Sequence[Planned]
    provisional: Sequence[Planned]
    units: Mapping[str, int]
    left_open: int
    doubtful: int
    dropped: int

    @property
    def ended(self) -> Sequence[GoneTask]:
        """The tasks that the new version names no more and that are going to be ended."""
        return [task for task in self.view.gone if task.choice == "cancel"]

    @property
    def fates(self) -> Mapping[str, int]:
        """How many items a new version of a plan takes over, changes and adds."""
        return Counter(fate.kind for each in self.new if (fate := self.view.fates.get(each.item.key)))


@dataclass(frozen=True)
class Adopted:
    """What the last adoption of a review did, in words, and how many items it left undecided."""

    review: int
    words: str
    open: int


def adopted_lately(session: Session, plan_id: int, review_id: int, part: Part | None = None) -> Adopted | None:
    """Return what the last adoption of a review did; none when there is none, or not one of this plan."""
    try:
        require_review(session, part, review_id)
        view = review_view(session, review_id)
    except CallError:  # an address typed or kept from elsewhere: the plan is shown all the same
        return None
    last = next((change for change in view.changes if change.kind == "adopted"), None)
    if view.plan_id != plan_id or last is None:
        return None
    words = _adopted_words(session, view, last)
    return Adopted(review_id, words, view.counts["open"])


def _adopted_words(session: Session, view: ReviewView, last: ToldChange) -> str:
    """Return how many items became tasks, with their numbers, and what the others became."""
    into = {key: str(each.after) for key, each in last.details if each.field == "adopted_as"}
    merged = [key for key in into if key in view.by_key and view.by_key[key].decision == "merge"]
    numbers = {number for key, number in into.items() if key not in merged}
    said = _said_by_version(session, view)
    how = Counter(said.get(number, "registered") for number in numbers)
    new = sorted((each for each in numbers if said.get(each, "registered") == "registered"), key=_in_order)
    parts = [phrase("已登记 {count} 项（{numbers}）", count=len(new), numbers=_span(new))] if new else []
    parts += [phrase("修改 {count} 项", count=how["amended"])] if how["amended"] else []
    parts += [phrase("沿用 {count} 项", count=how["carried"])] if how["carried"] else []
    parts += [phrase("并入其他事项 {count} 项", count=len(merged))] if merged else []
    return phrase("，").join(parts) + phrase("。下一步：交办给责任岗位。" if new else "。")


def _span(numbers: list[str]) -> str:
    """Return the first and the last of some numbers."""
    return phrase(" 至 ").join(dict.fromkeys((numbers[0], numbers[-1])))


def _said_by_version(session: Session, view: ReviewView) -> dict[str, str]:
    """Return how the version that a review made came to each of its items, by number."""
    lines = version_lines(session, view.plan_id)
    version = next((line.version for line in reversed(lines) if line.document_id == view.document.id), None)
    if version is None or view.plan_id is None:
        return {}
    return {item.number: item.how for item in version_view(session, view.plan_id, version).items}


def _in_order(number: str) -> tuple[int, str]:
    """Return what numbers are sorted by: 2017-1000 comes after 2017-999."""
    return len(number), number


def adoption_plan(view: ReviewView, preview: Mapping[str, PreviewedItem]) -> AdoptionPlan:
    """Return what adopting everything that is kept would do."""
    kept = [
        Planned(item, preview[item.key])
        for item in view.items
        if item.key in preview and not item.adopted_as and item.decision in {"keep", "merge"}
    ]
    new = [each for each in kept if each.item.decision == "keep"]
    return AdoptionPlan(
        view=view,
        new=new,
        merged=[each for each in kept if each.item.decision == "merge"],
        stopped=[each for each in new if not each.would.adoptable],
        ownerless=[each for each in new if "owner-missing" in each.would.problems],
        provisional=[each for each in new if each.would.due_provisional],
        units=Counter(each.would.unit or phrase("（单位未定）") for each in new),
        left_open=view.counts["open"],
        doubtful=view.counts["doubtful"],
        dropped=view.counts["drop"],
    )
