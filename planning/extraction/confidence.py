"""How sure a reading is: the share of readings of its kind that a careful clerk registered too.

Measured on nineteen plans with expected items (nine public ones and ten the rules were tuned on): of the readings of a
kind, how many the clerk has as an item, counting those the clerk leaves open; with one more of either added, since some
kinds are rare, and rounded to twentieths. Items without doubts: 253 of 253; unnumbered 6 of 6; in prose 3 of 3;
safeguards 5 of 14; general subject 1 of 2; aim 1 of 1; introduction and procedure 0 of 1. What is not counted as an
item stays below one half. A reading with several doubts is as sure as the worst of them. The figures order readings
for a person who looks through them; they are no probabilities for one document.
"""

from collections.abc import Iterable

_CERTAINTY = {
    "unnumbered-item": 0.9,
    "item-looks-broken": 0.85,
    "task-in-prose": 0.8,
    "item-too-long": 0.7,
    "general-subject": 0.45,
    "aim-with-figures": 0.45,
    "safeguard-without-unit": 0.4,
    "introduction-task": 0.35,
    "procedure-sentence": 0.35,
    "paragraph-with-action": 0.3,
}


def confidence_of(reasons: Iterable[str]) -> float:
    """Return how sure a reading with these doubts is, from 0 to 1; none gives 1."""
    return min((_CERTAINTY[reason] for reason in reasons), default=1.0)
