"""Text typed into a form outlives the session it was typed in: it is carried through the sign-in and sent again.

The fields travel in the page, not on the server: nobody who is not signed in writes anything down here. Passwords,
codes and files are never carried.
"""

import json
import re
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from config.errors import DubanError
from planning.access.sessions import account_of
from planning.access.viewers import Viewer
from web.addresses import own_path
from web.csrf import FIELD as CSRF_FIELD
from web.csrf import begin_guest, field_of, token_for
from web.door import sign_in_page
from web.guard import SAFE_METHODS
from web.posting import Posted, posted
from web.services import services_of
from web.templating import page
from web.viewing import COOKIE, viewer_if_any

FIELD = "carried"
_MOST_BYTES = 200_000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NEVER = frozenset({CSRF_FIELD, FIELD, "again", "totp", "totp_secret", "drafted"})
#: Forms that stand before the sign-in: they are shown anew, with nothing kept but the name.
_ENTRY = ("/sign-in", "/set-up", "/join/", "/sign-out")
_MOST_SHOWN = 20
_WITH_DRAFT = re.compile(r"/tasks/[0-9]+/(?:report|submit|extend|answer)")


@dataclass(frozen=True)
class Carried:
    """A form on its way: where it goes, its fields in order, and the account it was typed under when that is known.

    ``lost_file`` tells that a file was chosen, ``too_long`` that there was more than can be carried.
    """

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    owner: int | None = None
    lost_file: bool = False
    too_long: bool = False

    @property
    def shown(self) -> list[str]:
        """What was typed, for the person to recognise: texts, not numbers and choices."""
        texts = [value for _, value in self.fields if len(value) > 1 and not value.isascii()]
        return texts[:_MOST_SHOWN]

    @property
    def can_wait(self) -> bool:
        """Whether the form takes a draft, so that it can be gone back to with everything typed."""
        return _WITH_DRAFT.fullmatch(self.path) is not None

    def written(self) -> str:
        """Return it as the value of a hidden field."""
        kept = (self.path, self.fields, self.owner, self.lost_file, self.too_long)
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read_carried(text: str) -> Carried | None:
    """Return what a hidden field carries; none when it is empty or not of our making, or leads elsewhere."""
    try:
        path, fields, owner, lost_file, too_long = json.loads(text) if text else ("", [], None, False, False)
        pairs = tuple((str(name), str(value)) for name, value in fields)
    except (ValueError, TypeError):
        return None
    if not own_path(str(path)) or not (owner is None or isinstance(owner, int)):
        return None
    return Carried(str(path), pairs, owner, bool(lost_file), bool(too_long))


def typed_in(request: Request) -> list[str]:
    """Return the texts of a form that was refused, for its writer to copy; none of a form that lets somebody in."""
    form = getattr(request.state, "posted", None)
    if form is None or request.url.path.startswith((*_ENTRY, "/account")):
        return []
    return _from_form(request, form).shown


async def carried_of(request: Request) -> Carried | None:
    """Return the form a request brings, to be sent again; none when it brings none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in SAFE_METHODS or kind not in _FORMS:
        return None
    form = getattr(request.state, "posted", None)
    if form is None:
        form = await posted(request)
    if form.has(FIELD):
        return read_carried(form.raw(FIELD)) or Carried(request.url.path)
    return _from_form(request, form)


def _from_form(request: Request, form: Posted) -> Carried:
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    kept = {name: values for name, values in form.fields.items() if name not in _NEVER and "password" not in name}
    fields = tuple((name, value) for name, values in kept.items() for value in values)
    found = Carried(path, fields, lost_file=form.file is not None)
    too_long = len(quote(found.written())) > _MOST_BYTES
    return replace(found, fields=(), too_long=True) if too_long else found


def ask_again(request: Request, error: DubanError, carried: Carried) -> Response:
    """Answer a form that came without a session, or with the token of another one: nothing was done, all is kept.

    Without a session the page to sign in carries the fields on (401); with one they are shown, to be sent again (403).
    """
    if not request.cookies:
        begin_guest(request)
    if carried.path.startswith(_ENTRY):
        return _entry_again(request, error, carried)
    if error.code == "form-stale":
        return resume(request, viewer_if_any(request), carried, status=HTTPStatus.FORBIDDEN)
    with services_of(request).database.read() as session:
        owner = account_of(session, request.cookies.get(COOKIE, ""))
    kept = replace(carried, owner=carried.owner or owner)
    status, headers = _how(request, HTTPStatus.UNAUTHORIZED)
    return sign_in_page(request, fault=str(error), carried=kept, status=status, headers=headers)


def _entry_again(request: Request, error: DubanError, carried: Carried) -> Response:
    """Show a form that stands before the sign-in anew, with the name typed into it."""
    if carried.path != "/sign-in":
        return RedirectResponse(carried.path, status_code=HTTPStatus.SEE_OTHER)
    typed = dict(carried.fields)
    login, to = typed.get("login", ""), own_path(typed.get("next", ""))
    return sign_in_page(request, login=login, to=to, fault=str(error), status=HTTPStatus.FORBIDDEN)


def resume(
    request: Request,
    viewer: Viewer | None,
    carried: Carried,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    session_token: str = "",
) -> Response:
    """Return the page that sends a carried form to where it was headed, after one more look.

    ``session_token`` is that of a session just begun, which this browser gets with the answer. What somebody else is
    known to have typed is not shown.
    """
    is_foreign = carried.owner is not None and viewer is not None and carried.owner != viewer.account_id
    shown: dict[str, object] = {"carried": carried, "is_foreign": is_foreign, "is_known": carried.owner is not None}
    if session_token:
        token = token_for(request, session_token)
        shown |= {"csrf_token": token, "csrf_field": field_of(token)}
    code, headers = _how(request, status)
    return page(request, "resume.html", shown, status=code, headers=headers)


def _how(request: Request, status: HTTPStatus) -> tuple[int, dict[str, str]]:
    """Return status and headers of a page; htmx, told that all is well, puts its main part in the place of the old."""
    if "hx-request" not in request.headers:
        return int(status), {}
    return 200, {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML show:window:top"}
