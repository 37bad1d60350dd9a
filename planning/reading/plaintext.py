"""Plain text files: their lines as they stand, whatever encoding each is in, unless they are no text at all."""

import re
from collections.abc import Sequence

from config.errors import DubanError
from planning.reading.cleaning import Cleaner, is_odd, with_line_feeds
from planning.reading.document import Progress, ReadingLimits, TextBuilder, silent
from planning.reading.encoding import Decoded, decode, share_of_usual

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_MOST_BAD = 10
"""A text of which one sign in so many is a control character or broken is none."""
_LEAST_USUAL, _SAMPLE = 0.5, 30_000
"""A text with broken bytes of which less than this share are usual characters is in no encoding we know."""
_STEP = 10_000
_SHOWN = 20


def read_plain_text(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the lines of a text file (UTF-8 or UTF-16 with or without its mark, GB18030, or lines of several).

    Raises:
        DubanError: ``text-encoding`` when no encoding fits, ``text-binary`` when control characters show it is no text.
    """
    found = decode_text(data, name)
    if len(found.text) > limits.text_chars:
        raise DubanError("document-text-too-long", name=name, chars=len(found.text), limit=limits.text_chars)
    builder = TextBuilder()
    starts = _write(builder, found.text, progress)
    note_encoding(builder, found, starts)
    return builder


def decode_text(data: bytes, name: str, declared: str = "") -> Decoded:
    """Return the text of bytes that should be text, as ``decode`` reads it.

    Raises:
        DubanError: ``text-encoding`` when too much of it fits no encoding, ``text-binary`` when it is no text.
    """
    found = decode(data, declared)
    controls = len(_CONTROL.findall(found.text)) if is_odd(found.text) else 0
    lost = found.text.count("\ufffd") if found.broken else 0
    if (controls + lost) * _MOST_BAD > len(found.text) or (
        lost and share_of_usual(found.text[:_SAMPLE]) < _LEAST_USUAL
    ):
        code, place = ("text-encoding", "\ufffd") if lost >= controls else ("text-binary", _CONTROL)
        at = re.search(place, found.text)
        position = len(found.text[: at.start() if at else 0].encode(found.encoding, "replace")) + 1
        raise DubanError(code, name=name, position=position)
    return found


def note_encoding(builder: TextBuilder, found: Decoded, starts: Sequence[int] = ()) -> None:
    """Note which lines are in another encoding than the rest and which hold bytes that fit none.

    ``starts`` gives where in the text of ``builder`` each line of the file begins; without it the notes have no place.
    """
    for code, numbers in (("text-mixed-encoding", found.other), ("text-broken-bytes", found.broken)):
        if numbers:
            start = starts[numbers[0] - 1] if starts else 0
            end = builder.text.find("\n", start) if starts else 0
            builder.note(code, start, builder.length if end < 0 else end, lines=line_numbers(numbers))


def line_numbers(numbers: Sequence[int]) -> str:
    """Return line numbers in words, neighbours drawn together: 第3、5—9行; long lists are cut short."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    words = [str(first) if first == last else f"{first}—{last}" for first, last in spans[:_SHOWN]]
    return f"第{'、'.join(words)}行" + (f"等{len(numbers)}行" if len(spans) > _SHOWN else "")


def _write(builder: TextBuilder, text: str, progress: Progress) -> list[int]:
    """Write the lines between the first and the last that say something; return where each line of the file begins."""
    cleaner = Cleaner(builder)
    lines = text.split("\n")
    last = max((number for number, line in enumerate(lines, 1) if line.strip()), default=0)
    odd, begun_late = is_odd(text), bool(lines) and not lines[0].strip()
    starts = []
    for number, line in enumerate(lines[:last], 1):
        starts.append(builder.next_start)
        if begun_late and line.strip():
            builder.landmark(f"第{number}行")  # lines left out at the beginning count all the same
        for part in with_line_feeds(line).rstrip().split("\n") if odd else [line]:
            shown = (cleaner.clean(part) if odd else part).rstrip()
            if shown or builder.length:
                builder.line([shown], "paragraph")
        if number % _STEP == 0:
            progress(number, last)
    progress(last, last)
    cleaner.tell()
    return starts
