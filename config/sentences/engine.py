"""Words of the engine: jobs, runs, how they are carried out, and what is wrong when they are not."""

SENTENCES: dict[str, str] = {
    "run-in-the-past": "{flow}（{purpose}）不能当作过去的 {as_of} 运行：消息会现在发出，内容是现在的事项，不是那一天的。"
    "想看那一天会做什么，请加 --dry-run；要现在运行，请去掉 --as-of。",
    "run-in-the-future": "{as_of} 还没有到，不能当作那一天运行。想先看会做什么，请加 --dry-run。",
    "flow-unknown": "没有名为“{flow}”的流程。可用的流程：{known}。",
    "flow-target-missing": "流程 {flow} 的程序 {target} 找不到（{detail}）。安装可能不完整，请重新安装 duban 后再试。",
}

LABELS: dict[str, dict[str, str]] = {
    "job": {
        "compile_progress": "汇总进展",
        "request_updates": "通知填报",
        "send_reminders": "生成提醒",
        "deliver": "发送消息",
        "quarterly_report": "季度报告",
    },
    "job_purpose": {
        "compile_progress": "每日下班后汇总各单位进展，更新红黄绿灯",
        "request_updates": "季末前向各责任单位发出进展填报通知并催报",
        "send_reminders": "按催办阶梯为临期和逾期事项生成提醒，每人每日一封，8:30 起发出",
        "deliver": "把待发的提醒和通知送到收件人",
        "quarterly_report": "季末填报宽限期满后冻结数据，形成季度督办报告",
    },
    "run_state": {
        "running": "运行中",
        "done": "完成",
        "failed": "失败",
        "crashed": "中断",
        "skipped": "未执行",
    },
    "run_engine": {"prefect": "Prefect", "plain": "直接运行"},
    "run_reason": {
        "process-gone": "进程已不在，运行中断",
        "first-start": "首次启动之前的时点，不补办",
        "too-late": "错过太久，不再补办",
    },
    "engine_state": {
        "stopped": "已停止",
        "starting": "Prefect 正在启动，页面可用，任务稍候",
        "prefect": "正常，由 Prefect 记录运行",
        "plain": "正常，按设置不使用 Prefect",
        "degraded": "Prefect 不可用，任务照常直接运行",
    },
    "prefect_reason": {
        "in-use": "本机另一个 duban 进程正在使用同一数据目录中的 Prefect",
        "no-answer": "Prefect 没有应答，请查看数据目录下 prefect/server.log",
    },
}
