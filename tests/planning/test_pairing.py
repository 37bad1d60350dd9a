"""Results are paired with items by the office, told by the ledger, and their figures kept as series."""

import json
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import insert, update

from config.errors import CallError, DubanError
from planning import acts
from planning import tracked_texts as tracked
from planning.duplicates import duplicates
from planning.indicators import figures_in, keep_results, keep_targets, outcomes, series_of
from planning.pairing import Pairing, offers_for, pair, pairings_of, tasks_paired_with, unpair
from planning.review.keeping import changes_by_review
from tests.planning.house import OTHER_STREET, STREET, House

FIGURES = [{"value": 320, "unit": "人次", "of": "培训职工"}]


def result_of(
    house: House, street: str, text: str = "开展职工技能培训，培训职工320人次。", on: date | None = None
) -> int:
    row = {
        "plan_id": house.plan_id, "document_id": house.document_id, "unit_id": house.units[street], "heading": "",
        "text": text, "source_start": 0, "source_end": len(text), "achieved_on": on,
        "quantities": json.dumps(FIGURES, ensure_ascii=False),
    }  # fmt: skip
    with house.database.write() as session:
        return int(session.connection().execute(insert(outcomes).values(row).returning(outcomes.c.id)).scalar_one())


def training(house: House) -> int:
    return house.item(
        text="不断加强职工技能培训，培训职工400人次。", quantities=json.dumps(FIGURES, ensure_ascii=False)
    )


def test_a_past_result_is_offered_taken_and_given_back(house: House) -> None:
    result_id, task_id = result_of(house, STREET), training(house)
    with house.database.read() as session:
        assert [(offer.result_id, offer.role) for offer in offers_for(session, task_id)] == [(result_id, "baseline")]
    house.do(pair, task_id, result_id, "baseline")
    with house.database.read() as session:
        assert offers_for(session, task_id) == []
        assert pairings_of(session, task_id) == [
            Pairing(result_id, "baseline", "开展职工技能培训，培训职工320人次。", ({**FIGURES[0], "value": "320"},))
        ]
        assert tasks_paired_with(session, house.units[STREET]) == {result_id: ["2017-001"]}
    house.do(unpair, task_id, result_id)
    with house.database.read() as session:
        assert pairings_of(session, task_id) == []
        assert tasks_paired_with(session, house.units[STREET]) == {result_id: []}
    assert [event.kind for event in house.events(task_id)] == ["registered", "paired", "unpaired"]


def test_results_of_another_street_are_neither_offered_nor_taken(house: House) -> None:
    result_id, task_id = result_of(house, OTHER_STREET), training(house)
    with house.database.read() as session:
        assert offers_for(session, task_id) == []
    with pytest.raises(DubanError) as caught:
        house.do(pair, task_id, result_id, "evidence")
    assert caught.value.code == "result-of-another-unit"


def test_what_cannot_be_paired_is_refused_with_a_sentence(sqlite_house: House) -> None:
    house, task_id = sqlite_house, training(sqlite_house)
    result_id = result_of(house, STREET)
    for given, role, kind, code in (
        (result_id, "basis", CallError, "pairing-role-unknown"),
        (999, "baseline", DubanError, "result-unknown"),
    ):
        with pytest.raises(kind) as caught:
            house.do(pair, task_id, given, role)
        assert caught.value.code == code
        assert "请" in str(caught.value)
    with pytest.raises(DubanError) as caught:
        house.do(unpair, task_id, result_id)
    assert caught.value.code == "pairing-unknown"
    with pytest.raises(DubanError) as caught:
        house.do(pair, task_id, result_id, "baseline", by=house.owner)
    assert caught.value.code == "act-of-the-office"


