"""Numbers of a workbook as its reader sees them: 0.35 shown as 35%, 42916 shown as 2017年6月30日, 1 shown as 01.

Dates are written the Chinese way whatever their format looks like; a format without a year shows none, because the
reader sees none and the year kept behind it is only that of the day it was typed.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, DecimalException

Shown = Callable[[str], str]
"""Gives what is shown for a number as it is kept."""

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "yyyy年m月",
    28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒",
    34: "h:mm", 35: "h:mm:ss", 36: "yyyy年m月", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss", 50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日",
    55: "h:mm", 56: "h:mm:ss", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
"""Number formats that a file names by number only (ECMA-376 part 1, 18.8.30, with those of Chinese Excel)."""
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.DOTALL)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<sign>[¥￥$€%‰元])|(?P<digit>[0#?])|.', re.DOTALL
)
_PLACES = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?")
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_DAY_ZERO_1904 = datetime(1904, 1, 1, tzinfo=UTC)
_LAST_DAY = 2_958_465
_LEAP_BUG = 60
"""Serial numbers below it are one day off: 29 February 1900 is counted though there was none."""
_SURE_DIGITS = 10


def shown_by(format_id: int, code: str | None, *, from_1904: bool) -> Shown:
    """Return how numbers of a format are shown; ``code`` is the file's own format, None for a built-in one."""
    whole = code if code is not None else _BUILT_IN.get(format_id, "General")
    section = _sections(whole)
    bare = _LITERAL.sub("", section).lower()
    if "general" not in bare and re.search(r"[ymdhs]", bare):
        return lambda raw: _moment(raw, bare, from_1904=from_1904)
    places = _PLACES.search(bare)
    if "general" in bare or "@" in bare or "e+" in bare or "/" in bare or places is None:
        return general
    around = _around(section)
    return lambda raw: _number(raw, places[0], bare.count("%"), around)


def _sections(code: str) -> str:
    """Return the part of a format for positive numbers."""
    found = re.match(r'(?:"[^"]*"|\\.|[^;"\\])*', code, re.DOTALL)
    return found[0] if found else code


def _around(section: str) -> tuple[str, str]:
    """Return the words in front of and behind the digits of a format (0"户" has 户 behind)."""
    words = ["", ""]
    behind = 0
    for token in _TOKEN.finditer(section):
        literal = token["quoted"] or token["escaped"] or token["sign"] or ""
        words[behind] += literal
        behind = 1 if token["digit"] else behind
    return words[0], words[1]


def general(raw: str) -> str:
    """Return a number as a cell without a format shows it: whole numbers in full, others to ten digits."""
    try:
        value = Decimal(repr(float(raw)))
    except ValueError:
        return raw
    if not value.is_finite():
        return raw
    if value == value.to_integral_value():
        return str(int(Decimal(raw)))
    return f"{Decimal(f'{value:.{_SURE_DIGITS}g}'):f}"


def _number(raw: str, places: str, percents: int, around: tuple[str, str]) -> str:
    try:
        value = Decimal(repr(float(raw))) * 100**percents
        whole, _, part = places.partition(".")
        if whole.endswith(","):
            value /= 1000 ** (len(whole) - len(whole.rstrip(",")))
        rounded = value.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    except (ValueError, DecimalException):
        return raw
    text = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    digits, _, decimals = text.lstrip("-").partition(".")
    while decimals and len(decimals) > part.count("0") and decimals.endswith("0"):
        decimals = decimals[:-1]
    digits = digits.zfill(whole.count("0"))
    sign = "-" if rounded < 0 else ""
    return f"{sign}{around[0]}{digits}{'.' + decimals if decimals else ''}{around[1]}"


def _moment(raw: str, bare: str, *, from_1904: bool) -> str:
    try:
        serial = float(raw)
    except ValueError:
        return raw
    if not 0 <= serial <= _LAST_DAY:
        return general(raw)
    if "[" in bare:
        minutes = round(serial * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    zero = _DAY_ZERO_1904 if from_1904 else _DAY_ZERO
    days = serial + 1 if not from_1904 and 1 <= serial < _LEAP_BUG else serial
    try:
        moment = zero + timedelta(seconds=round(days * 86_400))
    except OverflowError:
        return general(raw)
    return _moment_words(moment, bare)


def _moment_words(moment: datetime, bare: str) -> str:
    """Return the parts of a moment that its format shows; a month beside hours is one only when days are shown too."""
    dated = "y" in bare or "d" in bare
    month = "m" in bare and (dated or not re.search("[hs]", bare))
    day = "d" in bare and ("m" in bare or "y" in bare)
    words = f"{moment.year}年" if "y" in bare else ""
    words += f"{moment.month}月" if month else ""
    words += f"{moment.day}日" if day else ""
    hours = "h" in bare and (moment.hour or moment.minute or not dated)
    clock = f"{moment.hour}:{moment.minute:02}" if hours or not words else ""
    return f"{words} {clock}".strip()


def iso_moment(raw: str) -> str:
    """Return a date that is kept in ISO form as the same words; other text as it is."""
    try:
        moment = datetime.fromisoformat(raw.removesuffix("Z"))
    except ValueError:
        return raw
    return _moment_words(moment, "ymdh")
