"""What adopting the items kept so far would do, before it is done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from config.language import label
from planning.review.model import ProposedItem
from planning.review.reviews import review_view
from planning.review.view import PreviewedItem, ReviewView


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
    def fates(self) -> Mapping[str, int]:
        """How many items a new version of a plan takes over, changes and adds."""
        return Counter(fate.kind for each in self.new if (fate := self.view.fates.get(each.item.key)))


@dataclass(frozen=True)
class Adopted:
    """What the last adoption of a review did, in words, and how many items it left undecided."""

    review: int
    words: str
    open: int


def adopted_lately(session: Session, plan_id: int, review_id: int) -> Adopted | None:
    """Return what the last adoption of a review did; none when it is not of this plan or has done nothing."""
    view = review_view(session, review_id)
    last = next((change for change in view.changes if change.kind == "adopted"), None)
    if view.plan_id != plan_id or last is None:
        return None
    numbers = sorted({str(each.after) for _, each in last.details if each.field == "adopted_as"})
    span = f"（{numbers[0]} 至 {numbers[-1]}）" if len(numbers) > 1 else f"（{''.join(numbers)}）"
    words = f"已登记 {len(last.keys)} 项{span}。下一步：交办给责任岗位。"
    return Adopted(review_id, words, view.counts["open"])


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
        units=Counter(each.would.unit or "（单位未定）" for each in new),
        left_open=view.counts["open"],
        doubtful=view.counts["doubtful"],
        dropped=view.counts["drop"],
    )
