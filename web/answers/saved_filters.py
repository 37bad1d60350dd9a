"""Saved questions as chips: each with the address it leads to, and what is wrong with one that can be asked no more."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl

from sqlmodel import Session
from starlette.datastructures import QueryParams

from config.errors import CallError
from planning.access.viewers import Viewer
from planning.saved_filters import Saved, filters_of
from web.addresses import address
from web.answers.register import register_question
from web.asking import task_question


@dataclass(frozen=True)
class Chip:
    """A saved question on a page; ``fault`` says why it can be asked no more."""

    id: int
    name: str
    query: str
    shared: bool
    own: bool
    page: str
    fault: str

    def address(self, as_of: date | None = None) -> str:
        """Return where the question is asked, as of the day looked at."""
        return address(self.page, **{**dict(parse_qsl(self.query)), "as_of": as_of})


def saved_for(session: Session, viewer: Viewer, page: str) -> list[Chip]:
    """Return the questions somebody sees on a page: the own ones, and in the office those shared."""
    found = filters_of(session, viewer.actor.ref, page, with_shared="office" in viewer.roles)
    return [_chip(each, viewer.actor.ref) for each in found]


def query_of(page: str, given: QueryParams) -> str:
    """Return a question as it is kept: checked, without page and day.

    Raises:
        CallError: ``filter-invalid`` or ``columns-unknown``.
    """
    asked = register_question(given).narrowed() if page == "/register" else task_question(given).narrowed()
    return address("", **asked).removeprefix("?")


def _chip(saved: Saved, owner: str) -> Chip:
    fault = ""
    try:
        query_of(saved.page, QueryParams(saved.query))
    except CallError as error:
        fault = str(error)
    return Chip(saved.id, saved.name, saved.query, saved.shared, saved.owner == owner, saved.page, fault)
