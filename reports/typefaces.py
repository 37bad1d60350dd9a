"""The faces a report is set in: the office's own first, then the vendored ones; and which characters they hold.

Vendored faces stand in for the prescribed ones, which may not be redistributed: Noto Serif SC for 小标宋, 仿宋 and
宋体, Noto Sans SC for 黑体, LXGW WenKai for 楷体. An office that has a licence puts its files into a folder of its own.
"""

import struct
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

import typst

from config.errors import CallError
from reports.character_maps import mapped

VENDORED = Path(str(files("reports"))) / "fonts"
VENDORED_FAMILIES = ("Noto Serif SC", "Noto Sans SC", "LXGW WenKai")
SUBSTITUTE = "〓"
BODY = "Noto Serif SC"
# Families by role, best first; names as the font files themselves give them (simfang.ttf calls itself FangSong).
PREFERRED: dict[str, tuple[str, ...]] = {
    "title": ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif SC"),
    "body": ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "仿宋", "FandolFang R", "FandolFang", "Noto Serif SC"),
    "sans": ("SimHei", "黑体", "FandolHei", "Noto Sans SC"),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "楷体", "FandolKai", "LXGW WenKai"),
    "song": ("SimSun", "宋体", "FandolSong", "Noto Serif SC"),
}


@dataclass(frozen=True)
class Typefaces:
    """The font files of one rendering."""

    folders: tuple[Path, ...]

    @cached_property
    def fonts(self) -> typst.Fonts:
        """The files opened for typesetting; no system font is among them."""
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(each) for each in self.folders]
        )

    def families(self) -> dict[str, list[str]]:
        """Return for each role the families to try, all of them present, always ending in the vendored body face."""
        present = set(self.fonts.families())
        roles = {role: [name for name in names if name in present] for role, names in PREFERRED.items()}
        return {role: list(dict.fromkeys([*names, BODY])) for role, names in roles.items()}

    @cached_property
    def characters(self) -> frozenset[int]:
        """All code points that some face can draw."""
        paths = sorted(path for folder in self.folders for path in folder.iterdir())
        fonts = [path for path in paths if path.suffix.lower() in {".ttf", ".otf", ".ttc"}]
        return frozenset().union(*(_characters_of(path) for path in fonts))

    def missing_glyphs(self, text: str) -> str:
        """Return the characters of the text that no face can draw, each once, in order of first use."""
        return "".join(dict.fromkeys(each for each in text if ord(each) not in self.characters and each > " "))

    def covered(self, text: str) -> str:
        """Return the text with 〓, the printer's mark for a missing sort, in place of what cannot be drawn."""
        return text.translate(dict.fromkeys(map(ord, self.missing_glyphs(text)), SUBSTITUTE))


@lru_cache(maxsize=4)
def typefaces(fonts_dir: Path | None = None) -> Typefaces:
    """Return the faces to render with; the office's own folder is tried before the vendored one."""
    if fonts_dir is not None and not fonts_dir.is_dir():
        raise CallError("report-fonts-dir-missing", path=fonts_dir)
    return Typefaces((fonts_dir, VENDORED) if fonts_dir else (VENDORED,))


@lru_cache(maxsize=32)
def _characters_of(path: Path) -> frozenset[int]:
    data = path.read_bytes()
    found: set[int] = set()
    for start in _font_starts(data):
        (tables,) = struct.unpack_from(">H", data, start + 4)
        for position in range(start + 12, start + 12 + 16 * tables, 16):
            tag, _, offset, _ = struct.unpack_from(">4sIII", data, position)
            if tag == b"cmap":
                found.update(code for code, _ in mapped(data, offset))
    return frozenset(found)


def _font_starts(data: bytes) -> tuple[int, ...]:
    if data[:4] != b"ttcf":
        return (0,)
    (number,) = struct.unpack_from(">I", data, 8)
    return struct.unpack_from(f">{number}I", data, 12)
