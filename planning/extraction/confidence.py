"""How sure a reading is: the share of readings of its kind that a careful clerk registered too.

The figures are measured, rounded to twentieths, on the plans with expected items that the extraction is tuned on
(nine public plans and ten written for the purpose): of the items read by a rule, how many the clerk has. A reading with
several doubts is as sure as the worst of them. They order readings for a person who looks through them; they are no
probabilities for one document.
"""

from collections.abc import Iterable

_CERTAINTY = {
    "unnumbered-item": 0.95,
    "task-in-prose": 0.8,
    "item-looks-broken": 0.85,
    "item-too-long": 0.7,
    "general-subject": 0.45,
    "aim-with-figures": 0.4,
    "introduction-task": 0.3,
    "safeguard-without-unit": 0.25,
    "procedure-sentence": 0.25,
    "paragraph-with-action": 0.3,
}


def confidence_of(reasons: Iterable[str]) -> float:
    """Return how sure a reading with these doubts is, from 0 to 1; none gives 1."""
    return min((_CERTAINTY[reason] for reason in reasons), default=1.0)
