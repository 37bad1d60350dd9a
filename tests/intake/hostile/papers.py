"""PDF files that are locked, empty, circular, or unpack and draw beyond measure."""

import hashlib
import zlib

from tests.intake.hostile.case import Case
from tests.intake.pdf_files import page_pdf, raw_pdf, set_pdf, shown, stream

_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_TEXT = shown("1. Plan: open an evening school by June.")
_PLAN = "目标计划\n\n1.开办职工夜校，6月底前完成。\n\n2.建立工作台账，责任单位：月桥街道。\n"


def locked(user: bytes, owner: bytes = b"office") -> bytes:
    """Give a PDF encrypted with RC4 of 40 bits; with no user password anybody may open it."""
    key_owner = hashlib.md5(_padded(owner)).digest()[:5]  # noqa: S324 - what the format asks for
    o_entry = rc4(key_owner, _padded(user))
    rights, ident = (-44 & 0xFFFFFFFF).to_bytes(4, "little"), b"0123456789abcdef"
    key = hashlib.md5(_padded(user) + o_entry + rights + ident).digest()[:5]  # noqa: S324 - as above
    own = hashlib.md5(key + (4).to_bytes(3, "little") + bytes(2)).digest()[:10]  # noqa: S324 - as above
    content = rc4(own, zlib.compress(_TEXT))
    lock = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -44>>" % (
        o_entry.hex().encode(),
        rc4(key, _PADDING).hex().encode(),
    )
    return raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(content), content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            lock,
        ],
        trailer=b"/Encrypt 6 0 R/ID[<%s><%s>]" % (ident.hex().encode(), ident.hex().encode()),
    )


def _padded(password: bytes) -> bytes:
    return (password + _PADDING)[:32]


def rc4(key: bytes, data: bytes) -> bytes:
    """Return the data enciphered."""
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def scan() -> bytes:
    """Give a PDF whose one page is a picture."""
    picture = stream(
        bytes(40_000), b"/Type/XObject/Subtype/Image/Width 200/Height 200/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    return page_pdf(b"q 500 0 0 700 40 40 cm /I Do Q", page=b"/XObject<</I 6 0 R>>", more=(picture,))


def circular_pages() -> bytes:
    """Give a PDF whose tree of pages leads back to its root."""
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9/Parent 3 0 R>>",
                    b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9/Parent 2 0 R>>"])  # fmt: skip


def pages_of_nothing(count: int) -> bytes:
    """Give a PDF that says it has so many pages."""
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count %d>>" % count])


def deep_pages(depth: int) -> bytes:
    """Give a PDF whose one page lies so deep in its tree."""
    tree = [b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (n + 1, n - 1) for n in range(2, depth + 2)]
    page = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]>>" % (depth + 1)
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", *tree, page])


def object_bomb() -> bytes:
    """Give a PDF with a stream of objects that unpacks, twice over, to 300 MB."""
    packer = zlib.compressobj(9)
    once = b"".join([packer.compress(bytes(50_000_000)) for _ in range(6)] + [packer.flush()])
    head = b"/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]"
    return page_pdf(_TEXT, more=(stream(zlib.compress(once, 9), head, packed=0),))


def many_objects() -> bytes:
    """Give a PDF with a stream that says it holds millions of objects."""
    return page_pdf(_TEXT, more=(stream(b"1 0 " * 2_000_000, b"/Type/ObjStm/N 2000000/First 8000000"),))


def drawings(depth: int, each: int) -> bytes:
    """Give a PDF in which drawings draw the next one, each so many times."""
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>"
    forms = [stream(b"/X Do " * each if n < depth - 1 else _TEXT, entries % (7 + n)) for n in range(depth)]
    return page_pdf(b"/X Do", page=b"/XObject<</X 6 0 R>>", more=tuple(forms))


def many_strokes(count: int) -> bytes:
    """Give a page with so many strokes of a ruling and some text."""
    lines = b"".join(b"%d %d m %d %d l S\n" % (n % 500, n % 600, n % 500 + 60, n % 600) for n in range(count))
    return page_pdf(_TEXT + lines)


