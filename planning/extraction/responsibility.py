"""Who answers for an item: units named in brackets (牵头单位：…，配合单位：…), in a closing line, or as the subject.

``responsible`` is everybody named, in order; ``lead`` and ``support`` are the parts the text tells apart.
"""

import re
from dataclasses import dataclass

from planning.extraction.bodies import FIRST_BODY, GENERIC, all_bodies, bodies
from planning.extraction.passage import Passage, fold

_BODY_KIND = r"(?:单位|部门|部室|处室|科室|股室|部|处|科|室|主体|方)"
_ROLES = {
    "lead": rf"(?:总|共同)?牵头(?:责任)?{_BODY_KIND}?|主办{_BODY_KIND}?|主责{_BODY_KIND}?|主管{_BODY_KIND}|组织单位",
    "support": rf"(?:配合|协办|协同|参与|参加|协助|支持){_BODY_KIND}?",
    "other": r"(?:完成|办理|办结|整改|计划|推进|实施|起止)*(?:时限|时间|期限|节点)(?:要求|节点|安排)?|进度安排"
    r"|(?:牵头|责任|分管|包案|联系|挂帅|督办|主管|包联)领导|联系人|(?:联系)?电话|成果形式|预期成果|考核指标|备注|(?:工作)?目标",
    "responsible": rf"(?:第一|主要|直接)?(?:责任|承办|落实|实施|完成|负责|办理|整改|整改责任|督办){_BODY_KIND}?|责任人",
}
_LABEL = re.compile(
    r"(?:^|(?<=[,;。\s]))\s*(?:"
    + "|".join(f"(?P<{role}>{word})" for role, word in _ROLES.items())
    + r")(?:\s*:|(?<=[位门])[为是])"
)
_LEADER = re.compile(
    r"(?:牵头|责任|分管|包案|联系|挂帅|督办|主管|包联)(?:领导|负责人)\s*[:为]\s*([一-鿿]\s{1,3}[一-鿿](?![一-鿿])|[^,;。、()\s]{2,12})"
)
_WHEN_LABEL = re.compile(
    r"(?:^|(?<=[,;。\s(]))(?:(?:完成|办理|办结|整改|计划|推进|实施|起止)*(?:时限|期限|节点)(?:要求|节点|安排)?"
    r"|(?:完成|办理|办结|整改|计划|推进|实施|起止)+时间(?:节点|要求)?|时间(?:节点|要求|安排)|进度安排)\s*:\s*"
)
_OPEN, _CLOSE = "([〔【", ")]〕】"
_SPEAKS = re.compile(r"责任|负责|牵头|配合|承办|协办|主办|落实单位|分管|完成时限|整改时限")
_PARTICULAR = (
    rf"(?:(?:牵头|责任|配合|主办|承办|协办|协同|参与|落实|主责|主管|实施|整改责任|督办)(?:{_BODY_KIND}|人|领导)"
    r"|(?:分管|包案|联系|挂帅|包联)领导|(?:完成|办理|办结|整改|推进|实施|起止|计划)*(?:时限|期限)|(?:完成|办理|办结|整改|推进|实施|起止)+时间|时间(?:节点|要求|安排)"
    r"|进度安排|成果形式|预期成果|考核指标)"
)
PARTICULARS = re.compile(rf"{_PARTICULAR}\s*:")
"""A line that says who, when or what for the entry above it."""
_TAIL = re.compile(rf"(?:^|(?<=[。;\n]))\s*{_PARTICULAR}(?:\s*:|(?<=[位门])[为是])[^。\n]{{0,200}}[。.;]?\s*$")
_LINE = re.compile(rf"(?:^|(?<=\n))\s*{_PARTICULAR}(?:\s*:|(?<=[位门])[为是])[^。\n]{{0,200}}[。.;]?\s*$")
_INSIDE = re.compile(rf"(?:^|(?<=[。;\n]))[ \t]*{_PARTICULAR}(?:\s*:|(?<=[位门])[为是])[^。\n]{{1,200}}(?=\n)")
_BY_DUTY = r"(?:等?(?:按|按照|根据|依据|结合)(?:各自)?(?:职责|职能|分工)(?:任务|分工|职责)*)"
_PLAIN = re.compile(
    rf"^(?P<units>.+?)(?P<how>为?牵头(?:单位|部门)|为(?:责任|配合)(?:单位|部门)|牵头(?:负责|落实|组织实施|组织|抓总|推进)?"
    rf"|{_BY_DUTY}?(?:分别|共同|具体|协同|协调|联合|统筹|分工|各)*(?:负责|承担)(?:落实|实施|推进|组织实施)?"
    rf"|(?:{_BY_DUTY}(?:分别|共同|协同)?|分别|共同)(?:抓好|推进|实施)(?:落实)?"
    rf"|{_BY_DUTY}?(?:配合|协助|参与|承办|主办|协办|落实)(?:落实|实施)?|{_BY_DUTY})$"
)
_FIRST_LEADS = re.compile(r"(?:列|排)(?:在)?(?:第一|首)位?(?:的|者)?(?:单位|部门)?(?:为|是)牵头")
_OBLIGES = re.compile(
    r"会同|要|应当|应|须|负责|牵头|将|落实|在|按照|于|制定|尽快|收到|抓好|做好|抓紧|认真|切实|加快|根据|对|组织|配合|协助|提出|具体"
    r"|[0-9一二三四]+(?:月|季度)|年[底内中]|[上下]半年|今年|每[年月季周]"
)
_VERB = re.compile(r"[^0-9一二三四上下今每年]")
_MODAL = ("要", "应", "应当", "须", "负责", "牵头")
_AT_HEAD = (*_MODAL, "收到", "按照", "根据", "对", "在", "于", "抓紧", "会同")
_SENTENCE = re.compile(r"[。;\n]|,(?=请)")
_BY = re.compile(
    r"(?:^|[,。;])(?:主要|分别|统一|具体)?由(?P<units>[^,。;:]{2,240}?)(?:共同|分别|具体|按职责分工|统一)?(?:负责|牵头|承办|组织实施)"
    r"(?:[^,。;]{0,20},(?P<support>[^,。;]{2,160}?)(?:配合|协助|参与|协同))?"
)
_CHARGED = re.compile(
    rf"(?:^|[,。;])由({FIRST_BODY.pattern})(?=(?:抓紧|尽快|具体|按程序)?(?:修改|印发|制定|提出|研究|办理|督促|汇总|组织|指导|对接|完善|起草))"
)
_TOGETHER = re.compile(rf"(?:^|[,。;])由?({FIRST_BODY.pattern})会同({FIRST_BODY.pattern})")
_IN_CHARGE = re.compile(r"(?:^|[,。;])(?P<units>[^,。;:]{2,120}?)(?P<how>牵头|负责)(?:落实|组织实施)?(?=[,。;]|$)")
_SOME_TIME = re.compile(r"[0-9年月季度底]|持续|长期|全年")
_LONGEST_SUBJECT = 80
_ABOVE = re.compile(
    r"(?:以上|上述)(?:各项|工作|任务|内容|事项)*,?(?:均)?由(?P<units>[^,。;]{2,120}?)(?P<how>负责|牵头|承担|落实)(?:组织实施|落实)?。?"
)
_LONG_BRACKET = 400
_LONGEST_CLOSING = 240


