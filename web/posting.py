"""What a form sent: its fields as text with plain line ends, and the file chosen."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.requests import Request

_MOST_FIELDS = 2_000
_MOST_FILES = 50
_MOST_FIELD_BYTES = 4_000_000
_LINE_ENDS = re.compile(r"\r\n?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Posted:
    """The fields of a form in the order they came; the files chosen (``file``: the last) as name and bytes."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    files: Sequence[tuple[str, bytes]] = ()

    def text(self, name: str) -> str:
        """Return the last value of a field without blanks around it; empty when it was not sent."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """Return the last value of a field as it was typed."""
        return self.fields.get(name, ("",))[-1]

    def texts(self, name: str) -> list[str]:
        """Return every value of a field that says something."""
        return [value.strip() for value in self.fields.get(name, ()) if value.strip()]

    def has(self, name: str) -> bool:
        """Tell whether the form has the field, empty or not."""
        return name in self.fields


async def posted(request: Request) -> Posted:
    """Read the form of a request; what no keyboard can type is left out of its fields."""
    fields: dict[str, list[str]] = {}
    files: list[tuple[str, bytes]] = []
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_MOST_FIELD_BYTES) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                data = await value.read()
                if value.filename or data:
                    files.append((value.filename or "", data))
            else:
                fields.setdefault(name, []).append(_CONTROLS.sub("", _LINE_ENDS.sub("\n", value)))
    found = Posted(fields, files[-1] if files else None, files)
    request.state.posted = found
    return found


WithForm = Annotated[Posted, Depends(posted)]
