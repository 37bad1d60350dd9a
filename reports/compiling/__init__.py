"""Fills a report's snapshot from the ledger: everything is read once, then pure functions decide what it says."""

from reports.compiling.whole import compile_snapshot

__all__ = ["compile_snapshot"]