@dataclass(frozen=True)
class Responsibility:
    """Units in the order they are named; ``responsible`` holds all of them, ``leader`` is a person if one is named."""

    responsible: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    leader: str = ""
    persons: tuple[str, ...] = ()
    """Named as 责任人; they stand for the unit only where none is named."""

    @property
    def stated(self) -> bool:
        """Somebody is named."""
        return bool(self.responsible or self.leader or self.persons)

    @property
    def answerable(self) -> tuple[str, ...]:
        """Everybody who answers: the units, or the persons where no unit is named."""
        return self.responsible or self.persons

    def with_more(self, other: "Responsibility") -> "Responsibility":
        """Return who is named here with those the other names besides."""
        if not (self.stated and other.stated):
            return self if self.stated else other
        return _merge([self, other])


NOBODY = Responsibility()


def first_unit_leads(text: str) -> bool:
    """Return whether the document says that of several units the first one named leads (列第一位者为牵头单位)."""
    return bool(_FIRST_LEADS.search(fold(text)))


def split_off(passage: Passage, *, first_leads: bool) -> tuple[Passage, Responsibility]:
    """Return the text without its closing statement of responsibility, and who is named there or in other brackets.

    A closing statement is a bracket, lines such as 责任部室：…, or a last sentence that says nothing else
    (由甲局牵头，乙局配合。).
    """
    spans = _brackets(passage.folded)
    said = [passage.text[a + 1 : b - 1] for a, b in spans]
    rest = passage
    while spans and not passage.folded[spans[-1][1] : len(rest)].strip("。.; "):
        rest = passage.cut(0, spans.pop()[0])
    tails: list[str] = []
    while (tail := _TAIL.search(rest.folded)) and tail.start() > 0:
        tails.append(rest.text[tail.start() :].strip())
        rest = rest.cut(0, tail.start())
    if (at := _closing_sentence(rest.folded)) > 0:
        tails.append(rest.text[at:].strip().rstrip("。"))
        rest = rest.cut(0, at)
    said += reversed(tails)
    said += [rest.text[slice(*inside.span())].strip() for inside in _INSIDE.finditer(rest.folded)]
    return rest, _merge([_read(text, first_leads=first_leads) for text in said])


