"""A street's past results speak to the items they share their own words with, and lend soft ones their figures."""

import pytest

from planning.baselines import PastResult, Suggestion, offers, suggestions
from planning.extraction.quantities import Quantity

TRAINED = PastResult(1, "开展职工技能培训，培训职工320人次。", (Quantity(320, "人次", "培训职工"),))
VISITED = PastResult(2, "走访慰问困难职工家庭，送去慰问金。")
FOUNDED = PastResult(3, "建立工会服务站12家。", (Quantity(12, "家", "工会服务站"),))
ALL = [TRAINED, VISITED, FOUNDED]


def test_a_result_with_a_figure_of_the_same_matter_is_offered_as_baseline() -> None:
    [offer] = offers("不断加强职工技能培训。", ALL)
    assert (offer.result_id, offer.role) == (1, "baseline")
    assert offer.figures == TRAINED.figures
    assert offer.shared[0] == "职工技能培训"


def test_a_result_without_a_figure_is_offered_as_evidence() -> None:
    [offer] = offers("做好困难职工家庭帮扶。", ALL)
    assert (offer.result_id, offer.role, offer.figures) == (2, "evidence", ())


@pytest.mark.parametrize("text", ["继续推进各项工作，完善有关制度。", "", "建设法治宣传长廊。"])
def test_words_that_every_plan_has_pair_nothing(text: str) -> None:
    assert offers(text, ALL) == []


def test_at_most_three_are_offered_and_baselines_come_first() -> None:
    many = [PastResult(number, f"开展职工技能培训{'。' * (number - 9)}") for number in range(10, 15)]
    assert [offer.result_id for offer in offers("不断加强职工技能培训。", [*many, TRAINED])] == [1, 10, 11]


def test_each_soft_word_gets_the_streets_own_figure() -> None:
    figure = Quantity(320, "人次", "培训职工")
    assert suggestions("不断加强职工技能培训，适时总结。", ALL) == [
        Suggestion("不断", figure, 1),
        Suggestion("适时", figure, 1),
    ]


def test_no_figure_is_made_up() -> None:
    [suggestion] = suggestions("适时开展法治宣传。", ALL)
    assert suggestion == Suggestion("适时")
    assert "适时" in suggestion.words
    assert not any(char.isdigit() for char in suggestion.words)


def test_a_suggestion_tells_the_past_figure_in_words() -> None:
    assert "培训职工 320 人次" in suggestions("不断加强职工技能培训。", ALL)[0].words


def test_firm_wording_needs_no_suggestion() -> None:
    assert suggestions("9月底前培训职工400人次。", ALL) == []


def test_the_same_words_told_by_two_versions_are_offered_once() -> None:
    again = PastResult(7, TRAINED.text, TRAINED.figures)
    assert [offer.result_id for offer in offers("不断加强职工技能培训。", [TRAINED, again])] == [1]
