"""Words of the leading group's pages: overview, boards, signing, prints, links and calendar."""

SENTENCES: dict[str, str] = {
    "themes-invalid": "主题文件 {file} 有误（{detail}）。请改正，或移走该文件以使用自带的主题。",
    "ranking-off": "没有开启单位排序。需要时请管理员把设置 unit_ranking 改为 true。",
    "nothing-to-classify": "没有可以按规则归类的事项，未作任何改动。",
}

LABELS: dict[str, dict[str, str]] = {
    "decision": {
        "report": "报告已封存，请签发",
        "extension": "延期已达次数上限，请审定",
        "instruction": "批示到期未答复",
        "overdue": "逾期10个工作日以上",
    },
    "quarter": {
        "1": "第一季度",
        "2": "第二季度",
        "3": "第三季度",
        "4": "第四季度",
    },
    "board_span": {
        "quarter": "近三个月",
        "half": "近半年",
        "year": "近一年",
    },
    "audit": {
        "items-classified": "按规则归类事项",
    },
}
