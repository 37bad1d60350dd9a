"""A review is a fold of what was read and what people did: whatever they do, in whatever order. No database."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import DubanError
from config.language import labels
from planning.extraction import Quantity, extract
from planning.review.bench import Bench
from planning.review.effects import KINDS, effective, fold
from planning.review.model import Change, Proposal, ReviewState
from planning.review.preparing import prepare
from planning.review.proposal import dump, load, propose
from planning.review.rereading import Source, passage_of
from tests.planning.review_desk import PLAN, YEAR

NOW = datetime(2017, 4, 12, 2, 0, tzinfo=UTC)
EXTRACTION = extract(PLAN, year=YEAR)
DOUBTED = replace(
    EXTRACTION,
    items=EXTRACTION.items[1:],
    doubtful=(replace(EXTRACTION.items[0], confidence=0.4, reasons=("task-in-prose",)),),
)
PROPOSAL = propose(DOUBTED, plan_name="计划", default_unit="")


@dataclass
class Table:
    """A review on the table of two clerks, kept in memory."""

    proposal: Proposal = PROPOSAL
    changes: list[Change] = field(default_factory=list)

    @property
    def state(self) -> ReviewState:
        return fold(self.proposal, self.changes)

    def do(self, kind: str, **said: Any) -> ReviewState:  # noqa: ANN401 - any payload
        bench = Bench(self.state, self.changes, Source(PLAN, YEAR), self.proposal)
        # As the database gives it back.
        kept = json.loads(json.dumps(prepare(bench, kind, said)))
        seq = len(self.changes) + 1
        who = ("D02", "何思远") if seq % 2 else ("D01", "顾长河")
        self.changes.append(Change(seq, kind, kept, *who, NOW))
        return self.state


Act = Callable[[Table, int, int], ReviewState]


def _key(table: Table, at: int) -> str:
    items = table.state.items
    return items[at % len(items)].key


ACTS: dict[str, Act] = {
    "decide": lambda t, a, b: t.do("decided", keys=[_key(t, a)], decision=("open", "keep", "drop")[b % 3]),
    "merge": lambda t, a, b: t.do("decided", keys=[_key(t, a)], decision="merge", into=_key(t, b)),
    "edit": lambda t, a, b: t.do(
        "edited", key=_key(t, a), fields={"text": f"{b % 12 + 1}月底前开办夜校{b}期；建立名册。", "leader": str(b % 3)}
    ),
    "date": lambda t, a, b: t.do("edited", key=_key(t, a), fields={"deadline": f"2017-{b % 12 + 1:02d}-28"}),
    "split": lambda t, a, b: t.do("split", key=_key(t, a), at=[b % 9 + 1, b % 5 + 3]),
    "join": lambda t, a, b: t.do("joined", keys=[_key(t, a), _key(t, b)]),
    "add": lambda t, a, b: t.do("added", start=a % 40, end=a % 40 + b % 30 + 1),
    "owner": lambda t, a, b: t.do("owner_set", keys=[_key(t, a)], owner=f"月桥街道/{b}"),
    "name": lambda t, _, b: t.do("named", plan_name=f"计划{b}"),
    "undo": lambda t, a, _: t.do("undone", seq=a % (len(t.changes) + 1)),
}  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 60), st.integers(0, 60)), max_size=14)


def worked(steps: list[tuple[str, int, int]]) -> Table:
    """Return a review after some steps; what is not possible was refused and left no trace."""
    table = Table()
    for kind, a, b in steps:
        before = len(table.changes)
        try:
            ACTS[kind](table, a, b)
        except DubanError as error:
            refused = str(error)
        else:
            continue
        assert (len(table.changes), refused[-1]) == (before, "。")
    return table


def standing(state: ReviewState) -> Any:  # noqa: ANN401 - everything but the tale of it
    return (state.items, state.plan_name, state.default_unit, state.discarded, dict(state.gone))


@settings(max_examples=150, deadline=None)
@given(STEPS, st.tuples(st.sampled_from(sorted(set(ACTS) - {"undo"})), st.integers(0, 60), st.integers(0, 60)))
def test_undoing_the_last_step_restores_exactly_what_was_there(steps: Any, last: Any) -> None:  # noqa: ANN401
    table = worked(steps)
    before = standing(table.state)
    try:
        ACTS[last[0]](table, last[1], last[2])
    except DubanError:
        return
    done = standing(table.state)
    step = table.changes[-1].seq
    assert standing(table.do("undone", seq=step)) == before
    assert standing(table.do("undone", seq=table.changes[-1].seq)) == done


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_what_was_kept_gives_the_review_again(steps: Any) -> None:  # noqa: ANN401
    table = worked(steps)
    again = fold(
        load(dump(table.proposal)), [replace(c, payload=json.loads(json.dumps(c.payload))) for c in table.changes]
    )
    assert again == table.state
    kept = [change for change in table.changes if change.seq in effective(table.changes) and change.kind != "undone"]
    assert standing(fold(table.proposal, kept))[1:] == standing(table.state)[1:]
    assert [item.key for item in fold(table.proposal, kept).items] == [item.key for item in table.state.items]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10), st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_parts_put_together_again_give_the_text_back(at: int, cuts: list[int]) -> None:
    table = Table()
    whole = table.state.items[at % len(table.state.items)]
    cuts = sorted({cut for cut in cuts if 0 < cut < len(whole.text)})
    if not cuts:
        return
    table.do("split", key=whole.key, at=cuts)
    parts = [item for item in table.state.items if item.key.startswith(whole.key) and item.key != whole.key]
    assert "".join(part.text for part in parts) == whole.text
    assert [PLAN[part.start : part.end] for part in parts] == [part.text.strip() for part in parts]
    [joined] = [
        item for item in table.do("joined", keys=[part.key for part in parts]).items if item.key == parts[0].key
    ]
    assert (joined.text, joined.start, joined.end, joined.unit, joined.path) == (
        whole.text, whole.start, whole.end, whole.unit, whole.path,
    )  # fmt: skip
    for name in ("deadline", "deadline_text", "deadline_basis", "deliverables", "quantities", "missing"):
        assert getattr(joined, name) == getattr(whole, name)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_nothing_is_lost_or_invented(steps: Any) -> None:  # noqa: ANN401
    """Every reading is in exactly one item (or several parts of one), and every merge has somewhere to go."""
    state = worked(steps).state
    by_key = state.by_key
    assert len(by_key) == len(state.items)
    read = {key for item in PROPOSAL.items for key in item.origin}
    assert read <= {key for item in state.items for key in item.origin}
    for item in state.items:
        if item.decision == "merge":
            assert by_key[item.merge_into].decision not in ("merge", "drop")
        else:
            assert item.merge_into == ""
        assert 0 <= item.start <= item.end <= len(PLAN)
    assert [item.start for item in state.items] == sorted(item.start for item in state.items)
    assert sum(state.counts[name] for name in ("open", "keep", "drop", "merge", "adopted", "doubtful")) == len(
        state.items
    )


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_an_item_tells_who_changed_what_on_it(steps: Any) -> None:  # noqa: ANN401
    for item in worked(steps).state.items:
        for change in item.changes:
            assert change.by in {"D01", "D02"}
            assert change.before != change.after
        for name in ("text", "deadline", "leader", "owner"):
            told = [change for change in item.changes if change.field == name]
            # What stands now is what the last one to touch it made, unless it was cut or put together since.
            if (
                told
                and item.changes[-1].field not in ("split", "joined")
                and not any(
                    change.seq > told[-1].seq and change.field in ("split", "joined") for change in item.changes
                )
            ):
                value = getattr(item, name)
                assert told[-1].after == (value.isoformat() if hasattr(value, "isoformat") else value)


def test_every_kind_of_change_has_an_effect_and_words() -> None:
    assert set(labels("review_change")) == set(KINDS)


@pytest.mark.parametrize("text", ["走访30家。", "走\n访 30家\n。"])
def test_a_place_in_a_corrected_text_is_the_nearest_of_the_document(text: str) -> None:
    source = Source("一、任务\n1.走\n访企业30家。\n", YEAR)
    passage = passage_of(text, source, 7, 16)
    places = [passage.where(at) for at in range(len(text))]
    assert places == sorted(places)
    assert {7 <= place < 16 for place in places} == {True}


def test_nothing_that_is_read_is_forgotten_on_the_way_into_a_review() -> None:
    figures = (Quantity(Decimal("0.35"), "%", "覆盖率", "min"), Quantity(3, "场", "讲座", "range", 5))
    item = replace(
        EXTRACTION.items[0], quantities=figures, leader="顾长河", start_on=date(2017, 3, 1), next_on=date(2017, 3, 31),
        last_on=date(2017, 12, 31), confidence=0.7, reasons=("unnumbered-item",), lead=("甲",), support=("乙",),
    )  # fmt: skip
    proposal = propose(replace(EXTRACTION, items=(item,)), [(0, "第1页")], plan_name="计划", default_unit="月桥街道")
    again = load(dump(proposal))
    assert again == proposal
    assert again.items[0].as_item() == item
