"""Who answers for an item: units named in brackets (牵头单位：…，配合单位：…), in a closing line, or as the subject.

``responsible`` is everybody named, in order; ``lead`` and ``support`` are the parts the text tells apart.
"""

import re
from dataclasses import dataclass

from planning.extraction.passage import Passage, fold

_ROLES = {
    "lead": r"牵头(?:责任)?(?:单位|部门)?|主办(?:单位|部门)?|主责(?:单位|部门)?|组织单位",
    "support": r"(?:配合|协办|协同|参与|参加|协助)(?:单位|部门)?",
    "other": r"(?:完成|办理|办结|整改|计划)*(?:时限|时间|期限)|(?:牵头|责任|分管|包案|联系)领导|联系人|(?:联系)?电话"
    r"|成果形式|(?:工作)?目标",
    "responsible": r"(?:第一)?(?:责任|承办|落实|实施|完成|负责)(?:单位|部门|主体|科室)?|责任人",
}
_LABEL = re.compile(
    r"(?:^|(?<=[,;。\s]))\s*(?:" + "|".join(f"(?P<{role}>{word})" for role, word in _ROLES.items()) + r")\s*:"
)
_LEADER = re.compile(r"(?:牵头领导|责任领导|分管领导|包案领导|联系领导|牵头负责人)\s*[:为]\s*([^,;。、()\s]{2,12})")
_OPEN, _CLOSE = "([〔【", ")]〕】"
_SPEAKS = re.compile(r"责任|负责|牵头|配合|承办|协办|主办|落实单位")
_TAIL = re.compile(
    r"(?:^|(?<=[。;\n]))\s*(?:(?:牵头|责任|配合|主办|承办|协办)(?:单位|部门|人|领导)|(?:完成|办理|办结)(?:时限|时间|期限))"
    r"\s*:[^。\n]{1,200}[。.]?\s*$"
)
_PLAIN = re.compile(
    r"^(?P<units>.+?)(?P<how>为?牵头(?:单位|部门)|为(?:责任|配合)(?:单位|部门)|牵头(?:负责|落实|组织实施)?|(?:等)?按(?:照)?职责分工(?:分别)?负责|分别负责|共同负责|具体负责|负责(?:落实|实施)?|配合|协助|参与|承办|主办|落实)$"
)
_AMONG = re.compile(r"等(?:有关|相关|多)?(?:部门|单位|各方)(?:和单位|、单位|及单位)?$|等$")
_FIRST_LEADS = re.compile(r"(?:列|排)(?:在)?(?:第一|首)位?(?:的|者)?(?:单位|部门)?(?:为|是)牵头")
_BODY = re.compile(
    r"[一-鿿·]{1,20}(?:\([^()]{1,10}\))?[一-鿿]{0,8}?"
    r"(?:部门|办公厅|办公室|工会|委员会|领导小组|政府|街道|办事处|中心|管理处|银行|总局|[部委局厅署院办])(?:\([^()]{1,10}\))?"
)
_OBLIGES = re.compile(r"会同|要|应当|应|须|负责|牵头|将|落实|在|按照|于|制定|尽快")
_MODAL = ("要", "应", "应当", "须", "负责", "牵头")
_SENTENCE = re.compile(r"[。;\n]|,(?=请)")
_BY = re.compile(r"(?:^|[,。;])由(?P<units>[^,。;:]{2,60}?)(?:负责|牵头|承办)")
_LONGEST_SUBJECT = 80
_GENERIC = re.compile(
    r"(?:各|有关|相关|本|上述)+(?:地区?|级|有关|相关)*(?:部门|单位|地区|地|方面)|(?:有关|相关|其他有关)(?:部门|单位)"
)
_ABOVE = re.compile(
    r"以上(?:各项|工作|任务|内容|事项)*(?:均)?由(?P<units>[^,。;]{2,60}?)(?P<how>负责|牵头|承担|落实)(?:组织实施|落实)?。?"
)
_IN_BRACKETS = re.compile(r"[(（][^()（）]{0,40}[)）]")
_LONG_BRACKET = 300


