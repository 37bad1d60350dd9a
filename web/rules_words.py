"""The rule pack in words, for the page that explains how things are judged. Pure."""

from collections.abc import Callable
from typing import NamedTuple

from config.rule_packs import LadderRule, LightRule, RulePack


class RulesInWords(NamedTuple):
    """What a rule pack says, as sentences."""

    lights: tuple[tuple[str, str], ...]
    ladder: tuple[tuple[str, str], ...]
    updates: str
    extensions: str
    sending: str


def in_words(pack: RulePack) -> RulesInWords:
    """Return the sentences of a pack, in the pack's order."""
    updates, sending = pack.updates, pack.sending
    period = {"quarter": "季度", "month": "月"}[updates.period]
    nudges = "、".join(str(days) for days in sorted(updates.nudge_workdays, reverse=True))
    beyond = {"leading_group": "改革领导小组", "office": "督办办公室"}[pack.extensions.beyond_asks]
    return RulesInWords(
        lights=tuple((rule.colour, _LIGHTS[rule.reason](rule)) for rule in pack.lights),
        ladder=tuple((rule.audience, _ladder(rule)) for rule in pack.ladder),
        updates=(
            f"每{period}报送一次进展：期末最后一个工作日报齐，提前{updates.opens_workdays}个工作日发出通知，"
            f"剩{nudges}个工作日时各催一次，宽限{updates.grace_workdays}个工作日，之后记为未报。"
        ),
        extensions=(
            f"申请延期须在期限前至少{pack.extensions.min_workdays_before_due}个工作日提出，"
            f"写明理由和拟延日期；最多批准{pack.extensions.max_approved}次，再延由{beyond}决定。原期限与现期限都保留。"
        ),
        sending=(
            f"每人每日一封，红灯在前，{sending.sending_time:%H:%M}发出；休息日和"
            f"{sending.quiet_from:%H:%M}至次日{sending.quiet_until:%H:%M}不发。"
            f"每个单位每周最多{sending.cap_per_unit_and_week}封。报送、办结、延期或改派后，未发的提醒自动取消。"
        ),
    )


_LIGHTS: dict[str, Callable[[LightRule], str]] = {
    "near": lambda rule: f"期限前剩{rule.at_most}个工作日或更少，尚未报办结",
    "lag": lambda rule: (
        f"落后序时进度超过{rule.above}个百分点"
        if rule.at_least is None
        else f"落后序时进度{rule.at_least}个百分点或更多"
    ),
    "missing": lambda rule: f"过了宽限期仍有{rule.at_least}期进展未报",
    "silent": lambda rule: f"连续{rule.at_least}期未报进展",
    "overdue": lambda rule: "逾期" if rule.at_least == 1 else f"逾期{rule.at_least}个自然日或更久",
    "not_begun": lambda rule: f"应开始后{rule.at_least}个月仍无进度",
    "late_update": lambda _: "最近一期进展为逾期补报",
}


def _ladder(rule: LadderRule) -> str:
    """Return when an audience hears: ``到期前7、3、1个工作日，到期当日，逾期第1、3个工作日，之后每5个工作日``."""
    before = "、".join(str(-days) for days in rule.offsets if days < 0)
    after = "、".join(str(days) for days in rule.offsets if days > 0)
    parts = [
        f"到期前{before}个工作日" if before else "",
        "到期当日" if 0 in rule.offsets else "",
        f"逾期第{after}个工作日" if after else "",
        f"之后每{rule.then_every}个工作日" if rule.then_every else "",
    ]
    return "，".join(part for part in parts if part)
