"""Which instructions (批示) on a task wait for an answer: several may, and one answer answers them all. Pure."""

from collections.abc import Iterable

from planning.lifecycle import Event

_SETTLING = frozenset({"answered", "instruction_withdrawn"})


def open_instructions(events: Iterable[Event]) -> list[Event]:
    """Return the instructions neither answered nor withdrawn, the oldest first; the newest one's day counts for all."""
    found: list[Event] = []
    for event in events:
        if event.kind == "instructed":
            found.append(event)
        elif event.kind in _SETTLING:
            found.clear()
    return found
