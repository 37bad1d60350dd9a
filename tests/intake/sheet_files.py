"""Workbooks made for tests: from rows of values, or from the XML of sheets as other programs write it."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
Rows = Sequence[Sequence[object]]


def book(*sheets: tuple[str, Rows], merges: Mapping[str, Iterable[str]] | None = None) -> bytes:
    """Pack a workbook of sheets given by name and rows; ``merges`` gives the merged ranges of a sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merges or {}).get(name, ()):
            sheet.merge_cells(area)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """Give the bytes of a workbook."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def raw_book(
    *sheets: str,
    strings: str = "",
    styles: str = "",
    properties: str = "",
    states: Sequence[str] = (),
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    """Pack a workbook whose sheets (表1, 表2 …) hold the given XML below their root element."""
    names = "".join(
        f'<sheet name="表{number}" sheetId="{number}" r:id="r{number}" state="{state}"/>'
        for number, state in zip(range(1, len(sheets) + 1), [*states, *["visible"] * len(sheets)], strict=False)
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{properties}'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}'
        f'<Relationship Id="s1" Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="s2" Type="{_LINKS}/styles" Target="/xl/styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
    }
    for number, sheet in enumerate(sheets, start=1):
        files[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **(extra or {})}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def inline(reference: str, text: str) -> str:
    """Give the XML of a cell that holds its own text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'
