"""Pages from templates: the Jinja environment, what every page knows, and parts of pages for htmx.

Text is escaped everywhere. A part is the same template the whole page includes.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from config.clock import today
from config.language import CHINESE, ENGLISH, LANGUAGES, in_english, label, labels, phrase, spoken
from planning.rules import Rules
from web import wording
from web.addresses import address
from web.csrf import field_of, form_token, remember_guest
from web.keeping import Keep
from web.translating import speaking_environment
from web.viewing import viewer_if_any

STATIC = Path(__file__).parent / "static"
#: A light is a word and a form as well as a colour.
LIGHT_ICONS = {
    "red": "alert-triangle",
    "orange": "flag",
    "yellow": "clock",
    "green": "circle-check",
    "blue": "list-check",
    "grey": "calendar",
    "none": "x",
}
#: The main menu: address, word, icon, and the right (``planning.rights.MAY``) without which it is left out.
NAVIGATION = (
    ("/my", "我的任务", "list-check", "own-tasks"),
    ("/desk", "待办", "flag", "desk"),
    ("/", "总览", "layout-dashboard", "overview"),
    ("/boards", "看板", "building", "boards"),
    ("/tasks", "事项", "list-check", "tasks"),
    ("/register", "台账", "file-text", "register"),
    ("/plans", "计划", "calendar", "plans"),
    ("/reports", "报告", "printer", "reports"),
    ("/deliveries", "消息", "send", "messages"),
    ("/admin", "管理", "menu-2", "admin"),
)
_EMPTY_LINES = re.compile(r"(?<=\n)((?:[^\S\n]*\n)+)")
#: Parameters that stay when a reader goes on to another page.
_KEPT = "as_of"
#: Entry of the menu → pages that belong to it by what they show, not by their address.
_BELOW = {"/plans": ("/reviews", "/readings", "/documents")}


@cache
def icon(name: str) -> Markup:
    """Return a vendored icon as inline SVG; it stands beside a word, and screen readers pass over it."""
    return Markup((STATIC / "icons" / f"{name}.svg").read_text(encoding="utf-8").strip())  # noqa: S704 - our own file


@cache
def asset(name: str) -> str:
    """Return the address of a static file with a mark of its content, so that browsers may keep it for ever."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={mark}"


def page(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    *,
    as_of: date | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Write a page out. ``as_of`` is the day it looks at when that is not today; its links keep it."""

    def link(path: str, /, **query: object) -> str:
        return address(path, **({_KEPT: as_of} | query))

    services = request.app.state.services
    viewer = viewer_if_any(request)
    navigation = _menu(spoken(), frozenset(entry[3] for entry in NAVIGATION if viewer and viewer.may(entry[3])))
    known = {
        "viewer": viewer,
        "csrf_token": form_token(request),
        "csrf_field": field_of(form_token(request)),
        "navigation": navigation,
        "here": _place_of(request.url.path, navigation),
        "link": link,
        "distance": _distances(services.rules),
        "as_of": as_of,
        "is_forecast": as_of is not None and as_of > today(services.clock),
        "path": request.url.path,
        "now": _without_day(request) if as_of is not None else "",
        "office": services.settings.office_name,
        "version": services.version,
        "language": spoken(),
        "other_language": LANGUAGES[ENGLISH if spoken() == CHINESE else CHINESE],
    }
    text = environment(spoken()).get_template(template).render(known | dict(values))
    response = HTMLResponse(text, status_code=status, headers={"Vary": "HX-Request, Cookie", **(headers or {})})
    remember_guest(request, response)
    return response


def _without_day(request: Request) -> str:
    """Return the address asked for, as it is for now: the same question without the day."""
    url = request.url.remove_query_params(_KEPT)
    return f"{url.path}?{url.query}" if url.query else url.path


@cache
def _menu(_language: str, rights: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
    """Return the entries of the menu that somebody with these rights sees, each with address, word and icon."""
    return tuple((to, phrase(word), picture) for to, word, picture, right in NAVIGATION if right in rights)


def _place_of(path: str, menu: Iterable[tuple[str, str, str]]) -> str:
    """Return the address of the menu's entry that a page belongs to; empty for one that belongs to none."""
    top = next((entry for entry, below in _BELOW.items() if path.startswith(below)), path)
    return next((to for to, *_ in menu if top == to or (to != "/" and top.startswith(to))), "")


@lru_cache(maxsize=4)
def _distances(rules: Rules) -> Callable[[date, date], str]:
    """Return how far a deadline is in the working days of these rules: the same function as long as they hold."""

    @lru_cache(maxsize=5_000)
    def told(due_on: date, day: date, _language: str) -> str:
        return wording.distance_words(due_on, day, rules.calendar)

    def distance(due_on: date, day: date) -> str:
        return told(due_on, day, spoken())

    return distance


def wants_part(request: Request) -> bool:
    """Tell whether htmx asks for the changing part of a page only (going back asks for the whole page)."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers


def celled(text: str) -> Markup:
    """Return a piece of a document's text with edges between table cells, its empty lines set apart to be drawn low.

    Its characters stay as they are, so that places in the piece are places in the text.
    """
    pieces = _EMPTY_LINES.split(text)
    edge = Markup('<span class="cell-edge">\t</span>')
    return Markup().join(
        piece if at % 2 else Markup('<span class="t">{}</span>').format(edge.join(piece.split("\t")))
        for at, piece in enumerate(pieces)
        if piece
    )


@cache
def environment(language: str = CHINESE) -> Environment:
    """Return the Jinja environment of the pages in a language; there is one for each."""
    made = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Keep],
    )
    made.globals |= {
        "icon": icon,
        "asset": asset,
        "label": label,
        "labels": labels,
        "light_icons": LIGHT_ICONS,
    }
    made.filters |= {
        "day": wording.day_words,
        "weekday": wording.weekday_words,
        "month_day": wording.month_day,
        "instant": wording.instant_words,
        "span": wording.span_words,
        "size": wording.size_words,
        "period": wording.period_words,
        "rung": wording.rung_words,
        "schedule": wording.schedule_words,
        "compact": wording.compact,
        "outcome": wording.outcome_words,
        "celled": celled,
    }
    return made if language == CHINESE else speaking_environment(made, in_english)
