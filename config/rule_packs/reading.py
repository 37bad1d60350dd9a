"""Reading a rule pack from its TOML file, with every mistake named by file and field."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from config.checking import first_fault
from config.errors import CallError, DubanError
from config.files import marks_of
from config.rule_packs.pack import RulePack

_SHIPPED = Path(__file__).parent


def pack_names(folder: Path = _SHIPPED) -> tuple[str, ...]:
    """Return the names of all packs in a folder, in alphabetical order."""
    return tuple(sorted(file.stem for file in folder.glob("*.toml")))


def load_pack(name: str, folder: Path = _SHIPPED, *, own: Path | None = None) -> RulePack:
    """Return the pack of that name; one in the office's own folder comes first.

    Read anew once a file of a folder is another than before.

    Raises:
        CallError: ``rule-pack-unknown`` naming the packs there are.
        DubanError: ``rule-pack-unreadable`` or ``rule-pack-invalid``, naming the file and the field.
    """
    return _loaded(name, folder, own, (marks_of(own, ".toml"), marks_of(folder, ".toml")))


@lru_cache(maxsize=32)
def _loaded(name: str, folder: Path, own: Path | None, _marks: tuple[object, ...]) -> RulePack:
    folders = (own, folder) if own else (folder,)
    values, file = _values(name, folders)
    if base := values.pop("base", None):
        # A base is the shipped pack of that name, also where an own one is called alike.
        inherited, _ = _values(str(base), folders[::-1])
        if "base" in inherited:
            raise DubanError("rule-pack-invalid", file=file, field="base", detail=base)
        values = inherited | values
    try:
        return TypeAdapter(RulePack).validate_python({**values, "name": name})
    except ValidationError as error:
        field, detail = first_fault(error)
        raise DubanError("rule-pack-invalid", file=file, field=field, detail=detail) from error


def _values(name: str, folders: Sequence[Path]) -> tuple[dict[str, Any], Path]:
    files = {pack: folder / f"{pack}.toml" for folder in reversed(folders) for pack in pack_names(folder)}
    if name not in files:
        raise CallError("rule-pack-unknown", name=name, known="、".join(sorted(files)))
    file = files[name]
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig")), file
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DubanError("rule-pack-unreadable", file=file, detail=error) from error
