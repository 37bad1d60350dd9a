"""One page of a review: the items shown with all that helps to decide on them, and the document's text beside them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from sqlalchemy import select
from sqlmodel import Session

from config.language import codes, label, phrase, sentence
from planning.baselines import Offer, PastResult, offers, suggestions
from planning.duplicates import Duplicate
from planning.extraction import Result
from planning.extraction.model import TableReading
from planning.pairing import results_of
from planning.people import known_units
from planning.plan_queries import numbers_within, task_ids
from planning.review.keeping import reviews
from planning.review.model import ProposedItem
from planning.review.registering import Homes
from planning.review.rights import Part, names_only
from planning.review.view import Fate, PlacedIssue, ReviewView
from web.answers.plan_detail import FieldDiff
from web.answers.review_asking import FILTERS, ReviewQuestion
from web.answers.review_history import Told, told_changes, touched_words
from web.answers.review_posts import PostChoice, by_unit, post_choices
from web.answers.review_text import (
    Gap,
    Span,
    Stretch,
    merged,
    opened_at,
    ranges_around,
    stretches,
    whole_range,
)
from web.answers.review_twins import Twins
from web.answers.text_diff import text_diff

PAGE = 50
_HISTORY_SHOWN = 50
_MOST_RESULTS = 200
_MOST_OFFERED = 2
_CLAUSE = re.compile(r"[^。；;]*[。；;]+|[^。；;]+")
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]|[^。；;\n]+")
_ICONS = {
    "open": "clock",
    "keep": "circle-check",
    "drop": "x",
    "merge": "chevron-right",
    "adopted": "list-check",
    "doubtful": "alert-triangle",
}


@dataclass(frozen=True)
class TextPiece:
    """A piece of an item's text; a soft word or not."""

    text: str
    soft: bool = False


@dataclass(frozen=True)
class Clause:
    """A piece of an item's text between two places where it may be cut; indices into the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of the document: where it begins and ends, and how it is told from others."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Help:
    """What a street's own results say to one of its items: a sentence for each soft word, and baselines or evidence."""

    softened: tuple[str, ...]
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Card:
    """A proposed item with what the page says about it. ``stage`` is its decision, ``adopted`` or ``doubtful``."""

    item: ProposedItem
    stage: str
    chosen: bool
    plan_end: date
    unit: str
    owner: str
    owner_lack: str
    default_owner: str
    doubts: tuple[str, ...]
    helped: Help
    twins: tuple[Duplicate, ...]
    fate: Fate | None
    next_item: ProposedItem | None
    next_key: str
    touched: str
    differences: tuple[FieldDiff, ...] = ()
    fate_task: int | None = None
    merge_task: int | None = None
    adopted_task: int | None = None

    @property
    def icon(self) -> str:
        """The icon beside its stage."""
        return _ICONS[self.stage]

    @property
    def percent(self) -> int:
        """How sure the reading is."""
        return round(self.item.confidence * 100)

    @property
    def path(self) -> str:
        """The headings it stands under, without its unit."""
        return " › ".join(part for part in self.item.path if part != self.item.unit)

    @property
    def text_pieces(self) -> list[TextPiece]:
        """Its text with the soft words apart."""
        if not self.item.soft:
            return [TextPiece(self.item.text)]
        pieces = re.split(f"({'|'.join(map(re.escape, self.item.soft))})", self.item.text)
        return [TextPiece(piece, soft=bool(at % 2)) for at, piece in enumerate(pieces) if piece]

    @property
    def cuts(self) -> list[Clause]:
        """Its text in clauses: between two of them it may be cut."""
        return clauses_of(self.item.text)


