"""Figures in prose: how much of what. 筹集助学款1.5万元 is 15000 元 of 助学款; 三场讲座 is 3 场 of 讲座."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from planning.extraction.numerals import number, plain
from planning.extraction.passage import fold

_UNITS = (
    "人次|场次|班次|件次|家次|户次|课时|学时|小时|个百分点|平方米|平方公里|公里|立方米|"
    "人|家|名|位|个|项|次|场|期|份|件|户|套|元|%|篇|册|本|种|支|条|台|辆|处|所|座|间|亩|吨|对|批|轮|幅|部|张|块|例|起|宗|班|类|片|组"
)
_SURE_UNITS = "人次|场次|小时|人|家|名|位|个|项|次|场|期|份|件|户|套|元|册|种|支|条|处|所|座|批|轮|对|类|篇|部|站"
_TO = r"\s*(?:[-—–~至到]+)\s*"
_FIGURE = re.compile(
    rf"(?:百分之(?P<percent>[0-9]+(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百]+)"
    rf"|(?<![第0-9.])(?P<digits>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+(?:\.[0-9]+)?)\s*(?P<scale>[余多]?[十百千万亿]*[余多]?)"
    rf"(?:%?{_TO}(?P<to>[0-9]+(?:\.[0-9]+)?)\s*(?P<toscale>[十百千万亿]*[余多]?))?\s*(?P<unit>{_UNITS})"
    rf"|(?<![第每一二两三四五六七八九十百千万几数])(?P<chinese>[一二两三四五六七八九十][〇零一二三四五六七八九十百千万]*余?)"
    rf"(?:[至到](?P<cto>[一二两三四五六七八九十]+))?(?P<unit2>{_SURE_UNITS})"
    r"|(?P<tenths>[一二三四五六七八九])成(?=以上|左右|[,。;、])"
    r")(?P<vague>[余多])?"
)
_AT_LEAST = re.compile(r"(?:不少于|不低于|不小于|至少|达到|达|(?<!不)超过|突破|(?<!不)高于|以上)有?$")
_AT_MOST = re.compile(r"(?:不超过|不高于|不多于|不大于|控制在|最高|最多|至多|(?<!不)低于|(?<!不)少于|压缩至|缩短至)$")
_ABOUT = re.compile(r"(?:大约|约|近|大概)$")
_NOT_A_COUNT = re.compile(
    r"个?(?:月|工作日|季度|年|明确|方面|一|层次|角度|到位)|类别|次会议|次全会|次性|届|体化|人才(?!培|选|引)|部门"
)
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
_FAR = 36
_LONG = 12
_PERIOD = re.compile(
    r"^(?:[0-9一二三四五六七八九十]+年内?|每年|全年|年内|力争)(?:和|培养|培训|资助|遴选|评定|认定|直接|服务)*|^(?:和|与)?(?:培养|培训|资助|遴选|评定|认定)+(?=[一-鿿]{2})"
)
_QUOTED = re.compile(r"“[^“”]{1,20}”|《[^《》]{1,80}》|\"[^\"]{1,20}\"")
_IDIOM = re.compile("一[一-鿿]一[一-鿿]")
"""一户一册, 一事一单: a way of working, no count."""
_OF_ENDS = re.compile(
    r"[,、。;:!?()“”\[\]0-9]|签订|签约|参加|开展|进行|完成|享受|达到|参与|接受|获得|办理|覆盖|报名|受益|设立|每[天日周月年季]|全部|均|组成|举办|被|到|赴|来|(?<=^.{2})的|和|与|及"
)
_BOUND = re.compile(r"(?:以上|左右|以内|以下|余|多|的)+")
_LEADS_IN = re.compile(
    r"^.*(?:签订|服务|扶持|惠及|培育|走访慰问|走访|发放|发展|覆盖(?![率面])|完成|送去|建成|建好|配齐|配备|评选|创建|新建(?!会)|选树|建立|组织|开展|举办|其中|引进|重点|有|为|对|在|达到|实现|办理|新增|筹集|投入|给予|选拔)"
)
_ENUMERATED = re.compile(r"^[一二三四五六七八九十]是")
_LEADS_ON = re.compile(
    r"(?:控制在|压缩至|不少于|至少|最高|合计|共计|总计|累计|共|达到|达|不少于|不低于|不超过|至少|(?<!签)约|近|为|计|超过|突破|增加|提高|有|的|了|各|总数|人数|按|每)+$"
)


Bound = Literal["exact", "min", "max", "approx", "range"]


@dataclass(frozen=True)
class Quantity:
    """A figure: value (in the plain unit, 1.5万元 is 15000), unit, and what is counted (may be empty).

    ``bound`` says whether it is meant exactly, as the least (不少于, 以上), the most (不超过, 以内) or about (左右,
    余); of a range (3—5场) ``value`` is the least and ``to`` the most.
    """

    value: int | Decimal
    unit: str
    of: str
    bound: Bound = "exact"
    to: int | Decimal | None = None


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the figures of a text in order. Years, ordinals, durations in months and names in quotes are none."""
    return tuple(_quantities(text))


