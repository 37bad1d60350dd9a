"""The report as PDF: typst with the vendored faces only, laid out after GB/T 9704-2012, tagged for screen readers."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import typst

from reports.blocks import Annex, Block, Chart, Heading, Paragraph, Report, Table
from reports.drawing import svg
from reports.typefaces import Typefaces

TEMPLATE = files("reports") / "templates" / "report.typ"

# A row up to this height moves to the next page whole; a taller one may break, or it could not fit any page.
LINES_KEPT_WHOLE = 14
CHARACTERS_ACROSS = 80


def render(report: Report, made_at: datetime, typefaces: Typefaces) -> bytes:
    """Return the PDF; the same report and faces give the same bytes.

    Every word travels as JSON and is never read as markup. Characters that no face holds become 〓.
    """
    data = {
        "report": _facts(report),
        "faces": typefaces.families(),
        "made_on": {"year": made_at.year, "month": made_at.month, "day": made_at.day},
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=typefaces.fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": typefaces.covered(json.dumps(data, ensure_ascii=False))},
        timestamp=made_at.replace(tzinfo=UTC),
        format="pdf",
    )


def _facts(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "mark": report.mark,
        "number": report.number,
        "addressee": report.addressee,
        "signature": report.signature,
        "signed_on": report.signed_on,
        "notes": report.notes,
        "blocks": [block_facts(each) for each in report.blocks],
        "annexes": [_annex(each) for each in report.annexes],
    }


def _annex(annex: Annex) -> dict[str, Any]:
    blocks = [block_facts(each) for each in annex.blocks]
    return {"number": annex.number, "title": annex.title, "wide": annex.wide, "blocks": blocks}


def block_facts(block: Block) -> dict[str, Any]:
    """Return a block as the templates of typst read it."""
    if isinstance(block, Chart):
        return {"kind": "Chart", "caption": block.caption, "alt": block.alt, "svg": svg(block)}
    if isinstance(block, Table):
        rows = [
            {
                "cells": [{"text": cell.text, "light": cell.light} for cell in row],
                "whole": block.lines_in(row, CHARACTERS_ACROSS) <= LINES_KEPT_WHOLE,
            }
            for row in block.rows
        ]
        columns = [asdict(each) for each in block.columns]
        return {"kind": "Table", "caption": block.caption, "columns": columns, "rows": rows, "total": block.total}
    if isinstance(block, Heading):
        return {"kind": "Heading", "level": block.level, "text": block.text}
    return _paragraph(block)


def _paragraph(block: Paragraph) -> dict[str, Any]:
    return {"kind": "Paragraph", "lead": block.lead, "text": block.text}
