"""Words of compiling and freezing the report: why an item is lit, what is asked to be decided, how things were counted."""

SENTENCES: dict[str, str] = {
    # what keeps a report from being frozen
    "report-period-settled": "{period}的报告{state}，不能再重新冻结。后来的情况列入下一期；需要改正的，在下一期作更正说明。",
    "report-as-of-future": "截止日 {as_of} 还没有到（今天是 {today}）。请用今天或更早的日期。",
    "report-as-of-before": "截止日 {as_of} 早于 {period} 的第一天 {first}。请用该日或以后的日期。",
    "report-no-items": "截至 {as_of}，台账中没有登记任何事项，出不了 {period} 的报告。请先在“计划”页（或用 duban import）导入计划，或改用较晚的季度或截止日。",
    "report-ledger-moved": "汇总截至 {as_of} 的台账时有新的记录写入，报告未冻结。请重试。",
    # the name of things
    "report-title": "{district}\n{period}改革任务进展情况报告",
    "report-addressee": "{district}改革领导小组",
    "report-district": "区总工会",
    "calendar-announced": "{year}年国务院办公厅节假日安排",
    "calendar-provisional": "{year}年节假日安排尚未公布，按周一至周五和固定节日推算，所得日期均为暂定",
    # why an item is lit
    "lit-overdue": "已逾期{days}个工作日",
    "lit-near": "距时限{days}个工作日，未报办结",
    "lit-near-today": "时限当日，未报办结",
    "lit-lag": "进度落后序时{points}个百分点",
    "lit-missing": "{period}进展逾宽限期未报",
    "lit-silent": "连续{count}期未报送进展",
    "lit-not_begun": "应开始未开始，进度为零",
    "lit-late_update": "上期进展逾期补报",
    # what the register adds to an item
    "told-progress": "进度{progress}%",
    "told-figure": "{of}{value}{unit}",
    "told-figures": "主要数据：{figures}",
    "instruction-answered": "批示（{on}）“{text}”：{answered_on}已答复，{answer}",
    "instruction-open": "批示（{on}）“{text}”：应于{answer_by}前答复，尚未答复",
    # changes
    "change-merged": "并入{into}",
    "change-resumed": "恢复办理",
    "change-reopened": "重新办理",
    "change-reopened-by-instruction": "按批示重新办理",
    "change-due-confirmed": "明确完成时限",
    "change-stand-in": "{actor}（代{principal}）",
    # corrections of the reports before
    "correct-standing": "{item}的督办状态",
    "correct-finish": "{item}的办结日期",
    "correct-progress": "{item}的进度",
    "correct-due": "{item}的完成时限",
    "correct-figure": "{item}的数据“{of}”",
    "correct-counted": "{state}，计入总数",
    "correct-dropped": "{state}，不再计入",
    "correct-unfinished": "未办结（{state}）",
    "correct-by": "{on}{act}",
    # decisions asked
    "decide-extension": "{item}申请延期至{proposed}（现时限{due}）{reason}，请予批复",
    "decide-extension-leaders": "{item}已延期{count}次，再次申请延期至{proposed}（现时限{due}）{reason}，请改革领导小组研究决定",
    "decide-extension-reason": "，理由：{reason}",
    "decide-submitted": "{item}已于{on}报办结，请组织审核",
    "decide-instruction": "{item}的批示“{text}”应于{answer_by}前答复，尚未答复，请督促责任单位答复",
    # highlights
    "highlight-early": "{on}办结，比时限提前{days}个工作日",
    "highlight-early-today": "{on}办结，早于时限",
    "highlight-closed": "{on}办结，已销号",
    # how it was counted
    "define-scope": "截至{as_of}已立项且未暂缓、并入或终止的事项；{year}年以前已办结的不再列入。成果（子项）随事项计，不单独计数。",
    "define-scope-suspended": "截止时另有{count}项暂缓，不计入总数。",
    "define-scope-missing": "未列出的{streets}没有纳入督办的事项。",
    "define-time-share": "自开始日至完成时限所过天数占全部天数的百分比（首尾两日均计），与报送进度比较，差距以百分点计。",
    "define-pace": "进度高于序时进度{ahead}为快于；落后序时进度{behind}或逾期为慢于；其余为达到；尚未到开始日的另计。",
    "define-pace-at-least": "{points}个百分点及以上",
    "define-pace-above": "超过{points}个百分点",
    "define-overdue": "过了完成时限而未报办结；时限当日不算逾期，天数按工作日计。",
    "define-grey-blue": "未到开始日的事项标“未开始”；在完成时限之前办结的标“提前办结”，办结日以报办结之日为准。",
    "define-late": "逾期后办结的事项永久标注“迟”，不因办结、销号或重新办理而取消。",
    "define-provisional": "计划原文没有明确时限，或所依据的节假日安排尚未公布，以计划期末等推定的日期。",
    "define-filing": (
        "报送截止日在办的事项应报本期进展；报办结视同报送。街道有一项报送即为已报，应报各项都在截止日及以前报送为按时；"
        "迟报天数按最后一项计，仍未报的计至数据截止日。"
    ),
    "define-supplement": "属于以前各期、在上期数据截止日以后才收到的材料。",
    "define-correction": "以前各期报告所载、因封存以后的登记而不再成立的内容，并列原载和现值；封存的报告本身不改。",
    "define-changes": "按决定登记之日计入所在季度，季后作出的决定列入下一期。",
    "define-results": "各街道计划文件所载的现阶段工作成果，数字取自原文。",
    "define-lights-worst": "多项原因并存时取最重者并写明。",
    "rule-near": "距时限{count}个工作日以内未报办结",
    "rule-lag-at-least": "落后序时{count}个百分点及以上",
    "rule-lag-above": "落后序时超过{count}个百分点",
    "rule-missing": "{count}期进展逾宽限期未报",
    "rule-silent": "连续{count}期未报送进展",
    "rule-overdue": "逾期{count}天及以上",
    "rule-not_begun": "开始后{count}个月仍无进展",
    "rule-late_update": "上期进展逾期补报",
}

LABELS: dict[str, dict[str, str]] = {
    "report_term": {
        "scope": "统计范围",
        "time-share": "序时进度",
        "pace": "快于、达到、慢于序时",
        "overdue": "已逾期",
        "grey-blue": "未开始、提前办结",
        "late": "迟",
        "provisional": "暂定",
        "filing": "应报、已报、按时",
        "supplement": "补遗",
        "correction": "更正",
        "changes": "延期、调整与销号",
        "results": "工作成果",
    },
}
