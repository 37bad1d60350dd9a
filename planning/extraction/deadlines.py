"""Deadlines in prose: what date do these words give, and how sure is it. Pure; the plan's year is a parameter.

The last day counts: 9月底前 is 30 September, 上半年 is 30 June, 十月中旬 is 20 October (domain rules, section 3).
Words that give no date (适时, 尽快, 每季度末) are kept as text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from planning.extraction.around_dates import Around
from planning.extraction.date_forms import EXPRESSIONS
from planning.extraction.date_readers import BEFORE, READERS, Basis, Problem
from planning.extraction.passage import fold
from planning.extraction.recurrence import occurrences

_VAGUE = re.compile(
    r"适时|尽快|尽早|逐步|逐渐|不断|长期坚持|长期|定期|不定期|择机|视情|条件成熟[时后]|根据实际|早日|陆续|经常性|常态化"
    r"|持续推进|持续坚持|立行立改|即知即改|立即整改|常抓不懈"
)
_BARE_YEAR = re.compile(r"(20[0-9]{2})年度?")
_NAMES = re.compile(r"《[^《》]{0,80}》")
_OF_ITS_OWN = re.compile(
    r"(?![之以]?[前内])[^,;。:]{1,20}?(?:须|应|要|将)?[于在](?=(?:20[0-9]{2}年|今年|本年)?[0-9]{1,2}月)"
)
"""A half-year that says of which matter (下半年返还资金于9月30日前拨付), with the date of the matter behind it."""
_PERIODS = ("half", "quarter", "whole_year")


@dataclass(frozen=True)
class Deadline:
    """What a text says about when: the date or None, the words, how sure; ``start`` is where the words stand.

    ``basis``: explicit (a calendar expression), inferred (counted from a period), recurring, vague, or none.
    ``problem`` says why words that look like a date gave none. What recurs has no single date: ``next_on`` and
    ``last_on`` are its first due day from the day of issue on (else of the year) and its last one in the year.
    """

    on: date | None
    text: str
    basis: Basis
    start_on: date | None = None
    start: int = 0
    problem: Problem = ""
    next_on: date | None = None
    last_on: date | None = None

    @property
    def end(self) -> int:
        """Where the words end in the text that was read."""
        return self.start + len(self.text)


NO_DEADLINE = Deadline(None, "", "none")


def read_deadline(text: str, year: int, issued: date | None = None) -> Deadline:
    """Return the deadline a text states; of several the last, because the matter is done when all of it is.

    ``year`` is given to expressions that name none; ``issued`` is the day of issue, for 印发之日起30日内.
    Nothing said gives basis none; a date that cannot be (2月30日) or lies before ``year`` gives no date and a problem.
    """
    found = _all_readings(text, year, issued)
    for wanted in (("explicit",), ("inferred",)):
        dated = [d for d in found if d.on and d.basis in wanted]
        if dated:
            return max(dated, key=lambda d: (d.on or date.min, -d.start))
    for deadline in found:
        if deadline.problem:
            return deadline
    recurring = next((d for d in found if d.basis == "recurring"), None)
    if recurring:
        return recurring
    vague = _VAGUE.search(fold(text))
    if vague:
        return Deadline(None, text[slice(*vague.span())], "vague", start=vague.start())
    return next(iter(found), NO_DEADLINE)


def read_limit(text: str, year: int, issued: date | None = None) -> Deadline:
    """Return the deadline that a label or a cell gives (完成时限：2021年): there a bare year means its end."""
    bare = _BARE_YEAR.fullmatch(fold(text).strip(" 。;"))
    if bare and int(bare[1]) >= year:
        return Deadline(date(int(bare[1]), 12, 31), text.strip(), "inferred", date(int(bare[1]), 1, 1))
    return read_deadline(text, year, issued)


def stated_dates(text: str, year: int, issued: date | None = None) -> tuple[date, ...]:
    """Return the distinct dates a text states as limits or ends of periods, in time order."""
    return tuple(sorted({d.on for d in _all_readings(text, year, issued) if d.on and d.basis == "explicit"}))


@lru_cache(maxsize=64)
def _all_readings(text: str, year: int, issued: date | None) -> tuple[Deadline, ...]:
    """Return all readings of a text; the same one is asked for several times in a row."""
    return tuple(_readings(text, year, issued))


def _readings(text: str, year: int, issued: date | None) -> Iterator[Deadline]:
    folded = _NAMES.sub(lambda match: " " * len(match.group()), fold(text))
    for match in EXPRESSIONS.finditer(folded):
        around = Around(
            match, folded[max(match.start() - 12, 0) : match.start()], folded[match.end() : match.end() + 12]
        )
        if (
            around.only_begins
            or around.is_count
            or (around.kind in _PERIODS and _OF_ITS_OWN.match(folded, match.end()))
        ):
            continue
        limit = BEFORE.match(around.after)
        start, end = match.start() + len(match[0]) - len(match[0].lstrip()), match.end() + (limit.end() if limit else 0)
        if around.impossible_year:
            yield Deadline(None, text[start:end], "none", start=start, problem="year-impossible")
            continue
        reading = READERS[around.kind](match, year, issued, around)
        if reading is None:
            continue
        on, basis, start_on, problem = reading
        if on and on.year < year and not (issued and on >= issued):
            if not (limit or around.kind in ("span", "days", "years", "digits", "digit_span") or around.limits):
                continue
            on, basis, problem = None, "none", "before-plan-year"
        found = Deadline(on, text[start:end], basis, start_on, start, problem)
        yield _recurring(found, folded[start:end], year, issued) if around.kind == "recurring" else found


def _recurring(found: Deadline, words: str, year: int, issued: date | None) -> Deadline:
    """Return what recurs with its next and last day; a month named (每年6月底) gives the date of the plan's year."""
    days = occurrences(words, year, issued if issued and issued.year == year else None)
    if days is None:
        return found
    named = days[1] if words.startswith("每年") and "月" in words else None
    return replace(found, on=named, next_on=days[0], last_on=days[1])
