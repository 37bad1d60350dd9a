"""Until when a result had been achieved: the last full date its words state, else the day the document was issued."""

import re
from calendar import monthrange
from datetime import date

from planning.extraction.passage import fold

_MONTH = "1[0-2]|0?[1-9]"
_DATED = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})\s*年(?!代)\s*"
    rf"(?:(?:{_MONTH})\s*月?\s*[-—–至到]+\s*(?P<until>{_MONTH})\s*月"
    rf"|(?P<month>{_MONTH})\s*月(?:\s*(?P<day>[0-9]{{1,2}})\s*日)?"
    r"|(?P<half>上半年)|第?(?P<quarter>[一二三四1-4])季度)?"
)
_QUARTERS = {char: number for number, pair in enumerate(("一1", "二2", "三3", "四4"), start=1) for char in pair}


def achieved_on(heading: str, text: str, issued_on: date | None) -> date | None:
    """Return the last day of the time a result tells of, never behind the day of issue; None when nothing says it."""
    stated = [day for words in (text, heading) for day in _days(fold(words)) if issued_on is None or day <= issued_on]
    return max(stated, default=issued_on)


def _days(folded: str) -> list[date]:
    found = []
    for match in _DATED.finditer(folded):
        year = int(match["year"])
        month = int(match["until"] or match["month"] or 12)
        if match["half"]:
            month = 6
        if match["quarter"]:
            month = 3 * _QUARTERS[match["quarter"]]
        last = monthrange(year, month)[1]
        day = int(match["day"] or last)
        if 1 <= day <= last:
            found.append(date(year, month, day))
    return found
