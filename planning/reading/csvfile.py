"""CSV and TSV files: a table written as text. Which encoding and which sign between the cells, the file shows itself.

Text that looks like a formula stays text: nothing here is ever computed.
"""

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from typing import Literal

from config.errors import DubanError
from planning.reading.document import Cell, Progress, ReadingLimits, Table, TextBuilder, silent
from planning.reading.plaintext import read_plain_text
from planning.reading.sheet_layout import MOST_CELLS

_DELIMITERS = ",\t;，|"
_SAMPLE_LINES = 50
_STEPS = 1_000
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def read_csv(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the rows of a .csv or .tsv file as one table. The encoding is decided as for plain text.

    Raises:
        DubanError: ``text-encoding`` or ``text-binary`` as for plain text, ``sheet-too-many-rows`` or
            ``sheet-too-many-cells``.
    """
    plain = read_plain_text(data, name, limits)
    text = plain.text
    builder = TextBuilder()
    builder.notes = [replace(note, start=0, end=0) for note in plain.notes]
    rows = [
        (line, [" ".join(cell.split()) for cell in cells])
        for line, cells in _rows(text, _delimiter(text))
        if any(cell.strip() for cell in cells)
    ]
    if len(rows) > limits.sheet_rows:
        raise DubanError("sheet-too-many-rows", name=name, limit=limits.sheet_rows)
    _write(builder, rows, name, progress)
    return builder


def _write(builder: TextBuilder, rows: list[tuple[int, list[str]]], name: str, progress: Progress) -> None:
    width = max((_used(cells) for _, cells in rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise DubanError("sheet-too-many-cells", name=name, count=width * len(rows), limit=MOST_CELLS)
    start = builder.next_start
    found: list[Cell] = []
    for position, (line, cells) in enumerate(rows):
        if position % _STEPS == 0:
            progress(position, len(rows))
        builder.landmark(f"第{line}行")
        places = builder.line([*cells[:width], *[""] * (width - len(cells))], "table_cell")
        found += [Cell(position, column, *place) for column, place in enumerate(places)]
    if found:
        builder.tables.append(Table(start, builder.length, tuple(found)))
    progress(len(rows), len(rows))


def _used(cells: list[str]) -> int:
    """Return how many cells of a row there are down to the last that says something."""
    return max((place + 1 for place, cell in enumerate(cells) if cell), default=0)


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the rows with the line each begins on; a quote that is never closed ends with its line."""
    csv.field_size_limit(max(len(text), 131_072))
    strict = _read(text, delimiter, csv.QUOTE_MINIMAL)
    if len(strict) * 3 < text.count("\n") and max((len(cells) for _, cells in strict), default=0) > 1:
        longest = max((cell.count("\n") for _, cells in strict for cell in cells), default=0)
        if longest > _SAMPLE_LINES:
            return _read(text, delimiter, csv.QUOTE_NONE)
    return strict


def _read(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    rows = []
    line = 1
    for cells in reader:
        rows.append((line, cells))
        line = reader.line_num + 1
    return rows


def _delimiter(text: str) -> str:
    """Return the sign between cells: the one that most lines hold equally often outside quotes, a comma in doubt."""
    lines = [line for line in _QUOTED.sub("", text[:200_000]).split("\n") if line.strip()][:_SAMPLE_LINES]
    best, chosen = 0, ","
    for sign in _DELIMITERS:
        counts = Counter(line.count(sign) for line in lines if sign in line)
        often, lines_alike = max(counts.items(), key=lambda pair: pair[1], default=(0, 0))
        if often and lines_alike > best:
            best, chosen = lines_alike, sign
    return chosen