@dataclass(frozen=True)
class Responsibility:
    """Units in the order they are named; ``responsible`` holds all of them, ``leader`` is a person if one is named."""

    responsible: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    leader: str = ""

    @property
    def stated(self) -> bool:
        """Somebody is named."""
        return bool(self.responsible or self.leader)


NOBODY = Responsibility()


def first_unit_leads(text: str) -> bool:
    """Return whether the document says that of several units the first one named leads (列第一位者为牵头单位)."""
    return bool(_FIRST_LEADS.search(text))


def split_off(passage: Passage, *, first_leads: bool) -> tuple[Passage, Responsibility]:
    """Return the text without its closing statement of responsibility, and who is named there or in other brackets."""
    spans = _brackets(passage.folded)
    said = [passage.text[a + 1 : b - 1] for a, b in spans]
    rest = passage
    while spans and not passage.folded[spans[-1][1] : len(rest)].strip("。. "):
        rest = passage.cut(0, spans.pop()[0])
    tails: list[str] = []
    while (tail := _TAIL.search(rest.folded)) and tail.start() > 0:
        tails.append(rest.text[tail.start() :].strip())
        rest = rest.cut(0, tail.start())
    said += reversed(tails)
    return rest, _merge([_read(text, first_leads=first_leads) for text in said])


def named_in_cells(responsible: str, lead: str, support: str, leader: str) -> Responsibility:
    """Return who answers by the cells of a table row; a cell may hold 配合：… behind the units that lead."""
    inside = _read_cell(responsible)
    leads = (*_units(lead), *inside.lead)
    supports = (*_units(support), *inside.support)
    everybody = dict.fromkeys((*leads, *inside.responsible, *supports))
    return Responsibility(tuple(everybody), tuple(dict.fromkeys(leads)), tuple(dict.fromkeys(supports)), leader)


def _read_cell(text: str) -> Responsibility:
    labels = list(_LABEL.finditer(fold(text)))
    if not labels:
        return Responsibility(_units(text))
    first = _units(text[: labels[0].start()])
    found = _labelled(text, labels)
    lead = found["lead"] or (list(first) if found["support"] else [])
    return Responsibility((*first, *found["all"]), tuple(lead), tuple(found["support"]))


def named_above(text: str) -> Responsibility:
    """Return who answers for the entries above by a sentence 以上由某单位负责; nobody for other text."""
    match = _ABOVE.fullmatch(text.strip())
    if match is None:
        return NOBODY
    units = _units(match["units"])
    return Responsibility(units, units if match["how"] == "牵头" else ())


def named_in_sentence(folded: str) -> Responsibility:
    """Return the bodies that a sentence of a folded text obliges by name (某部、某局要…, 请某部…).

    Bodies nobody in particular answers for (各部门, 有关单位) are left out.
    """
    units: list[str] = []
    begin = 0
    for stop in [*(m.end() for m in _SENTENCE.finditer(folded)), len(folded)]:
        units += _subjects(folded[begin : min(stop, begin + _LONGEST_SUBJECT)].strip())
        begin = stop
    for match in _BY.finditer(folded):
        named = _units(match["units"], at_and=True)
        units += named if all(_BODY.fullmatch(unit) for unit in named) else ()
    return Responsibility(tuple(dict.fromkeys(units)))


def _subjects(sentence: str) -> list[str]:
    asked = sentence.startswith("请")
    sentence = sentence.removeprefix("请")
    for verb in _OBLIGES.finditer(sentence):
        units = _units(sentence[: verb.start()], at_and=True)
        if units and all(_BODY.fullmatch(unit) for unit in units):
            named = [unit for unit in units if not _GENERIC.fullmatch(unit)]
            return named if asked or verb[0] in _MODAL else []
    return []


