"""``docs/settings.md`` against the settings themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, SecretStr

from config.rule_packs import pack_names
from config.settings import SETTINGS_FILE, Settings, load_settings
from tests.docs.pages import codes_in, examples, read, rows, section

PAGE = read("docs/settings.md")


def _fields(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each setting as ``duban.toml`` writes it, with its default; a table's fields one by one."""
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            yield from _fields(type(default), f"{path}{name}.")
        else:
            yield f"{path}{name}", default


SETTINGS = dict(_fields(Settings))
DESCRIBED = {codes_in(cells[0])[0]: cells for cells in rows(section(PAGE, "All settings"))[1:]}


def _shown(default: object) -> str:
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def test_every_setting_is_described_and_no_other() -> None:
    assert list(DESCRIBED) == list(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_described_with_its_variable_and_default(name: str) -> None:
    _, variable, default, meaning = DESCRIBED[name]
    assert variable == f"`DUBAN_{name.upper().replace('.', '__')}`"
    assert default == _shown(SETTINGS[name])
    assert meaning


@pytest.mark.parametrize("name", ["channel", "log_level", "smtp.security"])
def test_every_choice_of_a_setting_is_named(name: str) -> None:
    model = type(Settings().smtp) if name.startswith("smtp.") else Settings
    choices = get_args(model.model_fields[name.rpartition(".")[2]].annotation)
    assert choices
    assert set(choices) <= set(codes_in(DESCRIBED[name][3]))


def test_every_rule_pack_can_be_chosen_by_its_name() -> None:
    assert set(pack_names()) <= set(codes_in(DESCRIBED["rule_pack"][3]))


def test_the_example_file_is_a_settings_file(tmp_path: Path) -> None:
    (example,) = examples(section(PAGE, "Example"), "toml")
    (tmp_path / SETTINGS_FILE).write_text(example, encoding="utf-8")
    settings = load_settings(tmp_path)
    assert (settings.channel, settings.smtp.host, settings.port) == ("smtp", "mail.example.org", 8080)


def test_the_environment_wins_over_the_file_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / SETTINGS_FILE).write_text('[smtp]\nhost = "file.example.org"\nport = 25\n', encoding="utf-8")
    monkeypatch.setenv("DUBAN_SMTP__HOST", "variable.example.org")
    settings = load_settings(tmp_path)
    assert (settings.smtp.host, settings.smtp.port) == ("variable.example.org", 25)
