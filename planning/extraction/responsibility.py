"""Who answers for an item: units named in brackets (牵头单位：…，配合单位：…), in a closing line, or as the subject.

``responsible`` is everybody named, in order; ``lead`` and ``support`` are the parts the text tells apart.
"""

import re
from dataclasses import dataclass, replace

from planning.extraction.bodies import all_bodies, bodies
from planning.extraction.particulars import INSIDE, LABEL, LEADER, ROLES, TAIL
from planning.extraction.passage import Passage, fold

_OPEN, _CLOSE = "([〔【", ")]〕】"
_ENDS_BRACKET = tuple(_CLOSE)
_SPEAKS = re.compile(r"责任|负责|牵头|配合|承办|协办|主办|落实单位|分管|完成时限|整改时限")
_BY_DUTY = r"(?:等?(?:按|按照|根据|依据|结合)(?:各自)?(?:职责|职能|分工)(?:任务|分工|职责)*)"
_PLAIN = re.compile(
    rf"^(?P<units>.+?)(?P<how>为?牵头(?:单位|部门)|为(?:责任|配合)(?:单位|部门)|牵头(?:负责|落实|组织实施|组织|抓总|推进)?"
    rf"|{_BY_DUTY}?(?:分别|共同|具体|协同|协调|联合|统筹|分工|各)*(?:负责|承担)(?:落实|实施|推进|组织实施)?"
    rf"|(?:{_BY_DUTY}(?:分别|共同|协同)?|分别|共同)(?:抓好|推进|实施)(?:落实)?"
    rf"|{_BY_DUTY}?(?:配合|协助|参与|参加|承办|主办|协办|落实)(?:落实|实施)?|{_BY_DUTY})$"
)
_FIRST_LEADS = re.compile(r"(?:列|排)(?:在)?(?:第一|首)位?(?:的|者)?(?:单位|部门)?(?:为|是)?总?牵头(?!单位为)")
_BY_WHEN = re.compile(
    r"(?:力争|确保|务必|须|应|于|在|到|计划)*[0-9一二三四五六七八九十上下半全本每年月日季度周底末初前中内旬至到~—-]{2,20}(?:之|以)?[前内]?"
    r"(?:全面|全部|基本|持续)*(?:完成|办结|落实|到位|见效|推进|实施|整改)*|(?:长期|持续|全年)(?:坚持|推进|实施|开展)?"
)
"""A part of a closing sentence that says by when (9月底前完成)."""
_SOME_TIME = re.compile(r"[0-9年月季度底]|持续|长期|全年")
_NAMES_AT_END = re.compile(r"(?<=[一-鿿])(?<![部门位构织业会局委区街县镇]) ?\(([^()]{2,80})\)\Z")
"""Names in brackets at the very end of an entry without a stop; behind a body they tell which ones it is."""
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

    def first_leading(self) -> "Responsibility":
        """Return this with the first unit leading and the others supporting, where nothing tells them apart."""
        if self.lead or self.support or len(self.responsible) < 2:  # noqa: PLR2004 - nobody to tell apart
            return self
        return replace(self, lead=self.responsible[:1], support=self.responsible[1:])

    def like(self, before: "Responsibility") -> "Responsibility":
        """Return this with 同上 replaced by whom the entry before names in the same part."""
        if _SAME not in self.responsible:
            return self
        lead, support = (
            tuple(dict.fromkeys(name for unit in mine for name in (theirs if unit == _SAME else (unit,))))
            for mine, theirs in ((self.lead, before.lead), (self.support, before.support))
        )
        told = _SAME in (*self.lead, *self.support)
        same = (*lead, *support) if told else before.answerable
        everybody = dict.fromkeys(name for unit in self.responsible for name in (same if unit == _SAME else (unit,)))
        if not told:
            lead, support = before.lead, before.support
        return replace(self, responsible=tuple(everybody), lead=lead, support=support)


_SAME = "同上"
NOBODY = Responsibility()


