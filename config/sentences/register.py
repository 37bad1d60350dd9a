"""Words of the register, the search, saved questions and files of the register."""

SENTENCES: dict[str, str] = {
    "columns-unknown": "没有“{name}”这一列。请回到台账重新选择要看的列。",
    "cell-not-editable": "“{column}”不能在台账中直接修改；进展、问题和下一步由责任单位报送。",
    "filter-name-missing": "请先给这个筛选起个名字（1 至 {most} 个字）。",
    "filter-name-taken": "你已有一个叫“{name}”的常用筛选，请换个名字。",
    "filter-page-unknown": "只能保存“事项”和“台账”两页的筛选。",
    "filter-missing": "这个常用筛选已经删除。请刷新页面。",
    "filters-too-many": "每页最多保存 {most} 个常用筛选。请先删除不用的。",
    "filter-too-long": "这个筛选的条件太长，不能保存。请减少条件。",
}

LABELS: dict[str, dict[str, str]] = {
    "filter": {
        "q": "搜索文字",
        "further": "后续结果",
        "columns": "列",
    },
    "prose": {
        "title": "事项",
        "source": "原文",
        "done": "进展",
        "problem": "问题",
        "next_step": "下一步",
        "instruction": "批示",
        "answer": "批示答复",
        "note": "说明",
        "reason": "理由",
    },
    "register_column": {
        "number": "序号",
        "title": "改革事项",
        "measures": "任务措施",
        "outcome": "成果形式",
        "leader": "牵头领导",
        "lead_unit": "牵头单位",
        "responsible": "责任单位",
        "owner": "责任人",
        "support": "配合单位",
        "due": "完成时限",
        "expected": "序时进度",
        "progress": "进度",
        "light": "亮灯",
        "state": "状态",
        "theme": "主题",
        "done": "本季进展",
        "problem": "存在问题",
        "next_step": "下一步",
        "evidence": "佐证",
        "due_original": "完成时限（原）",
        "due_now": "完成时限（现）",
        "due_mark": "时限备注",
    },
    "register_mark": {
        "provisional": "暂定",
        "late": "迟",
        "vacant": "（岗位空缺）",
        "unclassified": "（未归类）",
        "not_reported": "本季度未报送进展",
        "percent": "{column}（%）",
    },
    "file_name": {
        "register": "任务台账",
    },
    "file_format": {
        "csv": "CSV 文本",
        "xlsx": "Excel 工作簿",
    },
    "audit": {
        "exported": "导出台账",
    },
}