def particulars_of(passage: Passage) -> Passage | None:
    """Return the lines at the end of a text that say who and when (责任部室：… 完成时限：…), or None."""
    end = len(passage)
    while (tail := _LINE.search(passage.folded, 0, end)) and tail.start() > 0:
        end = len(passage.folded[: tail.start()].rstrip())
    return passage.cut(end) if end < len(passage) else None


def named_in_lines(text: str) -> Responsibility:
    """Return who is named by lines such as 责任领导：… and 责任部室：…, one statement a line."""
    return _merge([_read(line, first_leads=False) for line in text.split("\n")])


def stated_limit(passage: Passage) -> Passage | None:
    """Return what a label gives as the time for the whole item (完成时限：9月底前), or None."""
    labels = list(_WHEN_LABEL.finditer(passage.folded))
    if not labels:
        return None
    begin = labels[-1].end()
    stop = re.compile(r"[。;\n)】]").search(passage.folded, begin)
    end = stop.start() if stop else len(passage)
    following = _LABEL.search(passage.folded, begin, end)
    value = passage.cut(begin, following.start() if following else end)
    return value if value.text else None


def is_closed(folded: str) -> bool:
    """Return whether a text ends with a bracket that says who answers: nothing more belongs to it."""
    bare = folded[-_LONG_BRACKET:].rstrip("。 ")
    spans = _brackets(bare)
    return bool(spans) and spans[-1][1] == len(bare)


def says_who_at_end(folded: str) -> bool:
    """Return whether a text ends with a bracket or label that says who answers or when, with or without a stop."""
    return is_closed(folded) or _TAIL.search(folded[-_LONG_BRACKET:]) is not None


def named_in_cells(responsible: str, lead: str, support: str, leader: str) -> Responsibility:
    """Return who answers by the cells of a table row; a cell may hold 配合：… behind the units that lead."""
    inside = _read_cell(responsible)
    leads = (*_plain(lead)["all"], *inside.lead)
    supports = (*_plain(support)["all"], *inside.support)
    everybody = dict.fromkeys((*leads, *inside.responsible, *supports))
    return Responsibility(tuple(everybody), tuple(dict.fromkeys(leads)), tuple(dict.fromkeys(supports)), leader)


def _read_cell(text: str) -> Responsibility:
    labels = list(_LABEL.finditer(fold(text)))
    if not labels:
        return _of(_plain(text))
    first = bodies(text[: labels[0].start()])
    found = _labelled(text, labels)
    lead = found["lead"] or (list(first) if found["support"] else [])
    return Responsibility((*first, *found["all"]), tuple(lead), tuple(found["support"]))


