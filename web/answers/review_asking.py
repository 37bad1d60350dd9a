"""What a page of a review is asked for: which items, which of them is chosen, and what is being done to it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from web.asking import MOST_TEXT

FILTERS = ("open", "doubtful", "missing", "soft", "twin", "decided", "new", "changed", "same")
MODES = ("edit", "split", "merge", "add")
_FIRST = {"page": 1}
_MOST_KEY = 40
_MOST_NUMBER = 8


@dataclass(frozen=True)
class ReviewQuestion:
    """The parameters of the address of a review; what cannot be meant is as if it were not there.

    ``show`` narrows the items, ``text`` searches them, ``item`` is the chosen one, ``mode`` what is being done to it,
    ``at`` an offset where a gap of the document's text is opened.
    """

    page: int = 1
    show: str = ""
    text: str = ""
    item: str = ""
    mode: str = ""
    at: int | None = None

    def address(self, review_id: int, **changed: object) -> str:
        """Return the address with some parameters changed; other filters begin at page 1 without a chosen item."""
        asked = {**asdict(self), "mode": "", "at": None}
        if changed.keys() & {"show", "text"}:
            asked |= {"page": 1, "item": ""}
        asked |= changed
        given = {
            name: value for name, value in asked.items() if value not in (None, "") and (name, value) != ("page", 1)
        }
        return f"/reviews/{review_id}" + (f"?{urlencode(given)}" if given else "")

    def hidden(self) -> dict[str, object]:
        """Return what a form sends along so that its answer shows the same items."""
        return {name: value for name, value in (("page", self.page), ("show", self.show), ("text", self.text)) if value}


def review_question(given: Mapping[str, str]) -> ReviewQuestion:
    """Read the parameters of an address or a form."""
    show, mode = given.get("show", ""), given.get("mode", "")
    return ReviewQuestion(
        page=max(1, _whole(given.get("page", "")) or 1),
        show=show if show in FILTERS else "",
        text=given.get("text", "").strip()[:MOST_TEXT],
        item=given.get("item", "")[:_MOST_KEY],
        mode=mode if mode in MODES else "",
        at=_whole(given.get("at", "")),
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_NUMBER else None