def many_signs(count: int) -> bytes:
    """Give a page on which so many signs stand one on the other."""
    return page_pdf(b"BT /F1 9 Tf 50 700 Td " + b"(abc) Tj " * (count // 3) + b"ET")


def many_places(count: int) -> bytes:
    """Give a page with so many words, each somewhere else."""
    return page_pdf(b"".join(shown(f"w{n}", n * 37 % 560, n * 53 % 820, 1 + n % 9) for n in range(count)))


def absurd_page(box: str) -> bytes:
    """Give a page of an impossible size."""
    return page_pdf(_TEXT).replace(b"[0 0 595 842]", box.encode())


def deep_arrays(depth: int) -> bytes:
    """Give a PDF with so many arrays one in another."""
    return page_pdf(_TEXT, more=(b"[" * depth + b"]" * depth,))


def with_script() -> bytes:
    """Give a PDF that runs a script and opens a file when it is opened."""
    return page_pdf(_TEXT).replace(
        b"/Type/Catalog",
        b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AA<</O<</S/Launch/F(/bin/sh)>>>>",
    )


CASES = (
    Case("a password for opening", "计划.pdf", lambda: locked(b"secret"), ("pdf-encrypted",)),
    Case("a password for changing only", "计划.pdf", lambda: locked(b""), has="open an evening school"),
    Case("a scan", "计划.pdf", scan, ("pdf-scan",)),
    Case("pages in a circle", "计划.pdf", circular_pages, ("pdf-damaged", "pdf-scan")),
    Case(
        "two billion pages", "计划.pdf", lambda: pages_of_nothing(2_000_000_000), ("pdf-damaged", "pdf-too-many-pages")
    ),
    Case("no pages", "计划.pdf", lambda: pages_of_nothing(0), ("pdf-damaged",)),
    Case("minus one pages", "计划.pdf", lambda: pages_of_nothing(-1), ("pdf-damaged",)),
    Case("a page 5 000 steps deep", "计划.pdf", lambda: deep_pages(5_000), ("pdf-damaged", "pdf-scan")),
    Case("a bomb of objects", "计划.pdf", object_bomb, ("pdf-unpacks-too-large",)),
    Case("millions of objects in one stream", "计划.pdf", many_objects, has="open an evening school"),
    Case("a page of zeros", "计划.pdf", lambda: page_pdf(bytes(250_000_000)), ("pdf-unpacks-too-large",)),
    Case("drawings that draw each other", "计划.pdf", lambda: drawings(12, 12), ("pdf-draws-without-end",)),
    Case(
        "a drawing that draws itself",
        "计划.pdf",
        lambda: page_pdf(
            _TEXT + b"/X Do",
            page=b"/XObject<</X 6 0 R>>",
            more=(
                stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"),
            ),
        ),
        ("pdf-draws-without-end",),
    ),
    Case("200 000 strokes", "计划.pdf", lambda: many_strokes(200_000), has="open an evening school"),
    Case("300 000 signs at one place", "计划.pdf", lambda: many_signs(300_000), has="abc"),
    Case("30 000 words all over a page", "计划.pdf", lambda: many_places(30_000), has="w"),
    Case(
        "a page as large as a country",
        "计划.pdf",
        lambda: absurd_page("[-1e9 -1e9 1e9 1e9]"),
        has="open an evening school",
    ),
    Case("a page without size", "计划.pdf", lambda: absurd_page("[0 0 0 0]"), has="open an evening school"),
    Case(
        "a page whose size is no number",
        "计划.pdf",
        lambda: absurd_page("[0 0 1e99999 (x)]"),
        has="open an evening school",
    ),
    Case("100 000 arrays one in another", "计划.pdf", lambda: deep_arrays(100_000), has="open an evening school"),
    Case("a script", "计划.pdf", with_script, has="open an evening school", lacks="alert"),
    Case("no end", "计划.pdf", lambda: set_pdf(_PLAN)[:-2_000], ("pdf-damaged",)),
    Case("nothing but a beginning", "计划.pdf", lambda: b"%PDF-1.7\n", ("pdf-damaged",)),
    Case("a beginning with an end", "计划.pdf", lambda: b"%PDF-1.7\nstartxref\n0\n%%EOF", ("pdf-damaged",)),
    Case("a file of one byte", "计划.pdf", lambda: b"%", ("pdf-damaged",)),
    Case("a file of no byte", "计划.pdf", lambda: b"", ("document-empty",)),
)
