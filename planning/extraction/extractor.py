"""Extraction: the text of a plan in, its goal items, results and doubts out. Pure and deterministic."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from config.sentences import intake
from config.sentences import tables as table_words
from planning.extraction.candidates import Candidate, Selection
from planning.extraction.charged import named_by_duty, named_in_sentence
from planning.extraction.clauses import deliverables
from planning.extraction.columns import Columns
from planning.extraction.confidence import confidence_of
from planning.extraction.deadlines import NO_DEADLINE, Deadline, read_deadline, read_limit, stated_dates
from planning.extraction.furniture import day_of_line
from planning.extraction.model import Deliverable, Extraction, Issue, Item, Result, Severity
from planning.extraction.outline import build_outline
from planning.extraction.paragraphs import Paragraph, ends_sentence, read_paragraphs
from planning.extraction.particulars import stated_limit
from planning.extraction.passage import Passage
from planning.extraction.prose import LONGEST_PROSE
from planning.extraction.quantities import quantities
from planning.extraction.responsibility import NOBODY, first_unit_leads, split_off
from planning.extraction.selection import select
from planning.extraction.table_drafts import Row
from planning.extraction.table_items import item_of, result_of
from planning.extraction.tables import read_tables
from planning.extraction.wording import soft_words
from planning.plan_years import require_plan_year
from planning.reading.document import Table

_SENTENCES = intake.SENTENCES | table_words.SENTENCES
_TITLE_LINES = 3
#: A year as a title names it, also the first one of a span (2016—2020年); not that of a date.
_YEAR_NAMED = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年(?!\s*\d{1,2}\s*月)|\s*[-—–~至]\s*20\d{2}\s*年)")
_ANALYSED = 5_000
"""Characters of one item that are looked into; an item is a few hundred long."""


def extract(
    text: str,
    *,
    year: int,
    name: str = "",
    sha256: str = "",
    plan_end: date | None = None,
    tables: Sequence[Table] = (),
    columns: Columns | None = None,
) -> Extraction:
    """Return the goal items, results so far and doubtful places of a plan.

    Args:
        text: The text of the document; all offsets count its Unicode characters.
        year: The year the plan is for, used where the text names none.
        name: The document's name, for the record.
        sha256: The digest of the document's bytes, for the record.
        plan_end: The last day of the plan; a deadline behind it is flagged. It is never put on an item here.
        tables: The tables of the text with their merged cells; rows set apart by tabs alone are found without.
        columns: What columns of a table mean where a person knows better (see ``planning.extraction.tables``).

    Raises:
        CallError: ``plan-year-invalid`` when the year cannot be one.
    """
    require_plan_year(year)
    told = read_tables(text, tables, columns, year=year)
    paragraphs = read_paragraphs(told.prose)
    selection = select(build_outline(paragraphs), year, _row_starts(told.rows))
    reader = _ItemReader(year, _issued(paragraphs), plan_end, first_leads=first_unit_leads(text))
    found = [reader.read(candidate) for candidate in selection.candidates] + [reader.read_row(row) for row in told.rows]
    items = tuple(sorted(found, key=lambda item: item.start))
    doubtful = tuple(reader.read(candidate) for candidate in selection.doubtful)
    doubtful += tuple(reader.read_row(row) for row in told.doubtful)
    issues = [_issue(flag.severity, flag.code, flag.start, flag.end, **flag.values) for flag in told.flags]
    issues += [*reader.issues, *_section_issues(selection), *_numbering_issues(selection.candidates)]
    issues += _year_issues(paragraphs, year)
    if not items:
        issues.append(_issue("error", "no-items", 0, len(text)))
    return Extraction(
        name,
        sha256,
        len(text),
        items,
        tuple(_results(selection)) + tuple(result_of(row) for row in told.results),
        tuple(sorted(issues, key=lambda issue: (issue.start, issue.end, issue.code))),
        doubtful=doubtful,
        columns=told.readings,
        issued_on=reader.issued,
    )


def _results(selection: Selection) -> Iterator[Result]:
    for a in selection.achievements:
        figures = quantities(a.passage.text[:_ANALYSED])
        yield Result(a.unit, a.heading, a.passage.text, a.passage.start, a.passage.end, figures)


class _ItemReader:
    """Reads one item after the other and collects what is doubtful."""

    def __init__(self, year: int, issued: date | None, plan_end: date | None, *, first_leads: bool) -> None:
        self.year = year
        self.issued = issued
        self.plan_end = plan_end
        self.first_leads = first_leads
        self.issues: list[Issue] = []
        self.before = NOBODY
        """Who answers for the item read last: 同上 means them."""

    def read(self, candidate: Candidate) -> Item:
        whole = candidate.passage.cut(0, _ANALYSED)
        text, named = split_off(whole, first_leads=self.first_leads)
        if named.stated:
            named = named.with_more(named_by_duty(text.text))
        else:
            named = candidate.responsibility.with_more(named_in_sentence(text.text))
        named = self.before = named.like(self.before)
        # An item that says nothing but who answers is shown with that, not empty.
        shown = text if text.text.strip() and len(candidate.passage) <= _ANALYSED else candidate.passage
        where, deadline = self._deadline(whole, stated_limit(whole) or candidate.limit)
        reasons = self._doubts(candidate, shown)
        self._flag(shown, where, deadline, reasons)
        return Item(
            unit=candidate.unit,
            number=candidate.number or None,
            path=tuple(part for part in candidate.path if part),
            text=shown.text,
            start=shown.start,
            end=shown.end,
            responsible=named.answerable,
            lead=named.lead,
            support=named.support,
            leader=named.leader,
            deadline=deadline.on,
            deadline_text=deadline.text,
            deadline_basis=deadline.basis,
            start_on=deadline.start_on if deadline.on else None,
            deliverables=tuple(Deliverable(part.text, part.start, part.end) for part in deliverables(text)),
            quantities=quantities(text.text),
            confidence=confidence_of(reasons),
            reasons=reasons,
            next_on=deadline.next_on,
            last_on=deadline.last_on,
        )

    def _deadline(self, whole: Passage, limit: Passage | None) -> tuple[Passage, Deadline]:
        """Return the deadline and the passage it stands in: what a label gives (完成时限：…) before other words."""
        stated = read_limit(limit.text, self.year, self.issued) if limit else NO_DEADLINE
        if limit and stated.on:
            return limit, stated
        anywhere = read_deadline(whole.text, self.year, self.issued)
        return (limit, stated) if limit and stated != NO_DEADLINE and not anywhere.on else (whole, anywhere)

    @staticmethod
    def _doubts(candidate: Candidate, shown: Passage) -> tuple[str, ...]:
        broken = not ends_sentence(shown.folded[-_ANALYSED:]) and "," in shown.folded[-_ANALYSED:]
        doubts = {
            candidate.why: candidate.why != "numbered",
            "item-too-long": len(candidate.passage) > _ANALYSED,
            "item-looks-broken": broken,
        }
        return tuple(doubt for doubt, holds in doubts.items() if holds)

    def read_row(self, row: Row) -> Item:
        """Return the item a row of a table states; the doubts about its reading are flagged at its text."""
        item, where, deadline = item_of(row, self.year, self.issued, first_leads=self.first_leads)
        self._flag_deadline(row.measure, where, deadline)
        for reason in row.reasons:
            self._add("info", reason, row.measure)
        soft = soft_words(item.text[:_ANALYSED])
        if soft:
            self._add("info", "wording-soft", row.measure, words="、".join(soft))
        return item

    def _flag(self, shown: Passage, whole: Passage, deadline: Deadline, reasons: tuple[str, ...]) -> None:
        for reason in reasons:
            severity: Severity = "warning" if reason == "item-too-long" else "info"
            self._add(severity, reason, shown, chars=len(shown), limit=_ANALYSED)
        self._flag_deadline(shown, whole, deadline)
        soft = soft_words(shown.text[:_ANALYSED])
        if soft:
            self._add("info", "wording-soft", shown, words="、".join(soft))

    def _flag_deadline(self, shown: Passage, whole: Passage, deadline: Deadline) -> None:
        place = whole.cut(deadline.start, deadline.end) if deadline.text else shown
        if deadline.problem:
            self._add("warning", f"deadline-{deadline.problem}", place, words=deadline.text, year=self.year)
        elif deadline.basis == "vague":
            self._add("warning", "deadline-vague", place, words=deadline.text)
        elif deadline.on and self.plan_end and deadline.on > self.plan_end:
            self._add(
                "info", "deadline-after-plan-end", place, words=deadline.text, on=deadline.on, plan_end=self.plan_end
            )
        dates = stated_dates(whole.text, self.year, self.issued)
        if len(dates) > 1 and deadline.on:
            self._add("info", "deadline-several", place, count=len(dates), on=deadline.on)

    def _add(self, severity: Severity, code: str, place: Passage, **values: object) -> None:
        self.issues.append(_issue(severity, code, place.start, place.end, **values))


def _issue(severity: Severity, code: str, start: int, end: int, **values: object) -> Issue:
    return Issue(severity, code, _SENTENCES[code].format(**values), start, end)


def _section_issues(selection: Selection) -> list[Issue]:
    introduced = [_issue("info", "introduction-left-out", p.start, p.end) for p in selection.introductions]
    introduced += [
        _issue("warning", "prose-too-long", p.start, p.end, chars=len(p), limit=LONGEST_PROSE)
        for p in selection.too_long
    ]
    return introduced + [
        _issue(
            "info",
            "section-left-out",
            left.heading.start,
            left.heading.end,
            heading=left.heading.text[:30],
            count=left.count,
        )
        for left in selection.left_out
    ]


def _numbering_issues(candidates: list[Candidate]) -> list[Issue]:
    """Flag a number that was skipped or given twice among items of the same style that follow each other."""
    issues = []
    for before, after in pairwise(candidates):
        first, second = (c.node.mark if c.node else None for c in (before, after))
        if first is None or second is None or first.style != second.style or before.unit != after.unit:
            continue
        place = after.passage
        if second.value > first.value + 1:
            issues.append(_issue("info", "number-gap", place.start, place.end, before=first.shown, after=second.shown))
        elif second.value == first.value and first.value and before.path == after.path:
            issues.append(_issue("info", "number-repeated", place.start, place.end, number=second.shown))
    return issues


def _row_starts(rows: Sequence[Row]) -> Iterator[int]:
    for row in rows:
        yield min((part.start for parts in row.cells.values() for part in parts), default=0)


def _year_issues(paragraphs: Sequence[Paragraph], year: int) -> Iterator[Issue]:
    """Yield a doubt when the first lines name years, and all lie before or all after the one the plan is read for."""
    titles = [p for p in paragraphs[:_TITLE_LINES] if p.mark is None]
    named = [(p, found) for p in titles for found in _YEAR_NAMED.finditer(p.folded)]
    years = {int(found[1]) for _, found in named}
    if years and not min(years) <= year <= max(years):
        place, said = named[0][0], "、".join(map(str, sorted(years)))
        yield _issue("warning", "year-differs", place.whole.start, place.whole.end, said=said, year=year)


def _issued(paragraphs: list[Paragraph]) -> date | None:
    """Return the day of issue: the last line that holds nothing but a full date."""
    days = (day_of_line(paragraph.folded) for paragraph in reversed(paragraphs))
    return next((day for day in days if day), None)
