"""What a heading announces: results so far, a plan, principles to leave out; and which unit it names.

Words of the genre (plans, notices, opinions of public bodies and unions), not of one document.
"""

import re
from enum import Enum


class Kind(Enum):
    """What stands under a heading."""

    PLAN = "plan"
    RESULT = "result"
    AIM = "aim"
    """A general aim: prose under it is no task, numbered entries are."""
    PROCEDURE = "procedure"
    """How to apply or hand in: a sentence there is a task when it obliges a named body or gives a deadline."""
    FRAME = "frame"
    """Principles, significance, scope, conditions: never tasks."""
    SAFEGUARD = "safeguard"
    """Organisation, requirements, assessment: tasks only where a responsible unit is named."""


_YEAR = (
    r"(?:20[0-9]{2}年度?|[0-9]{2}年|今年|本年度?|明年|今后|下一?步|下阶段|现阶段|上半年|下半年"
    r"|第?[一二三四]季度){0,3}的?"
)
_RESULT_WORDS = (
    r"(?:主要|重点|阶段性?|工会|改革|整体|各项)?(?:工作)?(?:成果|成效|成绩|业绩|进展|回顾|总结|完成情况|开展情况|进展情况|亮点)"
    r"|(?:已|已经)(?:完成|取得|开展)的?(?:工作|成效|成绩|成果|任务)|取得的?(?:成效|成绩|成果|进展)|工作(?:开展)?(?:情况|概况)|工作盘点"
)
_PLAN_WORDS = (
    r"目标计划|(?:主要|重点|工作|目标|改革|具体|总体|整改|整治|治理|推进|落实|下步|近期|年度)*(?:目标)?(?:任务|计划|安排|打算|举措|措施|要点)(?:分解|清单|分工)?"
    r"|工作(?:计划|安排|打算|任务|措施|思路|重点|要点|步骤)|实施步骤|方法步骤|重点工作|主要工作|工作目标计划"
)
_RESULT = re.compile(rf"{_YEAR}(?:{_RESULT_WORDS})(?:及(?:成效|成果|进展))?")
_PLAN = re.compile(rf"{_YEAR}(?:{_PLAN_WORDS})")
_FRAME = re.compile(
    r"[^,。;:]*(?:指导思想|指导原则|基本原则|工作原则|总体原则|重要意义|重大意义|必要性|目的意义|总体思路|总体要求|总体考虑|基本思路|工作背景"
    r"|形势分析|存在的?(?:主要|突出)?(?:问题|困难|不足).{0,8}|编制依据|制定依据|名词解释|填[写表]说明|联系方式|附则|总则)"
    r"|(?:目的|背景|依据|意义|原因|现状)|[^,。;:]{2,30}(?:登记|申报|统计|汇总|审批|推荐|报名|调查|申请|信息采集|反馈|评分|评价|签到)表(?:样式)?|.{0,20}回执"
    r"|(?:充分|深刻|切实提高|进一步提高)(?:认识|领会).*|(?:指标|名额)(?:分配|(?:和|与|及|、)?比例|安排)"
    r"|(?:申报|评选|推荐|参评|适用|参加|实施|活动|排查|整治|检查|治理|摸底|摸排|建档|登记|认定|调查|统计|普查|发放|资助|享受|受理|征集|参展|选树|评审|入选|奖励|支持|培训|表彰|工作|慰问|服务|帮扶|救助|补助|参赛|参训)*"
    r"(?:范围|条件|资格|对象|名额|标准|情形)|(?:工作|活动|慰问|举办|会议|培训|竞赛|征集|参赛|参展)+(?:时间|主题|地点)(?:[、和与及](?:活动)?(?:时间|主题|地点|对象|范围))*"
    r"|(?:征集|征文|参赛|参展)(?:内容|作品|类别|要求)|(?:相关|新闻)?链接|(?:记者|采访)手记|编后|延伸阅读|背景(?:资料|链接)|职工心声"
    r"|(?:凡|须|应)?(?:具备|符合|具有|有)?(?:下列|以下).{0,8}(?:条件|情形|情况).{0,24}"
)
_AIM = re.compile(
    r"(?!完成|实现|确保|围绕|紧扣|聚焦|明确|分解|落实|细化|健全|建立|对照|推进)[一-鿿]{0,6}?目标(?:要求)?"
)
_PROCEDURE = re.compile(
    r"(?:申报|评审|评选|推荐|办理|报名|申请|报送|评比|工作)*(?:程序|流程)|(?:有关|申报|推荐)?(?:材料|资料|情况|信息)(?:的)?(?:报送|申报|上报|提交)(?:要求|时间|方式)?|(?:申报|报送|上报|推荐|报名|评选|提交|反馈)(?:要求|办法|时间|时限|内容|材料|方式|途径|格式|渠道)|有关(?:要求|事项)"
    r"|(?:表彰|评选|评比|工作)?(?:奖励|奖项)(?:设置|设定|办法|措施|标准|名额|方式)?|表彰(?:办法|方式|名额)|(?:激励|奖励|表彰)(?:和|与|及)?(?:奖励|激励)?(?:措施|办法)"
)
_SAFEGUARD = re.compile(
    r"(?:工作|活动|有关|几点|具体|相关)?要求|(?:强化|加强|完善|落实|健全)?(?:组织|工作|政策|措施|实施|制度|人员|经费|资金)*"
    r"(?:领导|保障|保障措施|组织保障|组织实施|保障机制)|(?:成立|健全)?(?:组织|领导|工作)(?:机构|架构|体系)(?:[及和与](?:职责|分工))?"
    r"|(?:加强|强化|严格|严肃|落实|抓好|完善|健全)?(?:工作|目标|责任|绩效|监督|督促|督导|检查|督查|评价|评估|通报|[、和与及])*"
    r"(?:监督检查|考核|问责|责任追究|工作纪律)(?:评价|奖惩|问责|制度|机制|办法|工作|促.{1,6})*"
    r"|(?:狠抓|抓好|强化|推动|确保|抓实|加强)(?:工作|任务|责任|各项|组织|督促|督查|措施|和|与|、)*(?:落实|实施)(?:见效|到位|落地)?"
    r"|(?:切实|进一步|不断)*(?:提高|统一|深化|增强)(?:思想|政治)*(?:认识|站位|意识)(?:[,、].*)?|加强(?:组织)?领导[,、].*"
)
_KINDS = (
    (_RESULT, Kind.RESULT),
    (_PLAN, Kind.PLAN),
    (_AIM, Kind.AIM),
    (_PROCEDURE, Kind.PROCEDURE),
    (_SAFEGUARD, Kind.SAFEGUARD),
    (_FRAME, Kind.FRAME),
)

