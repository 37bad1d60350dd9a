"""Use cases on a clock: the only place that knows Prefect and APScheduler."""
