"""Which glyph of a font file draws which character: its table "cmap" (OpenType specification 1.9). Pure."""

import struct
from collections.abc import Iterator

_SIXTEEN_BITS, _THIRTY_TWO_BITS = 4, 12
_UNICODE = frozenset({0, 3})


def mapped(data: bytes, cmap: int = 0) -> Iterator[tuple[int, int]]:
    """Yield code points with their glyphs from the Unicode subtables of the table that begins at ``cmap``."""
    (number,) = struct.unpack_from(">H", data, cmap + 2)
    for position in range(cmap + 4, cmap + 4 + 8 * number, 8):
        platform, _, offset = struct.unpack_from(">HHI", data, position)
        (kind,) = struct.unpack_from(">H", data, cmap + offset)
        if platform in _UNICODE and kind == _SIXTEEN_BITS:
            yield from _of_sixteen_bits(data, cmap + offset)
        elif platform in _UNICODE and kind == _THIRTY_TWO_BITS:
            (groups,) = struct.unpack_from(">I", data, cmap + offset + 12)
            for group in range(groups):
                first, last, glyph = struct.unpack_from(">III", data, cmap + offset + 16 + 12 * group)
                yield from ((code, glyph + code - first) for code in range(first, last + 1))


def map_of(glyphs: dict[int, int]) -> bytes:
    """Return the table for these code points and glyphs, in the order of the code points."""
    groups = b"".join(struct.pack(">III", code, code, glyph) for code, glyph in sorted(glyphs.items()))
    head = struct.pack(">HHHHI", 0, 1, 3, 10, 12)
    return head + struct.pack(">HHIII", _THIRTY_TWO_BITS, 0, 16 + len(groups), 0, len(glyphs)) + groups


def _of_sixteen_bits(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    (doubled,) = struct.unpack_from(">H", data, table + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", data, table + 16 + doubled * part) for part in (1, 2, 3)
    )
    base = table + 16 + doubled * 3
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[index]:
                (glyph,) = struct.unpack_from(">H", data, base + 2 * index + offsets[index] + 2 * (code - first))
            if glyph and (glyph + deltas[index]) % 0x10000:
                yield code, (glyph + deltas[index]) % 0x10000
