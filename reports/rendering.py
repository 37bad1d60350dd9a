"""Renders a snapshot in one format. Everything said comes from the snapshot; twice the same gives the same bytes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from config.errors import CallError
from config.language import sentence
from reports.blocks import Report
from reports.composing import compose
from reports.snapshot import Snapshot

Format = Literal["docx", "pdf", "html", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Rendering:
    """One rendered file with what its reader should know, in Chinese sentences; usually there is no warning."""

    format: Format
    data: bytes
    warnings: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        """The type to send the file with."""
        return MEDIA_TYPES[self.format]


def render(snapshot: Snapshot, fmt: Format, *, draft: bool = True, fonts_dir: Path | None = None) -> bytes:
    """Return the report's bytes in one format; see ``produce`` for the warnings."""
    return produce(snapshot, fmt, draft=draft, fonts_dir=fonts_dir).data


def produce(snapshot: Snapshot, fmt: Format, *, draft: bool = True, fonts_dir: Path | None = None) -> Rendering:
    """Return the report in one format with its warnings.

    ``draft`` prints 稿 under the title; ``fonts_dir`` is a folder with the office's own licensed faces, tried first.

    Raises:
        CallError: ``report-format-unknown`` or ``report-fonts-dir-missing``.
    """
    if fmt not in FORMATS:
        raise CallError("report-format-unknown", format=fmt, known="、".join(FORMATS))
    report = compose(snapshot, draft=draft)
    # Each writer is imported when it is needed: together they cost more than the rest of the product.
    if fmt == "xlsx":
        from reports import xlsx_report  # noqa: PLC0415 - see above

        return Rendering(fmt, xlsx_report.render(report, snapshot.made_at))
    if fmt == "html":
        from reports import html_report  # noqa: PLC0415 - see above

        return Rendering(fmt, html_report.render(report))
    return _typeset(report, snapshot, fmt, fonts_dir)


def _typeset(report: Report, snapshot: Snapshot, fmt: Literal["docx", "pdf"], fonts_dir: Path | None) -> Rendering:
    from reports.typefaces import typefaces  # noqa: PLC0415 - loads the typesetter

    faces = typefaces(fonts_dir)
    if fmt == "docx":
        from reports import docx_report  # noqa: PLC0415 - see produce

        # Word and WPS set the words in the reader's own fonts; only the charts are drawn here.
        names = "".join(street.short_name for street in snapshot.streets)
        return Rendering(
            fmt, docx_report.render(report, snapshot.made_at, faces), _missing(faces.missing_glyphs(names))
        )
    from reports import pdf_report  # noqa: PLC0415 - see produce

    warnings = _missing(faces.missing_glyphs(report.text()))
    return Rendering(fmt, pdf_report.render(report, snapshot.made_at, faces), warnings)


def _missing(characters: str) -> tuple[str, ...]:
    if not characters:
        return ()
    return (sentence("report-glyphs-missing", count=len(characters), characters="、".join(characters)),)
