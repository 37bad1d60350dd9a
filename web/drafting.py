"""Drafts of the forms of a unit: kept while somebody types, never over a newer one of another device."""

import hashlib
import json
from collections.abc import Sequence

from config.errors import Conflict
from planning.attachments import KeptFile
from planning.drafts import draft_at, drop_draft, save_draft
from planning.sending import sent_before
from web.answers.kept_files import FIELD as KEPT
from web.answers.kept_files import WITHOUT, fields_of, kept_before
from web.answers.reporting import DRAFTED
from web.answers.reporting_acts import once_of
from web.csrf import FIELD as CSRF
from web.form_places import Desk, Place
from web.posting import Posted
from web.wording import instant_words

#: The field that says on whose behalf a form was opened.
ACTING = "acting"
_NO_FIELDS = frozenset({CSRF, "act", "rows", KEPT, WITHOUT, DRAFTED, ACTING})


def keep_draft(desk: Desk, place: Place, form: Posted, files: Sequence[KeptFile] | None = None) -> None:
    """Keep what is typed as a draft, with its files; nothing of a form that has become a report already.

    Raises:
        Conflict: ``draft-newer`` when another device has saved one that this form was not shown with.
    """
    binding = desk.binding(place)
    kept = kept_before(form.fields.get(KEPT, ()), binding) if files is None else files
    fields = {name: values for name, values in form.fields.items() if name not in _NO_FIELDS}
    fields[KEPT] = [each.value for each in fields_of(kept, binding)]
    owner, now = desk.viewer.actor.ref, desk.services.clock.now()
    with desk.services.database.write() as session:
        if sent_before(session, place.task_id, once_of(form)) is not None:
            return
        there = draft_at(session, owner, place.key, now)
        if there is not None and form.has(DRAFTED) and there.saved_at.isoformat() != form.text(DRAFTED):
            raise Conflict("draft-newer", at=instant_words(there.saved_at))
        save_draft(session, owner, place.key, fields, now)


def drafted(desk: Desk, place: Place) -> str:
    """Return when the draft of a form was saved, as the form names it; empty when there is none."""
    with desk.services.database.read() as session:
        there = draft_at(session, desk.viewer.actor.ref, place.key, desk.services.clock.now())
    return there.saved_at.isoformat() if there else ""


def forget_draft(desk: Desk, place: Place) -> None:
    """Drop the draft of a form."""
    with desk.services.database.write() as session:
        drop_draft(session, desk.viewer.actor.ref, place.key)


def said_in(form: Posted) -> str:
    """Return a digest of what a form says, without what belongs to the page it was on."""
    said = {name: list(values) for name, values in form.fields.items() if name not in _NO_FIELDS | {"once", "seen"}}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
