"""Which encoding the bytes of a text are in: that of the whole, and that of each line where lines differ.

Offices send UTF-8 and GB18030, rarely UTF-16 or Big5; text pasted from elsewhere mixes them. A reading is judged by
how many of its characters are usual ones of Chinese prose.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_USUAL = re.compile("[\t\n\r -~\u3000-\u3011\u4e00-\u9fff\uff01-\uff5e‘-”—…·①-⑩]")
_SAMPLE = 30_000
_SHORTEST_GUESS = 16
"""Below this number of bytes a text may look like UTF-16 by chance."""
_SURE = 0.9
_LIKELY = 0.5
"""Of traditional text about so much is written as in simplified text, which is what counts as usual here."""
_LEAD = 0.2
"""A reading as UTF-16 without its mark must be nearly all usual, and better than any other by this much."""
_COST_OF_A_LOST_SIGN = 3
_DECLARED = {
    "utf-8": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030",
    "big5": "cp950", "big5-hkscs": "big5hkscs", "utf-16": "utf-8", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
}  # fmt: skip
"""The names a page may declare; a page whose declaration could be read in single bytes is not in UTF-16 at all."""


@dataclass(frozen=True)
class Decoded:
    """A text with its main encoding, and the numbers (from 1) of the lines in another one or with broken bytes."""

    text: str
    encoding: str
    other: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()


def decode(data: bytes, declared: str = "") -> Decoded:
    """Return the text of some bytes; a byte that fits no encoding becomes U+FFFD, so that nothing is ever refused here.

    ``declared`` is the encoding a page says it is in; it is believed when the bytes agree. Costs time linear in size.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            data = data[len(mark) :]
            return _whole(data, encoding) or (_by_line(data) if encoding == "utf-8" else _lossy(data, encoding))
    if b"\0" in data and (encoding := _unmarked(data)):
        return _lossy(data, encoding)
    found = _whole(data, "utf-8") or (_whole(data, _DECLARED[declared]) if declared in _DECLARED else None)
    if found:
        return found
    encoding = _unmarked(data)
    if encoding:
        return _lossy(data, encoding)
    return (_whole(data, "cp950") if _is_big5(data) else None) or _by_line(data)


def _whole(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _lossy(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, broken=_numbers("\ufffd" in line for line in text.split("\n")))


def _numbers(said: Iterable[bool]) -> tuple[int, ...]:
    return tuple(number for number, yes in enumerate(said, 1) if yes)


def _unmarked(data: bytes) -> str:
    """Return which UTF-16 a text without its mark is in; empty when it is in neither."""
    sample = data[:_SAMPLE]
    if len(sample) < _SHORTEST_GUESS:
        return ""
    share, best = max((_usual(sample, encoding), encoding) for encoding in ("utf-16-le", "utf-16-be"))
    rival = max(_usual(sample, "utf-8"), _usual(sample, "gb18030"))
    return best if share > _SURE and share >= min(1.0, rival + _LEAD) else ""


def _is_big5(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    share = _usual(sample, "cp950") if len(sample) >= _SHORTEST_GUESS else 0.0
    return share > _LIKELY and share > _usual(sample, "gb18030") + _LEAD


def _usual(raw: bytes, encoding: str) -> float:
    return share_of_usual(raw.decode(encoding, "replace"))


def share_of_usual(text: str) -> float:
    """Return the share of usual characters of a text, lowered for each one that was lost; 1 is all."""
    known = text.encode("gb2312", "ignore").decode("gb2312")
    return (len(_USUAL.findall(known)) - _COST_OF_A_LOST_SIGN * text.count("\ufffd")) / max(len(text), 1)


def _by_line(data: bytes) -> Decoded:
    lines = data.split(b"\n")
    encodings = ["" if line.isascii() else _encoding_of(line) for line in lines]
    weights: Counter[str] = Counter()
    for line, encoding in zip(lines, encodings, strict=True):
        weights[encoding or "utf-8"] += len(line) if encoding else 0
    main = weights.most_common(1)[0][0]
    texts = [line.decode(encoding or main, "replace") for line, encoding in zip(lines, encodings, strict=True)]
    return Decoded(
        "\n".join(texts),
        main,
        _numbers(encoding not in ("", main) for encoding in encodings),
        _numbers("\ufffd" in text for text in texts),
    )


def _encoding_of(line: bytes) -> str:
    """Return which encoding a line reads best in; one without any broken byte where that is no question of sense."""
    strict = [encoding for encoding in ("gb18030", "utf-8") if _whole(line, encoding)]
    sample = line[:_SAMPLE]
    return max(("gb18030", "utf-8"), key=lambda encoding: (_usual(sample, encoding), encoding in strict))
