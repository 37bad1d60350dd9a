"""Showing and taking the forms of the unit that carries a task: from its own pages, and by a link in a message.

Both are one form and one way; they differ in where it goes (``Place``), who acts, and what the page leads to beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from config.errors import Conflict, DubanError
from planning.attachment_kinds import ACCEPT
from planning.attachments import KeptFile
from planning.drafts import Fields
from planning.sending import Sending, send
from web.addresses import address
from web.answers.kept_files import WITHOUT, KeptField, fields_of, kept_before, try_files
from web.answers.reporting import DRAFTED, OwnerForm, owner_form
from web.answers.reporting_acts import once_of, seen_of, wanted_of
from web.drafting import ACTING, drafted, keep_draft, said_in
from web.faults import status_of
from web.form_places import Desk, Place
from web.moment import looking
from web.posting import Posted
from web.templating import page

_MOST_ROWS, _MORE_ROWS = 40, 3
Audit = Callable[[Session], None]


@dataclass(frozen=True)
class Shown:
    """What a form is shown with beside its own values."""

    fields: Fields | None = None
    rows: int = 1
    fault: str = ""
    files: tuple[KeptFile, ...] = ()
    status: int = 200
    again: bool = False


def show(desk: Desk, place: Place, shown: Shown | None = None) -> HTMLResponse:
    """Show a form: empty but for last time's values, or with the draft, or as it was sent with what was wrong."""
    shown = shown or Shown()
    services = desk.services
    with looking(services, desk.viewer) as look:
        now = services.clock.now()
        found = owner_form(look, services.rules, place.task_id, place.purpose, now, shown.fields, rows=shown.rows)
    files = shown.files if shown.fields is not None else _drafted_files(desk, place, found)
    values = {
        "found": found, "spot": place, "shown": shown, "files": fields_of(files, desk.binding(place)),
        "accept": ACCEPT, "today": look.day, "limits": services.settings.attachments,
        "saved": desk.request.query_params.get("saved", ""), "who": desk.viewer.name, "writer": desk.viewer.login,
    }  # fmt: skip
    return page(desk.request, f"act_{place.purpose}.html", values, status=shown.status)


def _drafted_files(desk: Desk, place: Place, found: OwnerForm) -> tuple[KeptFile, ...]:
    """Return the files that came with a draft and are still kept."""
    kept = kept_before(found.kept, desk.binding(place))
    return tuple(file for file in kept if desk.ways.store.has(file.sha256))


def take(desk: Desk, place: Place, form: Posted, audit: Audit | None = None) -> Response:
    """Take a form that was sent: keep its files, keep it as a draft, give it more rows, or do its act."""
    wish, seen = form.text("act"), _seen(desk, place, form)  # before anything is kept for somebody whose task it is not
    files, fault = try_files(form, desk.ways, desk.binding(place))
    if wish == "keep":
        return _received(fields_of(files, desk.binding(place)), fault)
    if wish == "more" or form.has(WITHOUT):
        rows = _rows(form) + (_MORE_ROWS if wish == "more" else 0)
        return show(desk, place, Shown(form.fields, rows, files=tuple(files)))
    try:
        if wish == "draft":
            keep_draft(desk, place, form, files)
        if fault is not None:
            raise fault
        if wish == "draft":
            return RedirectResponse(address(place.form, saved="1"), status_code=303)
        seq = _sent(desk, place, form, seen, files, audit)
    except DubanError as error:
        return show(desk, place, _given_back(desk, place, form, files, error))
    return RedirectResponse(address(place.done, seq=seq), status_code=303)


def _received(files: list[KeptField], fault: DubanError | None) -> Response:
    """Answer the script that sends files as soon as they are chosen."""
    kept = [{"name": file.name, "size": file.size, "value": file.value} for file in files]
    return JSONResponse({"files": kept, "fault": "" if fault is None else str(fault)})


def _given_back(desk: Desk, place: Place, form: Posted, files: list[KeptFile], error: DubanError) -> Shown:
    """Return a form as it was sent, with what was wrong; told of a newer draft, its sender may replace that one."""
    fields: dict[str, Sequence[str]] = dict(form.fields)
    if error.code == "draft-newer":
        fields[DRAFTED] = [drafted(desk, place)]
    if error.code == "report-changed-after":
        fields["once"] = []
    overtaken = error.code in {"report-overtaken", "report-changed-after"}
    return Shown(fields, _rows(form), str(error), tuple(files), status_of(error), again=overtaken)


def _sent(
    desk: Desk, place: Place, form: Posted, seen: OwnerForm, files: list[KeptFile], audit: Audit | None
) -> int:  # fmt: skip
    services, now = desk.services, desk.services.clock.now()
    if form.has(ACTING) and form.text(ACTING) != desk.viewer.actor.on_behalf_of:
        raise Conflict("acting-changed", name=desk.viewer.name)
    sending = Sending(
        place.task_id, place.purpose, once_of(form), seen_of(form), files, via=place.via, said=said_in(form)
    )  # fmt: skip
    wanted = wanted_of(place.purpose, seen, form, sending)
    with services.database.write() as session:
        sent = send(session, services.rules, desk.viewer.actor, now, wanted.sending, wanted.act)
        if audit is not None and not sent.again:
            audit(session)
    return sent.seq


def _seen(desk: Desk, place: Place, form: Posted) -> OwnerForm:
    with looking(desk.services, desk.viewer) as look:
        now = desk.services.clock.now()
        return owner_form(look, desk.services.rules, place.task_id, place.purpose, now, form.fields)


def _rows(form: Posted) -> int:
    text = form.text("rows")
    return min(int(text), _MOST_ROWS) if text.isascii() and text.isdecimal() and len(text) < 3 else 1  # noqa: PLR2004 - digits
