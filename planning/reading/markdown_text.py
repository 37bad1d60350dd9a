"""Markdown files: their lines without the marks, with the numbers their author wrote and the tables they hold.

Offices write plans in Markdown line by line, so a line end stays one, and a line set in by blanks is no program text.
"""

import re
from collections.abc import MutableMapping, Sequence
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from planning.reading.document import Progress, ReadingLimits, TextBuilder, silent
from planning.reading.hypertext import write_page
from planning.reading.hypertext_page import HELD_TAB
from planning.reading.plaintext import decode_text, note_encoding, read_plain_text

_FRONT_MATTER = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(?:[^\n]*\n){0,200}?\1[ \t]*(?:\r?\n|\Z)")
_SETTING = re.compile(r"(?m)^\s*[\w.-]+\s*[:=]", re.ASCII)
_ROW = re.compile(r"(?m)^[^\t\n]*\t[^\t\n]*\t.*$")
"""A line with two tabs or more is a row of a table that was pasted in."""
_DEEPEST = 100
_LONGEST = 3_000_000
"""Nobody writes Markdown of so many characters; a longer text is read line by line as it stands."""
_MOST_BRACKETS = 20_000
"""The parser tries each open bracket against all behind it."""


def read_markdown(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the lines of a Markdown file; HTML in it is read as on a page, front matter is left out.

    Raises:
        DubanError: as ``read_plain_text`` and ``read_html``.
    """
    found = decode_text(data, name)
    # The parser would make a lost sign of a NUL; as another control character it is taken out and told.
    text = _without_front_matter(found.text).replace("\0", "\1")
    fit = len(text) <= _LONGEST and text.count("[") <= _MOST_BRACKETS
    tokens = _tokens(_ROW.sub(_held, text)) if fit else []
    if not tokens or any(token.level >= _DEEPEST - 1 for token in tokens):
        return read_plain_text(data, name, limits, progress)
    builder = TextBuilder()
    html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    write_page(builder, html, name, limits, progress, numbered=True)
    note_encoding(builder, found)
    return builder


def _without_front_matter(text: str) -> str:
    """Return the text with the settings at its beginning blanked, so that lines keep their numbers."""
    found = _FRONT_MATTER.match(text)
    if not found or not _SETTING.search(found[0]):
        return text
    return "\n" * found[0].count("\n") + text[found.end() :]


def _held(row: re.Match[str]) -> str:
    return row[0].replace("\t", HELD_TAB)


def _tokens(text: str) -> list[Token]:
    tokens = _MARKDOWN.parse(text)
    _keep_numbers(tokens)
    for token in tokens:
        if token.map and token.nesting >= 0:
            token.attrSet("data-line", str(token.map[0] + 1))
    return tokens


def _keep_numbers(tokens: Sequence[Token]) -> None:
    """Let each entry show the number its author wrote, but for lists in which every entry has the same one."""
    lists: list[list[Token]] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            token.attrSet("data-mark", token.markup)
            lists.append([])
        elif token.type == "bullet_list_open":
            lists.append([])
        elif token.type == "list_item_open":
            lists[-1].append(token)
        elif token.type == "ordered_list_close":
            entries = lists.pop()
            if any(one.info != other.info for one, other in pairwise(entries)):
                for entry in entries:
                    entry.attrSet("value", entry.info)
        elif token.type == "bullet_list_close":
            lists.pop()


def _fence(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, object]
) -> str:
    del renderer, options, env
    return f'<pre data-line="{(tokens[at].map or [0])[0] + 2}">{escape(tokens[at].content)}</pre>\n'


def _made() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": True, "breaks": True, "maxNesting": _DEEPEST})
    made.enable(["table", "strikethrough"]).disable(["code", "reference", "lheading"])
    made.add_render_rule("fence", _fence)
    return made


_MARKDOWN = _made()