def _quantities(text: str) -> Iterator[Quantity]:
    folded = _QUOTED.sub(lambda match: match[0][0] + "〓" * (len(match[0]) - 2) + match[0][-1], fold(text))
    folded = _IDIOM.sub("〓〓〓〓", folded)
    for match in _FIGURE.finditer(folded):
        unit_at = match.start("unit") if match["unit"] else match.start("unit2")
        if unit_at >= 0 and _NOT_A_COUNT.match(folded, unit_at):
            continue
        if match["chinese"] and match[0].startswith(_NO_ONE) and not _AT_LEAST.search(folded[: match.start()][-6:]):
            continue
        value, to, unit = _value(match)
        bound = "range" if to is not None else _bound(folded, match)
        yield Quantity(plain(value), unit, _of(text, folded, match), bound, None if to is None else plain(to))


def _value(match: re.Match[str]) -> tuple[Decimal, Decimal | None, str]:
    if match["percent"]:
        return number(match["percent"]), None, "%"
    if match["tenths"]:
        return number(match["tenths"]) * 10, None, "%"
    if match["chinese"]:
        return number(match["chinese"]), number(match["cto"]) if match["cto"] else None, match["unit2"]
    scale = match["scale"] or (match["toscale"] if match["to"] else "")  # 3—5万元 is 30000 to 50000
    to = number(match["to"] + (match["toscale"] or "")) if match["to"] else None
    return number(match["digits"] + scale), to, match["unit"]


def _bound(folded: str, match: re.Match[str]) -> Bound:
    before, behind = folded[max(match.start() - 6, 0) : match.start()], folded[match.end() : match.end() + 3]
    said = match[0]
    if behind.startswith("以上") or _AT_LEAST.search(before):
        return "min"
    if behind.startswith(("以内", "以下", "之内")) or _AT_MOST.search(before):
        return "max"
    vague = "余" in said or "多" in said or behind.startswith(("左右", "余", "多"))
    return "approx" if vague or _ABOUT.search(before) else "exact"


def _of(text: str, folded: str, match: re.Match[str]) -> str:
    """Return what is counted: the words behind the figure, or those before it when none follow (发展会员42人)."""
    behind = folded[match.end() : match.end() + _FAR]
    skip = bound.end() if (bound := _BOUND.match(behind)) else 0
    if behind[skip : skip + 1] in ("“", '"'):
        quoted = _QUOTED.match(behind, skip)
        skip += 1 if quoted is None or _OF_ENDS.match(behind, quoted.end()) else quoted.end() - skip
    end = _of_end(behind, skip)
    counted = text[match.end() + skip : match.end() + end].strip()
    if len(counted) > 1:
        return _head(counted)
    begin = max(match.start() - _FAR, 0)
    parts = re.split(r"[,、。;:!?()]", folded[begin : match.start()])
    before = text[match.start() - len(parts[-1]) : match.start()]
    before = _ENUMERATED.sub("", before)
    before = _LEADS_ON.sub("", _FIGURE.sub("", before))
    return _PERIOD.sub("", _LEADS_IN.sub("", before) or before)


def _of_end(behind: str, skip: int) -> int:
    """Return where the words counted end; behind 、 they go on when no figure follows (读书、健身活动)."""
    end = _OF_ENDS.search(behind, skip)
    at = end.start() if end else len(behind)
    stop = re.compile(r"[,。;:!?()]").search(behind, at)
    rest = behind[at : stop.start() if stop else len(behind)]
    goes_on = rest.startswith("、") and not re.search(r"[0-9]|[一二两三四五六七八九十]+[名个家项次场期]", rest)
    return at + len(rest) if goes_on and (stop or len(behind) < _FAR) and at - skip > 1 else at


def _head(counted: str) -> str:
    """Return the noun of a long phrase: 能够突破关键技术、带动新兴学科的创新创业领军人才 is about 创新创业领军人才."""
    head = counted.rpartition("的")[2]
    return head if len(counted) > _LONG and len(head) > 1 else counted
