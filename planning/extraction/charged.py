"""Whom the sentences of a text charge: 某局要…, 请某部…, 由甲局牵头，乙局配合."""

import re
from dataclasses import dataclass

from planning.extraction.bodies import FIRST_BODY, GENERIC, all_bodies, bodies
from planning.extraction.numerals import chinese_number
from planning.extraction.passage import fold
from planning.extraction.responsibility import Responsibility, of_roles

_OBLIGES = re.compile(
    r"会同|要|务必|应当|应|须|负责|牵头|将|落实|在|按照|于|制定|尽快|收到|抓好|做好|抓紧|认真|切实|加快|根据|对|组织(?![部科处人宣基])|配合|协助|提出|具体|依法|依规"
    r"|[0-9一二三四]+(?:月|季度)|年[底内中]|[上下]半年|今年|每[年月季周]"
)
_VERB = re.compile(r"[^0-9一二三四上下今每年]")
_MODAL = ("要", "务必", "应", "应当", "须", "负责", "牵头")
_AT_HEAD = (*_MODAL, "收到", "按照", "根据", "对", "在", "于", "抓紧", "会同", "组织", "依法", "依规")
_SENTENCE = re.compile(r"[。;\n]|,(?=请)")
_BY = re.compile(
    r"(?:^|[,。;])(?:主要|分别|统一|具体)?由(?P<units>[^,。;:]{2,240}?)(?:共同|分别|具体|按职责分工|统一)?(?:负责|牵头|承办|组织实施|联合(?=,))"
    r"(?:(?:[^,。;]{0,20},|、)(?P<support>[^,。;]{2,160}?)(?:配合|协助|参与|协同))?"
)
_CHARGED = re.compile(
    rf"(?:^|[,。;])由({FIRST_BODY.pattern})(?=(?:抓紧|尽快|具体|按程序)?(?:修改|印发|制定|提出|研究|办理|督促|汇总|组织|指导|对接|完善|起草))"
)
_SEVERAL = rf"{FIRST_BODY.pattern}(?:[、和]{FIRST_BODY.pattern})*"
_TOGETHER = re.compile(rf"(?:^|[,。;\n])[由请]?({FIRST_BODY.pattern})会同({_SEVERAL})")
_FIRST_NAMED = re.compile(_SEVERAL)
_ASKED = re.compile(rf"请({_SEVERAL})(?=[一-鿿])")
_BESIDE = re.compile(rf"(?:^|[,。;])会同(?:(?P<list>[^,。;:]{{2,120}}?)(?=[,。;])|(?P<first>{_SEVERAL}))")
_HELPS = re.compile(
    r"(?:^|[,。;])(?P<units>[^,。;:]{2,120}?)(?:做好|予以|给予|积极)*(?:配合|协助)(?:工作)?(?=[,。;]|$)"
)
_DOES = "组织|汇总|协调|开展|收集|指导|督促|督办|检查|实施|统筹"
_IN_CHARGE = re.compile(
    rf"(?:^|[,。;])(?P<units>[^,。;:]{{2,120}}?)(?P<how>牵头|负责)(?:落实|组织实施)?(?=[,。;]|$|(?:{_DOES}))"
)
_NO_SUBJECT = re.compile(
    r"对|在|从|向|把|将|为|以|按|与|同|由于|推动|督促|指导|组织(?!部|科|处|基层|人事|宣)|鼓励|支持|引导|要求|依托|通过"
)
_ANY = re.compile(r"各|街道|社区|企业|产业|基层|系统")
"""Bodies of a kind rather than one body: only plain words oblige them (各街道要…)."""
_BY_WHEN = re.compile(
    r"(?:(?:到|在|于)?[0-9〇一二三四五六七八九十年月日上下半季度本今每第中底末初旬:时]{2,20}(?:之|以)?(?:前|内|底|起)?,)"
)
"""A date before the subject (5月31日前，某局按照…)."""
_LONGEST_SUBJECT = 80
_LONGEST_SLOGAN = 30
_ABOVE = re.compile(
    r"(?:以上|上述)(?:(?P<count>[二两三四五六七八九十])(?:项|条|个方面|点))?(?:各项|工作|任务|内容|事项|措施)*,?(?:均|统一|都)?由"
    r"(?P<units>[^,。;]{2,120}?)(?P<how>负责|牵头|承担|落实|统筹|组织|推进|实施)(?:组织|推进|落实|实施|协调|排查|整改|办理|督办|完成)*(?:,[^。;]{2,60})?[。)]*$"
)


@dataclass(frozen=True)
class Above:
    """A sentence 以上三项由某单位负责: where it begins, whom it names, for how many entries (0: all of the list)."""

    start: int
    who: Responsibility
    count: int


