"""By when, as cells of a table say it: 2017.6.30, 2017-06-30, 6.30, 2017年, 长期, beside all that prose says."""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from planning.extraction.deadlines import NO_DEADLINE, Deadline, read_deadline
from planning.extraction.passage import fold

_DAY = re.compile(r"(?<![0-9.])(20[0-9]{2})\s*([.\-/])\s*(1[0-2]|0?[1-9])(?:\s*\2\s*([0-9]{1,2}))?(?![0-9])")
_TIGHT = re.compile(r"(?<![0-9])(20[0-9]{2})(1[0-2]|0[1-9])([0-3][0-9])(?![0-9])")
_SHORT_DAY = re.compile(r"(1[0-2]|0?[1-9])[./](3[01]|[12][0-9]|0?[1-9])(?:日)?(前|之前|以前)?")
_RANGE_TAIL = re.compile(r"(月)\s*([-—–~至到]+)\s*(1[0-2]|0?[1-9])$")
_MONTHS = re.compile(r"(1[0-2]|0?[1-9])\s*[-—–~至到]+\s*(1[0-2]|0?[1-9])月?")
_YEAR = re.compile(r"(20[0-9]{2})年?(?:度|内|底|末|全年)?")
_YEARS = re.compile(r"(20[0-9]{2})年?\s*[-—–~至到]+\s*(20[0-9]{2})年?")
_LONGEST_VAGUE = 20


@lru_cache(maxsize=1_024)
def cell_deadline(text: str, year: int, issued: date | None = None) -> Deadline:
    """Return the deadline that a cell states; words that give no date (长期坚持, 立行立改) are kept and are vague."""
    if not text.strip():
        return NO_DEADLINE
    found = read_deadline(_as_prose(text.strip()), year, issued)
    if found == NO_DEADLINE or not found.text:
        short = text.strip() if len(text.strip()) <= _LONGEST_VAGUE else ""
        return Deadline(None, short, "vague") if short else NO_DEADLINE
    return replace(found, text=text, start=0)


def _as_prose(text: str) -> str:
    """Return the dates of a cell as prose writes them."""
    folded = fold(text)
    if years := _YEARS.fullmatch(folded):
        return f"{years[2]}年底"
    if year := _YEAR.fullmatch(folded):
        return f"{year[1]}年底"
    if day := _SHORT_DAY.fullmatch(folded):
        return f"{day[1]}月{day[2]}日{day[3] or ''}"
    if months := _MONTHS.fullmatch(folded):
        return f"{months[1]}月至{months[2]}月"
    folded = _DAY.sub(lambda day: f"{day[1]}年{int(day[3])}月" + (f"{int(day[4])}日" if day[4] else ""), folded)
    folded = _TIGHT.sub(lambda day: f"{day[1]}年{int(day[2])}月{int(day[3])}日", folded)
    return _RANGE_TAIL.sub(r"\1\2\3月", folded)


def first_day(text: str, year: int, issued: date | None = None) -> date | None:
    """Return the first day that a cell for the beginning names; None when it names none."""
    found = cell_deadline(text, year, issued)
    return found.start_on or found.on
