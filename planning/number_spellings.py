"""The other way to write the numbers of a question: 五月 for 5月, 30家 for 三十家. Pure."""

import re

from planning.extraction.numerals import chinese_number
from planning.reading.numerals import counting
from planning.words import folded

_ARABIC = re.compile(r"(?<![\d.-])[1-9]\d{0,2}(?![\d.-])")
_CHINESE = re.compile(r"[〇零一二两三四五六七八九十百千]+")


def spelt_otherwise(text: str) -> str:
    """Return a question with its numbers in Chinese instead of digits, or the other way round; empty without numbers.

    Years, decimals and the numbers of tasks stay as they are: these nobody spells out.
    """
    plain = folded(text)
    found = _ARABIC.sub(lambda number: counting(int(number[0])), plain)
    if found == plain:
        found = _CHINESE.sub(lambda number: str(chinese_number(number[0])), plain)
    return found if found != plain else ""
