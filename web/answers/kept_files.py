"""Files chosen in a form that has to be shown once more: kept already, and named by a signed field of the form.

A browser forgets chosen files when a form comes back; so they need not be chosen twice. The signature binds them to who
sent them and to the task: nobody can name a file in the store that was not sent with this form.
"""

import json
from collections.abc import Iterator, Sequence

from config.errors import DubanError
from planning.access.tokens import is_signature, signature
from planning.attachments import KeptFile, Ways, keep_file, require_few
from web.posting import Posted

FIELD = "kept_file"
_SIGNED_FOR = "kept-file"


def files_of(form: Posted, ways: Ways, key: bytes, bound_to: str) -> list[KeptFile]:
    """Return the files of a form: those kept when it was sent before, and those chosen now, which are kept now.

    Raises:
        DubanError: ``attachment-…`` or ``picture-…``; ``attachment-forgotten`` when a form stood open for too long.
    """
    before = kept_before(form, key, bound_to)
    gone = [file.name for file in before if not ways.store.has(file.sha256)]
    if gone:
        raise DubanError("attachment-forgotten", names="、".join(gone))
    require_few([*before, *form.files], ways.limits)
    found = [*before, *(keep_file(data, name, ways) for name, data in form.files)]
    return list({file.sha256: file for file in found}.values())


def kept_before(form: Posted, key: bytes, bound_to: str) -> list[KeptFile]:
    """Return the files kept when the form was sent before."""
    return [file for text in form.fields.get(FIELD, ()) for file in _read(text, key, bound_to)]


def fields_of(files: Sequence[KeptFile], key: bytes, bound_to: str) -> list[tuple[str, str]]:
    """Return for each file its name and the value of the hidden field that keeps it."""
    return [(file.name, _written(file, key, bound_to)) for file in files]


def try_files(form: Posted, ways: Ways, key: bytes, bound_to: str) -> tuple[list[KeptFile], DubanError | None]:
    """Return the files of a form, or those kept before and why the new ones cannot be taken."""
    try:
        return files_of(form, ways, key, bound_to), None
    except DubanError as error:
        return [file for file in kept_before(form, key, bound_to) if ways.store.has(file.sha256)], error


def _written(file: KeptFile, key: bytes, bound_to: str) -> str:
    said = json.dumps([file.sha256, file.name, file.media_type, file.size, file.original_sha256], ensure_ascii=False)
    return f"{signature(key, _SIGNED_FOR, bound_to + said)}:{said}"


def _read(text: str, key: bytes, bound_to: str) -> Iterator[KeptFile]:
    sign, _, said = text.partition(":")
    if is_signature(key, _SIGNED_FOR, bound_to + said, sign):
        yield KeptFile(*json.loads(said))