def named_above(text: str) -> Above | None:
    """Return the sentence at the end of a text that says who answers for the entries above; None when there is none."""
    folded = fold(text).rstrip()
    if "以上" not in folded and "上述" not in folded:
        return None
    begin = max(folded.rfind(stop, 0, len(folded) - 1) for stop in "。;\n(") + 1
    match = _ABOVE.match(folded, begin)
    if match is None:
        return None
    units = bodies(text[slice(*match.span("units"))])
    who = Responsibility(units, units if match["how"] == "牵头" else ())
    start = begin - 1 if folded[begin - 1 : begin] == "(" else begin
    return Above(start, who, chinese_number(match["count"].replace("两", "二")) if match["count"] else 0)


def named_by_duty(text: str) -> Responsibility:
    """Return the bodies a text names in so many words: 由甲局牵头，乙局配合; 由甲部会同乙中心."""
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": []}
    folded = fold(text)
    for match in _BY.finditer(folded):
        _add(found, "lead" if "牵头" in match[0] else "all", all_bodies(text[slice(*match.span("units"))], loose=True))
        if match["support"]:
            _add(found, "support", all_bodies(text[slice(*match.span("support"))]))
    for match in _IN_CHARGE.finditer(folded):
        leads = match["how"] == "牵头"
        units = all_bodies(text[slice(*match.span("units"))], loose=leads)
        _add(found, "lead" if leads else "all", tuple(_named(units)))
    for match in _TOGETHER.finditer(folded) if "会同" in folded else ():
        _add(found, "all", tuple(_named((text[slice(*match.span(1))], *bodies(text[slice(*match.span(2))])))))
    for match in _CHARGED.finditer(folded):
        _add(found, "all", (text[slice(*match.span(1))],))
    return of_roles(found)


def named_in_sentence(text: str) -> Responsibility:
    """Return the bodies that the sentences of a text oblige by name (某部、某局要…, 请某部…, 由某局牵头).

    Bodies nobody in particular answers for (各部门, 有关单位) are left out.
    """
    folded = fold(text)
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": []}
    begin, first = 0, True
    for stop in [*(m.end() for m in _SENTENCE.finditer(folded)), len(folded)]:
        sentence = text[begin : min(stop, begin + _LONGEST_SUBJECT)].strip()
        found["all"] += _subjects(sentence, begins=begin == 0, first=first)
        # A slogan names the task (办好托管班。); the sentence behind it says who does what.
        first = bool(found["all"]) or (begin == 0 and stop <= _LONGEST_SLOGAN)
        begin = stop
    named = of_roles(found).with_more(named_by_duty(text))
    return named.with_more(_beside(text)) if named.stated else named


def _beside(text: str) -> Responsibility:
    """Return who acts beside the one that is charged: 会同区邮政局…; 区医保局做好配合."""
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": []}
    folded = fold(text)
    for match in _BESIDE.finditer(folded) if "会同" in folded else ():
        listed = all_bodies(text[slice(*match.span("list"))], loose=True) if match["list"] else ()
        begun = _FIRST_NAMED.match(folded, match.start("list")) if match["list"] and not listed else None
        first = match.span("first") if match["first"] else begun.span() if begun else (0, 0)
        _add(found, "support", listed or bodies(text[slice(*first)]))
    for match in _HELPS.finditer(folded):
        _add(found, "support", all_bodies(text[slice(*match.span("units"))]))
    return of_roles(found)


def _add(found: dict[str, list[str]], role: str, units: tuple[str, ...]) -> None:
    found["all"] += units
    if role != "all":
        found[role] += units


def _subjects(sentence: str, *, begins: bool, first: bool) -> list[str]:
    """Return the bodies a sentence obliges; ``first`` says that it is the one that tells who acts."""
    folded = fold(sentence)
    if folded.startswith("请"):
        asked = _ASKED.match(folded)
        sentence, folded = sentence[1:], folded[1:]
        if asked:
            return _named(bodies(sentence[: asked.end(1) - 1]))
    elif when := _BY_WHEN.match(folded):
        sentence, folded = sentence[when.end() :], folded[when.end() :]
    for verb in _OBLIGES.finditer(folded):
        units = all_bodies(sentence[: verb.start()])
        if units and not _NO_SUBJECT.match(folded):
            own = not all(_ANY.match(fold(unit)) for unit in units)
            acts = begins or own or verb[0] == "于" or not _VERB.match(verb[0])
            bound = verb[0] in _MODAL or (first and acts and _stands_behind(verb[0]))
            return _named(units) if bound else []
    return []


def _stands_behind(word: str) -> bool:
    """Return whether a word stands behind the body that is to act: 某局按照…, 某局6月底前…."""
    return word in _AT_HEAD or not _VERB.match(word)


def _named(units: tuple[str, ...]) -> list[str]:
    general = any(GENERIC.fullmatch(fold(unit)) for unit in units)  # 各部门、街道 is everybody
    return [
        unit
        for unit in units
        if len(unit) > 1 and not (GENERIC.fullmatch(fold(unit)) or (general and _ANY.match(fold(unit))))
    ]
