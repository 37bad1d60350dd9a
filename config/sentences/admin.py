"""Words of the administration: runs begun by hand, units and people, calendars, rule packs, the audit trail."""

SENTENCES: dict[str, str] = {
    "runs-elsewhere": "这个网页进程不执行任务，不能在这里运行。请在运行 duban serve 的网页上操作，或用命令 duban run。",
}

LABELS: dict[str, dict[str, str]] = {
    "audit": {
        "run-begun": "手动运行",
    },
}
