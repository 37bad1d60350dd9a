"""Words on the screen: the sentence of an error code, the label of a value and a day, in the user's language.

Each module of ``config.sentences`` gives ``SENTENCES`` (code → sentence with named places) and ``LABELS``
(kind → value → word). Two modules may add to the same kind of label; no code or value may stand twice.
"""

import importlib
import pkgutil
import re
from datetime import date
from functools import cache

from config import sentences

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


@cache
def _tables() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    texts: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for module_info in pkgutil.iter_modules(sentences.__path__):
        module = importlib.import_module(f"config.sentences.{module_info.name}")
        _add(texts, getattr(module, "SENTENCES", {}), module_info.name)
        for kind, words in getattr(module, "LABELS", {}).items():
            _add(labels.setdefault(kind, {}), words, module_info.name)
    return texts, labels


def _add(table: dict[str, str], more: dict[str, str], where: str) -> None:
    twice = {key for key in table.keys() & more.keys() if table[key] != more[key]}
    if twice:
        raise RuntimeError(f"config.sentences.{where} gives another wording for {sorted(twice)}")
    table.update(more)


def sentence(code: str, /, **values: object) -> str:
    """Return the Chinese sentence of an error code, with the values of the case in their places.

    Values come from files and forms: signs in them that cannot be seen or turn the order of others are left out. A code
    without a sentence is a mistake of ours, found by a test; the code itself is then shown.
    """
    values = {key: _UNSEEN.sub("", value) if isinstance(value, str) else value for key, value in values.items()}
    template = _tables()[0].get(code)
    if template is None:
        return f"{code}: {', '.join(f'{key}={value}' for key, value in values.items())}"
    return template.format(**values)


def label(kind: str, value: str) -> str:
    """Return the word for a value of a kind (``label("state", "closed")`` is 已销号); unknown values as they are."""
    return _tables()[1].get(kind, {}).get(value, value)


def labels(kind: str) -> dict[str, str]:
    """Return all values of a kind with their words, in the order they are listed."""
    return dict(_tables()[1].get(kind, {}))


def day_words(day: date) -> str:
    """Return a day as official prose writes it, without padding: 2017年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def codes() -> frozenset[str]:
    """Return every error code that has a sentence."""
    return frozenset(_tables()[0])
