"""Fills a report's snapshot from the ledger: read everything once, then decide by pure functions what the report says."""

from reports.compiling.whole import compile_snapshot

__all__ = ["compile_snapshot"]
