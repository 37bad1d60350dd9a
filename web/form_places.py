"""Where a form of the unit that carries a task is, and who sits at it: on its own pages, or by a link in a message."""

from dataclasses import dataclass

from starlette.requests import Request

from planning.access.viewers import Viewer
from planning.attachments import Ways
from planning.drafts import place_of
from web.answers.kept_files import Binding
from web.csrf import key_of
from web.ports import Services


@dataclass(frozen=True)
class Place:
    """Where a form is: its task and purpose, the addresses it leads to, and by which way it came (``link``)."""

    task_id: int
    purpose: str
    form: str
    draft: str
    done: str
    layout: str = "base.html"
    via: str = ""

    @property
    def key(self) -> str:
        """The place of its draft."""
        return place_of(self.task_id, self.purpose)


@dataclass(frozen=True)
class Desk:
    """Who fills in a form, with what they need for it."""

    request: Request
    services: Services
    viewer: Viewer

    @property
    def ways(self) -> Ways:
        """What keeping files works with."""
        return Ways(self.services.store, self.services.settings.attachments, self.services.settings.limits)

    def binding(self, place: Place) -> Binding:
        """Return what kept files are bound to: who sent them, and the task."""
        return Binding(key_of(self.request), f"{self.viewer.actor.ref}:{place.task_id}:")
