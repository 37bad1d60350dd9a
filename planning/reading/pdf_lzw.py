"""How much an LZW stream of an old PDF unpacks to, without unpacking it."""

_CLEAR, _END = 256, 257
_FIRST_WIDTH, _LAST_WIDTH = 9, 12
_MOST_CODES = 4_096


def lzw_size(data: bytes, most: int) -> int:
    """Return how many bytes an LZW stream unpacks to; counting ends beyond ``most``. Only lengths are followed."""
    lengths = [1] * (_END + 1)
    width, bits, held, total, before = _FIRST_WIDTH, 0, 0, 0, 0
    for byte in data:
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & ((1 << width) - 1)
        if code == _END or total > most:
            break
        if code == _CLEAR:
            lengths, width, before = [1] * (_END + 1), _FIRST_WIDTH, 0
            continue
        size = lengths[code] if code < len(lengths) else before + 1
        if before and len(lengths) < _MOST_CODES:
            lengths.append(before + 1)
            width = min(max(width, (len(lengths) + 1).bit_length()), _LAST_WIDTH)
        total, before = total + size, size
    return total
