"""Units, people, plans, tasks, the ledger, deadlines, lights, progress and the intake of documents."""
