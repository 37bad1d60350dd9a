"""Who answers and by when, in the dresses that offices give it beside the tidy ones."""

from datetime import date

import pytest

from planning.extraction import Item, extract
from planning.extraction.bodies import bodies


def items(text: str, year: int = 2023) -> tuple[Item, ...]:
    return extract(text, year=year).items


def plan(*lines: str) -> str:
    return "\n".join(["一、重点任务", *lines, "2. 修缮旧书屋。"])


@pytest.mark.parametrize(
    ("said", "lead", "support", "responsible"),
    [
        ("【牵头单位】县水务局\n【责任单位】各镇（街道）", ["县水务局"], [], ["县水务局", "各镇（街道）"]),
        ("区农业局牵头，区水务局、区林业局参加，2023年10月底前完成。", ["区农业局"], ["区水务局", "区林业局"], None),
        ("牵头单位：区农业局。参加单位：区水务局、区林业局。", ["区农业局"], ["区水务局", "区林业局"], None),
        ("（区农业局会同区水务局、区林业局，9月底前完成）", ["区农业局"], ["区水务局", "区林业局"], None),
        ("(区农业局牵头，区水务局配合", ["区农业局"], ["区水务局"], None),
        ("【责任部门：生产科]", [], [], ["生产科"]),
        ("由办公室会同各科室落实。", ["办公室"], ["各科室"], None),
        ("由生产科牵头、后勤中心、工程科配合；", ["生产科"], ["后勤中心", "工程科"], None),
        ("由生产科、后勤中心按职责落实，列第一位的为牵头单位。", ["生产科"], ["后勤中心"], None),
        ("（责任单位：区农业局、区水务局，列首位者牵头）", ["区农业局"], ["区水务局"], None),
    ],
)  # fmt: skip
def test_who_answers_is_read_in_many_dresses(
    said: str, lead: list[str], support: list[str], responsible: list[str] | None
) -> None:
    item, _ = items(
        plan(f"1. 整修灌渠12条，清淤30公里。{said}" if said[0] != "【" else f"1. 整修灌渠12条，清淤30公里。\n{said}")
    )
    assert item.text == "整修灌渠12条，清淤30公里。"
    assert (list(item.lead), list(item.support)) == (lead, support)
    assert sorted(item.responsible) == sorted(responsible or [*lead, *support])


def test_a_label_in_brackets_gives_the_time_too() -> None:
    item, _ = items(plan("1. 整修灌渠12条。", "【进度要求】6月底完成一半，10月底全部完工。", "【责任人】钱 某"))
    assert item.deadline == date(2023, 10, 31)


def test_the_same_as_above_is_who_stands_above() -> None:
    text = plan(
        "1. 整修灌渠。牵头单位：区农业局。参加单位：区水务局、区林业局。",
        "2. 绿化渠岸。牵头单位：区林业局。参加单位：同上。",
    )
    _, item, _ = items(text)
    assert (item.lead, item.support) == (("区林业局",), ("区水务局", "区林业局"))
    _, item, _ = items(plan("1. 整修灌渠。【责任单位：区农业局】", "2. 绿化渠岸。【责任单位同上。】"))
    assert item.responsible == ("区农业局",)


def test_who_does_what_may_stand_behind_a_slogan() -> None:
    texts = {
        "推进灌渠整修。区水务局5月底前摸清底数，建立台账。": ["区水务局"],
        "推进灌渠整修。区水务局、后勤保障部于6月30日前完成招标。": ["区水务局", "后勤保障部"],
        "推进灌渠整修。工程处务必于4月18日前报批。": ["工程处"],
        "推进灌渠整修。各镇按照要求组织施工。": [],
        "推进灌渠整修。对实行垂直管理的部门要加强沟通。": [],
    }
    for text, named in texts.items():
        assert list(items(plan(f"1. {text}"))[0].responsible) == named, text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("提出灌渠名录，请市水务局严格审查把关。", ["市水务局"]),
        ("请市总工会法律工作部密切跟踪案件进展。", ["市总工会法律工作部"]),
        ("请省水利厅会同省林业厅、省农业厅全面清查旧账。", ["省水利厅", "省林业厅", "省农业厅"]),
    ],
)
def test_who_is_asked_is_named(text: str, named: list[str]) -> None:
    assert list(items(plan(f"1. {text}"))[0].responsible) == named


def test_who_acts_beside_the_one_charged_supports() -> None:
    item, _ = items(plan("1. 区水务局要加强培训，会同区邮政管理局建立台账。区财政局、区税务局做好配合。"))
    assert item.responsible == ("区水务局", "区邮政管理局", "区财政局", "区税务局")
    assert item.support == ("区邮政管理局", "区财政局", "区税务局")
    item, _ = items(plan("1. 整修灌渠。责任单位：区水务局（区财政局、区林业局配合）。"))
    assert (item.lead, item.support) == (("区水务局",), ("区财政局", "区林业局"))
    item, _ = items(plan("1. 6月初召开大会，层层部署。（党政办、水管站、妇委会）"))
    assert (item.text, item.responsible) == ("6月初召开大会，层层部署。", ("党政办", "水管站", "妇委会"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("各县、市、区", ["各县、市、区"]),
        ("各区、县人民政府", ["各区、县人民政府"]),
        ("各委、办、局工会，各直属工会", ["各委、办、局工会", "各直属工会"]),
        ("市水务局、各市、县人民政府", ["市水务局", "各市", "县人民政府"]),
        ("水利部、农业部等和地方各级人民政府", ["水利部", "农业部", "地方各级人民政府"]),
        ("市水务局、各区、市民政局", ["市水务局", "各区", "市民政局"]),
    ],
)
def test_places_of_one_level_are_one_body(text: str, names: list[str]) -> None:
    assert list(bodies(text)) == names
