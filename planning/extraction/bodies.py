"""Names of bodies in prose: what looks like one, and how a list of them is split (甲局、乙委和丙部等部门)."""

import re

from planning.extraction.passage import fold

SUFFIX = (
    r"部门|办公厅|办公室|工会|联合会|妇联|团委|委员会|领导小组|政府|街道|办事处|中心|管理处|银行|总局|分局|集团|公司"
    r"|支部|党委|党组|协会|商会|法院|检察院|医院|学校|大学|管委会|总队|支队|大队|政府|[部委局厅署院办]"
)
BODY = re.compile(
    rf"[一-鿿·]{{1,20}}(?:\([^()]{{1,10}}\))?[一-鿿]{{0,8}}?(?:{SUFFIX})(?:\([^()]{{1,10}}\))?"
    r"|各?(?:省|市|州|县|区|乡|镇|街道|旗|盟|社区|村|企业)(?:\([^()]{1,8}\))?(?:(?:人民)?政府|总?工会)?|各[一-鿿]{1,4}(?:区|县|市|镇|街道)"
)
FIRST_BODY = re.compile(rf"(?:办公室|[一-鿿]{{2,14}}?(?:{SUFFIX}))")
"""The shortest name of a body some words begin with."""
GENERIC = re.compile(
    r"(?:各|有关|相关|本|上述|其他)+(?:地区?|级|有关|相关|责任|牵头|成员)*(?:部门|部室|单位|地区|地|方面|企业)|(?:有关|相关|其他有关)(?:部门|单位)"
)
"""Bodies nobody in particular answers for."""
_AMONG = re.compile(
    r"等(?:[一-鿿]{0,8}?)(?:部门|单位|部室|机构|地区|各方|方面)(?:\([^()]{1,6}\))?(?:[和及、](?:单位|地区|部门))?$|等$"
)
_IN_BRACKETS = re.compile(r"\([^()]{0,40}\)")
_TOGETHER = re.compile(r"(区)、(县(?:级市|\(市\)|\(市、区\)|市)?|市)(?![一-鿿])")
_BREAK = r"[、,;/\s]+|以及|(?<=[部委局厅署院办会门府区市县团司心位室站社])及(?=[各有相其国省市区县])"
_AND = re.compile(
    _BREAK
    + r"|(?<=[部委局厅署院办会府心团司])[和与](?!单位|部门|政府|个人)|(?<=[部委局厅署院办会府心团司])同(?=[一-鿿])"
)
_FILLER = re.compile(r"^(?:由|请|所涉及的|涉及的|其中|分别由|主要由)+")
_PLACE = re.compile(r"(?:街道|镇|乡|社区|村|区|县|市)(?:办事处|总?工会|(?:人民)?政府|居委会|村委会)?$")
_BARE = re.compile(r"[一-鿿]{2,4}")
_NOBODY = re.compile(r"[-—–_/\\×]+|无|暂无|略")


def bodies(text: str) -> tuple[str, ...]:
    """Return the bodies of a list, each once, as the source writes them; 各区、县级市 is one.

    等有关部门 behind the last of several names nobody and is left out; so are 由 in front and a dash in an empty cell.
    """
    return tuple(dict.fromkeys(name for name in _split(text.strip()) if name))


def _split(text: str) -> list[str]:
    folded = _IN_BRACKETS.sub(lambda match: re.sub(r"[、,;\s和与及]", "\0", match[0]), fold(text))
    folded = _TOGETHER.sub("\\1\0\\2", folded)
    names: list[str] = []
    begin = 0
    for gap in [*(match.span() for match in _AND.finditer(folded)), (len(folded), len(folded))]:
        names.append(_clean(text[begin : gap[0]]))
        begin = gap[1]
    return names


def _clean(name: str) -> str:
    name = name.strip().strip("。.;,，；:：")
    folded = fold(name)
    if _NOBODY.fullmatch(folded):
        return ""
    among = _AMONG.search(folded)
    filler = _FILLER.match(folded)
    return name[filler.end() if filler else 0 : among.start() if among else len(name)].strip()


def all_bodies(text: str) -> tuple[str, ...]:
    """Return the bodies of a list when every name in it looks like one, else nothing.

    Before a place's body stand the bare names of others of its kind: 新港、海天街道办事处.
    """
    names = bodies(text)
    if not names or not BODY.fullmatch(fold(names[-1])):
        return ()
    places = _PLACE.search(fold(names[-1]))
    return names if all(BODY.fullmatch(fold(n)) or (places and _BARE.fullmatch(fold(n))) for n in names[:-1]) else ()
