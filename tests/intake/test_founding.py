"""The founding document, read by eye: 13 items of four streets, their results with every figure, nothing else."""

import re

import pytest

from config.settings import Limits
from planning.extraction import Extraction, Item, Result, extract
from planning.reading import read_document
from tests.intake.data import FOUNDING, needs

pytestmark = pytest.mark.founding

STREETS = ("月坛街道", "展览路街道", "牛街街道", "广外街道")
NUMBERS = (("1", "2", "3", "4"), ("1", "2", "3"), ("1", "2", "3"), ("1", "2", "3"))
DELIVERABLES = ((2, 3, 2, 3), (3, 1, 5), (3, 2, 2), (4, 2, 2))
FIGURES = {
    "月坛街道": [(90, "人"), (845, "家"), (90, "份"), (11500, "人"), (6, "家"), (11, "家"), (740400, "元"), (50, "家")],
    "展览路街道": [
        (22, "人次"),
        (2, "人次"),
        (32000, "元"),
        (8, "家"),
        (89, "人"),
        (53, "人"),
        (1, "人次"),
        (5000, "元"),
        (2, "期"),
        (100, "名"),
        (3, "家"),
    ],
    "牛街街道": [(5, "家"), (1, "家"), (4, "家"), (42, "人"), (2, "小时"), (10, "个")],
    "广外街道": [(3, "种"), (4, "个")],
}


@pytest.fixture(scope="module")
def text() -> str:
    data = needs(FOUNDING).read_bytes()
    return read_document(data, FOUNDING.name, Limits()).text


@pytest.fixture(scope="module")
def founding(text: str) -> Extraction:
    return extract(text, year=2017, name=FOUNDING.name)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_exactly_thirteen_items_stand_under_the_right_four_streets(founding: Extraction) -> None:
    expected = [(street, number) for street, numbers in zip(STREETS, NUMBERS, strict=True) for number in numbers]
    assert [(item.unit, item.number) for item in founding.items] == expected


def test_the_heading_path_says_street_and_goal_plan(founding: Extraction) -> None:
    assert {item.path[-2:] for item in founding.items} == {(street, "目标计划") for street in STREETS}


def test_offsets_slice_to_the_item_and_result_texts_apart_from_joined_breaks(founding: Extraction, text: str) -> None:
    places: list[Item | Result] = [*founding.items, *founding.results]
    assert len(places) == 25
    for place in places:
        assert bare(text[place.start : place.end]) == bare(place.text)


def test_offsets_of_deliverables_slice_to_their_texts_inside_the_item(founding: Extraction, text: str) -> None:
    for item in founding.items:
        for part in item.deliverables:
            assert item.start <= part.start < part.end <= item.end
            assert bare(text[part.start : part.end]) == bare(part.text)


def test_about_thirty_deliverables_are_told_apart(founding: Extraction) -> None:
    counts = [len(item.deliverables) for item in founding.items]
    assert counts == [count for street in DELIVERABLES for count in street]
    assert sum(counts) == 34


def test_only_the_second_half_year_gives_a_date(founding: Extraction) -> None:
    dated = {(i.unit, i.number): (str(i.deadline), i.deadline_text) for i in founding.items if i.deadline}
    assert dated == {("广外街道", "1"): ("2017-12-31", "下半年")}


def test_soft_words_give_no_date_and_are_flagged(founding: Extraction) -> None:
    vague = [i for i in founding.items if i.deadline_basis == "vague"]
    assert {(i.unit, i.number) for i in vague} == {("月坛街道", "4"), ("展览路街道", "1"), ("展览路街道", "3")}
    assert sum(issue.code == "deadline-vague" for issue in founding.issues) == len(vague)
    assert any(issue.code == "wording-soft" and "适时" in issue.message for issue in founding.issues)


def test_results_are_kept_apart_three_to_a_street(founding: Extraction) -> None:
    assert [result.unit for result in founding.results] == [street for street in STREETS for _ in range(3)]
    assert all(result.heading and result.text for result in founding.results)


def test_every_figure_of_the_results_is_kept(founding: Extraction) -> None:
    for street, figures in FIGURES.items():
        found = [(q.value, q.unit) for r in founding.results if r.unit == street for q in r.quantities]
        assert found == figures


def test_a_word_broken_by_the_columns_is_joined(founding: Extraction) -> None:
    assert any("精心部署" in result.text for result in founding.results)
    assert any("围绕中心工作" in result.text for result in founding.results)


def test_captions_and_the_assessment_section_are_left_out(founding: Extraction) -> None:
    places: list[Item | Result] = [*founding.items, *founding.results]
    everything = "".join(place.text for place in places)
    for words in ("参观", "双上报", "第三方", "自转", "专题研讨"):
        assert words not in everything


def test_the_contract_of_the_json_is_kept(founding: Extraction, text: str) -> None:
    found = founding.as_json()
    assert list(found)[:4] == ["document", "items", "results", "issues"]  # more may follow
    assert found["document"] == {"name": FOUNDING.name, "sha256": "", "chars": len(text)}
    assert list(found["items"][0])[:14] == [
        "unit",
        "number",
        "path",
        "text",
        "start",
        "end",
        "responsible",
        "lead",
        "support",
        "deadline",
        "deadline_text",
        "deadline_basis",
        "deliverables",
        "quantities",
    ]
    assert list(found["results"][0]) == ["unit", "heading", "text", "start", "end", "quantities"]
    assert list(found["issues"][0]) == ["severity", "code", "message", "start", "end"]
