"""After an act: the address to go back to, and the words said there about what was done."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qsl, quote, urlsplit

from config.errors import CallError
from config.language import label, labels
from web.addresses import address, own_path
from web.asking import day
from web.wording import month_day

#: Parameters of an address that say what was just done.
_DONE = ("done", "number", "fate", "on")


def done_address(back: str, **done: object) -> str:
    """Return one of our own addresses with what was done; what was said there before is left out."""
    parts = urlsplit(own_path(back) or "/tasks")
    kept = {name: value for name, value in parse_qsl(parts.query) if name not in _DONE}
    # A header takes ASCII alone; what is escaped already stays as it is.
    return address(quote(parts.path, safe="/%"), **(kept | done))


def done_words(given: Mapping[str, str]) -> str:
    """Return what is to be said about an act just done, from the address; empty when nothing was."""
    act, fate = given.get("done", ""), given.get("fate", "")
    if act not in labels("act_done"):
        return ""
    said = [given.get("number", "")[:20], label("act_done", act)]
    if fate in labels("remind_fate"):
        said[1] = label("remind_fate", fate).format(day=month_day(_day(given.get("on", ""))))
    return " ".join(filter(None, said))


def _day(text: str) -> date | None:
    try:
        return day("as_of", text)
    except CallError:
        return None
