"""What labels say of an entry: 牵头单位：…, 责任部室：…, 完成时限：… in its text or in lines of their own."""

import re

from planning.extraction.passage import Passage

_BODY_KIND = r"(?:单位|部门|部室|处室|科室|股室|部|处|科|室|主体|方)"
ROLES = {
    "lead": rf"(?:总|共同)?牵头(?:责任)?{_BODY_KIND}?|主办{_BODY_KIND}?|主责{_BODY_KIND}?|主管{_BODY_KIND}|组织单位",
    "support": rf"(?:配合|协办|协同|参与|参加|协助|支持){_BODY_KIND}?",
    "other": r"(?:完成|办理|办结|整改|计划|推进|实施|起止)*(?:时限|时间|期限|节点)(?:要求|节点|安排)?"
    r"|(?:工作|完成)?进度(?:安排|要求)?|(?:牵头|责任|分管|包案|联系|挂帅|督办|主管|包联)领导|联系人|(?:联系)?电话|成果形式|预期成果|考核指标|备注|(?:工作)?目标",
    "responsible": rf"(?:第一|主要|直接)?(?:责任|承办|落实|实施|完成|负责|办理|整改|整改责任|督办){_BODY_KIND}?|责任人",
}
_BEHIND = r"(?:[】\]]\s*:?|\s*:|(?<=[位门])[为是]|(?=同上))"
"""What makes a word a label: a colon, brackets of its own (【牵头单位】甲局), 责任单位为甲局, 责任单位同上."""
_OPENS = r"(?:[【\[](?=[^【】\[\]:]{2,8}[】\]]))?"
LABEL = re.compile(
    rf"(?:^|(?<=[,;。\s】\])]))\s*{_OPENS}(?:"
    + "|".join(f"(?P<{role}>{word})" for role, word in ROLES.items())
    + rf"){_BEHIND}"
)
LEADER = re.compile(
    r"(?:牵头|责任|分管|包案|联系|挂帅|督办|主管|包联)(?:领导|负责人)\s*[:为]\s*([一-鿿]\s{1,3}[一-鿿](?![一-鿿])|[^,;。、()\s]{2,12})"
)
_WHEN_LABEL = re.compile(
    rf"(?:^|(?<=[,;。\s(]))\s*{_OPENS}(?:(?:完成|办理|办结|整改|计划|推进|实施|起止)*(?:时限|期限|节点)(?:要求|节点|安排)?"
    r"|(?:完成|办理|办结|整改|计划|推进|实施|起止)+时间(?:节点|要求)?|时间(?:节点|要求|安排)"
    r"|(?:工作|完成)?进度(?:安排|要求))(?:[】\]]\s*:?|\s*:)\s*"
)
_PARTICULAR = (
    rf"(?:(?:牵头|责任|配合|主办|承办|协办|协同|参与|参加|协助|落实|主责|主管|实施|整改责任|督办)(?:{_BODY_KIND}|人|领导)"
    r"|(?:分管|包案|联系|挂帅|包联)领导|(?:完成|办理|办结|整改|推进|实施|起止|计划)*(?:时限|期限)|(?:完成|办理|办结|整改|推进|实施|起止)+时间|时间(?:节点|要求|安排)"
    r"|(?:工作|完成)?进度(?:安排|要求)|成果形式|预期成果|考核指标)"
)
PARTICULARS = re.compile(rf"(?:[(【\[〔]?\s*{_PARTICULAR}(?:\s*:|(?=同上))|[【\[]{_PARTICULAR}[】\]])")
"""A line that says who, when or what for the entry above it."""
_SAYS = rf"{_OPENS}{_PARTICULAR}{_BEHIND}"
_NAMED = r"(?:责任|承办|牵头|主办|配合|协办|落实)(?:单位|部门|部室|科室|处室|人)\s*:"
TAIL = re.compile(rf"(?:^|(?<=[。;\n])|,(?={_NAMED}))\s*{_SAYS}[^。\n]{{0,200}}[。.;]?\s*$")
_LINE = re.compile(rf"(?:^|(?<=\n))\s*[(【\[〔]?{_SAYS}[^。\n]{{0,200}}[。.;]?[)】\]〕]?\s*$")
INSIDE = re.compile(rf"(?:^|(?<=[。;\n]))[ \t]*{_SAYS}[^。\n]{{1,200}}(?=\n)")


def particulars_of(passage: Passage) -> Passage | None:
    """Return the lines at the end of a text that say who and when (责任部室：… 完成时限：…), or None."""
    end = len(passage)
    while (tail := _LINE.search(passage.folded, 0, end)) and tail.start() > 0:
        end = len(passage.folded[: tail.start()].rstrip())
    return passage.cut(end) if end < len(passage) else None


def stated_limit(passage: Passage) -> Passage | None:
    """Return what a label gives as the time for the whole item (完成时限：9月底前), or None."""
    labels = list(_WHEN_LABEL.finditer(passage.folded))
    if not labels:
        return None
    begin = labels[-1].end()
    stop = re.compile(r"[。;\n)】]").search(passage.folded, begin)
    end = stop.start() if stop else len(passage)
    following = LABEL.search(passage.folded, begin, end)
    value = passage.cut(begin, following.start() if following else end)
    return value if value.text else None
