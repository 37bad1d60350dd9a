"""Sentences that say the same are found, others are not, and what is proposed does not depend on chance."""

from hypothesis import given
from hypothesis import strategies as st

from planning.matching import SAME, Match, alike, pair_off, said, similarity

STREETS = {
    "甲1": "建立职工书屋10家，9月底前完成。",
    "甲2": "组织劳模走进企业开展宣讲不少于12场。",
    "甲3": "为户外劳动者建设暖心驿站。",
}
SENTENCES = st.lists(
    st.text("职工书屋建立服务站点组织劳模宣讲十场开展培训", min_size=8, max_size=40), min_size=1, max_size=12
)


def test_width_punctuation_and_white_space_make_no_difference() -> None:
    assert similarity("建立职工书屋（10家），9月底前完成。", "建立职工书屋(１０家) 9月底前 完成") == 1.0


def test_the_same_promise_of_another_street_is_found_and_a_different_one_is_not() -> None:
    others = {"乙1": "组织劳模走进企业，开展宣讲不少于15场。", "乙2": "开办职工夜校两期。"}
    assert [(match.left, match.right) for match in alike(STREETS, others)] == [("甲2", "乙1")]


def test_the_best_pair_comes_first_and_everybody_is_paired_once() -> None:
    matches = [Match("a", 1, 0.9), Match("b", 1, 0.95), Match("a", 2, 0.88), Match("b", 2, 0.94)]
    assert pair_off(matches) == {"b": 1, "a": 2}


@given(SENTENCES)
def test_every_text_finds_itself(texts: list[str]) -> None:
    given_texts = dict(enumerate(dict.fromkeys(texts)))
    found = {(match.left, match.right) for match in alike(given_texts, given_texts) if match.score == 1.0}
    assert {(key, key) for key in given_texts} <= found


@given(SENTENCES, SENTENCES)
def test_only_texts_above_the_floor_are_found_and_the_score_is_theirs(one: list[str], other: list[str]) -> None:
    left, right = dict(enumerate(one)), dict(enumerate(other))
    for match in alike(left, right):
        assert match.score >= SAME
        assert abs(match.score - similarity(left[match.left], right[match.right])) < 1e-9


def test_a_thousand_against_a_thousand_compares_few_of_them() -> None:
    left = {
        number: f"第{number}街道建立服务站点{number}个，培训职工{number * 3}人次，组织活动{number % 7}场。"
        for number in range(1_000)
    }
    found = alike({5: left[5]}, left, floor=0.99)
    assert [match.right for match in found] == [5]


def test_nothing_is_like_nothing() -> None:
    assert alike({1: ""}, {1: ""}) == []
    assert said("，。 ") == ""
