"""The six clarities (六个明确): which of them an item still lacks. The labels are in ``config.sentences.intake``."""

import re

from planning.extraction.model import Item
from planning.extraction.passage import fold

CLARITIES = ("matter", "leader", "responsible", "measures", "outcome", "deadline")
_OUTCOME = re.compile(
    r"报告|方案|办法|制度|机制|规定|细则|意见|清单|台账|名录|目录|平台|系统|数据库|体系|阵地|服务站|基地|中心|"
    r"活动|运动会|培训班|讲座|竞赛|评选|手册|指南|标准|档案|合同|协议|揭牌|挂牌|验收|达标|全覆盖|%|率"
)
_SHORTEST_MATTER = 6


def missing_clarities(item: Item) -> tuple[str, ...]:
    """Return which of matter, leader, responsible, measures, outcome and deadline the item lacks, in that order.

    responsible counts as stated when the text names a unit or the item stands under one; a deadline only when it
    gives a date; an outcome when a figure to reach or a thing that can be shown (方案, 机制, 培训班) is named.
    """
    stated = {
        "matter": len(item.text) >= _SHORTEST_MATTER,
        "leader": bool(item.leader),
        "responsible": bool(item.responsible or item.unit),
        "measures": bool(item.deliverables),
        "outcome": bool(item.quantities or _OUTCOME.search(fold(item.text))),
        "deadline": item.deadline is not None,
    }
    return tuple(clarity for clarity in CLARITIES if not stated[clarity])
