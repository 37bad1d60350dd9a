"""What a column of a table holds, told by its heading: 牵头处室 names who leads, 完成节点 says by when.

The wordings are those of task tables, ledgers (台账), rectification lists and lists of livelihood projects.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from config.errors import CallError
from config.sentences.tables import LABELS
from planning.extraction.column_words import WORDINGS
from planning.extraction.passage import fold

Columns = Mapping[int, Mapping[str, str]]
"""What a person says columns mean: for the number of a table, the meaning of each column letter (A, B …)."""
MEANINGS = tuple(LABELS["column"])
"""Codes of what a column can hold, in the order they are listed to people."""
UNUSED = ""
BODIES = ("lead", "responsible", "support")
"""Columns that name bodies."""

_NAMES = re.compile(r"(?:重点|主要|年度|核心|改革|牵头)?(?:任务|工作)|(?:改革|重点|主要)任务|.*任务名称|重点工作任务")
_LONGEST = 16
_NAME_RANK = 2
"""Where names of matters stand among the columns that may say what to do."""
_IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Heading:
    """The heading of one column: its words, one below the other, and what kind of column they announce."""

    words: tuple[str, ...]
    kind: str

    @property
    def title(self) -> str:
        """The words as shown to people: two levels joined by a slash."""
        return "/".join(self.words)


def heading_of(words: tuple[str, ...]) -> Heading:
    """Return what the words above a column announce: the lowest that says something, else those above it.

    A lowest word that only says which bodies (街道, 单位) below one that says what they do (配合) leaves it at that.
    """
    lowest_first = [words[-1], "".join(words[-2:]), *reversed(words[:-1])] if words else []
    kinds = [kind for word in lowest_first if (kind := _kind(word))]
    above = [kind for kind in kinds if kind in BODIES]
    if above and kinds[0] in ("unit", "maker"):
        return Heading(words, above[0])
    return Heading(words, kinds[0] if kinds else UNUSED)


def _kind(word: str) -> str:
    bare = _bare(word)
    if not bare or len(bare) > _LONGEST:
        return UNUSED
    if _NAMES.fullmatch(bare):
        return "task"
    parts = [part for part in re.split(r"[/、(]|及|和|与", bare) if part]
    kinds = [_kind(part) for part in parts] if len(parts) > 1 else []
    if kinds and all(kinds) and kinds[0] in BODIES:
        return kinds[0]
    found = next((kind for kind, pattern in WORDINGS if pattern.fullmatch(bare)), UNUSED)
    return found or (kinds[0] if kinds and all(kinds) else UNUSED)


def _bare(word: str) -> str:
    folded = re.sub(r"\s", "", fold(word)).lower().rstrip(":")
    bare = _plain(folded) or folded.strip("()")
    return re.sub(r"(?<=..)(?:[0-9]|清单|栏)$", "", bare)


def _plain(text: str) -> str:
    """Return a folded text without what stands in brackets."""
    folded, before = fold(text), ""
    while folded != before:
        folded, before = _IN_BRACKETS.sub("", folded), folded
    return folded


def meanings_of(headings: list[Heading], lengths: list[float]) -> list[str]:
    """Return what each column holds, of ``MEANINGS`` or "" for one that is not used, by all the headings together.

    ``lengths`` is the usual number of characters in each column: of two columns alike the longer says what to do.
    The order of the columns does not matter.
    """
    kinds = _with_years([heading.kind for heading in headings])
    found = ["" if kind in ("unused", "problem", "maker") else kind for kind in kinds]
    ranked = [
        (rank, lengths[place], -place)
        for rank, wanted in enumerate(("group", "outcome", "task", "content", "action"))
        for place, kind in enumerate(kinds)
        if kind == wanted
    ]
    texts = [entry for entry in ranked if kinds[-entry[2]] not in ("group", "outcome")]
    aims = [entry for entry in ranked if kinds[-entry[2]] == "outcome"]
    measure = max(texts or aims or _instead(kinds, lengths), default=None)
    if measure and measure[0] == _NAME_RANK and aims and _says_what_to_do(headings, max(aims), measure):
        measure = max(aims)
    for place, kind in enumerate(kinds):
        if measure and place == -measure[2]:
            found[place] = "measure"
        elif kind in ("content", "action"):
            found[place] = "task"
        elif kind == "problem":
            found[place] = _problem(headings)
        elif kind == "maker":
            found[place] = "unit" if set(BODIES) & set(kinds) else "responsible"
        elif kind == "person" and not {*BODIES, "maker"} & set(kinds):
            found[place] = "responsible"
    return found


def _instead(kinds: list[str], lengths: list[float]) -> list[tuple[int, float, int]]:
    """Return the column that says what to do where none is named so: the plan of work, else the problem."""
    for wanted in ("schedule", "problem"):
        found = [(0, lengths[place], -place) for place, kind in enumerate(kinds) if kind == wanted]
        if found:
            return found
    return []


def _with_years(kinds: list[str]) -> list[str]:
    """Return the kinds with the goal of one year as an outcome, and the goals of several years as stages."""
    years = "milestone" if kinds.count("yearly") > 1 else "outcome"
    return [years if kind == "yearly" else kind for kind in kinds]


def _says_what_to_do(headings: list[Heading], aim: tuple[int, float, int], name: tuple[int, float, int]) -> bool:
    """Return whether beside mere names of matters (项目) the aim (目标) is the column that says what to do."""
    return aim[1] > name[1] * 1.5 and any(re.search("目标|要求", word) for word in headings[-aim[2]].words)


def _problem(headings: list[Heading]) -> str:
    """Return what a column of problems is: what is to be put right (整改), or what went wrong on the way."""
    reported = any(heading.kind == "status" for heading in headings)
    mended = any("整改" in word or "隐患" in word for heading in headings for word in heading.words)
    return "status" if reported and not mended else "group"


def parse_columns(text: str) -> Columns:
    """Return what ``1:C=工作内容,E=完成时限;2:A=序号`` says; without a number the first table is meant.

    Meanings are the Chinese words shown or their codes; full-width signs are taken too.

    Raises:
        CallError: ``columns-form`` for another form, ``columns-meaning`` for an unknown meaning.
    """
    found: dict[int, dict[str, str]] = {}
    table = 1
    for part in re.split(r"[,;\s、]+", _plain(text).strip(" ,;、")):
        match = re.fullmatch(r"(?:(?:表|第)?([0-9]{1,4})(?:张表|个表|表)?[:.])?([A-Za-z]{1,3})(?:列)?[=:](.+)", part)
        if match is None:
            raise CallError("columns-form", part=part)
        table = int(match[1]) if match[1] else table
        found.setdefault(table, {})[match[2].upper()] = meaning_of(match[3])
    return found


def columns_from(data: object) -> Columns:
    """Return the mapping that a JSON file holds: ``{"1": {"C": "工作内容", "E": "完成时限"}}``.

    Raises:
        CallError: ``columns-form`` for another form, ``columns-meaning`` for an unknown meaning.
    """
    if not isinstance(data, dict):
        raise CallError("columns-form", part=str(data)[:40])
    found: dict[int, dict[str, str]] = {}
    for table, told in data.items():
        if not str(table).isdecimal() or not isinstance(told, dict):
            raise CallError("columns-form", part=str(table)[:40])
        for letters, meaning in told.items():
            if not re.fullmatch(r"[A-Za-z]{1,3}", str(letters)):
                raise CallError("columns-form", part=str(letters)[:40])
            found.setdefault(int(table), {})[letters.upper()] = meaning_of(str(meaning))
    return found


def meaning_of(word: str) -> str:
    """Return the code of a meaning given as its code, its Chinese word or a heading of that meaning.

    Raises:
        CallError: ``columns-meaning`` with the words that are known.
    """
    labels = LABELS["column"]
    wanted = _plain(word).strip().casefold()
    if wanted in ("", "不用", "无", "unused", labels["unused"]):
        return "unused"
    for code, shown in labels.items():
        if wanted in (code, shown.casefold()):
            return code
    kind = _kind(word)
    settled = {"action": "measure", "content": "measure", "problem": "group", "maker": "unit", "yearly": "outcome"}
    meaning = settled.get(kind, kind)
    if meaning not in labels:
        raise CallError("columns-meaning", word=word, known="、".join(labels.values()))
    return meaning


def column_of(letters: str) -> int:
    """Return the place of a column by its letters, counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def letters_of(place: int) -> str:
    """Return the letters of a column by its place, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place > 0:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
