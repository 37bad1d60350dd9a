"""The meaning of a table's columns put right: the document is read again from its bytes with what a person says."""

from collections.abc import Mapping
from string import ascii_uppercase

from config.errors import CallError
from planning.people import Actor
from planning.review.remap_use import remap_document
from planning.review.view import ReviewView
from web.asking import whole
from web.ports import Services
from web.posting import Posted

_UNUSED = "unused"


def remap_columns(services: Services, review_id: int, form: Posted, actor: Actor) -> ReviewView:
    """Read the document of a review again with the columns of one table as a form gives them.

    Raises:
        CallError: ``review-table-unknown``.
        DubanError: ``original-missing`` when the bytes are gone; whatever reading and remapping raise.
    """
    return remap_document(
        services.database,
        services.store,
        services.settings.limits,
        review_id,
        lambda view: _columns(view, form),
        lambda _session: actor,
        services.clock.now(),
        expected_seq=whole(form.text("seq")),
    )


def letter_of(place: int) -> str:
    """Return the letter of a column counted from 0, as spreadsheets name it: A to Z, then AA."""
    high, low = divmod(place, len(ascii_uppercase))
    return (letter_of(high - 1) if high else "") + ascii_uppercase[low]


def _columns(view: ReviewView, form: Posted) -> dict[int, Mapping[str, str]]:
    """Return what columns mean: as corrected before, and one table as the form says."""
    wanted = form.text("table")
    table = next((each for each in view.tables if str(each.table) == wanted), None)
    if table is None:
        raise CallError("review-table-unknown", table=wanted[:10])
    meanings = [value.strip() for value in form.fields.get("column", ())]
    said = {letter_of(place): meaning or _UNUSED for place, meaning in enumerate(meanings)}
    return {**view.columns, table.table: said}
