"""Phrases that the pages put together: dates, distances, spans."""

PHRASES: dict[str, str] = {
    "今天到期": "due today",
    "已逾期{count}个工作日": "{count} working days overdue",
    "还剩{count}个工作日": "{count} working days left",
    "今天是期限前最后一个工作日": "today is the last working day before the deadline",
    "期限前已没有工作日": "no working day left before the deadline",
    "到期当日": "on the day it is due",
    "到期前{count}个工作日": "{count} working days before it is due",
    "逾期{count}个工作日": "{count} working days after it was due",
    "每 {count} 分钟": "every {count} minutes",
    "每天 {time}": "daily at {time}",
    "是": "yes",
    "否": "no",
    "无": "none",
    "剩{count}个工作日催报": "reminded with {count} working days left",
    "不到1秒": "under 1 s",
    "{seconds}秒": "{seconds} s",
    "{hours}小时{minutes}分": "{hours} h {minutes} min",
    "{minutes}分{seconds}秒": "{minutes} min {seconds} s",
}
