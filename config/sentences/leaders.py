"""Words of the leading group's pages: overview, boards, signing, prints, links and calendar."""

SENTENCES: dict[str, str] = {
    "themes-invalid": "主题文件 {file} 有误（{detail}）。请改正，或移走该文件以使用自带的主题。",
}

LABELS: dict[str, dict[str, str]] = {
    "decision": {
        "report": "报告已封存，请签发",
        "extension": "延期已达次数上限，请审定",
        "instruction": "批示到期未答复",
        "overdue": "逾期10个工作日以上",
    },
}
