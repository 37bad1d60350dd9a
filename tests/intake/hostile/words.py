"""Word files that nest, repeat and hide beyond measure."""

from tests.intake.hostile.case import Case, parts_of, unpacked
from tests.intake.word_files import packed, paragraph, word_file

_ITEM = paragraph("1.开办职工夜校。")
_CELL = "<w:tc><w:p><w:r><w:t>任务</w:t></w:r></w:p></w:tc>"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _stored(body: str) -> bytes:
    return unpacked(word_file(body))


def deep(opening: str, closing: str, inside: str, depth: int) -> bytes:
    """Give a file whose body nests one element so many times around something."""
    return _stored(opening * depth + inside + closing * depth + _ITEM)


def nested_tables(depth: int) -> bytes:
    """Give a table in a cell of a table and so on, two cells in each row."""
    return deep(f"<w:tbl><w:tr>{_CELL}<w:tc>", "<w:p/></w:tc></w:tr></w:tbl>", _ITEM, depth)


def nested_boxes(depth: int) -> bytes:
    """Give a text box in a text box and so on."""
    opening = "<w:p><w:r><w:pict><w:txbxContent>"
    return deep(opening, "</w:txbxContent></w:pict></w:r></w:p>", _ITEM, depth)


def long_paragraph(size: int) -> bytes:
    """Give a file of one paragraph of so many bytes of text."""
    sentence = "开展职工培训工作，"
    return _stored(paragraph("1." + sentence * (size // len(sentence.encode()))))


def many_runs(count: int) -> bytes:
    """Give a file of one paragraph cut into so many runs of one sign each."""
    return _stored(f"<w:p>{'<w:r><w:t>工</w:t></w:r>' * count}</w:p>")


def wide_table(columns: int, rows: int) -> bytes:
    """Give a table each cell of which says it reaches over a billion columns."""
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p><w:r><w:t>任务</w:t></w:r></w:p></w:tc>'
    return _stored(f"<w:tbl>{('<w:tr>' + cell * columns + '</w:tr>') * rows}</w:tbl>")


def circular_styles() -> bytes:
    """Give a file whose styles are based on one another in a circle, and so is its numbering."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:basedOn w:val="S{(n + 1) % 5}"/>'
        f'<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for n in range(5)
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S0"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    return word_file(paragraph("1.开办职工夜校。", style="S0"), styles=styles, numbering=numbering)


def chained_styles(count: int) -> bytes:
    """Give a file with so many styles, each based on the next."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:basedOn w:val="S{n + 1}"/></w:style>' for n in range(count)
    )
    return word_file(paragraph("1.开办职工夜校。", style="S0"), styles=styles)


def huge_numbers() -> bytes:
    """Give a file whose numbering starts beyond all counting and has levels that do not exist."""
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        f'<w:lvl w:ilvl="0"><w:start w:val="{"9" * 5_000}"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、%9%0%77"/></w:lvl>'
        f'<w:lvl w:ilvl="{"8" * 5_000}"><w:start w:val="-5"/><w:numFmt w:val="x"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = paragraph("开办职工夜校。", number=(1, 0)) + paragraph("建立台账。", number=(1, 99_999_999))
    return word_file(body, numbering=numbering)


def fetching() -> bytes:
    """Give a file that asks for a template and a picture from elsewhere."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="r1" Type="{kind}/styles" Target="http://127.0.0.1:9/s.xml" TargetMode="External"/>'
        f'<Relationship Id="r2" Type="{kind}/numbering" Target="file:///etc/passwd"/>'
        f'<Relationship Id="r3" Type="{kind}/attachedTemplate" Target="http://127.0.0.1:9/t" TargetMode="External"/>'
        "</Relationships>"
    )
    return word_file(_ITEM, extra={"word/_rels/document.xml.rels": links.encode()})


def script() -> bytes:
    """Give a file whose text is a script."""
    return word_file(paragraph("1.开办&lt;script&gt;alert(1)&lt;/script&gt;职工夜校，6月底前完成。"))


def hidden_signs() -> bytes:
    """Give a file whose text turns its direction, hides signs and holds private ones."""
    return word_file(paragraph("1.开办\u202e校夜工职\u202c，\u200b6月\u2060底前\ufeff完成\ue123。"))


def no_body() -> bytes:
    """Give a file whose document holds no body."""
    return packed({name: part.replace(b"w:body>", b"w:odd>") for name, part in parts_of(word_file(_ITEM)).items()})


CASES = (
    Case(
        "5 000 controls one in another",
        "计划.docx",
        lambda: deep("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", _ITEM, 5_000),
        ("archive-damaged",),
    ),
    Case(
        "100 000 controls one in another",
        "计划.docx",
        lambda: deep("<w:sdt>", "</w:sdt>", _ITEM, 100_000),
        ("archive-damaged",),
    ),
    Case(
        "1 500 controls one in another",
        "计划.docx",
        lambda: deep("<w:sdt>", "</w:sdt>", _ITEM, 1_500),
        ("docx-too-deep",),
    ),
    Case("500 tables one in another", "计划.docx", lambda: nested_tables(500), has="开办职工夜校"),
    Case(
        "80 controls one in another",
        "计划.docx",
        lambda: deep("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", _ITEM, 80),
        items=2,
    ),
    Case("100 000 tables one in another", "计划.docx", lambda: nested_tables(100_000), ("archive-damaged",)),
    Case("60 tables one in another", "计划.docx", lambda: nested_tables(60), has="开办职工夜校"),
    Case("60 boxes one in another", "计划.docx", lambda: nested_boxes(60), has="开办职工夜校"),
    Case("a paragraph of 20 MB", "计划.docx", lambda: long_paragraph(20_000_000), has="开展职工培训"),
    Case("a paragraph of 200 000 runs", "计划.docx", lambda: many_runs(200_000), has="工工工"),
    Case("20 000 short paragraphs", "计划.docx", lambda: _stored(paragraph("工会") * 20_000), has="工会"),
    Case("cells over a billion columns", "计划.docx", lambda: wide_table(60, 500), has="任务"),
    Case("styles in a circle", "计划.docx", circular_styles, items=1),
    Case("100 000 styles in a chain", "计划.docx", lambda: chained_styles(100_000), items=1),
    Case("numbers beyond counting", "计划.docx", huge_numbers, has="开办职工夜校"),
    Case("parts from elsewhere", "计划.docx", fetching, items=1),
    Case("a script as text", "计划.docx", script, has="<script>alert(1)</script>", items=1),
    Case(
        "hidden signs",
        "计划.docx",
        hidden_signs,
        has="1.开办校夜工职，6月底前完成",
        lacks="\u202e",
        items=1,
        notes=("text-direction-removed", "text-invisible-removed", "text-unreadable-signs"),
    ),
    Case(
        "a sign that XML forbids",
        "计划.docx",
        lambda: word_file(paragraph("1.开办&#0;职工夜校。")),
        ("archive-damaged",),
    ),
    Case("half a sign", "计划.docx", lambda: word_file(paragraph("1.开办&#xD800;职工夜校。")), ("archive-damaged",)),
    Case("no body", "计划.docx", no_body, ("docx-not-word",)),
    Case(
        "pictures only",
        "计划.docx",
        lambda: word_file("<w:p><w:r><w:drawing/></w:r></w:p>", extra={"word/media/i.png": b"\x89PNG"}),
        ("document-no-text",),
    ),
)
