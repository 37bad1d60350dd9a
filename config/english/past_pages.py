"""Phrases of the pages in English: looking at a past day."""

PHRASES: dict[str, str] = {
    "到这一天为止生成的消息。投递状态只留最新的：这一天以后才发出的记为待发送，其余是最新的状态；停发的地址没有历史，这里不列。": "Messages made by that day. Only the newest state of a message is kept: those sent later count as waiting, the others have their newest state. Stopped addresses have no history and are not listed.",
    "{0}日终时等办公室决定的事，这里只看，办理请回到现在": "What waited for the office at the end of {0}; to be read only, go back to now to act",
    "无记载": "Not kept",
    "办公室哪天阅过哪份报送，没有留下历史，所以过去某一天还没阅的报送这里不列；当时的报送在各事项的台账里。": "No history is kept of when the office looked at which report, so what was unread on a past day is not listed; the reports of then are in the timeline of each task.",
    "消息哪天成为无法送达，没有留下历史，所以过去某一天的这里不列。": "No history is kept of when a message was given up, so those of a past day are not listed.",
    "看那一天为止的消息": "Messages made by that day",
    "按您现在的岗位列出；这里只看，办理请回到现在。": "Listed by the posts you hold now; to be read only, go back to now to act.",
    "这一天没有要您办的任务。": "There was nothing for you to do on that day.",
    "提醒的结果只留最新的：这一天以后才发出或取消的，记为拟发送。": "Only the newest result of a reminder is kept: those sent or cancelled later count as planned.",
    "到这一天为止还没有给您的提醒。": "There were no reminders for you by that day.",
    "当时在督办的事项 {0} 项": "{0} tasks tracked then",
    "办理情况": "Standing",
    "到这一天为止登记了的计划，版次和事项数是当时的。": "Plans registered by that day, with the versions and numbers of tasks of then.",
    "到这一天为止还没有登记计划。": "No plan was registered by that day.",
    "到这一天为止还没有可以看的报告。": "There was no report to read by that day.",
    "到这一天日终为止开始的运行。引擎和排程只有现在的情况，这里不列。": "Runs begun by the end of that day. Of engine and schedule only the present is known; they are not listed.",
}
