"""A view of the pages on paper: a plain sheet with a title, tables and lines, set by typst with the vendored faces.

The same sheet gives the same bytes: nothing in it comes from anywhere but the sheet itself.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from reports.blocks import Block

if TYPE_CHECKING:
    from reports.typefaces import Typefaces

TEMPLATE = files("reports") / "templates" / "sheet.typ"


@dataclass(frozen=True)
class Sheet:
    """What is printed, a sheet with a foot.

    ``footer`` stands beside the number of every page; ``wide`` asks for landscape, ``big`` for A3.
    """

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    footer: str
    made_at: datetime
    wide: bool = False
    big: bool = False


def render_sheet(sheet: Sheet, typefaces: "Typefaces") -> bytes:
    """Return the PDF. Every word travels as JSON and is never read as markup; what no face holds becomes 〓."""
    import typst  # noqa: PLC0415 - pages that print nothing do without the typesetter

    from reports.pdf_report import block_facts  # noqa: PLC0415 - as above

    data = {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "blocks": [block_facts(each) for each in sheet.blocks],
        "footer": sheet.footer,
        "wide": sheet.wide,
        "paper": "a3" if sheet.big else "a4",
        "faces": typefaces.families(),
        "made_on": {"year": sheet.made_at.year, "month": sheet.made_at.month, "day": sheet.made_at.day},
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=typefaces.fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": typefaces.covered(json.dumps(data, ensure_ascii=False))},
        timestamp=sheet.made_at.astimezone(UTC).replace(microsecond=0),
        format="pdf",
    )
