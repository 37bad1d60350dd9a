"""Two versions of a text side by side: what stayed, what went, what came. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

_TOKEN = re.compile(r"[0-9.%]+|[A-Za-z]+|.", re.DOTALL)
_MOST_COMPARED = 4_000
_SHORTEST_KEPT = 2
"""A shorter stretch that stayed between two changes is told as changed too: word for word would be hard to read."""


@dataclass(frozen=True)
class Part:
    """A stretch of two texts: ``same`` in both, ``gone`` from the first, or ``new`` in the second."""

    kind: Literal["same", "gone", "new"]
    text: str


def text_diff(before: str, after: str) -> list[Part]:
    """Return what became of a text, figures and words whole; the parts but ``new`` are the first text joined."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > _MOST_COMPARED:
        return _parts([("gone", before), ("new", after)])
    found: list[tuple[str, str]] = []
    for step in Indel.opcodes(old, new):
        there, here = "".join(old[step.src_start : step.src_end]), "".join(new[step.dest_start : step.dest_end])
        if step.tag == "equal":
            found.append(("same", there))
        else:
            found += [("gone", there), ("new", here)]
    return _parts(_without_crumbs(found))


def _without_crumbs(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Tell short stretches between two changes as changed."""
    told: list[tuple[str, str]] = []
    for place, (kind, text) in enumerate(found):
        inside = 0 < place < len(found) - 1
        if kind == "same" and inside and len(text) < _SHORTEST_KEPT:
            told += [("gone", text), ("new", text)]
        else:
            told.append((kind, text))
    return told


def _parts(found: list[tuple[str, str]]) -> list[Part]:
    """Put what went and what came between two stretches that stayed together."""
    parts: list[Part] = []
    gone = new = ""
    for kind, text in [*found, ("same", "")]:
        if kind == "gone":
            gone += text
        elif kind == "new":
            new += text
        else:
            parts += [Part("gone", gone)] if gone else []
            parts += [Part("new", new)] if new else []
            parts += [Part("same", text)] if text else []
            gone = new = ""
    return parts