_LONGEST = 40
_PLACE = r"街道|镇|乡|地区|开发区|高新区|园区|社区|村"
_BODY = r"总工会|联合工会|工会|办事处|街道办|党工委|工委|工作站|服务站|服务中心|委员会|居委会|党委"
_OFFICE = r"办公室|局|厅|委|办|部|科|处|室|署|院|公司|集团|学校|大学|医院|中心|总队|支队|协会"
_NAME = r"[一-鿿]{1,14}?"
_UNIT = rf"{_NAME}(?:(?:{_PLACE})(?:{_BODY})?|{_BODY})"
_UNIT_HEADING = re.compile(
    rf"(?P<unit>{_UNIT})(?:[\s:]*{_YEAR}(?P<section>(?:{_RESULT_WORDS}|{_PLAN_WORDS}|目标|工作)"
    rf"(?P<more>[、和与及]{_YEAR}(?:{_RESULT_WORDS}|{_PLAN_WORDS}))?))?\s*:?"
)
_OFFICE_HEADING = re.compile(rf"(?P<unit>[一-鿿]{{1,10}}?(?:{_OFFICE}))\s*:?")
_VERB_FIRST = re.compile(
    r"(?:加强|推进|建设|建立|完善|深化|参观|走访|慰问|开展|推动|做好|强化|关于|力促|全面|走进|打造|服务|划分|围绕|创建|成立|突出|发挥|提升)"
)
_TITLE = re.compile(r"20[0-9]{2}年")
_DISTRICT = re.compile(r"[省市区县州盟]总?工会$")
_EVERYBODY = re.compile(r"各|有关|相关|本(?:区|市|县|街道|单位)|全(?:区|市|县)")
_WHERE_TO = re.compile(r"[在到向让把给]")
_PARTICLE_FIRST = re.compile(r"[以把将在与和为各]")
_DECORATION = re.compile(r"^[■◆●★▲◇□☆【\[<《#=\s]+|[■◆●★▲◇□☆】\]>》#=\s]+$")
DECORATED = re.compile(r"^[■◆★◇☆【]")


def bare(title: str) -> str:
    """Return a folded heading without ornaments at its ends (■…■) and without a closing colon or stop."""
    return _DECORATION.sub("", title).rstrip(":。. ")


def kind_of(title: str) -> Kind | None:
    """Return what a heading (folded, without its number) announces, or None when it says nothing special.

    A heading with two halves (总体目标和主要任务) is a plan when either half is; 范围、内容、方式 is nothing special,
    because all halves must announce something.
    """
    text = re.sub(r"\([^()]*\)$", "", bare(title)).strip()
    if not text or len(text) > _LONGEST:
        return None
    whole = _match(text)
    if whole:
        return whole
    kinds = [_match(part) for part in re.split(r"[和与及]", text)]
    if Kind.PLAN in kinds:
        return Kind.PLAN
    return kinds[-1] if None not in kinds else None


def _match(text: str) -> Kind | None:
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(text)), None)


def unit_of(title: str) -> tuple[str, Kind | None] | None:
    """Return the unit a heading names and what it announces of it, or None.

    月桥街道 现阶段工作成果 names 月桥街道 and its results; 月桥街道 alone names the unit only.
    """
    text = re.sub(r"\([^()]*\)$", "", bare(title)).strip()
    if len(text) > _LONGEST or _VERB_FIRST.match(text) or _EVERYBODY.match(text):
        return None
    match = _UNIT_HEADING.fullmatch(text)
    if match is None and not _PARTICLE_FIRST.match(text):
        match = _OFFICE_HEADING.fullmatch(text)
    if match is None or _WHERE_TO.search(match["unit"]):  # 把服务送到社区 says where to, it names nobody
        return None
    if _TITLE.match(text, match.end("unit")) and _DISTRICT.search(match["unit"]):
        return None  # the title of the whole document: 某区总工会2020年工作要点
    parts = match.groupdict()
    one_thing = parts.get("section") and not parts.get("more")
    kind = kind_of(str(parts["section"])) if one_thing else None
    return match["unit"], Kind.PLAN if kind is Kind.AIM else kind  # the aims of one unit are its goal plan
