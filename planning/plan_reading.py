"""From the bytes of a plan document to what it says: read in a bounded process, then extracted. Stores nothing."""

from dataclasses import dataclass, replace

from config.language import sentence
from planning.extraction import Extraction, Issue, extract
from planning.extraction.columns import Columns
from planning.plan_years import require_plan_year
from planning.reading import DocumentText, Progress, read_apart, silent
from planning.reading.apart import ApartLimits


@dataclass(frozen=True)
class ReadPlan:
    """A plan document as read: its bytes, its text, and what was found in it."""

    data: bytes
    document: DocumentText
    extraction: Extraction


def read_plan(
    data: bytes,
    name: str,
    year: int,
    limits: ApartLimits,
    *,
    columns: Columns | None = None,
    progress: Progress = silent,
) -> ReadPlan:
    """Return what a plan document says; touches neither data folder nor database.

    Args:
        data: The bytes of the file.
        name: Its name; its content decides what it is.
        year: The year of the plan.
        limits: Bounds on the file and on the process that reads it.
        columns: What columns of a table mean where a person knows better.
        progress: Told how far the reading has come.

    Raises:
        CallError: ``plan-year-invalid``, or a format that is not read.
        DubanError: The file itself fails: empty, damaged, hostile, too long or too large to read.
    """
    require_plan_year(year)
    document = read_apart(data, name, limits, progress)
    return ReadPlan(data, document, extract_plan(document, year, columns=columns))


def extract_plan(document: DocumentText, year: int, *, columns: Columns | None = None) -> Extraction:
    """Return what the text of a document says as the plan of a year; what its reader noticed is among the issues."""
    found = extract(
        document.text,
        year=year,
        name=document.name,
        sha256=document.sha256,
        tables=document.tables,
        columns=columns,
    )
    noticed = [
        Issue("warning", note.code, sentence(note.code, **dict(note.values)), note.start, note.end)
        for note in document.notes
    ]
    issues = sorted((*noticed, *found.issues), key=lambda issue: (issue.start, issue.end, issue.code))
    return replace(found, issues=tuple(issues))