@dataclass(frozen=True)
class ReviewPage:
    """Everything the page shows. ``by_filter`` counts the items each filter would leave.

    ``is_read_only``: others decide on it, and whoever looks at it may not.
    """

    view: ReviewView
    cards: tuple[Card, ...]
    pieces: tuple[Stretch | Gap, ...]
    all: int
    matching: int
    page: int
    pages: int
    by_filter: Mapping[str, int]
    tables: tuple[TableReading, ...]
    changes: tuple[Told, ...]
    posts: Mapping[str, Sequence[PostChoice]]
    unit_names: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    issues: tuple[PlacedIssue, ...]
    results: tuple[Result, ...]
    twins_pending: bool
    is_read_only: bool = False

    @property
    def counts(self) -> Mapping[str, int]:
        """How many items stand where."""
        return self.view.counts

    @property
    def is_open(self) -> bool:
        """Whether anything can be done to it."""
        return self.view.state != "discarded" and not self.is_read_only

    @property
    def to_adopt(self) -> int:
        """How many items would be adopted now."""
        return sum(not item.adopted_as and item.decision in {"keep", "merge"} for item in self.view.items)

    @property
    def last_undoable(self) -> int | None:
        """The number of the change that "undo" takes back."""
        return self.view.undoable


def review_page(
    session: Session,
    view: ReviewView,
    asked: ReviewQuestion,
    found_twins: Twins,
    today: date,
    within: frozenset[int] | None = None,
) -> ReviewPage:
    """Return one page of a review; asks the database as often for 3000 items as for three.

    ``within``: the units somebody works for who works for a part of the house; nothing is told of the others.
    """
    twins = _twins_within(session, found_twins.of, within)
    tags = {item.key: tags_of(view, item, twins) for item in view.items}
    found = [
        item
        for item in view.items
        if (not asked.show or asked.show in tags[item.key]) and (not asked.text or says(item, asked.text))
    ]
    counted = Counter(name for of_item in tags.values() for name in of_item)
    pages = max(1, -(-len(found) // PAGE))
    at = _page_of(found, asked, pages)
    shown = found[(at - 1) * PAGE : at * PAGE]
    marked = spans(view)
    ranges = _ranges(view, asked, shown, marked)
    editing = asked.mode == "edit"
    posts = post_choices(session, today, within)
    return ReviewPage(
        view=view,
        cards=tuple(_cards(session, view, asked, found, shown, twins, posts, today, within)),
        pieces=tuple(stretches(view.text, marked, ranges)),
        all=len(view.items),
        matching=len(found),
        page=at,
        pages=pages,
        by_filter={name: counted[name] for name in FILTERS},
        tables=tuple(table for table in view.tables if at == 1),
        changes=tuple(told_changes(view, _HISTORY_SHOWN)),
        posts=by_unit(posts) if editing else {},
        unit_names=tuple(_named_within(session, within)) if editing else (),
        issues=tuple(issue for issue in view.issues if _inside(issue.start, ranges)),
        results=tuple(result for result in view.results if _inside(result.start, ranges)),
        twins_pending=found_twins.pending,
        sentences=tuple(_sentences(view, ranges)) if asked.mode == "add" else (),
    )


def is_read_only(session: Session, part: Part, view: ReviewView) -> bool:
    """Tell whether others review a plan for a part of the house that names no unit elsewhere: its office reads it."""
    others = part.of_others.condition & (reviews.c.id == view.id)
    is_for_it = session.connection().execute(select(reviews.c.id).where(others)).first() is not None
    return is_for_it and names_only(session, part, (item.unit for item in view.items))


def tags_of(view: ReviewView, item: ProposedItem, twins: Mapping[str, Sequence[Duplicate]]) -> frozenset[str]:
    """Return which of the page's filters leave an item."""
    stage = stage_of(item)
    fate = view.fates.get(item.key)
    fitting = {
        "open": stage == "open",
        "decided": stage not in {"open", "doubtful"},
        "doubtful": bool(item.reasons or item.doubtful),
        "missing": bool(item.missing),
        "soft": bool(item.soft),
        "twin": bool(twins.get(item.key)),
        fate.kind if fate else "": fate is not None,
    }
    return frozenset(name for name, fits in fitting.items() if fits)


def says(item: ProposedItem, text: str) -> bool:
    """Tell whether an item has the words looked for: in its text, unit, number, key or in who answers for it."""
    words = (item.text, item.unit or "", item.number or "", item.key, item.adopted_as, *item.responsible)
    return any(text in each for each in words)


def stage_of(item: ProposedItem) -> str:
    """Return how an item stands: adopted, doubtful (and nobody took it up), or its decision."""
    if item.adopted_as:
        return "adopted"
    return item.decision if item.counted else "doubtful"


def spans(view: ReviewView) -> list[Span]:
    """Return the marks of the text: the items and, under them, the results."""
    results = [Span(result.start, result.end, "", "result") for result in view.results]
    return [*results, *(Span(item.start, item.end, item.key, stage_of(item)) for item in view.items)]


def clauses_of(text: str) -> list[Clause]:
    """Return a text in clauses that end with 。 or ；; joined they are the text."""
    return [Clause(found[0], found.start(), found.end()) for found in _CLAUSE.finditer(text)]


def _page_of(found: Sequence[ProposedItem], asked: ReviewQuestion, pages: int) -> int:
    """Return the page asked for; the one with the chosen item where it has moved to another."""
    place = next((place for place, item in enumerate(found) if item.key == asked.item), None)
    return min(asked.page, pages) if place is None else place // PAGE + 1


def _ranges(
    view: ReviewView, asked: ReviewQuestion, shown: Sequence[ProposedItem], marked: Sequence[Span]
) -> list[tuple[int, int]]:
    """Return the stretches of the text that belong to the items shown."""
    if asked.show or asked.text:
        ranges = ranges_around(view.text, [Span(item.start, item.end, item.key, "") for item in shown])
    else:
        first, last = 0, len(view.text)
        if shown and shown[0] is not view.items[0]:
            before = view.items[view.items.index(shown[0]) - 1]
            first = min(max(before.end, 0), shown[0].start)
        if shown and shown[-1] is not view.items[-1]:
            last = max(shown[-1].end, first)
        ranges = whole_range(view.text, marked, first, last)
    return merged([*ranges, opened_at(view.text, asked.at)] if asked.at is not None else ranges)


def _cards(
    session: Session,
    view: ReviewView,
    asked: ReviewQuestion,
    found: Sequence[ProposedItem],
    shown: Sequence[ProposedItem],
    twins: Mapping[str, Sequence[Duplicate]],
    posts: Mapping[int, PostChoice],
    today: date,
    within: frozenset[int] | None,
) -> list[Card]:
    homes = Homes(session, shown, today, view.default_unit)
    unit_ids = {item.key: homes.unit_of(item) for item in shown}
    names = {unit_id: name for name, unit_id in known_units(session).items()}
    own = {key: unit_id for key, unit_id in unit_ids.items() if within is None or unit_id in within}
    helps = helps_for(session, view, shown, own)
    following = {one.key: other for one, other in pairwise(view.items)}
    then = {one.key: other.key for one, other in pairwise(found)}
    fates = {item.key: view.fates.get(item.key) for item in shown}
    numbers = task_ids(session, _numbers(shown, fates.values()))
    cards = []
    for item in shown:
        unit_id = unit_ids[item.key]
        owner = homes.owner_of(item, unit_id) if unit_id is not None else None
        default = homes.owner_of(replace(item, owner=""), unit_id) if unit_id is not None else None
        cards.append(
            Card(
                item=item,
                stage=stage_of(item),
                chosen=item.key == asked.item,
                plan_end=date(view.year, 12, 31),
                unit=names.get(unit_id, "") if unit_id is not None else "",
                owner=_words_of(posts, owner),
                owner_lack=_owner_lack(item, unit_id),
                default_owner=_words_of(posts, default),
                doubts=tuple(_reason(code) for code in item.reasons),
                helped=helps[item.key],
                twins=tuple(twins.get(item.key, ()))[:3],
                fate=fates[item.key],
                differences=_differences(fates[item.key]),
                fate_task=numbers.get(fate.number) if (fate := fates[item.key]) else None,
                next_item=following.get(item.key),
                next_key=then.get(item.key, item.key),
                touched=touched_words(item),
                merge_task=numbers.get(item.merge_into),
                adopted_task=numbers.get(item.adopted_as),
            )
        )
    return cards


def helps_for(
    session: Session, view: ReviewView, shown: Sequence[ProposedItem], unit_ids: Mapping[str, int | None]
) -> dict[str, Help]:
    """Return for items what their own streets' results say to them: firmer words for soft ones, and baselines.

    The results are those of earlier plans and those the document itself reports.
    """
    earlier = results_of(session, {unit_id for unit_id in unit_ids.values() if unit_id is not None})
    own: dict[str | None, list[PastResult]] = {}
    for result in view.results:
        own.setdefault(result.unit, []).append(PastResult(0, result.text, result.quantities))
    found = {}
    for item in shown:
        results = [*own.get(item.unit, ()), *earlier.get(unit_ids.get(item.key) or 0, ())][:_MOST_RESULTS]
        softened = tuple(each.words for each in suggestions(item.text, results))
        found[item.key] = Help(softened, tuple(offers(item.text, results))[:_MOST_OFFERED])
    return found


def _words_of(posts: Mapping[int, PostChoice], post_id: int | None) -> str:
    return posts[post_id].words if post_id is not None and post_id in posts else ""


def _twins_within(
    session: Session, twins: Mapping[str, Sequence[Duplicate]], within: frozenset[int] | None
) -> Mapping[str, Sequence[Duplicate]]:
    """Return the twins without the tracked tasks of other units than these (none: of all)."""
    if within is None:
        return twins
    numbers = {each.ref for found in twins.values() for each in found if each.kind == "tracked"}
    own = numbers_within(session, numbers, within)
    return {
        key: kept
        for key, found in twins.items()
        if (kept := [each for each in found if each.kind == "proposed" or each.ref in own])
    }


def _named_within(session: Session, within: frozenset[int] | None) -> list[str]:
    return [name for name, unit_id in known_units(session).items() if within is None or unit_id in within]


def _numbers(shown: Sequence[ProposedItem], fates: Iterable[Fate | None]) -> set[str]:
    """Return the numbers of tasks that some items speak of."""
    named = {number for item in shown for number in (item.adopted_as, item.merge_into)}
    return named | {fate.number for fate in fates if fate is not None}


def _differences(fate: Fate | None) -> tuple[FieldDiff, ...]:
    differences = fate.differences if fate is not None else ()
    return tuple(FieldDiff(label("item_field", one.field), text_diff(one.before, one.after)) for one in differences)


def _owner_lack(item: ProposedItem, unit_id: int | None) -> str:
    if unit_id is not None:
        return phrase("没有这个岗位" if item.owner else "未定（单位没有联络岗）")
    return phrase("单位不在名册中" if item.unit or item.lead or item.responsible else "未定（没有单位）")


def _reason(code: str) -> str:
    return sentence(code).rstrip("。") if code in codes() else code


def _inside(at: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in ranges)


def _sentences(view: ReviewView, ranges: Sequence[tuple[int, int]]) -> list[Sentence]:
    """Return the sentences of the text shown, for choosing where an item begins and ends."""
    found = []
    for start, end in ranges:
        for each in _SENTENCE.finditer(view.text, start, end):
            words = " ".join(each[0].split())
            if words:
                shown_words = words if len(words) <= 44 else f"{words[:30]}…{words[-12:]}"  # noqa: PLR2004 - a line
                begin = each.start() + len(each[0]) - len(each[0].lstrip())
                found.append(Sentence(begin, each.start() + len(each[0].rstrip()), shown_words))
    return found
