"""Figures in prose: how much of what, and whether it is meant as the least, the most or about."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Limits
from planning.extraction import extract
from planning.extraction.quantities import quantities
from planning.reading import read_document
from tests.intake.data import PLANS, needs


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("发展会员42人", [(42, "人", "会员", "exact", None)]),
        ("筹集助学款1.5万元", [(15000, "元", "助学款", "exact", None)]),
        ("举办三场讲座", [(3, "场", "讲座", "exact", None)]),
        ("举办讲座不少于5场", [(5, "场", "讲座", "min", None)]),
        ("遴选500家以上的初创企业", [(500, "家", "初创企业", "min", None)]),
        ("扶持100个左右的创业项目", [(100, "个", "创业项目", "approx", None)]),
        ("服务职工5300余人次", [(5300, "人次", "职工", "approx", None)]),
        ("投资控制在3200万元以内", [(32_000_000, "元", "投资", "max", None)]),
        ("一等奖不超过5项", [(5, "项", "一等奖", "max", None)]),
        ("开展文化活动3—5场", [(3, "场", "文化活动", "range", 5)]),
        ("扶持三到五家示范企业", [(3, "家", "示范企业", "range", 5)]),
        ("发放补助3至5万元", [(30_000, "元", "补助", "range", 50_000)]),
        ("入会率提高2个百分点", [(2, "个百分点", "入会率", "exact", None)]),
        ("建会率达到90%以上", [(90, "%", "建会率", "min", None)]),
        ("满意率百分之九十五", [(95, "%", "满意率", "exact", None)]),
        ("九成以上职工入会", [(90, "%", "职工入会", "min", None)]),
        ("至少有一个健身场所", [(1, "个", "健身场所", "min", None)]),
        ("培育10家读书、健身示范企业", [(10, "家", "读书、健身示范企业", "exact", None)]),
        ("引进3名能够攻克难关、带动学科的领军人才", [(3, "名", "领军人才", "exact", None)]),
        ("一个阵地、一次性奖励、3个月、十五个工作日、第3次会议、121人才工程", []),
        ("2017年、“五个一”工程、《百人计划》", []),
    ],
)
def test_a_figure_has_a_value_a_unit_what_it_counts_and_a_bound(text: str, figures: list[Any]) -> None:
    assert [(q.value, q.unit, q.of, q.bound, q.to) for q in quantities(text)] == figures


@given(st.integers(2, 10**7), st.sampled_from("家名场件户"), st.sampled_from(["不少于", "约", "不超过", ""]))
def test_every_whole_figure_is_read_back(value: int, unit: str, before: str) -> None:
    [found] = quantities(f"走访企业{before}{value}{unit}。")
    bound = {"不少于": "min", "约": "approx", "不超过": "max", "": "exact"}[before]
    assert (found.value, found.unit, found.bound) == (value, unit, bound)


@given(st.decimals(Decimal("0.1"), Decimal("99.9"), places=1))
def test_a_figure_of_ten_thousands_is_exact(value: Decimal) -> None:
    [found] = quantities(f"发放{value}万元补贴。")
    assert found.value == value * 10_000


@given(st.text(alphabet="0123456789一二三十百万亿.,%—至到余多个项人元、的不少于左右以上成“”", max_size=40))
def test_any_jumble_of_figures_is_read_without_error(text: str) -> None:
    assert isinstance(quantities(text), tuple)


def test_nearly_every_figure_a_careful_clerk_notes_is_found() -> None:
    noted = found = 0
    for gold in sorted(needs(PLANS).glob("*.gold.json")):
        document = PLANS / (gold.name.removesuffix(".gold.json") + ".txt")
        if not document.exists():
            continue
        expected = json.loads(gold.read_text(encoding="utf-8"))
        text = read_document(document.read_bytes(), document.name, Limits()).text
        figures = [
            (float(q.value), q.unit)
            for item in extract(text, year=expected["plan_year"]).items
            for q in item.quantities
        ]
        for item in expected["items"]:
            for figure in [] if item.get("optional") else item.get("quantities", []):
                noted += 1
                alike = [f for f in figures if f[0] == figure["value"] and f[1].startswith(figure["unit"])]
                found += bool(alike)
                figures = [f for f in figures if f not in alike[:1]] + alike[1:]
    assert noted
    assert found / noted >= 0.95


def test_a_way_of_working_is_no_count_and_when_is_not_what() -> None:
    found = quantities("6月底前建成工会联络站6座，走访企业30家，建立一户一册的企业台账，3名干部每周坐班。")
    assert [(figure.value, figure.unit, figure.of) for figure in found] == [
        (6, "座", "工会联络站"),
        (30, "家", "企业"),
        (3, "名", "干部"),
    ]
