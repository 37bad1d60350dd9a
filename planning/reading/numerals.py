"""How Word writes the numbers of a list: the number formats of ECMA-376 part 1, section 17.18.59, that China uses."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST = 9999


def counting(value: int, digits: str = _DIGITS, tens: str = "十百千") -> str:
    """Return a number as counted in Chinese: 10 is 十, 105 is 一百〇五; outside 1–9999 it stays in Arabic digits."""
    if not 0 < value <= _LARGEST:
        return str(value)
    shown = ""
    for power in range(3, -1, -1):
        digit = value // 10**power % 10
        if digit:
            shown += digits[digit] + (tens[power - 1] if power else "")
        elif shown and not shown.endswith(digits[0]):
            shown += digits[0]
    shown = shown.rstrip(digits[0])
    return shown[1:] if shown.startswith(digits[1] + tens[0]) and digits is _DIGITS else shown


def _spelled(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _roman(value: int) -> str:
    if not 0 < value <= _LARGEST:
        return str(value)
    shown = ""
    for worth, sign in _ROMAN:
        shown += sign * (value // worth)
        value %= worth
    return shown


def _letter(value: int) -> str:
    """Word repeats the letter: 27 is AA, 28 is BB."""
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= _LARGEST else str(value)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)]


def _row(first: str, count: int) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if 0 < value <= count else str(value)


def _wide(value: int) -> str:
    return str(value).translate({ord("0") + i: ord("０") + i for i in range(10)})


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _row("①", 20),
    "decimalEnclosedCircleChinese": _row("①", 20),
    "decimalEnclosedParen": _row("⑴", 20),
    "decimalEnclosedFullstop": _row("⒈", 20),
    "ideographEnclosedCircle": _row("㊀", 10),
    "chineseCounting": counting,
    "chineseCountingThousand": counting,
    "taiwaneseCounting": counting,
    "taiwaneseCountingThousand": counting,
    "japaneseCounting": counting,
    "ideographDigital": _spelled,
    "taiwaneseDigital": _spelled,
    "japaneseDigitalTenThousand": _spelled,
    "chineseLegalSimplified": lambda value: counting(value, _LEGAL, "拾佰仟"),
    "ideographLegalTraditional": lambda value: counting(value, _LEGAL, "拾佰仟"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": lambda value: _cycle(_STEMS)(value) + _cycle(_BRANCHES)(value),
    "numberInDash": lambda value: f"- {value} -",
    "chicago": lambda value: "*†‡§"[(value - 1) % 4] * min((value + 3) // 4, _LARGEST),
    "hex": lambda value: f"{value:X}",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda value: _letter(value).lower(),
    "none": lambda _: "",
}
