"""What columns hold is told by their headings together, in any order; a person may say otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import CallError
from config.language import labels
from planning.extraction.columns import (
    MEANINGS,
    column_of,
    columns_from,
    heading_of,
    letters_of,
    meanings_of,
    parse_columns,
)

HEADINGS = [
    ("序号 重点任务 工作措施 责任单位 完成时限", "number task measure responsible deadline"),
    ("序号 类别 项目名称 工作内容 责任分工/牵头单位 责任分工/配合单位 完成时限 备注",
     "number group task measure lead support deadline note"),
    ("备注 编号 完成节点 目标任务 具体举措 责任领导 牵头处室 协办科室 进度安排 目前进展",
     "note number deadline task measure leader lead support schedule status"),
    ("编号 领域 改革事项 任务措施 成果形式 牵头领导 责任处室 协同单位 时间节点 进展情况 存在问题 下一步",
     "number group task measure outcome leader responsible support deadline status status status"),
    ("序号 隐患（问题）描述 整改措施 整改责任/责任单位 整改责任/督导单位 整改时限 整改资金（万元） 是否销号",
     "number group measure responsible - deadline - status"),
    ("序号 存在问题 整改目标 整改措施 包案领导 整改单位 责任人 整改期限",
     "number group outcome measure leader responsible person deadline"),
    ("项目名称 年度目标 进度安排/第一季度 进度安排/第二季度 主办 协办 联系人",
     "measure outcome milestone milestone lead support person"),
    ("街道 工作任务 单位 起止时间", "unit measure responsible deadline"),
    ("序号 项目 单位 责任单位 时间", "number measure unit responsible deadline"),
    ("序号 民生实事 责任单位 联系电话 总投资（万元） 完成时间", "number measure responsible - - deadline"),
]  # fmt: skip


def meanings(words: list[str], lengths: list[float] | None = None) -> list[str]:
    headings = [heading_of(tuple(word.split("/"))) for word in words]
    return meanings_of(headings, lengths or [8.0] * len(words))


@pytest.mark.parametrize(("words", "wanted"), HEADINGS)
def test_headings_of_the_genre_are_understood(words: str, wanted: str) -> None:
    assert [held or "-" for held in meanings(words.split())] == wanted.split()


def test_blanks_widths_and_units_of_measure_in_a_heading_do_not_matter() -> None:
    assert meanings(["序　号", "任 务 内 容", "责任\n单位", "完成时限（年月）", "配合单位："]) == [
        "number", "measure", "responsible", "deadline", "support",
    ]  # fmt: skip


@given(st.sampled_from(HEADINGS), st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(case: tuple[str, str], random: object) -> None:
    words, wanted = case[0].split(), case[1].split()
    order = list(range(len(words)))
    random.shuffle(order)  # type: ignore[attr-defined]
    found = meanings([words[place] for place in order])
    assert [held or "-" for held in found] == [wanted[place] for place in order]


def test_of_two_columns_of_words_alike_the_longer_says_what_to_do() -> None:
    assert meanings(["重点任务", "任务名称"], [30.0, 6.0]) == ["measure", "task"]
    assert meanings(["重点任务", "任务名称"], [6.0, 30.0]) == ["task", "measure"]


def test_an_aim_says_what_to_do_beside_mere_names() -> None:
    assert meanings(["项目", "目标", "责任部门、配合部门"], [40.0, 200.0, 60.0]) == ["task", "measure", "responsible"]
    assert meanings(["项目", "成果形式", "责任部门"], [40.0, 200.0, 60.0]) == ["measure", "outcome", "responsible"]


def test_every_meaning_has_a_word_for_people() -> None:
    assert set(labels("column")) == set(MEANINGS)
    assert all(any("一" <= sign <= "鿿" for sign in word) for word in labels("column").values())


@pytest.mark.parametrize(
    "said",
    [
        "1:C=任务内容,E=完成时限;2:A=不使用",
        "１：Ｃ＝任务内容，Ｅ＝完成时限；２：Ａ＝不用",
        "表1:C=工作措施、E=时间节点 第2张表:a=unused",
        "C=measure,E=deadline,2:A=无",
        "1:C=任务内容（整改（具体）措施），E=完成时限（整改时限）；2:A=不使用（备注、说明）",
    ],
)
def test_a_person_may_say_what_columns_mean_in_several_ways(said: str) -> None:
    assert parse_columns(said) == {1: {"C": "measure", "E": "deadline"}, 2: {"A": "unused"}}


def test_a_mapping_may_come_from_a_file() -> None:
    assert columns_from({"1": {"c": "任务内容"}, "2": {"AA": "deadline"}}) == {
        1: {"C": "measure"},
        2: {"AA": "deadline"},
    }


@pytest.mark.parametrize("said", ["乱写", "1:C", "1:=任务内容", "1:C任务"])
def test_another_form_is_refused_with_an_example(said: str) -> None:
    with pytest.raises(CallError) as caught:
        parse_columns(said)
    assert caught.value.code == "columns-form"
    assert "--columns 1:C=任务内容" in str(caught.value)


@pytest.mark.parametrize("data", [[], {"x": {}}, {"1": []}, {"1": {"1": "任务内容"}}, "1:C"])
def test_another_form_of_file_is_refused(data: object) -> None:
    with pytest.raises(CallError) as caught:
        columns_from(data)
    assert caught.value.code == "columns-form"


def test_an_unknown_meaning_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(CallError) as caught:
        parse_columns("1:C=天气")
    assert caught.value.code == "columns-meaning"
    assert "任务内容" in str(caught.value)


@given(st.integers(0, 20_000))
def test_letters_of_columns_are_read_back(place: int) -> None:
    assert column_of(letters_of(place)) == place
