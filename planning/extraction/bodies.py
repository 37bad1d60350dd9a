"""Names of bodies in prose: what looks like one, and how a list of them is split (甲局、乙委和丙部等部门)."""

import re

from planning.extraction.passage import fold

SUFFIX = (
    r"部门|办公厅|办公室|工会|联合会|(?:工商|[工妇残文侨社记商])联|科协|团委|委员会|领导小组|政府|街道|办事处|中心|管理处"
    r"|银行|总局|分局|集团|公司|总?支部|党总支|党委|党组|协会|商会|法院|检察院|医院|学校|[大中小]学|[保证]监会|管委会|总队|支队|大队"
    r"|督查室|研究室|(?<!干)部|[委局厅署院办]"
)
_SMALL = r"科室|(?<![学本专])科|(?<!各)处|室"
"""Parts of a body whose names also end other words (学科): taken only where nothing but names stands."""
BODY = re.compile(
    rf"[一-鿿·]{{1,20}}(?:\([^()]{{1,10}}\))?[一-鿿]{{0,8}}?(?:{SUFFIX}|{_SMALL})(?:\([^()]{{1,10}}\))?|办公[室厅]"
    r"|各?(?:省|市|州|县|区|乡|镇|街道|旗|盟|社区|村|企业)(?:\([^()]{1,8}\))?(?:(?:人民)?政府|总?工会)?|各[一-鿿]{1,4}(?:区|县|市|镇|街道)"
    r"|各[一-鿿]{0,6}?(?:[中小]学|幼儿园)"
)
_LOOSE = re.compile(r"[一-鿿]{1,10}[站所队馆校社园厂店行会组]")
"""Names that are bodies where nothing but names can stand."""
_WITHIN = r"(?:总工会|委员会|[省市区县]委|政府|党组)"
_ACT = (
    r"会同|联合|组织|要|应|须|负责|牵头|将|落实|按|于|制定|尽快|抓|做好|切实|加|根据|对|在|配合|督促|指导|研究|审"
    r"|安排|开展|和|及|与"
)
FIRST_BODY = re.compile(
    rf"(?:办公室|[一-鿿]{{0,10}}?{_WITHIN}(?!{_ACT})[一-鿿]{{2,6}}?(?:委员会|办公室|[部处科](?![门署级长]))|[一-鿿]{{2,14}}?(?:\([^()]{{1,8}}\)[一-鿿]{{0,4}}?)?(?:{SUFFIX}))"
)
"""The shortest name of a body some words begin with, with the part of it they name (市总工会法律工作部)."""
_LAST = frozenset(
    "门厅室会联协委组府道处心理行局团司部党院校学队支办科省市州县区乡镇街旗盟村业等位构地方面)站所馆社园厂店"
)
"""What a list of bodies may end with; a quick look that spares a thorough one."""
_PLACES = r"(?:省|自治区|直辖市|市|州|县|县级市|区|乡|镇|街道|旗|盟|园区|开发区|村|社区)"
GENERIC = re.compile(
    r"(?:各|有关|相关|本|上述|其他)+(?:地区?|级|有关|相关|责任|牵头|成员)*(?:部门|部室|单位|地区|地|方面|企业)|(?:有关|相关|其他有关|(?:行业|业务|属地)+主?管?)(?:部门|单位)"
)
"""Bodies nobody in particular answers for."""
_AMONG = re.compile(
    r"等(?:[一-鿿]{0,8}?)(?:部门|单位|部室|机构|地区|各方|方面)(?:\([^()]{1,6}\))?(?:[和及、](?:单位|地区|部门))?$|等$"
)
_IN_BRACKETS = re.compile(r"\([^()]{0,40}\)")
_TOGETHER = re.compile(
    rf"各(?!市、县){_PLACES}(?:、{_PLACES}(?:\(市\)|\(市、区\))?)+(?=(?:人民)?政府|党委|总?工会|办事处|[^一-鿿]|$)|各[委部处科](?:、[办局部处科室])+"
    r"|(?<=[)区县市镇乡])党委、(?=(?:人民)?政府)|区、(?:县(?:级市|\(市\)|\(市、区\)|市)?|市)(?![一-鿿])"
)
_BREAK = (
    r"[、,;/|\s]+|等?[和与及](?=地方各级|各级)|以及"
    r"|(?<=[部委局厅署院办会门府区市县团司心位室站社])及(?=[各有相其国省市区县])"
)
_AND = re.compile(
    _BREAK
    + r"|(?<=[部委局厅署院办会府心团司站所])[和与](?!单位|部门|政府|个人)|(?<=[部委局厅署院办会府心团司])同(?=[一-鿿])"
)
_FILLER = re.compile(r"^(?:(?:以上|上述)[^、]{0,8}?由|由|请|所涉及的|涉及的|其中|分别由|主要由)+")
_PLACE = re.compile(r"(?:街道|镇|乡|社区|村|区|县|市)(?:办事处|总?工会|(?:人民)?政府|居委会|村委会)?$")
_BARE = re.compile(r"[一-鿿]{2,4}")
_TRIMMED = " 。.;,，；:：\n\t\u3000"
_NOBODY = re.compile(r"[-—–_/\\×]+|无|暂无|略")


def bodies(text: str) -> tuple[str, ...]:
    """Return the bodies of a list, each once, as the source writes them; 各区、县级市 is one, 各市、县 are two levels.

    等有关部门 behind the last of several names nobody and is left out; so are 由 in front and a dash in an empty cell.
    """
    return tuple(dict.fromkeys(name for name in _split(text.strip()) if name))


def _split(text: str) -> list[str]:
    folded = _IN_BRACKETS.sub(lambda match: re.sub(r"[、,;\s和与及]", "\0", match[0]), fold(text))
    folded = _TOGETHER.sub(lambda match: match[0].replace("、", "\0"), folded)
    names: list[str] = []
    begin = 0
    for gap in [*(match.span() for match in _AND.finditer(folded)), (len(folded), len(folded))]:
        names.append(_clean(text[begin : gap[0]]))
        begin = gap[1]
    return names


def _clean(name: str) -> str:
    name = name.strip(_TRIMMED)
    folded = fold(name)
    if _NOBODY.fullmatch(folded):
        return ""
    among = _AMONG.search(folded)
    filler = _FILLER.match(folded)
    return name[filler.end() if filler else 0 : among.start() if among else len(name)].strip()


def all_bodies(text: str, *, loose: bool = False) -> tuple[str, ...]:
    """Return the bodies of a list when every name in it looks like one, else nothing.

    Before a place's body stand the bare names of others of its kind: 新港、海天街道办事处. ``loose`` takes names too
    that end like a body and like other words (安监站, 妇委会).
    """
    if fold(text.rstrip(_TRIMMED)[-1:]) not in _LAST:
        return ()
    names = bodies(text)
    shown = [fold(name).replace("、", "") for name in names]  # 各委、办、局工会 is one
    places = _PLACE.search(shown[-1]) if shown else None

    def looks_like_one(name: str) -> bool:
        return bool(BODY.fullmatch(name) or (loose and _LOOSE.fullmatch(name)))

    sure = bool(names) and looks_like_one(shown[-1])
    return names if sure and all(looks_like_one(name) or (places and _BARE.fullmatch(name)) for name in shown) else ()
