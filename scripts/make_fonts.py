# ruff: noqa: INP001 - a script of the checkout, not part of the product
"""Cuts the vendored faces down to the characters a report can contain; ``scripts/make_fonts`` calls it.

The body face holds GB 2312 and the whole Table of General Standard Chinese Characters (8,105 by Unihan's kTGH, so
rare names do not turn into boxes); the other faces hold GB 2312 and fall back to the body face, to save 2 MB.
"""

import re
import sys
from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

STANDARD_TABLE = "standard-characters.txt"
SYMBOL_RANGES = [
    (0x20, 0x7E),
    (0xA0, 0xBF),
    (0xD7, 0xD7),
    (0xF7, 0xF7),
    (0x2010, 0x2027),
    (0x2030, 0x203B),
    (0x20AC, 0x20AC),
    (0x2460, 0x249B),
    (0x3000, 0x303F),
    (0x3220, 0x3229),
    (0xFF01, 0xFF5E),
    (0xFFE5, 0xFFE5),
]
BODY_SYMBOL_RANGES = [
    (0xC0, 0xFF),
    (0x2190, 0x2193),
    (0x2200, 0x22A5),
    (0x24B6, 0x24FF),
    (0x25A0, 0x25EF),
    (0x2605, 0x2606),
    (0x2713, 0x2717),
    (0x338E, 0x33D5),
]


def characters_of(ranges: list[tuple[int, int]]) -> str:
    """Return all characters of inclusive ranges of code points."""
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


def gb2312(*, rows: range) -> str:
    """Return the characters of these rows of GB 2312-80 (1-9 symbols, 16-87 Han)."""
    pairs = (bytes([0xA0 + row, cell]) for row in rows for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)


def subset(font: TTFont, characters: str, *, layout: bool = True) -> TTFont:
    """Return the font with only these characters, unhinted, with kerning and local forms when ``layout``."""
    options = Options()
    options.hinting = False
    options.notdef_outline = True
    options.layout_features = ["kern", "locl", "ccmp", "mark", "mkmk"] if layout else []
    options.drop_tables += ["DSIG", "vhea", "vmtx", "VORG", "BASE", "STAT", "FFTM", "feat", "morx"]
    if not layout:
        options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    cutter = Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    return font


def merged(slices: Path, stylesheet: Path, characters: str) -> TTFont:
    """Return one font out of the web slices that hold any of the characters."""
    wanted = {ord(each) for each in characters}
    parts = []
    for block in stylesheet.read_text(encoding="utf-8").split("@font-face")[1:]:
        name = re.search(r"files/([\w-]+\.woff2)", block)
        if name is None:
            raise SystemExit(f"no file named in a block of {stylesheet.name}")
        font = TTFont(slices / name[1], recalcTimestamp=False)
        here = wanted & font.getBestCmap().keys()
        wanted -= here
        if here:
            part = BytesIO()
            font.flavor = None
            subset(font, "".join(map(chr, here)), layout=False).save(part)
            part.seek(0)
            parts.append(part)
    font = Merger().merge(parts)
    font["head"].created = font["head"].modified = 0  # the merger writes the present instant
    return subset(font, characters, layout=False)


def save(font: TTFont, target: Path) -> None:
    """Write the font without a time of its own, so that the same originals give the same bytes."""
    font.recalcTimestamp = False
    font.flavor = None
    font.save(target)
    sys.stdout.write(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size} bytes\n")


def main(source: Path, target: Path) -> None:
    """Write four faces and their licences into ``target``."""
    basic = gb2312(rows=range(16, 88)) + characters_of(SYMBOL_RANGES)
    table = (target / STANDARD_TABLE).read_text(encoding="utf-8")
    more = basic + gb2312(rows=range(1, 9)) + characters_of(BODY_SYMBOL_RANGES)
    for package, weight, name, characters in [
        ("serif", "400Regular", "NotoSerifSC_400Regular.ttf", more + table),
        ("serif", "700Bold", "NotoSerifSC_700Bold.ttf", basic),
        ("sans", "400Regular", "NotoSansSC_400Regular.ttf", more),
    ]:
        font = TTFont(source / package / weight / name, recalcTimestamp=False)
        save(subset(font, characters), target / name.replace("_400", "-").replace("_700", "-"))
    wenkai = merged(source / "wenkai" / "files", source / "wenkai" / "lxgwwenkai-regular.css", basic)
    save(wenkai, target / "LXGWWenKai-Regular.ttf")
    for package, name in [("serif", "NotoSerifSC"), ("sans", "NotoSansSC")]:
        (target / f"{name}-OFL.txt").write_bytes((source / package / "LICENSE_FONT").read_bytes())
    copyright_line = wenkai["name"].getDebugName(0)
    licence = (source / "wenkai" / "OFL.txt").read_text(encoding="utf-8")
    (target / "LXGWWenKai-OFL.txt").write_text(f"{copyright_line}\n\n{licence}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
