"""The source as tests read it: which error codes are raised with which values, which labels are asked for."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.workshop.checkout import PACKAGES, ROOT

_WRITERS = re.compile(r"\w*Error|Conflict|sentence|_issue|_add")
_IN_TEMPLATE = re.compile(r"\blabels?\(\s*'(\w+)'(?:\s*,\s*'(\w+)')?|\blabels?\(\s*\"(\w+)\"(?:\s*,\s*\"(\w+)\")?")


@dataclass(frozen=True)
class Use:
    """A code used at a place with the names of its values.

    Attributes:
        raised: It is an error's code, not a piece of a report's wording.
        open: More values come in by ``**``.
    """

    place: str
    code: str
    values: frozenset[str]
    raised: bool
    open: bool


@dataclass(frozen=True)
class Asked:
    """A kind of label asked for at a place, with the value when it is written out."""

    place: str
    kind: str
    value: str


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the program by its name relative to the checkout."""
    files = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield every call with its place and the name called."""
    for name, module in modules().items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                yield f"{name}:{node.lineno}", _called(node), node


def uses(known: frozenset[str]) -> list[Use]:
    """Return every use of a code: as the first text of our errors, or any known code where a sentence is made."""
    found = []
    for place, called, call in calls():
        if not _WRITERS.fullmatch(called):
            continue
        ours = called in {"DubanError", "CallError", "ChannelError", "Conflict"}
        texts = [text for argument in call.args[:2] for text in constants(argument)]
        codes = constants(call.args[0]) if ours and call.args else [text for text in texts if text in known]
        values = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
        if called == "ChannelError":
            values.add("detail")
        more = any(keyword.arg is None for keyword in call.keywords)
        found += [Use(place, code, frozenset(values), ours, more) for code in codes]
    return found


def asked() -> list[Asked]:
    """Return every kind of label that the source or a template asks for by name."""
    found = []
    for place, called, call in calls():
        plain = isinstance(call.func, ast.Name) and called in {"label", "labels"} and call.args
        for kind in constants(call.args[0]) if plain else ():
            values = constants(call.args[1]) if len(call.args) > 1 else []
            found += [Asked(place, kind, value) for value in values or [""]]
    for file in sorted(file for package in PACKAGES for file in (ROOT / package).rglob("templates/*")):
        found += list(_asked_in_template(file))
    return found


def texts() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return every text written out in the source outside the tables of words, and the patterns of composed codes."""
    found, composed = set(), []
    for name, module in modules().items():
        for node in ast.walk(module) if not name.startswith("config/sentences/") else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            if isinstance(node, ast.JoinedStr) and re.fullmatch("[a-z]+-.*", _as_pattern(node)):
                composed.append(re.compile(_as_pattern(node)))
    return found, composed


def constants(node: ast.expr) -> list[str]:
    """Return the texts an expression may be, as far as they are written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return []


def _as_pattern(text: ast.JoinedStr) -> str:
    """Return the pattern of a composed text: what is written out, and anything of a code's letters between."""
    return "".join(
        re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else "[a-z_-]+"
        for part in text.values
    ).replace(r"\-", "-")


def _asked_in_template(file: Path) -> Iterator[Asked]:
    for single, value, double, other in _IN_TEMPLATE.findall(file.read_text(encoding="utf-8")):
        yield Asked(str(file.relative_to(ROOT)), single or double, value or other)


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""
