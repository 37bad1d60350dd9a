"""Chinese and Arabic numerals in prose: what number do these characters say. No units, no dates."""

from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_SCALES = {"万": 10_000, "亿": 100_000_000}


def chinese_number(text: str) -> int:
    """Return the number a Chinese numeral says: 十二 is 12, 二十 is 20, 两百零三 is 203, 二〇一七 is 2017.

    ``text`` holds numeral characters only; an empty text is 0.
    """
    if text and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in _SCALES:
            total = (total + section + digit or 1) * _SCALES[c]
            section = digit = 0
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + section + digit


def number(text: str) -> Decimal:
    """Return the number that Arabic digits with a Chinese scale say, or a Chinese numeral: 1.5万 is 15000, 三百 is 300.

    Thousands separators and the vague 余, 多 and 几 behind a digit are left out (90余 is 90).
    """
    bare = "".join(c for c in text if c not in ", 余多几")
    head = bare.rstrip("十百千万亿")
    if not head or not head[0].isascii():
        return Decimal(chinese_number(bare))
    value = Decimal(head)
    for c in bare[len(head) :]:
        value *= _TENS.get(c) or _SCALES[c]
    return value


def plain(value: Decimal) -> int | Decimal:
    """Return the value as an int when it is whole, so that figures print as people write them."""
    return int(value) if value == value.to_integral_value() else value
