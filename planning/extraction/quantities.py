"""Figures in prose: how much of what. 筹集助学款1.5万元 is 15000 元 of 助学款; 三场讲座 is 3 场 of 讲座."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from planning.extraction.numerals import number, plain
from planning.extraction.passage import fold

_UNITS = (
    "人次|场次|班次|件次|家次|户次|课时|学时|小时|个百分点|平方米|平方公里|公里|立方米|"
    "人|家|名|位|个|项|次|场|期|份|件|户|套|元|%|篇|册|本|种|支|条|台|辆|处|所|座|间|亩|吨|对|批|轮|幅|部|张|块|例|起|宗|班|类|片|组"
)
_SURE_UNITS = "人次|场次|小时|人|家|名|位|个|项|次|场|期|份|件|户|套|元|册|种|支|条|处|所|座|批|轮|对|类|篇|部|站"
_FIGURE = re.compile(
    rf"(?:百分之(?P<percent>[0-9]+(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百]+)"
    rf"|(?<![第0-9.])(?P<digits>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+(?:\.[0-9]+)?)\s*(?P<scale>[余多]?[十百千万亿]*[余多]?)\s*(?P<unit>{_UNITS})"
    rf"|(?<![第每一二两三四五六七八九十百千万几数])(?P<chinese>[一二两三四五六七八九十][〇零一二三四五六七八九十百千万]*余?)(?P<unit2>{_SURE_UNITS})"
    r")(?P<vague>[余多])?"
)
_NOT_A_COUNT = re.compile(r"个?(?:月|工作日|季度|年|明确|方面|一|层次|角度)|类别|次会议|次全会|届|体化")
_NO_ONE = (
    "一个",
    "一批",
    "一种",
    "一位",
    "一人",
    "一对",
    "一类",
    "一部",
    "一站",
    "一条",
    "一片",
    "一体",
    "一家",
    "一支",
    "一套",
    "一处",
)
_QUOTED = re.compile(r"“[^“”]{1,20}”|《[^《》]{1,80}》|\"[^\"]{1,20}\"")
_OF_ENDS = re.compile(
    r"[,、。;:!?()“”\[\]0-9]|签订|签约|参加|开展|进行|完成|享受|达到|参与|接受|获得|办理|覆盖|报名|受益|设立|全部|均|组成|举办|被|到|赴|来|(?<=^.{2})的|和|与|及"
)
_BOUND = re.compile(r"以上|左右|以内|以下|余|多|的")
_LEADS_IN = re.compile(
    r"^.*(?:签订|走访慰问|走访|发放|发展|覆盖(?![率面])|完成|送去|创建|新建(?!会)|选树|建立|组织|开展|举办|其中|引进|重点|有|为|对|在|达到|实现|办理|新增|筹集|投入|给予|选拔)"
)
_ENUMERATED = re.compile(r"^[一二三四五六七八九十]是")
_LEADS_ON = re.compile(
    r"(?:合计|共计|总计|累计|共|达到|达|不少于|不低于|不超过|至少|(?<!签)约|近|为|计|超过|突破|增加|提高|有|的|了|各|总数|人数|按|每)+$"
)


@dataclass(frozen=True)
class Quantity:
    """A figure: value (in the plain unit, 1.5万元 is 15000), unit, and what is counted (may be empty)."""

    value: int | Decimal
    unit: str
    of: str


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the figures of a text in order. Years, ordinals, durations in months and names in quotes are none."""
    return tuple(_quantities(text))


def _quantities(text: str) -> Iterator[Quantity]:
    folded = _QUOTED.sub(lambda match: match[0][0] + "〓" * (len(match[0]) - 2) + match[0][-1], fold(text))
    for match in _FIGURE.finditer(folded):
        if (
            _NOT_A_COUNT.match(folded, match.start("unit") if match["unit"] else match.start("unit2"))
            and not match["percent"]
        ):
            continue
        if match["chinese"] and match[0].startswith(_NO_ONE):
            continue
        value, unit = _value(match)
        yield Quantity(plain(value), unit, _of(text, folded, match))


def _value(match: re.Match[str]) -> tuple[Decimal, str]:
    if match["percent"]:
        return number(match["percent"]), "%"
    if match["chinese"]:
        return number(match["chinese"]), match["unit2"]
    return number(match["digits"] + match["scale"]), match["unit"]


def _of(text: str, folded: str, match: re.Match[str]) -> str:
    """Return what is counted: the words behind the figure, or those before it when none follow (发展会员42人)."""
    behind = folded[match.end() : match.end() + 24]
    skip = bound.end() if (bound := _BOUND.match(behind)) else 0
    if behind[skip : skip + 1] in ("“", '"'):
        skip += 1
    end = _OF_ENDS.search(behind, skip)
    counted = text[match.end() + skip : match.end() + (end.start() if end else len(behind))].strip()
    if len(counted) > 1:
        return counted
    before = re.split(r"[,、。;:!?()]", folded[max(match.start() - 24, 0) : match.start()])[-1]
    before = _ENUMERATED.sub("", before)
    before = _LEADS_ON.sub("", _FIGURE.sub("", before))
    return _LEADS_IN.sub("", before) or before
