"""Columns of tables at the terminal: how they were understood, and what a person says instead (``--columns``)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import CallError
from config.language import label
from duban.terminal import read_file, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planning.extraction.columns import Columns
    from planning.extraction.model import TableReading

_LARGEST_FILE = 1_000_000


def columns_said(words: str | None) -> "Columns | None":
    """Return the meaning of columns as said at the call: ``1:C=任务内容,E=完成时限``, or the name of a JSON file.

    Raises:
        CallError: ``columns-form`` or ``columns-meaning``; a file that cannot be read.
    """
    if not words:
        return None
    from planning.extraction.columns import columns_from, parse_columns  # noqa: PLC0415 - only when said

    if not words.lower().endswith(".json"):
        return parse_columns(words)
    data = read_file(Path(words), _LARGEST_FILE)
    try:
        return columns_from(json.loads(data.decode("utf-8-sig")))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise CallError("columns-form", part=Path(words).name) from error


def say_columns(readings: "Sequence[TableReading]") -> None:
    """Print for each table which column was taken for what, in the form ``--columns`` takes back."""
    from planning.extraction.columns import letters_of  # noqa: PLC0415 - only when there are tables

    for reading in readings:
        sheet = f"（工作表“{reading.name}”）" if reading.name else ""
        said = [
            f"{letters_of(place)}={label('column', meaning or 'unused')}{f'（{title}）' if title else ''}"
            for place, (title, meaning) in enumerate(zip(reading.titles, reading.meanings, strict=True))
            if title or meaning
        ]
        say(f"第 {reading.table} 张表{sheet}读出 {reading.items} 项：{'，'.join(said)}")
    if readings:
        say("各列读得不对时用 --columns 更正，如 --columns 1:C=任务内容,E=完成时限")
