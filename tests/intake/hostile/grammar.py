"""Documents grown from a small grammar of plans: most nearly right, all of them odd somewhere."""

from collections.abc import Callable, Sequence
from random import Random

_WORDS = (
    "1.",
    "2.",
    "（一）",
    "一、",
    "①",
    "第一",
    "１．",
    "目标计划",
    "月桥街道",
    "月桥街道总工会",
    "工作成果",
    "责任单位：",
    "牵头单位",
    "（配合单位：区总工会）",
    "开办职工夜校",
    "建立工作台账",
    "走访30户",
    "２００人次",
    "三百五十家",
    "达标率96.5%",
    "6月底前",
    "2月30日",
    "99999年",
    "每季度末",
    "适时",
    "12月31日前完成",
    "，",
    "。",
    "；",
    "：",
    "、",
    "（",
    "）",
    "“",
    "”",
    "……",
    "——",
    "·",
    "\u3000",
    "表",
    "序号",
    "工作任务",
    "完成时限",
    "附件1",
    "各街道",
    "不断加强",
)
_ODD = (
    "\0",
    "\t",
    "\r",
    "\x0b",
    "\u2028",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\ue000",
    "\ufffd",
    "\U0010ffff",
    "\u0300" * 20,
    "😀",
    "<b>",
    "&lt;",
    "&#0;",
    "&#x110000;",
    "=1+1",
    "@x",
    '"',
    "'",
    "\\",
    "|",
    "%s",
    "{0}",
    "ﬀ",
    "㎡",
    "㊤",
    "⑳",
    "𠮷",
    "國",
)
_TAGS = [
    "p",
    "div",
    "table",
    "tr",
    "td",
    "th",
    "ol",
    "ul",
    "li",
    "h1",
    "h3",
    "span",
    "b",
    "del",
    "pre",
    "br",
    "hr",
    "bdo",
    "q",
    "script",
    "style",
    "select",
    "article",
    "header",
    "a",
]
_ATTRIBUTES = (
    'colspan="3"',
    'rowspan="0"',
    'colspan="-1"',
    'rowspan="99999999999"',
    'start="-5"',
    'value="x"',
    "reversed",
    "hidden",
    'style="display:none"',
    'style="list-style-type:cjk-ideographic"',
    'type="A"',
    'type="i"',
    'dir="rtl"',
    'colspan=""',
)
_MARKS = (
    "# ",
    "## ",
    "- ",
    "* ",
    "> ",
    "1. ",
    "7) ",
    "    ",
    "```\n",
    "| a | b |\n|--|--|\n| ",
    "---\n",
    "~~",
    "**",
    "[x](",
    "<p>",
    "\t",
)


def words(random: Random) -> str:
    """Grow a piece of text."""
    return "".join(random.choice(_ODD if random.random() < 0.06 else _WORDS) for _ in range(random.randrange(1, 25)))


def text(random: Random) -> str:
    """Grow lines of text."""
    return _joined(random, words)


def markdown(random: Random) -> str:
    """Grow Markdown with marks where they may and may not stand."""
    return _joined(random, lambda chance: "".join(chance.choices(_MARKS, k=chance.randrange(3))) + words(chance))


def page(random: Random) -> str:
    """Grow a web page whose tags are closed in any order or not at all."""
    pieces: list[str] = ["<!DOCTYPE html>"] if random.random() < 0.5 else ["<html>"]
    open_tags: list[str] = []
    for _ in range(random.randrange(5, 120)):
        tag = random.choice(_TAGS)
        if open_tags and random.random() < 0.4:
            pieces.append(f"</{open_tags.pop(random.randrange(len(open_tags)))}>")
        elif random.random() < 0.6:
            pieces.append(f"<{tag} {' '.join(random.choices(_ATTRIBUTES, k=random.randrange(3)))}>")
            open_tags.append(tag)
        else:
            pieces.append(words(random))
    return "\n".join(pieces)


def table(random: Random) -> str:
    """Grow rows of cells, some quoted, some ragged."""
    sign = random.choice(",\t;，|")
    rows = [sign.join(("序号", "工作任务", "责任单位", "完成时限"))] if random.random() < 0.7 else []
    for _ in range(random.randrange(1, 40)):
        cells = [_cell(random) for _ in range(random.choice((1, 3, 4, 4, 4, 9)))]
        rows.append(sign.join(cells))
    return random.choice(("\n", "\r\n", "\r")).join(rows)


def _cell(random: Random) -> str:
    inside = words(random)
    kind = random.randrange(6)
    return {0: f'"{inside}"', 1: f'"{inside}\n{inside}"', 2: "", 3: f'"{inside}'}.get(kind, inside)


def _joined(random: Random, line: Callable[[Random], str]) -> str:
    lines: Sequence[str] = [line(random) for _ in range(random.randrange(1, 60))]
    return random.choice(("\n", "\n", "\r\n", "\r", "\n\n")).join(lines)


def encoded(grown: str, random: Random) -> bytes:
    """Write a text in one of the encodings offices use, or in two at once."""
    encodings = ("utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16", "cp950")
    first = grown.encode(random.choice(encodings), "ignore")
    return first + grown.encode(random.choice(encodings), "ignore") if random.random() < 0.1 else first
