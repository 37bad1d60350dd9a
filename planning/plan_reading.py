"""From the bytes of a plan document to what it says: read and extracted in a bounded process. Stores nothing."""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import PurePath

from pydantic import TypeAdapter

from config.language import sentence
from planning import apart
from planning.extraction import Extraction, Issue, extract
from planning.extraction.columns import Columns
from planning.plan_years import require_plan_year
from planning.reading import DocumentText, Progress, ReadingLimits, read_document, silent
from planning.reading.naming import shown_name

_READ_HERE = ".txt"
_SMALL = 100_000
"""Bytes of a plain text that need no process of their own: no library reads it, and it is looked into at once."""


@dataclass(frozen=True)
class PlanText:
    """The text of a plan and what was found in it."""

    document: DocumentText
    extraction: Extraction


@dataclass(frozen=True)
class ReadPlan(PlanText):
    """A plan document as read: its text, what was found in it, its bytes, and what was said of its columns before."""

    data: bytes
    columns: Columns = field(default_factory=dict)


def read_plan(
    data: bytes,
    name: str,
    year: int,
    limits: apart.ApartLimits,
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
        progress: Told how far the reading has come; what is found in the text comes after.

    Raises:
        CallError: ``plan-year-invalid``, or a format that is not read.
        DubanError: The file itself fails: empty, damaged, hostile, too long or too large to read.
    """
    require_plan_year(year)
    shown = shown_name(name)
    if len(data) > limits.file_bytes or (PurePath(shown).suffix.lower() == _READ_HERE and len(data) <= _SMALL):
        document = read_document(data, name, limits, progress)
        return ReadPlan(document, extract_plan(document, year, columns=columns), data, columns or {})
    order = {"name": name, "year": year, "columns": [[table, dict(said)] for table, said in (columns or {}).items()]}
    found = _adapter().validate_json(apart.ask(data, shown, order, limits, progress))
    return ReadPlan(found.document, found.extraction, data, columns or {})


def work(data: bytes, order: apart.Order, limits: ReadingLimits, progress: Progress) -> bytes:
    """Read and extract one plan, and return it as JSON: what the child process does."""
    columns = {int(table): said for table, said in order["columns"]}
    document = read_document(data, order["name"], limits, progress)
    return _adapter().dump_json(PlanText(document, extract_plan(document, order["year"], columns=columns)))


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


@cache
def _adapter() -> TypeAdapter[PlanText]:
    return TypeAdapter(PlanText)
