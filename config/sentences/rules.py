"""Words of the rules of time: colours, reasons, audiences; what is wrong with a calendar, a pack or a period."""

SENTENCES = {
    "calendar-unreadable": "节假日文件 {file} 读不懂（{detail}）。请用 UTF-8 编码的 CSV 重新保存，或移走该文件。",
    "calendar-row-invalid": (
        "节假日文件 {file} 第 {line} 行不对：“{row}”。首行应为 date,kind,name,source；"
        "其后每行写该年（或上年 12 月）的一个日期，kind 为 rest（休）或 work（班），同一日期只写一次。请改正后重试。"
    ),
    "rule-pack-unknown": "没有名为“{name}”的规则包。可用的有：{known}。请改正设置项 rule_pack。",
    "rule-pack-unreadable": "规则包 {file} 读不懂：{detail}。请检查 TOML 写法。",
    "rule-pack-invalid": "规则包 {file} 的 {field} 项不对（{detail}）。请对照 default.toml 改正。",
}

LABELS = {
    "light": {
        "green": "绿灯",
        "yellow": "黄灯",
        "orange": "橙灯",
        "red": "红灯",
        "grey": "未开始",
        "blue": "提前办结",
        "none": "不亮灯",
    },
    "light_reason": {
        "near": "临近期限",
        "lag": "进度滞后",
        "missing": "本期未报",
        "silent": "连续未报",
        "overdue": "逾期",
        "not_begun": "应开始未开始",
        "late_update": "逾期补报",
    },
    "audience": {
        "owner": "责任人",
        "leading_official": "牵头领导",
        "office": "督办办公室",
        "leading_group": "改革领导小组",
    },
    "period_kind": {"quarter": "季度", "month": "月"},
    "term_unit": {"days": "天", "workdays": "个工作日", "months": "个月"},
}
