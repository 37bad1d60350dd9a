"""Files chosen in a form that has to be shown once more, or was left as a draft: kept, and named by a signed field.

A browser forgets chosen files when a form comes back; so they need not be chosen twice. The signature binds them to who
sent them and to the task: nobody can name a file in the store that was not sent with this form.
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from config.errors import DubanError
from planning.access.tokens import is_signature, signature
from planning.attachments import KeptFile, Ways, keep_file
from web.posting import Posted

FIELD, WITHOUT = "kept_file", "without"
_SIGNED_FOR = "kept-file"


class KeptField(NamedTuple):
    """A kept file as a form shows it; ``value`` is what its hidden field holds."""

    name: str
    size: int
    sha256: str
    value: str


class Binding(NamedTuple):
    """What a form's kept files are signed with and for."""

    key: bytes
    bound_to: str


def kept_before(texts: Sequence[str], binding: Binding) -> list[KeptFile]:
    """Return the files that hidden fields of ours name, each once."""
    found = [file for text in texts for file in _read(text, binding)]
    return list({file.sha256: file for file in found}.values())


def fields_of(files: Sequence[KeptFile], binding: Binding) -> list[KeptField]:
    """Return for each file what a form shows of it, and the value of the hidden field that keeps it."""
    return [KeptField(file.name, file.size, file.sha256, _written(file, binding)) for file in files]


def try_files(form: Posted, ways: Ways, binding: Binding) -> tuple[list[KeptFile], DubanError | None]:
    """Return the files of a form, and why some cannot be taken: those that can be are kept all the same.

    They are those kept when it was sent before, without the one its sender put aside, and those chosen now.
    """
    before = [
        file for file in kept_before(form.fields.get(FIELD, ()), binding) if file.sha256 != form.text(WITHOUT)
    ]  # fmt: skip
    there = [file for file in before if ways.store.has(file.sha256)]
    faults: list[DubanError] = []
    if len(there) < len(before):
        gone = [file.name for file in before if file not in there]
        faults.append(DubanError("attachment-forgotten", names="、".join(gone)))
    found = {file.sha256: file for file in there}
    chosen = len(found) + len(form.files)
    for name, data in form.files[: max(ways.limits.files - len(found), 0)]:
        try:
            kept = keep_file(data, name, ways)
            found.setdefault(kept.sha256, kept)
        except DubanError as error:
            faults.append(error)
    if chosen > ways.limits.files:
        faults.append(DubanError("attachments-too-many", count=chosen, most=ways.limits.files))
    return list(found.values()), _together(faults)


def _together(faults: Sequence[DubanError]) -> DubanError | None:
    if len(faults) < 2:  # noqa: PLR2004 - one speaks for itself
        return faults[0] if faults else None
    return DubanError("attachments-several", count=len(faults), details="".join(str(fault) for fault in faults))


def _written(file: KeptFile, binding: Binding) -> str:
    said = json.dumps([file.sha256, file.name, file.media_type, file.size, file.original_sha256], ensure_ascii=False)
    return f"{signature(binding.key, _SIGNED_FOR, binding.bound_to + said)}:{said}"


def _read(text: str, binding: Binding) -> Iterator[KeptFile]:
    sign, _, said = text.partition(":")
    if is_signature(binding.key, _SIGNED_FOR, binding.bound_to + said, sign):
        yield KeptFile(*json.loads(said))
