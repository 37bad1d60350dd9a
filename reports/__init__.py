"""The quarterly report: what it says (a frozen snapshot), how it is worded, and its four renderings."""
