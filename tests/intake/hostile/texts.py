"""Texts, pages and tables written as text that are no text, never end, nest or pretend."""

from functools import partial

from tests.intake.hostile.books import FORMULAS
from tests.intake.hostile.case import Case

_ITEM = "1.开办职工夜校，6月底前完成。\n"
_SENTENCE = "开展职工培训工作，"
_TRADITIONAL = "一、開辦職工夜校，6月底前完成。\n二、開展勞動競賽，責任單位：月橋街道。\n"
_TABLES = "<table><tr><td>甲</td><td>"


def long_line(suffix: str) -> bytes:
    """Give a file of a format that is one line of 20 MB."""
    line = _SENTENCE * (20_000_000 // len(_SENTENCE.encode()))
    around = {".csv": ("序号,工作任务\n1,", "\n"), ".html": ("<p>1.", "</p>")}.get(suffix, ("1.", ""))
    return (around[0] + line + around[1]).encode()


def short_lines(suffix: str) -> bytes:
    """Give a file of a format that is 200 000 short lines; fewer where the marks of each cost the same again."""
    lines = {".html": "<p>工会</p>\n", ".csv": "1,工会\n", ".md": "- 工会\n"}.get(suffix, "工会\n")
    return (lines * (200_000 if suffix in (".txt", ".csv") else 20_000)).encode()


def page(inside: str) -> bytes:
    """Give a web page that says it is in UTF-8."""
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{inside}</body></html>'.encode()


def mixed_encodings() -> bytes:
    """Give lines of which some are in UTF-8 and some in GB18030, with a broken byte among them."""
    lines = ["1.开办职工夜校，6月底前完成。", "2.建立工作台账，责任单位：月桥街道。"]
    return b"\n".join(
        [
            lines[0].encode(),
            lines[1].encode("gb18030"),
            b"3.\xe5\xbc\x80\xe5\xb1\x95\xff\xe6\xb4\xbb\xe5\x8a\xa8\xe3\x80\x82",
        ]
    )


def ragged(rows: int, columns: int) -> bytes:
    """Give a table of one very wide row and so many narrow ones."""
    return ("字," * columns + "\n" + "1,工会\n" * rows).encode()


def formulas(suffix: str) -> bytes:
    """Give a table or list whose tasks are texts that would be formulas elsewhere."""
    if suffix == ".csv":
        quoted = [text.replace('"', '""') for text in FORMULAS]
        return ("序号,工作任务\n" + "".join(f'{n},"{text}"\n' for n, text in enumerate(quoted, 1))).encode()
    return "".join(f"{number}.{text}开办夜校。\n" for number, text in enumerate(FORMULAS, 1)).encode()


def odd_days() -> bytes:
    """Give items whose deadlines cannot be, lie before the plan or in no calendar."""
    days = (
        "2月30日前",
        "2016年3月底前",
        "99999年6月底前",
        "２０１７年１３月前",
        "4月31日",
        "0月0日前",
        "12017年6月30日前",
    )
    return "".join(f"{n}.开办第{n}所职工夜校，{day}完成。\n" for n, day in enumerate(days, 1)).encode()


def odd_numbers() -> bytes:
    """Give items two of which have one number, one of which is missing, under a street that comes twice."""
    return (
        "目标计划\n月桥街道\n1.开办职工夜校。\n1.建立工作台账。\n4.走访困难职工30户。\n"
        "月桥街道\n1.开办职工夜校。\n2.举办技能比武。\n"
    ).encode()


def _everywhere() -> list[Case]:
    cases = []
    for suffix in (".txt", ".md", ".csv", ".html"):
        name = f"计划{suffix}"
        cases += [
            Case("a line of 20 MB", name, partial(long_line, suffix), has=_SENTENCE),
            Case(
                "very many short lines",
                name,
                partial(short_lines, suffix),
                ("sheet-too-many-rows",) if suffix == ".csv" else (),
                has="工会",
            ),
            Case("nothing", name, lambda: b"", ("document-empty",)),
            Case("white space", name, lambda: b" \r\n\t\n", ("document-empty", "document-no-text")),
            Case("a byte order mark alone", name, lambda: b"\xef\xbb\xbf", ("document-empty", "document-no-text")),
            Case("random bytes", name, lambda: bytes(range(256)) * 40, ("text-binary", "text-encoding")),
            Case(
                "nothing but NUL",
                name,
                lambda: bytes(5_000),
                ("text-binary", "text-encoding", "document-no-text", "document-empty"),
            ),
            Case(
                "one NUL in UTF-8",
                name,
                "1.开办\0职工夜校，6月底前完成。\n".encode,
                has="1.开办职工夜校" if suffix != ".csv" else "开办职工夜校",
                lacks="\0",
                notes=("text-nul-removed",),
            ),
            Case(
                "hidden signs",
                name,
                "1.开办\u202e校夜工职\u202c，\u200b6月底前\ufeff完成\ue123。\n".encode,
                has="校夜工职",
                lacks="\u200b",
                notes=("text-direction-removed", "text-invisible-removed", "text-unreadable-signs"),
            ),
            Case(
                "lines of two encodings and a broken byte",
                name,
                mixed_encodings,
                has="2.建立工作台账",
                notes=("text-mixed-encoding", "text-broken-bytes"),
            ),
            Case(
                "half a sign written as UTF-8",
                name,
                lambda: (
                    "1.开办职工夜校，".encode() + b"\xed\xa0\x80" + "6月底前完成。\n2.建立职工服务台账。\n".encode()
                ),
                has="开办职工夜校",
                notes=("text-broken-bytes",),
            ),
            Case(
                "half a sign in UTF-16",
                name,
                lambda: (
                    b"\xff\xfe"
                    + "1.开办职工夜校，".encode("utf-16-le")
                    + b"\x00\xd8"
                    + "6月底前完成。".encode("utf-16-le")
                ),
                has="开办职工夜校",
                notes=("text-broken-bytes",),
            ),
            Case(
                "signs of no plane",
                name,
                "1.开办职工夜校\U0010ffff，6月底前完成\U000e0041。\n".encode,
                has="开办职工夜校",
                notes=("text-invisible-removed", "text-unreadable-signs"),
            ),
            Case("traditional signs", name, lambda: _TRADITIONAL.encode("cp950"), has="開辦職工夜校"),
            Case(
                "another line end",
                name,
                "1.开办职工夜校。\r2.建立台账。\x0b3.走访困难职工。\u20284.举办技能比武。".encode,
                has="举办技能比武",
            ),
        ]
    return cases


CASES = (
    *_everywhere(),
    Case("traditional signs", "计划.txt", _TRADITIONAL.encode, has="開辦職工夜校", items=2),
    Case(
        "days that cannot be",
        "计划.txt",
        odd_days,
        items=7,
        notes=("deadline-no-such-day", "deadline-before-plan-year", "deadline-year-impossible"),
    ),
    Case("numbers twice and missing", "计划.txt", odd_numbers, items=5, notes=("number-repeated", "number-gap")),
    Case("texts like formulas", "计划.csv", lambda: formulas(".csv"), has="=HYPERLINK"),
    Case("texts like formulas", "计划.md", lambda: formulas(".md"), has="=HYPERLINK"),
    Case("texts like formulas", "计划.txt", lambda: formulas(".txt"), has="=HYPERLINK"),
    Case(
        "one row of a million columns",
        "计划.csv",
        lambda: ragged(50_000, 1_000_000),
        ("sheet-too-many-cells",),
        has="工会",
    ),
    Case(
        "a quote never closed",
        "计划.csv",
        ('序号,工作任务\n1,"开办夜校\n' + "2,建立台账\n" * 30_000).encode,
        has="建立台账",
    ),
    Case("a million quotes", "计划.csv", lambda: b'"' * 1_000_001, has='"'),
    Case("100 000 tags one in another", "计划.html", lambda: page("<div>" * 100_000 + _ITEM), ("html-too-deep",)),
    Case("100 000 tables one in another", "计划.html", lambda: page(_TABLES * 100_000 + _ITEM), ("html-too-deep",)),
    Case("100 000 lists one in another", "计划.html", lambda: page("<ul><li>" * 100_000 + _ITEM), ("html-too-deep",)),
    Case("200 tags one in another", "计划.html", lambda: page("<div>" * 200 + _ITEM), items=1),
    Case(
        "30 000 tags never closed",
        "计划.html",
        lambda: page("<p><b>工会" * 30_000 + "<p>" + _ITEM),
        has="开办职工夜校",
    ),
    Case(
        "a million attributes",
        "计划.html",
        lambda: page("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">" + _ITEM),
        ("html-too-many-attributes",),
    ),
    Case(
        "cells over a billion places",
        "计划.html",
        lambda: page(
            "<table>"
            + '<tr><td colspan="999999999" rowspan="999999999">工会</td><td>夜校</td></tr>' * 3_000
            + "</table>"
        ),
        has="夜校",
    ),
    Case(
        "a script",
        "计划.html",
        lambda: page(
            f"<script>alert(1)</script><p onclick='x()'>{_ITEM}<img src=x onerror=alert(1)>"
            "&lt;script&gt;alert(2)&lt;/script&gt;</p>"
        ),
        has="<script>alert(2)</script>",
        lacks="alert(1)",
        items=1,
    ),
    Case(
        "entities that grow",
        "计划.html",
        lambda: (
            b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><html><body><p>&b;'
            + _ITEM.encode()
            + b"</p></body></html>"
        ),
        has="开办职工夜校",
    ),
    Case(
        "an entity from elsewhere",
        "计划.html",
        lambda: (
            b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;'
            + _ITEM.encode()
            + b"</p></body></html>"
        ),
        has="开办职工夜校",
        lacks="root:",
    ),
    Case(
        "pages within the page",
        "计划.html",
        lambda: page(
            f'<iframe src="file:///etc/passwd"></iframe><object data="file:///etc/passwd"></object><p>{_ITEM}</p>'
        ),
        items=1,
        lacks="root:",
    ),
    Case(
        "text turned by its style",
        "计划.html",
        lambda: page('<p>1.开办<bdo dir="rtl">校夜</bdo>，6月底前完成。</p>'),
        has="开办校夜",
        notes=("text-direction-removed",),
    ),
    Case("100 000 quotations one in another", "计划.md", (">" * 100_000 + _ITEM).encode, has="开办职工夜校"),
    Case("100 000 lists one in another", "计划.md", ("- " * 100_000 + _ITEM).encode, has="开办职工夜校"),
    Case("100 000 open brackets", "计划.md", (_ITEM + "[" * 100_000).encode, has="开办职工夜校"),
    Case("100 000 stars", "计划.md", (_ITEM + "*a " * 100_000 + "_b" * 50_000).encode, has="开办职工夜校"),
    Case(
        "100 000 backticks of growing length",
        "计划.md",
        (_ITEM + " ".join("`" * n for n in range(1, 450))).encode,
        has="开办职工夜校",
    ),
    Case(
        "a table of 10 000 columns",
        "计划.md",
        (_ITEM + "\n" + "|a" * 10_000 + "|\n" + "|-" * 10_000 + "|\n" + "|b|\n" * 1_000).encode,
        has="开办职工夜校",
    ),
    Case(
        "markup and a script",
        "计划.md",
        f"<script>alert(1)</script>\n\n{_ITEM}\n<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))\n".encode,
        has="开办职工夜校",
        lacks="<script>",
        items=1,
    ),
)