def first_unit_leads(text: str) -> bool:
    """Return whether the document says that of several units the first one named leads (列第一位者为牵头单位)."""
    return bool(_FIRST_LEADS.search(fold(text)))


def split_off(passage: Passage, *, first_leads: bool) -> tuple[Passage, Responsibility]:
    """Return the text without its closing statement of responsibility, and who is named there or in other brackets.

    A closing statement is a bracket, lines such as 责任部室：…, or a last sentence that says nothing else
    (由甲局牵头，乙局配合。).
    """
    spans = [span for span in _brackets(passage.folded) if not _belongs_to_name(passage.folded, *span)]
    said = [passage.text[a + 1 : b].rstrip("）)〕】]］") for a, b in spans]
    if not spans and (bare := _NAMES_AT_END.search(passage.folded)) and all_bodies(bare[1]):
        spans, said = [bare.span()], [passage.text[slice(*bare.span(1))]]
    rest = passage
    while spans and not passage.folded[spans[-1][1] : len(rest)].strip("。.; "):
        rest = passage.cut(0, spans.pop()[0])
    tails: list[str] = []
    while (tail := TAIL.search(rest.folded)) and tail.start() > 0:
        tails.append(rest.text[tail.start() :].strip())
        rest = rest.cut(0, tail.start())
    while (at := _closing_sentence(rest.folded)) > 0:
        tails.append(rest.text[at:].strip().rstrip("。；; "))
        rest = rest.cut(0, at)
    said += reversed(tails)
    said += [rest.text[slice(*inside.span())].strip() for inside in INSIDE.finditer(rest.folded)]
    named = _merge([_read(text) for text in said])
    return rest, named.first_leading() if first_leads else named


def named_in_lines(text: str) -> Responsibility:
    """Return who is named by lines such as 责任领导：… and 责任部室：…, one statement a line."""
    return _merge([_read(line) for line in text.split("\n")])


def is_closed(folded: str) -> bool:
    """Return whether a text ends with a bracket that says who answers: nothing more belongs to it."""
    bare = folded[-_LONG_BRACKET:].rstrip("。 ")
    spans = _brackets(bare)
    return bare.endswith(_ENDS_BRACKET) and bool(spans) and spans[-1][1] == len(bare)


def is_left_open(folded: str) -> bool:
    """Return whether a text ends with a bracket that says who answers and that nobody closed."""
    bare = folded[-_LONG_BRACKET:].rstrip("。 ")
    spans = _brackets(bare)
    return not bare.endswith(_ENDS_BRACKET) and bool(spans) and spans[-1][1] == len(bare)


def says_who_at_end(folded: str) -> bool:
    """Return whether a text ends with a bracket or label that says who answers or when, with or without a stop."""
    return is_closed(folded) or TAIL.search(folded[-_LONG_BRACKET:]) is not None


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
    inside = folded[begin + 1 :].rstrip("。 ")
    if depth and len(inside) <= _LONGEST_CLOSING and _SPEAKS.search(inside) and _is_statement(inside):
        spans.append((begin, len(folded)))  # its end was forgotten
    return spans


def _apart(text: str) -> str:
    """Return a statement with a comma behind who leads, where the list goes on (甲局牵头、乙局配合)."""
    return re.sub("牵头(?:负责)?[、和]", lambda match: match[0][:-1] + ",", text)


def _belongs_to_name(folded: str, start: int, end: int) -> bool:
    """Return whether a bracket belongs to the body a label names (责任单位：甲局（乙局配合）)."""
    return bool(BESIDE_NAME.match(folded, start, end) and TAIL.search(folded, 0, start))


def _names_only(inside: str) -> bool:
    """Return whether a bracket holds names of bodies, and besides them at most a date (甲局、乙局；6月底前完成)."""
    first, *others = re.split(r"[,;]", inside.replace("会同", "、"))
    named = all_bodies(first, loose=True)
    return bool(named) and all(all_bodies(part, loose=True) or _SOME_TIME.search(part) for part in others)


