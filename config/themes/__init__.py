"""The themes items are put under on the boards: names and words as data, an office's own before the shipped ones."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from config.checking import first_fault
from config.errors import DubanError
from config.files import marks_of

FILE = "themes.toml"
_SHIPPED = Path(__file__).parent / FILE
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme by its name, and the words that speak for it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: Word
    words: Annotated[tuple[Word, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """All themes, in the order in which they are shown."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]


def load_themes(data_dir: Path | None = None) -> tuple[Theme, ...]:
    """Return the themes of an office's data folder, or the shipped ones; read anew once the file is another.

    Raises:
        DubanError: ``themes-invalid``, naming the file, the field and what is wrong.
    """
    return _loaded(data_dir, marks_of(data_dir, FILE))


@lru_cache(maxsize=8)
def _loaded(data_dir: Path | None, _marks: tuple[object, ...]) -> tuple[Theme, ...]:
    own = data_dir / FILE if data_dir is not None else _SHIPPED
    file = own if own.is_file() else _SHIPPED
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        themes = TypeAdapter(ThemeFile).validate_python(values).themes
    except ValidationError as error:
        field, detail = first_fault(error)
        raise DubanError("themes-invalid", file=file, detail=f"{field}：{detail}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DubanError("themes-invalid", file=file, detail=error) from error
    names = [theme.name for theme in themes]
    if len(names) != len(set(names)):
        raise DubanError("themes-invalid", file=file, detail="、".join(sorted(names)))
    return themes