def test_figures_of_results_and_promises_stand_in_one_series_once(house: House) -> None:
    dated, undated, task_id = result_of(house, STREET, on=date(2016, 12, 31)), result_of(house, STREET), training(house)
    with house.database.write() as session:
        assert (keep_results(session, house.plan_id), keep_targets(session, [task_id])) == (2, 1)
        assert (keep_results(session, house.plan_id), keep_targets(session, [task_id])) == (0, 1)  # in place of itself
    with house.database.read() as session:
        [series] = series_of(session, house.units[STREET])
        assert (series.what, series.measure) == ("培训职工", "人次")
        assert [(point.on, point.kind, point.value, point.outcome_id, point.task_id) for point in series.points] == [
            (date(2016, 12, 31), "result", "320", dated, None),
            (date(2017, 1, 1), "result", "320", undated, None),
            (date(2017, 6, 30), "target", "320", None, task_id),
        ]
        assert series_of(session, house.units[STREET], what="走访") == []
        assert series_of(session, house.units[OTHER_STREET]) == []


@dataclass(frozen=True)
class Given:
    key: str
    unit: str | None
    text: str


def test_the_same_words_are_found_in_the_reading_and_among_tracked_tasks(house: House) -> None:
    training(house)
    items = [
        Given("1", OTHER_STREET, "不断加强职工技能培训，培训职工400人次。"),
        Given("2", STREET, "不断加强职工技能培训，培训职工450人次。"),
        Given("3", STREET, "建设暖心驿站。"),
    ]
    with house.database.read() as session:
        found = duplicates(session, items)
        assert {(one.kind, one.ref) for one in found["1"]} == {("proposed", "2"), ("tracked", "2017-001")}
        assert found["1"][0].score == 1.0
        assert "3" not in found
        apart = duplicates(session, items, apart_from=[house.plan_id])
        assert {(one.kind, one.ref) for one in apart["1"]} == {("proposed", "2")}


def test_only_the_newest_tasks_of_years_around_are_compared(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = training(house), training(house)
    numbers = {task_id: house.state(task_id).number for task_id in (first, second)}
    items = [Given("1", OTHER_STREET, "不断加强职工技能培训，培训职工400人次。")]

    def refs(year: int | None) -> set[str]:
        with house.database.read() as session:
            return {one.ref for one in duplicates(session, items, year=year).get("1", [])}

    assert refs(None) == refs(2018) == refs(2016) == set(numbers.values())
    assert refs(2019) == refs(2015) == set()
    monkeypatch.setattr(tracked, "NEWEST", 1)
    assert refs(2017) == {numbers[second]}


def test_texts_are_made_ready_once_until_a_task_changes(house: House) -> None:
    task_id = training(house)
    with house.database.read() as session:
        index = tracked.tracked_texts(session, 2017)
    with house.database.read() as session:
        assert tracked.tracked_texts(session, 2017) is index
        assert tracked.tracked_texts(session, 2020) is not index
    house.do(acts.cancel, task_id, reason="重复立项")
    with house.database.read() as session:
        assert tracked.tracked_texts(session, 2017) is not index
        assert tracked.tracked_texts(session, 2017).alike({"1": "不断加强职工技能培训，培训职工400人次。"}) == []


def test_a_figure_says_how_it_is_meant() -> None:
    stored = (
        '[{"value": 5, "unit": "场", "of": "宣讲", "bound": "range", "to": 8}, {"value": 3, "unit": "家", "of": ""}]'
    )
    ranged, exact = figures_in(stored)
    assert (ranged.value, ranged.to, ranged.bound) == (5, 8, "range")
    assert (exact.bound, exact.to) == ("exact", None)


def test_a_paired_result_keeps_the_most_of_its_range(house: House) -> None:
    result_id, task_id = result_of(house, STREET), training(house)
    ranged = [{"value": 5, "unit": "场", "of": "宣讲", "bound": "range", "to": 8}]
    with house.database.write() as session:
        session.connection().execute(update(outcomes).values(quantities=json.dumps(ranged)))
    house.do(pair, task_id, result_id, "baseline")
    with house.database.read() as session:
        assert pairings_of(session, task_id)[0].figures == ({**ranged[0], "value": "5", "to": "8"},)


def test_more_tasks_than_a_statement_takes_parameters_are_asked_for(sqlite_house: House) -> None:
    house, task_id = sqlite_house, training(sqlite_house)
    with house.database.write() as session:
        assert keep_targets(session, [*range(task_id + 1, task_id + 300_000), task_id]) == 1
    with house.database.read() as session:
        assert changes_by_review(session, range(300_000)) == {}
