"""How often the drawings of a PDF draw each other: a few small ones can ask for billions, which no reader survives."""

import re
from collections.abc import Iterator, Mapping, Sequence

from planning.reading.pdf_streams import Stream

_DRAWS = re.compile(rb"/([^\s/<>\[\]()]+)\s+Do\b|\bDo\b")
_NAMED = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d{1,10})\s+\d+\s+R\b")
_REFERENCE = re.compile(rb"(\d{1,10})\s+\d+\s+R\b")
_OBJECT = re.compile(rb"(\d{1,10})\s+\d+\s+obj\b(?!.{0,400}?\bstream\b)(.{0,8000}?)endobj", re.DOTALL)
_PAIR = re.compile(rb"(\d{1,10})\s+(\d{1,10})")
_FIRST = re.compile(rb"/First\s+(\d{1,10})")
_HARMLESS = 3
_ENDLESS = 10**12
_DEEPEST = 30
_MOST_REFERENCES = 1_000


def most_drawings(data: bytes, streams: Sequence[Stream]) -> int:
    """Return an upper bound of how many drawings one drawing of the file comes to, those within it included."""
    forms = {stream.number: stream for stream in streams if b"/Form" in stream.head}
    counts = {number: len(_DRAWS.findall(stream.content())) for number, stream in forms.items()}
    if any(_draws_itself(stream) for number, stream in forms.items() if counts[number]):
        return _ENDLESS
    if sum(count > 0 for count in counts.values()) < _HARMLESS:
        return 1
    plain = dict(_plain_objects(data, streams))
    inner = {number: _drawn_by(forms[number].head, forms, plain) for number in forms if counts[number]}
    costs: dict[int, int] = {}
    for number in forms:
        _cost(number, inner, counts, costs, 0)
    return max(costs.values())


def _cost(
    number: int, inner: Mapping[int, frozenset[int]], counts: Mapping[int, int], costs: dict[int, int], depth: int
) -> int:
    """Return what one drawing comes to; one that draws itself is drawn once, as libraries do."""
    if number not in costs:
        costs[number] = 1
        below = (
            [_cost(each, inner, counts, costs, depth + 1) for each in inner.get(number, ())] if depth < _DEEPEST else []
        )
        costs[number] = 1 + counts[number] * max(below, default=1)
    return costs[number]


def _draws_itself(form: Stream) -> bool:
    drawn = set(_DRAWS.findall(form.content()))
    return any(int(match[2]) == form.number and match[1] in drawn for match in _NAMED.finditer(form.head))


def _drawn_by(head: bytes, forms: Mapping[int, Stream], plain: Mapping[int, bytes]) -> frozenset[int]:
    """Return the drawings that a dictionary names, directly or through other dictionaries."""
    found: set[int] = set()
    seen: set[int] = set()
    open_ends = [head]
    while open_ends and len(seen) < _MOST_REFERENCES:
        for match in _REFERENCE.finditer(open_ends.pop()):
            number = int(match[1])
            if number in forms:
                found.add(number)
            elif number in plain and number not in seen:
                seen.add(number)
                open_ends.append(plain[number])
    return frozenset(found)


def _plain_objects(data: bytes, streams: Sequence[Stream]) -> Iterator[tuple[int, bytes]]:
    for match in _OBJECT.finditer(data):
        yield int(match[1]), match[2]
    for stream in streams:
        first = _FIRST.search(stream.head) if b"/ObjStm" in stream.head else None
        if first:
            content = stream.content()
            pairs = [(int(one), int(two)) for one, two in _PAIR.findall(content[: int(first[1])])]
            for (number, start), (_, end) in zip(pairs, [*pairs[1:], (0, len(content))], strict=True):
                yield number, content[int(first[1]) + start : int(first[1]) + end]
