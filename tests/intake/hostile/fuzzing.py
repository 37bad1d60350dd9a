"""The fuzz target: one number makes one bad file; it must be read consistently or refused with a sentence.

``python -m tests.intake.hostile.fuzzing FORMAT FIRST COUNT`` runs so many cases and prints each number before its case;
``scripts/fuzz`` calls it again and again.
"""

import faulthandler
import json
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from random import Random
from typing import Protocol

from config.errors import DubanError
from config.language import codes
from config.settings import Limits
from planning.extraction import Extraction
from planning.plan_reading import extract_plan
from planning.reading import DocumentText, read_document
from tests.intake.hostile import grammar
from tests.intake.hostile.case import parts_of
from tests.intake.hostile.mutations import archive_wrong, bytes_wrong, pdf_wrong
from tests.intake.pdf_files import column_source, page_pdf, set_pdf, shown
from tests.intake.sheet_files import book, inline, raw_book
from tests.intake.word_files import level, packed, paragraph, word_file

FORMATS = ("txt", "md", "html", "csv", "docx", "xlsx", "pdf")
LIMITS = Limits(unpacked_bytes=20_000_000, text_chars=300_000, sheet_rows=5_000, pdf_pages=50)
SECONDS = 20
"""Processor seconds one case may take: a hundred times what any takes now."""
_LINES = (
    "一、月桥街道目标计划",
    "1.开办职工夜校，6月底前完成，责任单位：月桥街道。",
    "2.建立工作台账（牵头单位：区总工会；配合单位：各街道）。",
    "（三）走访困难职工30户，举办技能比武2场，2017年9月30日前完成。",
    "现阶段工作成果",
    "新建职工之家6家，发展会员210人，达标率96.5%。",
)
_ROWS = (
    ("序号", "工作任务", "责任单位", "完成时限"),
    (1, "开办职工夜校", "月桥街道", "6月底前"),
    (2, "建立工作台账", "区总工会", "每季度末"),
)


