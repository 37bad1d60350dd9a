"""Words of the pages where plans are uploaded, read and reviewed."""

SENTENCES: dict[str, str] = {
    "upload-nothing": "还没有选择文件，也没有粘贴文字。请选择一个计划文件，或把文字粘贴到文本框里，再点“上传并读取”。",
    "upload-both": "文件和粘贴的文字只能选一样：请去掉其中一样再提交，未作任何改动。",
    "upload-year-wrong": "计划年度“{year}”不对，请写四位数字，如 {example}。未作任何改动。",
    "upload-too-large": "文件太大（最多 {megabytes} MB）。请删去文件中的图片，或按章节拆成几份后再上传，未作任何改动。",
    "reading-busy": "现在已有 {count} 份文件正在读取，请等它们读完再上传，未作任何改动。",
    "reading-missing": "没有这次读取的记录：可能系统重新启动过。未作任何登记，请从“计划”页重新上传。",
    "plan-missing": "没有这个计划（编号 {plan}）。请从“计划”页重新进入。",
    "review-button-unknown": "这个页面没有“{act}”这种操作。请刷新页面后用页面上的按钮，未作任何改动。",
    "review-cut-missing": "还没有选在哪里断开。请勾选一处或几处“断开”，再点“拆分”，未作任何改动。",
    "review-other-missing": "还没有写是哪一项。请填另一项的序号（如 5）或已登记事项的编号，未作任何改动。",
    "review-table-unknown": "没有第 {table} 张表。请刷新页面后再选各列的含义，未作任何改动。",
    "review-item-changed": "您打开页面以后，{names} 已改动了第 {keys} 项，您这次的操作没有做。请看改动后再决定。",
}

LABELS: dict[str, dict[str, str]] = {
    "card_stage": {
        "open": "待定",
        "keep": "保留",
        "drop": "不列入",
        "merge": "并入",
        "adopted": "已登记",
        "doubtful": "存疑",
    },
    "review_filter": {
        "open": "待定",
        "doubtful": "存疑",
        "missing": "缺要素",
        "soft": "措辞偏软",
        "twin": "疑似重复",
        "decided": "已定",
        "new": "新增",
        "changed": "有修改",
        "same": "不变",
    },
    "reading_stage": {
        "waiting": "等待读取",
        "reading": "正在读取文件",
        "extracting": "正在识别目标事项",
    },
}