def named_above(text: str) -> Responsibility:
    """Return who answers for the entries above by a sentence 以上由某单位负责; nobody for other text."""
    match = _ABOVE.fullmatch(fold(text).strip())
    if match is None:
        return NOBODY
    units = bodies(match["units"])
    return Responsibility(units, units if match["how"] == "牵头" else ())


def named_by_duty(text: str) -> Responsibility:
    """Return the bodies a text names in so many words: 由甲局牵头，乙局配合; 由甲部会同乙中心."""
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": []}
    folded = fold(text)
    for match in _BY.finditer(folded):
        _add(found, "lead" if "牵头" in match[0] else "all", all_bodies(text[slice(*match.span("units"))]))
        if match["support"]:
            _add(found, "support", all_bodies(text[slice(*match.span("support"))]))
    for match in _IN_CHARGE.finditer(folded):
        _add(found, "lead" if match["how"] == "牵头" else "all", all_bodies(text[slice(*match.span("units"))]))
    for match in _TOGETHER.finditer(folded):
        _add(found, "all", (text[slice(*match.span(1))], text[slice(*match.span(2))]))
    for match in _CHARGED.finditer(folded):
        _add(found, "all", (text[slice(*match.span(1))],))
    return _of(found)


def named_in_sentence(text: str) -> Responsibility:
    """Return the bodies that the sentences of a text oblige by name (某部、某局要…, 请某部…, 由某局牵头).

    Bodies nobody in particular answers for (各部门, 有关单位) are left out.
    """
    folded = fold(text)
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": []}
    begin = 0
    for stop in [*(m.end() for m in _SENTENCE.finditer(folded)), len(folded)]:
        found["all"] += _subjects(text[begin : min(stop, begin + _LONGEST_SUBJECT)].strip(), first=begin == 0)
        begin = stop
    return _of(found).with_more(named_by_duty(text))


def _add(found: dict[str, list[str]], role: str, units: tuple[str, ...]) -> None:
    found["all"] += units
    if role != "all":
        found[role] += units


def _subjects(sentence: str, *, first: bool) -> list[str]:
    asked = sentence.startswith(("请", "請"))
    sentence = sentence[1:] if asked else sentence
    for verb in _OBLIGES.finditer(fold(sentence)):
        units = all_bodies(sentence[: verb.start()])
        if units:
            named = [unit for unit in units if not GENERIC.fullmatch(fold(unit))]
            bound = asked or verb[0] in _MODAL or (first and (verb[0] in _AT_HEAD or not _VERB.match(verb[0])))
            return named if bound else []
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
            if depth or len(inside) > _LONG_BRACKET:
                continue
            stands_apart = folded[begin - 1 : begin] in ("。", ";") and not folded[index + 1 : index + 2].strip("。;\n")
            if (_SPEAKS.search(inside) and _is_statement(inside)) or (stands_apart and _names_only(inside)):
                spans.append((begin, index + 1))
    return spans


def _names_only(inside: str) -> bool:
    """Return whether a bracket holds names of bodies, and besides them at most a date (甲局、乙局；6月底前完成)."""
    first, *others = re.split(r"[,;]", inside.replace("会同", "、"))
    return bool(all_bodies(first)) and all(all_bodies(part) or _SOME_TIME.search(part) for part in others)


def _is_statement(inside: str) -> bool:
    first = re.split(r"[。]", inside)[0]
    return bool(
        _LABEL.search(first) or _LEADER.search(first) or any(_PLAIN.match(p.strip()) for p in re.split(r"[,;]", first))
    )


def _closing_sentence(folded: str) -> int:
    """Return where a last sentence begins that says nothing but who answers; 0 when there is none."""
    bare = folded.rstrip("。 ")
    at = max(bare.rfind("。"), bare.rfind("\n"), bare.rfind(";")) + 1
    sentence = bare[at:].strip()
    if not at or len(sentence) > _LONGEST_CLOSING:
        return 0
    parts = [_PLAIN.match(part) for part in sentence.split(",")]
    return at if all(part and all_bodies(part["units"]) for part in parts) else 0