class Placed(Protocol):
    """Something with a place in the text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


class Hang(Exception):  # noqa: N818 - what it is
    """A case did not come to an end."""


@cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """Return the good files that are made wrong."""
    if kind in _MADE:
        return _MADE[kind]()
    text = "\n".join(_LINES)
    rows = "\n".join(",".join(map(str, row)) for row in _ROWS)
    grown = {"html": f"<html><ol><li>{text}</ol><table><tr><td>{text}", "csv": rows}.get(kind, text)
    return (grown.encode(), grown.encode("gb18030"))


def _word_seeds() -> tuple[bytes, ...]:
    merged = "<w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr>"
    cells = "".join(f"<w:tc>{merged}{paragraph(str(cell))}</w:tc>" for cell in _ROWS[1])
    table = f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2")
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:styleId="B"/>'
    )
    numbered = "".join(paragraph(line, number=(1, place % 2), style="A") for place, line in enumerate(_LINES))
    return (
        word_file("".join(map(paragraph, _LINES)) + table),
        word_file(numbered + table, numbering=numbering, styles=styles),
    )


_WRITTEN_AT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")


def _book_seeds() -> tuple[bytes, ...]:
    rows = "".join(
        f'<row r="{n}" ht="15">{inline(f"A{n}", str(n))}<c r="B{n}" t="s" s="1"><v>0</v></c>'
        f'<c r="C{n}" s="1"><v>43000.5</v></c></row>'
        for n in range(1, 6)
    )
    raw = raw_book(
        f'<cols><col min="4" max="5" hidden="1"/></cols><sheetData>{rows}</sheetData>'
        '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B3:B5"/></mergeCells>',
        strings="<si><r><t>1.开办</t></r><r><t>夜校</t></r></si>",
        styles='<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;;@"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs>',
    )
    made = book(("任务", _ROWS), ("进度", _ROWS), merges={"任务": ["A2:A3", "C2:D2"]})
    parts = {name: _WRITTEN_AT.sub(b"2017-01-01T00:00:00Z", part) for name, part in parts_of(made).items()}
    return (packed(parts), packed(parts_of(raw)))


_NO_DATE = "#set document(date: none)\n"


def _paper_seeds() -> tuple[bytes, ...]:
    ruled = "#table(columns: 4, " + ", ".join(f"[{cell}]" for row in _ROWS for cell in row) + ")"
    return (
        set_pdf(_NO_DATE + column_source(list(_LINES) * 3, columns=2) + ruled),
        set_pdf(_NO_DATE + "\n\n".join(_LINES)),
        page_pdf(shown("1. Open a school by June.") + b"0 0 m 500 0 l S 50 50 400 300 re S", pages=3),
    )


_MADE = {"docx": _word_seeds, "xlsx": _book_seeds, "pdf": _paper_seeds}
_GROWN: dict[str, Callable[[Random], str]] = {
    "txt": grammar.text, "md": grammar.markdown, "html": grammar.page, "csv": grammar.table,
}  # fmt: skip
_WRONG = {"docx": archive_wrong, "xlsx": archive_wrong, "pdf": pdf_wrong}


def case(kind: str, number: int) -> tuple[bytes, str]:
    """Return the file of a number and its name; the same number gives the same file on every machine."""
    random = Random(f"{kind} {number}")  # noqa: S311 - to be repeatable
    if kind in _GROWN and random.random() < 0.7:
        data = grammar.encoded(_GROWN[kind](random), random)
        data = bytes_wrong(data, random) if random.random() < 0.2 else data
    else:
        wrong = _WRONG.get(kind, bytes_wrong) if random.random() < 0.8 else bytes_wrong
        data = wrong(random.choice(seeds(kind)), random)
    suffix = kind if random.random() < 0.95 else random.choice(FORMATS)
    return data, f"计划.{suffix}"


def run(kind: str, number: int) -> str:
    """Read the file of a number; return ``read`` or the code it was refused with. Anything else is raised."""
    data, name = case(kind, number)
    with _bounded():
        try:
            document = read_document(data, name, LIMITS)
        except DubanError as error:
            told = error
        else:
            check(document, extract_plan(document, 2017))
            return "read"
    assert told.code in codes(), told.code
    assert name in str(told), str(told)
    assert "请" in str(told), str(told)
    return told.code


@contextmanager
def _bounded() -> Iterator[None]:
    """Raise ``Hang`` after so many processor seconds; end the process when even that does not help."""

    def stop(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGPROF, stop)
    faulthandler.dump_traceback_later(SECONDS * 20, exit=True)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGPROF, before)


def check(document: DocumentText, found: Extraction) -> None:
    """Demand that everything said about a text lies within it, in order, and can be kept and shown."""
    text = document.text
    text.encode()
    assert not [sign for sign in text if sign < " " and sign not in "\n\t"], "control characters"
    assert not [sign for sign in text if sign in "\x7f\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\ufeff"], (
        "hidden signs"
    )
    readings = (*found.items, *found.doubtful)
    placed: tuple[Placed, ...] = (*readings, *found.results, *found.issues, *document.notes, *document.blocks)
    inner: list[Placed] = [part for reading in readings for part in reading.deliverables]
    cells: list[Placed] = [cell for table in document.tables for cell in table.cells]
    for start, end in [(each.start, each.end) for each in (*placed, *inner, *cells)]:
        assert 0 <= start <= end <= len(text), (start, end)
    for one, two in pairwise(document.blocks):
        assert one.end <= two.start, (one, two)
    for reading in readings:
        assert text[reading.start : reading.end].strip(), reading
        assert reading.text.strip(), reading
        assert 0 <= reading.confidence <= 1, reading
    for table in document.tables:
        assert 0 <= table.start <= table.end <= len(text), table.name
        assert all(table.start <= cell.start <= cell.end <= table.end for cell in table.cells), table.name
        taken = [(cell.row, cell.column) for cell in table.cells]
        assert len(set(taken)) == len(taken), table.name
    marks = [mark.start for mark in document.landmarks]
    assert marks == sorted(marks), "landmarks"
    assert not marks or marks[-1] <= len(text), "landmarks"
    json.dumps(found.as_json(), allow_nan=False)
    assert {note.code for note in document.notes} <= codes()


def main() -> None:
    """Run the cases that the command line names."""
    kind, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for number in range(first, first + count):
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        run(kind, number)


if __name__ == "__main__":
    main()
