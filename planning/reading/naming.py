"""The name of a file from outside, as it may be shown, printed and kept: one line, in the order it is written.

What decides how a file is read is its content; its name comes into sentences, pages and the ledger.
"""

import os
import re
import unicodedata
from pathlib import PurePath

_TURNED = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HALVES = re.compile("[\ud800-\udfff]")
_UNSEEN = ("Cc", "Cf", "Co", "Cn", "Zl", "Zp")
_LONGEST, _LONGEST_SUFFIX = 120, 12
_NAMELESS = "无名文件"


def shown_name(name: str) -> str:
    """Return the last part of a name without anything that cannot be seen, at most 120 characters long.

    A name that a disk keeps in another encoding than UTF-8 is read as GB18030 where it can be.
    """
    last = _decoded(name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in _UNSEEN)
    words = " ".join(seen.split())
    if len(words) > _LONGEST:
        suffix = PurePath(words).suffix[:_LONGEST_SUFFIX]
        words = words[: _LONGEST - len(suffix) - 1] + "…" + suffix
    return words if words.strip(".") else _NAMELESS


def is_turned(name: str) -> bool:
    """Return whether a name holds signs that show it in another order than it is written: cod.exe as exe.doc."""
    return _TURNED.search(name) is not None


def _decoded(name: str) -> str:
    if not _HALVES.search(name):
        return name
    try:
        return os.fsencode(name).decode("gb18030")
    except UnicodeError:
        return _HALVES.sub("\ufffd", name)
