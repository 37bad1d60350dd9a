"""Word files made for tests: parts as text in, the bytes of a .docx out."""

import io
import zipfile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    "{overrides}</Types>"
)
_OVERRIDE = (
    '<Override PartName="/word/{part}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
)
_RELATION = (
    '<Relationship Id="r{number}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
)


def word_file(
    body: str, *, numbering: str = "", styles: str = "", prolog: str = "", extra: dict[str, bytes] | None = None
) -> bytes:
    """Pack a .docx whose body holds the given WordprocessingML; ``prolog`` is put before the document's root."""
    parts = {"document": ("document.main", f"<w:body>{body}</w:body>", "document")}
    if numbering:
        parts["numbering"] = ("numbering", numbering, "numbering")
    if styles:
        parts["styles"] = ("styles", styles, "styles")
    files: dict[str, bytes] = {
        "[Content_Types].xml": _TYPES.format(
            overrides="".join(_OVERRIDE.format(part=part, kind=kind) for part, (kind, _, _) in parts.items())
        ).encode(),
        "_rels/.rels": _RELATIONS.format(
            items=_RELATION.format(number=1, kind="officeDocument", target="word/document.xml")
        ).encode(),
        "word/_rels/document.xml.rels": _RELATIONS.format(
            items="".join(
                _RELATION.format(number=number, kind=part, target=f"{part}.xml")
                for number, part in enumerate(parts, 1)
                if part != "document"
            )
        ).encode(),
    }
    for part, (_, inside, root) in parts.items():
        before = prolog if part == "document" else ""
        files[f"word/{part}.xml"] = f"{before}<w:{root} {NAMESPACES}>{inside}</w:{root}>".encode()
    return packed(files | (extra or {}))


def packed(files: dict[str, bytes]) -> bytes:
    """Pack files into a zip archive; the same files give the same bytes at any time of day."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def paragraph(text: str, *, number: tuple[int, int] | None = None, style: str = "") -> str:
    """Write a paragraph, with a number instance and level or a style."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def level(depth: int, form: str, text: str, *, start: int = 1, style: str = "") -> str:
    """Write one level of a numbering definition."""
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    form_and_start = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{depth}">{form_and_start}{linked}<w:lvlText w:val="{text}"/></w:lvl>'
