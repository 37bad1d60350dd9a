"""Templates in another language: every Chinese phrase of a template's source is looked up when it is compiled.

The templates are written in Chinese, whole phrases at a time. A phrase is the text between two tags or blocks, each
``{{ … }}`` inside it a numbered place (``共 {0} 项``); attribute values and quoted words inside Jinja code count too.
So a template needs no marks, the Chinese pages cost nothing, and a phrase without a translation stays Chinese.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension

CHINESE_SIGN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_PLACE = re.compile(r"\{(\d+)\}")
_BLANKS = re.compile(r"\s+")
_EDGES = re.compile(r"[<>\"]|\{%.*?%\}|\{#.*?#\}", re.DOTALL)

Say = Callable[[str], str]


class Translated(Extension):
    """A Jinja extension that puts a template's phrases into the language the environment was made for."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source with its phrases translated."""
        del name, filename
        say: Say = getattr(self.environment, "say", str)
        return translated(source, say)


def phrases_of(source: str) -> list[str]:
    """Return every Chinese phrase of a template's source, in order, each as often as it stands there."""
    found: list[str] = []

    def noted(phrase: str) -> str:
        found.append(phrase)
        return phrase

    translated(source, noted)
    return found


def translated(source: str, say: Say) -> str:
    """Return a template's source with each phrase as ``say`` gives it; everything else stays as it is."""
    return "".join(_piece(text, say) if is_text else _code(text, say) for is_text, text in _pieces(source))


def _pieces(source: str) -> Iterator[tuple[bool, str]]:
    """Yield stretches of text (with the expressions inside them) and the edges between them: tags, quotes, blocks."""
    at, begun = 0, 0
    while at < len(source):
        expression = source.startswith("{{", at) and _CODE.match(source, at)
        if expression:
            at = expression.end()
            continue
        edge = _EDGES.match(source, at)
        if edge is None:
            at += 1
            continue
        if begun < at:
            yield True, source[begun:at]
        yield False, edge[0]
        at = begun = edge.end()
    if begun < len(source):
        yield True, source[begun:]


def _piece(text: str, say: Say) -> str:
    expressions: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        expressions.append(_code(match[0], say))
        return f"{{{len(expressions) - 1}}}"

    bare = _CODE.sub(numbered, text)
    if not CHINESE_SIGN.search(bare):
        return _PLACE.sub(lambda match: _place(expressions, match), bare)
    core = bare.strip()
    lead, tail = bare[: len(bare) - len(bare.lstrip())], bare[len(bare.rstrip()) :]
    said = say(_BLANKS.sub(" ", core))
    return lead + _PLACE.sub(lambda match: _place(expressions, match), said) + tail


def _place(expressions: list[str], match: re.Match[str]) -> str:
    at = int(match[1])
    return expressions[at] if at < len(expressions) else match[0]


def _code(text: str, say: Say) -> str:
    """Return Jinja code with the Chinese words in its quotes translated; comments are left alone."""
    if text.startswith("{#") or not CHINESE_SIGN.search(text):
        return text
    return _QUOTED.sub(
        lambda match: f"'{_escaped(say(match[1]))}'" if CHINESE_SIGN.search(match[1]) else match[0], text
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'") if "'" in text else text


def speaking_environment(made: Environment, say: Say) -> Environment:
    """Give an environment the words its templates are compiled with."""
    spoken: Any = made
    spoken.say = say
    made.add_extension(Translated)
    return made