def _brackets(folded: str) -> list[tuple[int, int]]:
    """Return the spans of the outermost brackets that speak of responsibility."""
    spans: list[tuple[int, int]] = []
    depth = begin = 0
    for index, char in enumerate(folded):
        if char in _OPEN:
            begin, depth = (index, 1) if depth == 0 else (begin, depth + 1)
        elif char in _CLOSE and depth:
            depth -= 1
            inside = folded[begin + 1 : index]
            if depth == 0 and len(inside) <= _LONG_BRACKET and _SPEAKS.search(inside) and _is_statement(inside):
                spans.append((begin, index + 1))
    return spans


def _is_statement(inside: str) -> bool:
    first = re.split(r"[。]", inside)[0]
    return bool(
        _LABEL.search(first) or _LEADER.search(first) or any(_PLAIN.match(p.strip()) for p in re.split(r"[,;]", first))
    )


def _read(text: str, *, first_leads: bool) -> Responsibility:
    folded = fold(text)
    leader = _LEADER.search(folded)
    labels = list(_LABEL.finditer(folded))
    found = _labelled(text, labels) if labels else _plain(text.split("。", maxsplit=1)[0])
    if first_leads and not found["lead"] and len(found["all"]) > 1:
        found["lead"], found["support"] = found["all"][:1], found["all"][1:]
    return Responsibility(
        tuple(found["all"]), tuple(found["lead"]), tuple(found["support"]), leader[1] if leader else ""
    )


def _labelled(text: str, labels: list[re.Match[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": [], "responsible": []}
    ends = [*(label.start() for label in labels[1:]), len(text)]
    for label, end in zip(labels, ends, strict=True):
        if label["other"]:
            continue
        units = _units(text[label.end() : end])
        found["all"] += [unit for unit in units if unit not in found["all"]]
        found[next(role for role in _ROLES if label[role])] += units
    return found


def _plain(text: str) -> dict[str, list[str]]:
    """Read 甲牵头，乙、丙按职责分工负责; 甲、乙负责; 甲会同乙负责; 甲为牵头单位，乙为配合单位."""
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": []}
    waiting: list[str] = []
    for part in re.split(r"[,，;；]", text):
        match = _PLAIN.match(part.strip())
        waiting.append(match["units"] if match else part)
        if match:
            together = "、".join(waiting).removeprefix("由")
            units, waiting = _units(together.replace("会同", "、")), []
            _sort_in(found, units, match["how"].removeprefix("为"), first_leads="会同" in together)
    return found


def _sort_in(found: dict[str, list[str]], units: tuple[str, ...], how: str, *, first_leads: bool) -> None:
    if first_leads:
        found["lead"] += units[:1]
        found["support"] += units[1:]
    elif how.startswith(("牵头", "主办")):
        found["lead"] += units
    elif found["lead"] or how.startswith(("配合", "协助", "参与")):
        found["support"] += units
    found["all"] += [unit for unit in units if unit not in found["all"]]


def _units(text: str, *, at_and: bool = False) -> tuple[str, ...]:
    """Split a list of units; 各区、县级市 is one body."""
    text = _IN_BRACKETS.sub(lambda match: match[0].replace("、", "\0"), text)
    text = re.sub(r"(区)、(县(?:级市|\(市\)|（市）)?|市)", "\\1\0\\2", text.strip().rstrip("。.；;，,"))
    names = re.split(r"[、,，;；\s]+|(?<=[部委局厅署院办会门府])和|以及" if at_and else r"[、,，;；\s]+", text)
    cleaned = (_AMONG.sub("", name.replace("\0", "、").strip()) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _merge(parts: list[Responsibility]) -> Responsibility:
    def every(pick: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(unit for part in parts for unit in getattr(part, pick)))

    return Responsibility(
        every("responsible"), every("lead"), every("support"), next((p.leader for p in parts if p.leader), "")
    )