def _read(text: str, *, first_leads: bool) -> Responsibility:
    folded = fold(text)
    leader = _LEADER.search(folded)
    labels = list(_LABEL.finditer(folded))
    found = _labelled(text, labels) if labels else _plain(text.split("。", maxsplit=1)[0])
    if first_leads and not found["lead"] and len(found["all"]) > 1:
        found["lead"], found["support"] = found["all"][:1], found["all"][1:]
    name = re.sub(r"\s", "", text[slice(*leader.span(1))]) if leader else ""
    return Responsibility(
        tuple(found["all"]), tuple(found["lead"]), tuple(found["support"]), name, tuple(found.get("persons", ()))
    )


def _labelled(text: str, labels: list[re.Match[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": [], "responsible": [], "persons": []}
    ends = [*(label.start() for label in labels[1:]), len(text)]
    for label, end in zip(labels, ends, strict=True):
        if label["other"]:
            continue
        said = text[label.end() : end]
        inside = _plain(said) if _ACTS.search(fold(said)) else {"all": list(bodies(said)), "lead": [], "support": []}
        role = next(role for role in _ROLES if label[role])
        if "责任人" in label[0] and not all_bodies(said):
            found["persons"] += inside["all"]
            continue
        found["all"] += [unit for unit in inside["all"] if unit not in found["all"]]
        found[role] += [unit for unit in inside["all"] if role == "responsible" or unit not in inside["support"]]
        if role == "responsible":
            found["lead"] += inside["lead"]
            found["support"] += inside["support"]
    return found


_ACTS = re.compile(r"(?:牵头|配合|负责|协助|主办|协办)(?!单位|部门|科室|处室|部室)|会同")
_ROLE_BEHIND = re.compile(
    r"\((?:(?P<lead>总?牵头|主办|主责)|(?P<support>配合|协办|参与|协助)|责任|主体责任|承办|负责)(?:单位|部门|主体|部室|科室|处室)?\)$"
)


def _plain(text: str) -> dict[str, list[str]]:
    """Read 甲牵头，乙、丙按职责分工负责; 甲、乙负责; 甲会同乙负责; 甲（牵头）、乙; or nothing but names."""
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": []}
    parts = [_PLAIN.match(fold(part).strip()) for part in re.split(r"[,，;；]", text)]
    waiting: list[str] = []
    for part, match in zip((part.strip() for part in re.split(r"[,，;；]", text)), parts, strict=True):
        if match is None:
            waiting.append(part)
            continue
        waiting.append(part[: match.end("units")])
        together = "、".join(waiting)
        waiting = []
        _sort_in(found, bodies(re.sub("会同|會同", "、", together)), match["how"], first_leads="会同" in fold(together))
    if not any(parts):
        sure = [part for part in waiting if all_bodies(part.replace("会同", "、"))]
        _names(found, bodies("、".join(sure or waiting).replace("会同", "、")))
    return found


def _names(found: dict[str, list[str]], units: tuple[str, ...]) -> None:
    for unit in units:
        role = _ROLE_BEHIND.search(fold(unit))
        name = unit[: role.start()] if role else unit
        found["all"].append(name)
        if role:
            for kind in ("lead", "support"):
                found[kind] += [name] if role[kind] else []


def _sort_in(found: dict[str, list[str]], units: tuple[str, ...], how: str, *, first_leads: bool) -> None:
    how = how.removeprefix("为")
    if first_leads:
        found["lead"] += units[:1]
        found["support"] += units[1:]
    elif how.startswith(("牵头", "主办")):
        found["lead"] += units
    elif found["lead"] or how.endswith(("配合", "协助", "参与", "协办")):
        found["support"] += units
    found["all"] += [unit for unit in units if unit not in found["all"]]


def _of(found: dict[str, list[str]]) -> Responsibility:
    everybody, lead, support = (tuple(dict.fromkeys(found[role])) for role in ("all", "lead", "support"))
    return Responsibility(everybody, lead, support)


def _merge(parts: list[Responsibility]) -> Responsibility:
    def every(pick: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(unit for part in parts for unit in getattr(part, pick)))

    leader = next((part.leader for part in parts if part.leader), "")
    return Responsibility(every("responsible"), every("lead"), every("support"), leader, every("persons"))
