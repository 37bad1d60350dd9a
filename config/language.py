"""Words on the screen: the sentence of an error code, the label of a value, a phrase and a day, in the user's language.

Each module of ``config.sentences`` gives ``SENTENCES`` (code → sentence with named places) and ``LABELS``
(kind → value → word) in Chinese. Two modules may add to the same kind of label; no code or value may stand twice.
The modules of ``config.english`` give the same in English, and ``PHRASES`` (Chinese phrase → English) for templates and
for phrases put together in code. Chinese is spoken unless a page request says otherwise: messages, reports and the
command line are always Chinese.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from types import ModuleType

from config import english, sentences

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_SIGNS = str.maketrans(
    {"，": ", ", "。": ".", "、": ", ", "；": "; ", "：": ": ", "（": " (", "）": ")", "？": "?", "\u3000": " "}
)
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


CHINESE, ENGLISH = "zh", "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}
_spoken: ContextVar[str] = ContextVar("language", default=CHINESE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let everything said within the block be said in a language (``zh`` or ``en``)."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """Return the language spoken at the moment: ``zh`` or ``en``."""
    return _spoken.get()


@cache
def _tables(language: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    texts: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for module in _modules(sentences if language == CHINESE else english):
        _add(texts, getattr(module, "SENTENCES", {}), module.__name__)
        for kind, words in getattr(module, "LABELS", {}).items():
            _add(labels.setdefault(kind, {}), words, module.__name__)
    return texts, labels


@cache
def _phrases() -> dict[str, str]:
    found: dict[str, str] = {}
    for module in _modules(english):
        _add(found, getattr(module, "PHRASES", {}), module.__name__)
    return found


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def _add(table: dict[str, str], more: dict[str, str], where: str) -> None:
    twice = {key for key in table.keys() & more.keys() if table[key] != more[key]}
    if twice:
        raise RuntimeError(f"{where} gives another wording for {sorted(twice)}")
    table.update(more)


def sentence(code: str, /, **values: object) -> str:
    """Return the sentence of an error code, with the values of the case in their places.

    Values come from files and forms: signs in them that cannot be seen or turn the order of others are left out. A code
    without a sentence is a mistake of ours, found by a test; the code itself is then shown.
    """
    values = {key: _UNSEEN.sub("", value) if isinstance(value, str) else value for key, value in values.items()}
    template = _tables(spoken())[0].get(code) or _tables(CHINESE)[0].get(code)
    if template is None:
        return f"{code}: {', '.join(f'{key}={value}' for key, value in values.items())}"
    return template.format(**values)


def label(kind: str, value: str) -> str:
    """Return the word for a value of a kind (``label("state", "closed")`` is 已销号); unknown values as they are."""
    chinese = _tables(CHINESE)[1].get(kind, {}).get(value, value)
    return chinese if spoken() == CHINESE else _tables(spoken())[1].get(kind, {}).get(value, chinese)


def labels(kind: str) -> dict[str, str]:
    """Return all values of a kind with their words, in the order they are listed."""
    return {value: label(kind, value) for value in _tables(CHINESE)[1].get(kind, {})}


def phrase(chinese: str, /, **values: object) -> str:
    """Return a phrase in the language spoken, with values in its named places (``phrase("还剩{n}天", n=3)``)."""
    template = chinese if spoken() == CHINESE else in_english(chinese)
    return template.format(**values) if values else template


def in_english(chinese: str) -> str:
    """Return a phrase in English (as it is when none is known), signs without words as Latin ones."""
    if _HAN.search(chinese):
        return _phrases().get(chinese, chinese)
    return _phrases().get(chinese) or chinese.translate(_LATIN_SIGNS)


def day_words(day: date) -> str:
    """Return a day as official prose writes it, without padding: 2017年6月30日; in English 30 June 2017."""
    if spoken() == ENGLISH:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def codes() -> frozenset[str]:
    """Return every error code that has a sentence."""
    return frozenset(_tables(CHINESE)[0])
