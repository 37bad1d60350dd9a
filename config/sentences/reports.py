"""Sentences and labels of the quarterly report and of its verification."""

SENTENCES: dict[str, str] = {
    "snapshot-unreadable": "{name}不是可识别的报告快照（{detail}）。请使用 duban report 生成的 .json 快照文件。",
    "snapshot-altered": (
        "{name}的内容与封存时不一致：封存摘要为 {expected}，现内容摘要为 {found}。请从原系统重新导出，不要使用该文件。"
    ),
    "snapshot-intact": "{name}完好：内容与封存时一致，摘要为 {found}。",
    "snapshot-newer": "{name}由更新版本的程序生成（快照格式第{version}版），本程序只认识第{known}版。请升级后再打开。",
    "report-format-unknown": "没有“{format}”这种报告格式，可选：{known}。",
    "report-fonts-dir-missing": "字体文件夹 {path} 不存在。请改正字体文件夹设置，或留空使用自带字体。",
    "report-glyphs-missing": (
        "报告中有{count}个字在字体里没有字形，PDF 和图中以“〓”代替：{characters}。请在字体文件夹设置中提供含有这些字的字体。"
    ),
}

LABELS: dict[str, dict[str, str]] = {
    "pace": {
        "completed": "已办结",
        "ahead": "快于序时",
        "on_schedule": "达到序时",
        "behind": "慢于序时",
        "not_started": "尚未开始",
    },
    "light_short": {
        "red": "红",
        "orange": "橙",
        "yellow": "黄",
        "green": "绿",
        "blue": "提前",
        "grey": "未",
    },
    "change": {
        "extension": "延期",
        "adjustment": "调整",
        "suspension": "暂缓",
        "merger": "并入",
        "cancellation": "终止",
        "closing": "销号",
    },
}
