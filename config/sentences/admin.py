"""Words of the administration: runs begun by hand, units and people, calendars, rule packs, the audit trail."""

SENTENCES: dict[str, str] = {
    "audit-mark-wrong": "翻页的位置不对。请从操作日志的第一页重新进入。",
    "runs-elsewhere": "这个网页进程不执行任务，不能在这里运行。请在运行 duban serve 的网页上操作，或用命令 duban run。",
}

LABELS: dict[str, dict[str, str]] = {
    "audit": {
        "run-begun": "手动运行",
        "audit-exported": "导出操作日志",
    },
    "audit_column": {
        "at": "时间",
        "who": "经办人",
        "for_whom": "代何人",
        "kind": "操作",
        "what": "对象",
        "detail": "详情",
        "address": "来源地址",
    },
    "audit_subject": {
        "account": "账号",
        "job": "任务",
        "unit": "单位",
        "person": "人员",
        "post": "岗位",
        "calendar": "日历",
        "rules": "规则包",
        "delivery": "消息",
        "address": "地址",
        "plan": "计划",
        "report": "报告",
        "snapshot": "报告快照",
        "link": "链接",
        "task": "事项",
        "stand_in": "代办",
        "roster": "名册",
    },
    "audit_detail": {
        "first": "从",
        "last": "到",
        "kind": "操作",
        "unit": "单位",
        "number": "编号",
        "person": "经办人",
    },
}
