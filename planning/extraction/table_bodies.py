"""Who answers, as cells of a table say it: 甲、乙; 甲 配合：丙; 甲牵头，乙、丙按职责分工负责; 甲（牵头）、乙."""

import re
from collections.abc import Iterator
from functools import lru_cache

from planning.extraction.passage import fold
from planning.extraction.responsibility import BESIDE_NAME, Responsibility

_LEADS = r"牵头|主办|主责|组长|总牵头|组织"
_HELPS = r"配合|协办|协同|参与|参加|协助|协作|会办|成员"
_OWNS = r"责任|承办|负责|落实|实施|主体责任"
_WHAT = r"(?:责任|负责)?(?:单位|部门|主体|科室|处室|部室|方)?"
_LABEL = re.compile(
    rf"(?:^|(?<=[,;。\s、)]))(?:(?P<lead>{_LEADS}){_WHAT}|(?P<support>{_HELPS}){_WHAT}|(?P<own>{_OWNS})(?:单位|部门|主体|人|科室|处室)"
    r"|(?P<leader>[^,;。、:\s]{0,4}领导)|(?P<other>联系人|电话|时限|完成时限))\s*:"
)
_HOW = re.compile(
    rf"(?P<bodies>.+?)(?:等)?(?:(?P<lead>为(?:{_LEADS})(?:单位|部门)|(?:{_LEADS})(?:负责|落实|组织实施)?)"
    rf"|(?P<support>为(?:{_HELPS})(?:单位|部门)|(?:{_HELPS})(?:做好)?)"
    r"|(?P<own>(?:按(?:照)?(?:各自)?职责(?:分工)?|分别|共同|具体|分工)?(?:负责|落实|承担|实施)(?:落实|实施)?))"
)
_ROLE_IN_BRACKETS = re.compile(
    rf"\((?:(?P<lead>(?:{_LEADS}|排名第一)(?:单位|部门)?)|(?P<support>(?:{_HELPS})(?:单位|部门)?)|(?P<own>(?:责任|实施|承办)(?:主体|单位)?))\)"
)
_PERSON_IN_BRACKETS = re.compile(
    r"\((?:责任人|联系人|负责人|分管领导|电话|联系电话)?:?[^()、]{0,20}(?::|[0-9]{7,})[^()]{0,20}\)"
)
_AMONG = re.compile(r"等(?:有关|相关|多)?(?:部门|单位|各方)?(?:和单位|、单位)?$")
_ONE_BODY = re.compile(r"((?:各|全市各|全省各)?(?:县|市)?区)、((?:县级市|县(?:\(市\)|（市）)?|市))(?=$|[、,，;；\s])")
_INSIDE = re.compile(r"[(（][^()（）]{0,40}[)）]")
_BETWEEN = re.compile(r"[、,，;；\s/\\|]+|以及|(?<=[部委局厅署院办会府处])(?:和|及|与)(?!社会|监督|信息|改革)")
_DATE = re.compile(r"(?:[0-9]{2,4}年|[0-9]{1,2}月|[0-9]{4}[./-]|年底|长期|全年).{0,12}")
_HELD = "\0"


@lru_cache(maxsize=4_096)
def read_bodies(text: str, role: str = "responsible") -> Responsibility:
    """Return the bodies that a cell names; ``role`` (lead, responsible, support) is what its column says of them."""
    everybody: list[str] = []
    told: dict[str, list[str]] = {"lead": [], "support": [], "responsible": []}
    leaders: list[str] = []
    for said, part in _parts(text.strip()):
        if said == "leader":
            leaders.append(part.strip(" ,，;；。、"))
        elif said != "other":
            _take(part, said, role, everybody, told)
    if told["support"] and not told["lead"] and role == "responsible" and _LABEL.search(fold(text)):
        told["lead"] = told["responsible"]
    return Responsibility(
        tuple(dict.fromkeys(everybody)),
        tuple(dict.fromkeys(told["lead"])),
        tuple(dict.fromkeys(told["support"])),
        "、".join(leaders),
    )


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stretches of a cell with what a label in front says of them ("" without one)."""
    labels = list(_LABEL.finditer(fold(text)))
    starts = [0, *(label.end() for label in labels)]
    ends = [*(label.start() for label in labels), len(text)]
    roles = ["", *(str(label.lastgroup) for label in labels)]
    for role, start, end in zip(roles, starts, ends, strict=True):
        if text[start:end].strip(" ,，;；。、"):
            yield role, text[start:end]


def _take(part: str, said: str, role: str, everybody: list[str], told: dict[str, list[str]]) -> None:
    """Sort the bodies of one stretch into those who lead, support or answer."""
    waiting: list[str] = []
    led = bool(told["lead"])
    for piece in re.split(r"[,，;；。]", BESIDE_NAME.sub(r"牵头，\1", part)):
        how = _HOW.fullmatch(fold(piece).strip())
        waiting.append(piece.strip()[: how.end("bodies")] if how else piece)
        if how:
            found = "support" if how["support"] or (how["own"] and led) else "lead" if how["lead"] else said or role
            led = led or bool(how["lead"])
            _sort("、".join(waiting), found, everybody, told)
            waiting = []
    _sort("、".join(waiting), said or role, everybody, told)


def _sort(names: str, role: str, everybody: list[str], told: dict[str, list[str]]) -> None:
    role = "responsible" if role == "own" else role
    for name, mine in _names(names, role):
        everybody.append(name)
        told[mine].append(name)


def _names(text: str, role: str) -> Iterator[tuple[str, str]]:
    """Yield each body of a list with its role; 各区、县级市 is one body."""
    text = _ONE_BODY.sub(rf"\1{_HELD}\2", _INSIDE.sub(lambda inside: inside[0].replace("、", _HELD), text))
    for name in _BETWEEN.split(text.strip(" 。.；;，,、")):
        bare = name.replace(_HELD, "、").strip(" :：。.●○■□▲△★☆◆◇")
        mine = _ROLE_IN_BRACKETS.search(fold(bare))
        role_here = str(mine.lastgroup) if mine else role
        if mine:
            bare = bare[: mine.start()] + bare[mine.end() :]
        person = _PERSON_IN_BRACKETS.search(fold(bare))
        bare = _AMONG.sub("", bare[: person.start()] + bare[person.end() :] if person else bare).strip()
        if re.search(r"\w", bare) and not _DATE.fullmatch(fold(bare)):
            yield bare, "responsible" if role_here == "own" else role_here
