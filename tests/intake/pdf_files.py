"""PDF files made for tests: set with Typst, or written object by object where a file must be odd or broken."""

import hashlib
import zlib
from functools import cache
from pathlib import Path

import typst

FONTS = typst.Fonts(
    include_system_fonts=False,
    include_embedded_fonts=True,
    font_paths=[str(Path(__file__).parents[2] / "reports/fonts")],
)
HEAD = '#set text(font: "Noto Serif SC", lang: "zh", region: "cn", size: 10.5pt)\n'


@cache
def set_pdf(source: str, *, tags: bool = True) -> bytes:
    """Set Typst markup as a PDF in a Chinese serif of 10.5 points; ``tags`` tell page heads from text."""
    data: bytes = typst.compile(
        (HEAD + source).encode(), font_paths=FONTS, ignore_system_fonts=True, format="pdf", pdf_tags=tags
    )
    return data


def column_source(
    paragraphs: list[str], *, columns: int = 1, width: int = 595, size: float = 10.5, more: str = ""
) -> str:
    """Return the markup of paragraphs with an indent of two signs, set in so many columns of a page so wide."""
    body = "\n\n".join(text.replace("#", "\\#") for text in paragraphs)
    return (
        f"#set page(width: {width}pt, height: 600pt, margin: 50pt, columns: {columns}, {more})\n"
        f"#set text(size: {size}pt)\n#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n{body}\n"
    )


def raw_pdf(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """Write a PDF of numbered objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"", *, packed: int = 1) -> bytes:
    """Write a stream, packed so many times."""
    for _ in range(packed):
        data = zlib.compress(data)
    filters = b"/Filter[" + b"/FlateDecode" * packed + b"]" if packed else b""
    return b"<<%s%s/Length %d>>\nstream\n%s\nendstream" % (entries, filters, len(data), data)


def page_pdf(
    content: bytes, *, pages: int = 1, page: bytes = b"", entries: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """Write a PDF of equal pages with a content stream and a Latin font /F1; ``more`` are the objects from 6 on.

    ``page`` goes into the page's resources, ``entries`` into the page itself.
    """
    kids = b" ".join([b"3 0 R"] * pages)
    resources = b"/Resources<</Font<</F1 5 0 R/F2 6 0 R>>%s>>" % page
    return raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s%s>>" % (resources, entries),
            stream(content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ]
    )


def shown(text: str, x: float = 72, y: float = 720, size: float = 12, before: str = "") -> bytes:
    """Return the operators that show a Latin text at a place."""
    return f"BT {before} /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n".encode()


def locked_pdf(content: bytes, password: bytes) -> bytes:
    """Write a PDF encrypted by the first standard handler (ISO 32000-1, 7.6.3) with this password for opening it."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    owner, rights = bytes(range(32)), 0xFFFFFFC4
    secret = hashlib.md5((password + padding)[:32] + owner + rights.to_bytes(4, "little") + b"0123456789abcdef")  # noqa: S324
    key = secret.digest()[:5]
    for_content = hashlib.md5(key + (4).to_bytes(3, "little") + bytes(2)).digest()[:10]  # noqa: S324 - the format's
    packed = _rc4(for_content, zlib.compress(content))
    handler = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -60>>" % (
        owner.hex().encode(),
        _rc4(key, padding).hex().encode(),
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        handler,
    ]
    name = b"0123456789abcdef".hex().encode()
    return raw_pdf(objects, trailer=b"/Encrypt 6 0 R/ID[<%s><%s>]" % (name, name))


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
