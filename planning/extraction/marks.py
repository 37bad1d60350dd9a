"""The number in front of a paragraph: 一、 （一） 1. (1) ① 第一条 - 1. and their relatives, in any width."""

import re
import unicodedata
from dataclasses import dataclass

from planning.extraction.numerals import chinese_number

_CN = "[一二三四五六七八九十百零〇]{1,5}"
_BULLET = re.compile(r"[-–—*•●·▪◦‣>]\s+|[•●▪◦‣]\s*|—{1,2}\s*(?=[一-鿿“])|[★☆※◆■▲△]\s*(?=[0-9(])")
_PATTERNS = (
    ("chapter", re.compile(rf"第\s*({_CN}|[0-9]{{1,3}})\s*(?:章|节|编|部分|篇)[\s、.:]*")),
    ("article", re.compile(rf"第\s*({_CN}|[0-9]{{1,3}})\s*(?:条|项)[\s、.:]*")),
    (
        "named",
        re.compile(
            rf"(?:问题|任务|项目|行动|工程|专项|举措|措施|重点|目标|专栏|事项|品牌)\s*({_CN}|[0-9]{{1,2}})\s*(?:[:、.](?![0-9])|\s)\s*"
        ),
    ),
    ("stage", re.compile(rf"第({_CN}|[0-9]{{1,2}})(?:阶段|步)(?:[,、:]\s*|\s+|(?=\())")),
    ("ordinal", re.compile(rf"第({_CN})(?:[,、:]\s*|\s+)")),
    ("cn", re.compile(rf"({_CN})\s*[、.](?:(?![0-9])|(?=20[0-9]{{2}}年))\s*")),
    ("(cn)", re.compile(rf"\(\s*({_CN})\s*\)[、.]?\s*")),
    ("d.d", re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2}){1,3})(?:[、.]|\s)\s*(?=[^0-9\s])")),
    ("d", re.compile(r"([0-9]{1,3})\s*[.、](?![0-9])\s*")),
    ("d)", re.compile(r"([0-9]{1,3})\s*\)(?![0-9])\s*")),
    ("(d)", re.compile(r"\(\s*([0-9]{1,3})\s*\)[、.]?\s*")),
    ("first", re.compile(rf"({_CN})是")),
)
_YEAR = re.compile("20[0-9]{2}年")
_MONTH = re.compile("(?:1[0-2]|[1-9])月")
_TIGHT = re.compile(
    r"([0-9]{1,3})[.、](?:(?=[0-9]+(?:\.[0-9]+)?[一-鿿])(?![0-9]+(?:万|亿|倍|米|公里|元|吨|平方|小时|个百分点))"
    r"|(?=20[0-9]{2}年)|(?=(?:1[0-2]|[1-9])月))"
)
_ENCLOSED = (
    (0x2460, 20, "circle"),
    (0x2474, 20, "(d)"),
    (0x2488, 20, "d"),
    (0x3220, 10, "(cn)"),
    (0x2160, 12, "roman"),
)
_COUNTED = "[家个人名件项户场次期年月日号周天元万亿千百台套所座条份级处种批例起楼层时点分多余位只辆]|公[里顷斤]|平方"
_LOOSE = re.compile(rf"([0-9]{{1,2}})\s*(?=[一-鿿])(?!{_COUNTED})")
_SPACED = re.compile(r"([0-9]{1,2})\s+(?=[一-鿿]{2})")
_INNER = frozenset({"circle", "first"})


@dataclass(frozen=True)
class Mark:
    """A paragraph's number. ``shown`` is what the document calls it (1, （一）, 二); ``length`` includes the bullet."""

    style: str
    value: int
    shown: str
    length: int

    @property
    def inner(self) -> bool:
        """A number that only ever divides an item into parts (①, 一是)."""
        return self.style in _INNER


def read_mark(line: str, expected: int = 0) -> Mark | None:
    """Return the number a folded line begins with, or None. A bare bullet counts as a number without a value (0).

    ``expected`` is the next number of a running list 1. 2. 3.: only that one may stand before digits (2.100项服务,
    5.3个工作日内) or without its dot (4 全面推广), or any before a year or a month (1.2018年底前, 1.6月底前).
    """
    bullet = _BULLET.match(line)
    at = bullet.end() if bullet else 0
    enclosed = _enclosed(line, at)
    if enclosed:
        return enclosed
    for style, pattern in _PATTERNS:
        match = pattern.match(line, at)
        if match:
            return _mark(style, match)
    tight = _TIGHT.match(line, at)
    dated = tight and (_YEAR.match(line, tight.end()) or _MONTH.match(line, tight.end()))
    if tight and (int(tight[1]) == expected > 1 or dated):
        return _mark("d", tight)
    loose = _LOOSE.match(line, at)
    if loose and int(loose[1]) == expected > 1 and (bullet or line[loose.end(1)] == " "):
        return _mark("d", loose)  # the dot was lost: 4 全面推广, - 5推广
    return Mark("bullet", 0, "", at) if bullet and at < len(line) else None


def read_spaced(line: str) -> Mark | None:
    """Return the number of a heading set apart by a space alone (2 重点任务), as beside 2.1 and 2.1.1; or None."""
    match = _SPACED.match(line)
    return _mark("d", match) if match else None


def _mark(style: str, match: re.Match[str]) -> Mark:
    digits = match.group(1)
    if style == "d.d":
        return Mark(f"d.d{digits.count('.')}", int(digits.rsplit(".", 1)[1]), digits, match.end())
    value = int(digits) if digits.isdigit() and digits.isascii() else chinese_number(digits)
    shown = {"(cn)": f"（{digits}）", "(d)": f"（{digits}）"}.get(style, digits)
    if style in ("chapter", "article", "ordinal", "stage", "first", "named"):
        shown = match.group().rstrip(" 、.:,")
    return Mark(style, value, shown, match.end())


def _enclosed(line: str, at: int) -> Mark | None:
    code = ord(line[at]) if at < len(line) else 0
    for first, count, style in _ENCLOSED:
        if first <= code < first + count:
            end = at + 1
            while end < len(line) and line[end] in " 、.":
                end += 1
            digits = unicodedata.normalize("NFKC", line[at]).strip("().")
            shown = {"(cn)": f"（{digits}）", "(d)": f"（{digits}）", "circle": line[at]}.get(style, digits)
            return Mark(style, code - first + 1, shown, end)
    return None
