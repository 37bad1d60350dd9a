"""The quarterly report, notices and exports."""
