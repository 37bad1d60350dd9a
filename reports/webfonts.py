"""Parts of the vendored faces for one page: only the characters it shows, in WOFF, so that it looks the same anywhere.

Glyphs keep their numbers and those not shown are empty; so nothing but the map of characters has to be made anew.
Kerning and alternatives are left out. What a face does not hold the browser takes from the next one. The formats are
those of the OpenType specification 1.9 and of WOFF 1.0 (W3C, 2012).
"""

import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from reports.character_maps import map_of, mapped

FOLDER = files("reports") / "fonts"
_TABLES = (b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post")
_LONG_OFFSETS = struct.pack(">h", 1)
#: Flags of a part of a composite glyph: wide arguments, one scale, two scales, a matrix, more parts to come.
_WIDE, _SCALE, _TWO_SCALES, _MATRIX, _MORE = 0x1, 0x8, 0x40, 0x80, 0x20


def woff(file_name: str, text: str) -> bytes:
    """Return the part of a vendored face that draws a text; the same text gives the same bytes."""
    glyphs = _glyphs(file_name)
    wanted = {ord(each) for each in text if each >= " "} & glyphs.keys()
    return _woff(_cut(_tables(file_name), {code: glyphs[code] for code in wanted}))


def _cut(tables: dict[bytes, bytes], glyphs: dict[int, int]) -> dict[bytes, bytes]:
    """Return the tables with the outlines and widths of the glyphs wanted only."""
    places = _places(tables)
    kept = _with_parts(tables[b"glyf"], places, {0, *glyphs.values()})
    outlines, offsets = bytearray(), [0]
    for glyph, (start, end) in enumerate(places):
        if glyph in kept:
            outlines += tables[b"glyf"][start:end]
            outlines += bytes(-len(outlines) % 4)
        offsets.append(len(outlines))
    head = tables[b"head"]
    return tables | {
        b"cmap": map_of(glyphs),
        b"glyf": bytes(outlines),
        b"head": head[:50] + _LONG_OFFSETS + head[52:],
        b"hmtx": _widths(tables, kept),
        b"loca": struct.pack(f">{len(offsets)}I", *offsets),
    }


def _places(tables: dict[bytes, bytes]) -> list[tuple[int, int]]:
    """Return where the outline of each glyph begins and ends."""
    (count,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    is_long = tables[b"head"][50:52] == _LONG_OFFSETS
    found = struct.unpack_from(f">{count + 1}{'I' if is_long else 'H'}", tables[b"loca"])
    offsets = found if is_long else [2 * each for each in found]
    return list(pairwise(offsets))


def _with_parts(outlines: bytes, places: list[tuple[int, int]], wanted: set[int]) -> set[int]:
    """Return the glyphs with those they are put together of."""
    found, open_ = set[int](), list(wanted)
    while open_:
        glyph = open_.pop()
        if glyph not in found:
            found.add(glyph)
            start, end = places[glyph]
            open_ += _parts(outlines[start:end])
    return found


def _parts(outline: bytes) -> Iterator[int]:
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:  # noqa: PLR2004 - the length of its head
        return
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        yield glyph
        at += 8 if flags & _WIDE else 6
        at += 2 * bool(flags & _SCALE) + 4 * bool(flags & _TWO_SCALES) + 8 * bool(flags & _MATRIX)


def _widths(tables: dict[bytes, bytes], kept: set[int]) -> bytes:
    """Return the widths with those of glyphs that are empty now as zero: they are packed to nothing."""
    (count,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    given = tables[b"hmtx"]
    full = (given[4 * glyph : 4 * glyph + 4] if glyph in kept else bytes(4) for glyph in range(count))
    return b"".join(full) + given[4 * count :]


@lru_cache(maxsize=8)
def _glyphs(file_name: str) -> dict[int, int]:
    return dict(mapped(_tables(file_name)[b"cmap"]))


@lru_cache(maxsize=8)
def _tables(file_name: str) -> dict[bytes, bytes]:
    data = (FOLDER / file_name).read_bytes()
    (number,) = struct.unpack_from(">H", data, 4)
    found = (struct.unpack_from(">4sIII", data, 12 + 16 * at) for at in range(number))
    return {tag: data[start : start + length] for tag, _, start, length in found if tag in _TABLES}


def _woff(tables: dict[bytes, bytes]) -> bytes:
    head, body, whole = bytearray(), bytearray(), 12 + 16 * len(tables)
    start = 44 + 20 * len(tables)
    for tag, data in sorted(tables.items()):
        packed = zlib.compress(data, 9)
        kept = packed if len(packed) < len(data) else data
        head += struct.pack(">4sIIII", tag, start + len(body), len(kept), len(data), _sum(data))
        body += kept + bytes(-len(kept) % 4)
        whole += len(data) + -len(data) % 4
    size = start + len(body)
    front = struct.pack(">4sIIHHIHHIIIII", b"wOFF", 0x00010000, size, len(tables), 0, whole, 1, 0, 0, 0, 0, 0, 0)
    return front + bytes(head) + bytes(body)


def _sum(data: bytes) -> int:
    filled = data + bytes(-len(data) % 4)
    numbers: tuple[int, ...] = struct.unpack(f">{len(filled) // 4}I", filled)
    return sum(numbers) & 0xFFFFFFFF
