"""Words of the leading group's pages: overview, boards, signing, prints, links and calendar."""

SENTENCES: dict[str, str] = {
    "themes-invalid": "主题文件 {file} 有误（{detail}）。请改正，或移走该文件以使用自带的主题。",
    "ranking-off": "没有开启单位排序。需要时请管理员把设置 unit_ranking 改为 true。",
    "report-not-final": "{period}的报告还是阶段稿（{state}），不能签发。请在季末宽限期满后重新封存，再签发。",
    "report-issued-already": "{period}的报告{state}，不能再签。",
    "report-not-read": "请先阅读报告并勾选“已核对”，再签字。没有签。",
    "report-superseded": "{period}的报告已有更新的版本，第 {version} 版不能再签发。请打开最新的一版。",
    "report-changed": "{period}的报告与刚才看到的不是同一份（摘要不同），没有签。请重新打开报告，核对后再签。",
    "report-unsigned": "{period}的报告还没有领导签字，不能印发。请先由领导小组签字。",
    "share-missing": "没有这个链接。请检查地址是否复制完整，或向发给您链接的人索取新的。",
    "share-expired": "这个链接已过有效期。请向发给您链接的人索取新的。",
    "share-revoked": "这个链接已被撤销。需要时请向发给您链接的人索取新的。",
    "share-days": "有效天数应在 1 至 {most} 之间。请改正后再制作。",
    "share-subject": "请选择一份计划，或一份已印发的报告。",
    "calendar-no-person": "{name} 的账号没有对应名册中的人员，没有自己的日历。请联系管理员关联人员。",
    "feed-name": "督办 · {name}",
    "feed-due": "到期：{number} {title}",
    "feed-provisional": "到期（暂定）：{number} {title}",
    "feed-answer": "答复批示：{number} {title}",
    "feed-update": "报送{period}进展（{count} 件）",
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
    "snapshot_state": {
        "frozen": "已封存，待签发",
        "signed": "已签发，待印发",
        "issued": "已印发",
    },
    "link_kind": {
        "plan": "计划",
        "report": "报告",
        "calendar": "日历",
    },
    "link_state": {
        "active": "有效",
        "expired": "已过期",
        "revoked": "已撤销",
    },
    "own_date": {
        "due": "完成时限",
        "answer": "答复批示",
        "update": "报送进展",
    },
    "signature_act": {
        "signed": "签字",
        "issued": "印发",
    },
    "board_span": {
        "quarter": "近三个月",
        "half": "近半年",
        "year": "近一年",
    },
    "audit": {
        "items-classified": "按规则归类事项",
        "report-signed": "签发报告",
        "share-made": "制作只读链接",
        "share-revoked": "撤销只读链接",
        "report-issued": "印发报告",
    },
}
