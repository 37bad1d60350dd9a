"""Ways to make a good file slightly or badly wrong: by its bytes, by parts and trees of archives, by PDF objects."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from lxml import etree

from tests.intake.hostile.case import parts_of

ODD_VALUES = (
    "",
    "0",
    "-1",
    "1",
    "9",
    "63",
    "65536",
    "2147483648",
    "999999999",
    "9" * 5_000,
    "1e400",
    "-0.0",
    "NaN",
    "²",
    "٣",
    "true",
    "A1:XFD1048576",
    "ZZZ9999999",
    "../x",
    "none",
    "s",
    "\u202e",
    "\ue000",
    "%1%9",
    "General",
    "yyyy\\m;@",
)
_ODD_BYTES = (
    b"\0",
    b"\xff",
    b"<",
    b">",
    b"&",
    b'"',
    b"\r",
    b"\n",
    b"\x1a",
    b"%PDF-",
    b"PK\3\4",
    b"\xed\xa0\x80",
    b"\x80" * 9,
)
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_OBJECT = re.compile(rb"\d+ 0 obj.*?endobj", re.DOTALL)
_PACKED = re.compile(rb"(stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)
_MOST_COPIES, _SMALL = 2_000, 60


def bytes_wrong(data: bytes, random: Random) -> bytes:
    """Flip, cut out, double, overwrite or cut off some bytes."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 40))):
        at = random.randrange(len(changed) + 1)
        length = random.choice((1, 1, 4, 30, 400))
        piece = bytes(changed[at : at + length])
        kind = random.randrange(6)
        if kind == 0 and piece:
            changed[at] ^= 1 << random.randrange(8)
        elif kind == 1:
            del changed[at : at + length]
        elif kind == 2:
            changed[at:at] = piece * random.choice((1, 2, 50))
        elif kind == 3:
            changed[at:at] = random.choice(_ODD_BYTES)
        elif kind == 4:
            changed[at : at + length] = random.randbytes(len(piece))
        elif random.random() < 0.2:
            del changed[at:]
    return bytes(changed)


def archive_wrong(data: bytes, random: Random) -> bytes:
    """Change the parts of an archive and pack them again, so that the damage lies inside."""
    parts = parts_of(data)
    for _ in range(random.choice((1, 1, 2, 3))):
        name = random.choice(list(parts))
        kind = random.randrange(8)
        if kind == 0:
            other = random.choice(list(parts))
            parts[name], parts[other] = parts[other], parts[name]
        elif kind == 1 and len(parts) > 1:
            del parts[name]
        elif kind == 2:
            parts[random.choice(("word/document.xml", "xl/workbook.xml", "XL/WORKBOOK.XML", "x/" * 50))] = parts[name]
        elif kind == 3:
            parts[name] = bytes_wrong(parts[name], random)
        else:
            parts[name] = tree_wrong(parts[name], random)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    packed = target.getvalue()
    return bytes_wrong(packed, random) if random.random() < 0.1 else packed


def tree_wrong(part: bytes, random: Random) -> bytes:
    """Move, double, drop, rename or wrap elements of an XML part, or change their texts and attributes."""
    try:
        root = etree.fromstring(part)
    except etree.XMLSyntaxError:
        return bytes_wrong(part, random)
    for _ in range(random.choice((1, 2, 4, 12))):
        elements = [each for each in root.iter() if isinstance(each.tag, str)]
        _change(random.choice(elements), random.choice(elements), random)
    data: bytes = etree.tostring(root)
    return data


def _change(one: Any, other: Any, random: Random) -> None:  # noqa: ANN401 - lxml has no types
    parent, kind = one.getparent(), random.randrange(8)
    if kind == 0 and one.attrib:
        one.set(random.choice(sorted(one.attrib)), _text(random.choice(ODD_VALUES)))
    elif kind == 1 and one.attrib:
        del one.attrib[random.choice(sorted(one.attrib))]
    elif kind == 2:
        one.text = _text(random.choice((*ODD_VALUES, other.text or "", "1.开办夜校，" * 300)))
    elif kind == 3:
        one.tag = other.tag
    elif parent is not None:
        _move(one, other, parent, random)


def _move(one: Any, other: Any, parent: Any, random: Random) -> None:  # noqa: ANN401 - as above
    """Drop an element, put it elsewhere, or repeat it beside or within itself."""
    inside = list(one.iter())
    kind = random.randrange(4)
    if kind == 0:
        parent.remove(one)
    elif kind == 1 and other not in inside:
        other.append(one)
    elif kind == 2 and len(inside) < _SMALL:
        for _ in range(random.choice((1, 3, 300))):
            parent.insert(random.randrange(len(parent) + 1), deepcopy(one))
    elif len(inside) < _SMALL:
        innermost, copy = one, deepcopy(one)
        for _ in range(min(random.choice((1, 30, 250)), _MOST_COPIES // len(inside))):
            innermost.append(deepcopy(copy))
            innermost = innermost[-1]


def _text(value: str) -> str:
    return "".join(sign for sign in value if sign >= " ")


def pdf_wrong(data: bytes, random: Random) -> bytes:
    """Change numbers, objects and the insides of streams of a PDF."""
    for _ in range(random.choice((1, 1, 2, 5))):
        kind = random.randrange(6)
        if kind == 0:
            data = _one(_NUMBER, data, random, lambda _: random.choice(ODD_VALUES).encode())
        elif kind == 1:
            bodies = _OBJECT.findall(data)
            data = _one(_OBJECT, data, random, lambda _, bodies=bodies: random.choice(bodies))  # type: ignore[misc]
        elif kind == 2:
            data = _one(_OBJECT, data, random, lambda _: b"")
        elif kind in (3, 4):
            data = _one(_PACKED, data, random, lambda match: _stream_wrong(match, random))
        else:
            data = bytes_wrong(data, random)
    return data


def _stream_wrong(match: re.Match[bytes], random: Random) -> bytes:
    try:
        inside = zlib.decompress(match[2])
    except zlib.error:
        return match[1] + bytes_wrong(match[2], random) + match[3]
    for _ in range(random.choice((1, 3, 20))):
        wrong = _one(_NUMBER, inside, random, lambda _: random.choice(ODD_VALUES).encode())
        inside = wrong if random.random() < 0.7 else bytes_wrong(inside, random)
    return match[1] + zlib.compress(inside) + match[3]


def _one(pattern: re.Pattern[bytes], data: bytes, random: Random, other: Callable[[re.Match[bytes]], bytes]) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return data
    match = random.choice(found)
    return data[: match.start()] + other(match) + data[match.end() :]
