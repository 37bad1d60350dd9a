"""Addresses of pages with their query, written the same way everywhere."""

import re
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from config.settings import LOOPBACK_HOSTS

_FOREIGN = re.compile(r"[\\\x00-\x1f\x7f-\x9f]")


def address(path: str, /, **query: object) -> str:
    """Return a path with its query; empty values are left out, days are written ``2017-06-30``."""
    given = tuple((key, _written(value)) for key, value in query.items() if value not in (None, "", False))
    return _with_query(path, given) if given else path


@lru_cache(maxsize=20_000)
def _with_query(path: str, given: tuple[tuple[str, str], ...]) -> str:
    return f"{path}?{urlencode(given)}"


def _written(value: object) -> str:
    return "1" if value is True else str(value)


def own_path(text: str) -> str:
    """Return a path of our own pages; empty for anything that leads elsewhere.

    Browsers leave tabs and line ends out of an address, and headers end at them: a text with any such sign is none.
    """
    is_own = text.startswith("/") and not text.startswith("//") and _FOREIGN.search(text) is None
    return text if is_own else ""


def doubts_of(url: str, base: str) -> dict[str, object]:
    """Return for the part of a page that shows an address to hand on whether it may not open where it is sent to.

    ``own_only``: it opens on this machine alone; ``elsewhere``: its reader is here under another name or port.
    """
    own_only = urlsplit(base).hostname in LOOPBACK_HOSTS
    return {"base": base.rstrip("/"), "own_only": own_only, "elsewhere": _place(url) != _place(base)}


def _place(url: str) -> tuple[str, int]:
    """Return name and port; the usual ports are one, for a proxy may speak https to the reader and http to us."""
    found = urlsplit(url)
    return found.hostname or "", 0 if found.port in {None, 80, 443} else int(found.port or 0)