def _is_statement(inside: str) -> bool:
    first = re.split(r"[。]", inside)[0]
    return bool(
        LABEL.search(first) or LEADER.search(first) or any(_PLAIN.match(p.strip()) for p in re.split(r"[,;]", first))
    )


def _closing_sentence(folded: str) -> int:
    """Return where a last sentence begins that says nothing but who answers; 0 when there is none."""
    bare = folded.rstrip("。; ")
    at = max(bare.rfind("。"), bare.rfind("\n"), bare.rfind(";")) + 1
    sentence = bare[at:].strip()
    if not at or len(sentence) > _LONGEST_CLOSING:
        return 0
    parts = [part for part in _apart(sentence).split(",") if not (_BY_WHEN.fullmatch(part) or _FIRST_LEADS.match(part))]
    named = [_PLAIN.match(part) for part in parts]
    return at if parts and all(each and all_bodies(each["units"].replace("会同", "、")) for each in named) else 0


def _read(text: str) -> Responsibility:
    folded = fold(text)
    leader = LEADER.search(folded)
    labels = list(LABEL.finditer(folded))
    found = _labelled(text, labels) if labels else _plain(text.split("。", maxsplit=1)[0])
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
        role = next(role for role in ROLES if label[role])
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
BESIDE_NAME = re.compile(r"(?<!牵头)[(（]([^()（）]{2,80}(?:配合|协助|参与|参加))[)）]")
"""Others named in brackets behind the body that leads: 甲局（乙局、丙局配合）."""
_ROLE_BEHIND = re.compile(
    r"\((?:(?P<lead>总?牵头|主办|主责)|(?P<support>配合|协办|参与|协助)|责任|主体责任|承办|负责)(?:单位|部门|主体|部室|科室|处室)?\)$"
)


def _plain(text: str) -> dict[str, list[str]]:
    """Read 甲牵头，乙、丙按职责分工负责; 甲、乙负责; 甲会同乙负责; 甲（牵头）、乙; or nothing but names."""
    found: dict[str, list[str]] = {"all": [], "lead": [], "support": []}
    said = [part.strip(" 。") for part in re.split(r"[,，;；]", _apart(BESIDE_NAME.sub(r"牵头，\1", text)))]
    said = [part for part in said if not (_BY_WHEN.fullmatch(fold(part)) or _FIRST_LEADS.match(fold(part)))]
    parts = [_PLAIN.match(fold(part)) for part in said]
    waiting: list[str] = []
    for part, match in zip(said, parts, strict=True):
        if match is None:
            waiting.append(part)
            continue
        waiting.append(part[: match.end("units")])
        together = "、".join(waiting)
        waiting = []
        _sort_in(found, bodies(re.sub("会同|會同", "、", together)), match["how"], first_leads="会同" in fold(together))
    if not any(parts):
        sure = [part for part in waiting if all_bodies(part.replace("会同", "、"))]
        together = "、".join(sure or waiting)
        units = bodies(re.sub("会同|會同", "、", together))
        if "会同" in fold(together):
            _sort_in(found, units, "", first_leads=True)
        else:
            _names(found, units)
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
    elif found["lead"] or how.endswith(("配合", "协助", "参与", "参加", "协办")):
        found["support"] += units
    found["all"] += [unit for unit in units if unit not in found["all"]]


def of_roles(found: dict[str, list[str]]) -> Responsibility:
    """Return who is named, given the names under all, lead and support."""
    everybody, lead, support = (tuple(dict.fromkeys(found[role])) for role in ("all", "lead", "support"))
    return Responsibility(everybody, lead, support)


def _merge(parts: list[Responsibility]) -> Responsibility:
    def every(pick: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(unit for part in parts for unit in getattr(part, pick)))

    leader = next((part.leader for part in parts if part.leader), "")
    return Responsibility(every("responsible"), every("lead"), every("support"), leader, every("persons"))
