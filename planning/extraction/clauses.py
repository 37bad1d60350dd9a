"""Deliverables inside an item: the clauses that say do something, each with its place.

A text is cut at ，；。 (never at 、) where a clause begins, after adverbs, a date or a body's name, with one of the
verbs of official documents; a clause without such a verb belongs to the one before it.
"""

import re
from collections.abc import Iterator

from planning.extraction.passage import Passage

_VERBS = (
    "组织|开展|举办|开办|举行|筹办|承办|召开|启动|开通|开设|设置|挂牌|上线|核查|盘活|摸底|赠送|建立|健全|完善|制定|制订|出台|印发|编制|修订|梳理|推进|推动|推广|加强|加大|加快|强化|深化|优化|提升|提高|扩大|拓宽|拓展|扩展|"
    "建设|构建|打造|培育|培养|培训|引进|选拔|选树|评选|表彰|发展|申报|创建|创新|创办|设立|成立|搭建|整合|规范|落实|实施|实行|执行|抓好|抓紧|做好|办好|"
    "维护|保障|保护|支持|扶持|帮扶|鼓励|引导|指导|督促|检查|督查|考核|评估|排查|整治|整改|治理|清理|走访|慰问|宣传|学习|调查|调研|研究|探索|"
    "发现|解决|发动|动员|广泛发动|发放|发布|公布|报送|上报|完成|实现|达到|参与|参加|配备|配置|购置|改造|改建|新建|筹建|借助|运用|利用|统筹|明确|细化|"
    "签订|签约|覆盖|收集|汇总|总结|通报|巩固|丰富|畅通|监督|监管|管理|协调|调处|化解|保持|促进|激励|吸引|聘请|选派|资助|评定|认定|遴选|转化|录入|对接|升级|编写|汇聚|营造|弘扬|"
    "建成|建好|配齐|补齐|新增|增设|增加|补充|更新|办理|编印|印制|汇编|简化|公开|公示|推行|试行|试点|招募|招聘|征集|受理|登记|摸清|摸排|核实|核对|归集|建档|归档|"
    "减少|压减|降低|缩短|提供|派驻|回访|联系|审核|审计|自查|盘点|兑现|救助|补助|援助|疏导|打通|安装|添置|装修|搬迁|修缮|扩建|评比"
)
_ADVERBS = (
    "积极|大力|认真|切实|进一步|继续|深入|扎实|全面|不断|逐步|及时|广泛|有效|着力|努力|重点|主动|充分|持续|稳步|有序|统一|定期|适时|尽快|逐一|分别|依法|依规|严格|"
    "动态性|常态化|抓紧|同时|并且|并|另外|此外|还要|还|再|需要|必须|应当|应|要|须|将|会|力争|确保|高标准|高质量|联合|协同|牢牢|牢固|率先|从严|加快|深度|创新性|针对性|更好|进而"
)
_CLAUSE = re.compile(r"[^,;。\n]+[,;。\n]?")
_WHEN = (
    r"(?:(?:在|于|到)?[0-9〇一二三四五六七八九十年月日上下半季度底末初第前中旬全今本内每至到—~-]{2,16}(?:前|内|期间)?)?"
)
_WHO = r"(?:由|请)?(?:[一-鿿]{2,10}(?:部|局|委|办|工会|街道|单位|部门|中心))?"
_BEGINS_WITH_VERB = re.compile(
    rf"[“\"(\s]*(?:[一二三四五六七八九十]是|其[一二三]|[①-⑳]|\([0-9一二三四五六七八九十]{{1,3}}\)|[0-9]{{1,2}}[.、])?{_WHEN}{_WHO}(?:{_ADVERBS})*{_WHEN}(?P<verb>{_VERBS})"
)
_WITH = re.compile(r"(?:以|按照|根据|围绕|通过|借助|依托|结合|针对|为|对|在|把|将|从|与|充分)")
_ONLY_WHEN = re.compile(_WHEN + "[,;]")
# 9月底前完成 says by when the thing before it is to be done; it is nothing of its own.
_BY_WHEN = re.compile(rf"{_WHEN}(?:全部|基本|全面)?(?:完成|办结|到位|结束)[,;。\n]?")
_SHORTEST = 4


def deliverables(passage: Passage) -> tuple[Passage, ...]:
    """Return the clauses of an item that name something to be done, in order, each without its closing stop.

    A clause that begins with a circumstance (以…为重点, 通过…) opens the deliverable that follows it. An item
    without any such clause has none.
    """
    spans = list(_grouped(passage.folded))
    return tuple(part for part in (_trim(passage, a, b) for a, b in spans) if len(part) >= _SHORTEST)


def _grouped(folded: str) -> Iterator[tuple[int, int]]:
    begin = end = -1
    opening = -1
    for clause in _CLAUSE.finditer(folded):
        acts = _BEGINS_WITH_VERB.match(clause[0]) and not (begin >= 0 and _BY_WHEN.fullmatch(clause[0]))
        if acts:
            if begin >= 0:
                yield begin, end
            begin, opening = (opening if opening >= 0 else clause.start()), -1
        elif (_WITH.match(clause[0]) or _ONLY_WHEN.fullmatch(clause[0])) and not clause[0].endswith("。"):
            if begin >= 0:
                yield begin, end
                begin = -1
            opening = clause.start() if opening < 0 else opening
        elif opening >= 0:
            begin, opening = opening, -1
        elif end < 0:  # what an item begins with is promised, whatever its verb
            begin = clause.start()
        elif begin >= 0 and folded[end - 1 : end] in "。\n":
            yield begin, end
            begin = -1
        end = clause.end()
    if begin >= 0:
        yield begin, end


def _trim(passage: Passage, start: int, end: int) -> Passage:
    while end > start and passage.folded[end - 1] in ",;。\n ":
        end -= 1
    return passage.cut(start, end)
