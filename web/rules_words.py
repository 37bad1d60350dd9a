"""The rule pack in words, for the page that explains how things are judged. Pure."""

from collections.abc import Callable
from typing import NamedTuple

from config.language import label, phrase
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
    return RulesInWords(
        lights=tuple((rule.colour, _LIGHTS[rule.reason](rule)) for rule in pack.lights),
        ladder=tuple((rule.audience, _ladder(rule)) for rule in pack.ladder),
        updates=_updates(pack),
        extensions=_extensions(pack),
        sending=_sending(pack),
    )


def _updates(pack: RulePack) -> str:
    updates = pack.updates
    return phrase(
        "每{period}报送一次进展：期末最后一个工作日报齐，提前{opens}个工作日发出通知，"
        "剩{nudges}个工作日时各催一次，宽限{grace}个工作日，之后记为未报。",
        period=label("period_kind", updates.period),
        opens=updates.opens_workdays,
        nudges=phrase("、").join(str(days) for days in sorted(updates.nudge_workdays, reverse=True)),
        grace=updates.grace_workdays,
    )


def _extensions(pack: RulePack) -> str:
    return phrase(
        "申请延期须在期限前至少{least}个工作日提出，写明理由和拟延日期；"
        "最多批准{most}次，再延由{beyond}决定。原期限与现期限都保留。",
        least=pack.extensions.min_workdays_before_due,
        most=pack.extensions.max_approved,
        beyond=label("audience", pack.extensions.beyond_asks),
    )


def _sending(pack: RulePack) -> str:
    sending = pack.sending
    return phrase(
        "每人每日一封，红灯在前，{at}发出；休息日和{quiet}至次日{until}不发。"
        "每个单位每周最多{cap}封。报送、办结、延期或改派后，未发的提醒自动取消。",
        at=f"{sending.sending_time:%H:%M}",
        quiet=f"{sending.quiet_from:%H:%M}",
        until=f"{sending.quiet_until:%H:%M}",
        cap=sending.cap_per_unit_and_week,
    )


_LIGHTS: dict[str, Callable[[LightRule], str]] = {
    "near": lambda rule: phrase("期限前剩{count}个工作日或更少，尚未报办结", count=rule.at_most),
    "lag": lambda rule: (
        phrase("落后序时进度超过{count}个百分点", count=rule.above)
        if rule.at_least is None
        else phrase("落后序时进度{count}个百分点或更多", count=rule.at_least)
    ),
    "missing": lambda rule: phrase("过了宽限期仍有{count}期进展未报", count=rule.at_least),
    "silent": lambda rule: phrase("连续{count}期未报进展", count=rule.at_least),
    "overdue": lambda rule: (
        phrase("逾期") if rule.at_least == 1 else phrase("逾期{count}个自然日或更久", count=rule.at_least)
    ),
    "not_begun": lambda rule: phrase("应开始后{count}个月仍无进度", count=rule.at_least),
    "late_update": lambda _: phrase("最近一期进展为逾期补报"),
}


def _ladder(rule: LadderRule) -> str:
    """Return when an audience hears: ``到期前7、3、1个工作日，到期当日，逾期第1、3个工作日，之后每5个工作日``."""
    before = phrase("、").join(str(-days) for days in rule.offsets if days < 0)
    after = phrase("、").join(str(days) for days in rule.offsets if days > 0)
    parts = [
        phrase("到期前{count}个工作日", count=before) if before else "",
        phrase("到期当日") if 0 in rule.offsets else "",
        phrase("逾期第{count}个工作日", count=after) if after else "",
        phrase("之后每{count}个工作日", count=rule.then_every) if rule.then_every else "",
    ]
    return phrase("，").join(part for part in parts if part)
