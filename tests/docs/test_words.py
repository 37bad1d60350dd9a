"""Every error code has its sentence, every value its label: found in the source, not in a list kept by hand."""

import re
import string
from importlib import import_module
from pkgutil import iter_modules
from typing import get_args

import pytest

from config import sentences
from config.language import codes, labels, sentence
from config.rule_packs.pack import THRESHOLDS
from flows.audience import ROLE_WORDS
from flows.engine.status import EngineState
from flows.run_models import RunState
from flows.schedules import SCHEDULES
from planning.lifecycle import LAWFUL, RETURN_REASONS, STATES
from planning.lights import RANK
from planning.reminding import AUDIENCES
from reports.snapshot import PACES, ChangeKind
from tests.docs.sources import asked, texts, uses

USES = uses(codes())
RAISED = sorted({use.code for use in USES if use.raised})


class _Places(string.Formatter):
    def of(self, text: str) -> set[str]:
        return {re.split(r"[.\[]", name)[0] for _, name, _, _ in self.parse(text) if name}


def _template(code: str) -> str:
    """Return the sentence before its values are put in."""
    modules = [import_module(f"config.sentences.{found.name}") for found in iter_modules(sentences.__path__)]
    (text,) = {module.SENTENCES[code] for module in modules if code in getattr(module, "SENTENCES", {})}
    return str(text)


def test_the_source_is_read() -> None:
    assert len({use.code for use in USES}) > 80
    assert len({each.kind for each in asked()}) > 10


def test_every_error_that_is_raised_has_a_sentence() -> None:
    assert [f"{use.place} {use.code}" for use in USES if use.code not in codes()] == []


def test_every_place_in_a_sentence_is_filled_where_the_error_is_raised() -> None:
    wanting = [
        f"{use.place} {use.code}: {sorted(missing)}"
        for use in USES
        if use.code in codes() and not use.open and (missing := _Places().of(_template(use.code)) - use.values)
    ]
    assert wanting == []


def test_no_sentence_is_left_over() -> None:
    written, composed = texts()
    left = [code for code in codes() - written if not any(pattern.fullmatch(code) for pattern in composed)]
    assert sorted(left) == []


@pytest.mark.parametrize("code", RAISED)
def test_an_error_is_told_in_a_whole_chinese_sentence(code: str) -> None:
    text = _template(code)
    assert re.search(r"[\u4e00-\u9fff]", text)
    assert text.endswith(("。", "}"))
    filled = sentence(code, **dict.fromkeys(_Places().of(text), "甲"))
    assert "{" not in filled


def test_every_kind_of_label_that_is_asked_for_has_words() -> None:
    assert [f"{each.place} {each.kind}" for each in asked() if not labels(each.kind)] == []


def test_every_label_that_is_asked_for_by_name_is_there() -> None:
    wanting = [each for each in asked() if each.value and labels(each.kind) and each.value not in labels(each.kind)]
    assert wanting == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("state", STATES),
        ("event", LAWFUL),
        ("return_reason", RETURN_REASONS),
        ("light", RANK),
        ("light_reason", THRESHOLDS),
        ("audience", AUDIENCES),
        ("run_state", RunState),
        ("engine_state", EngineState),
        ("job", [schedule.id for schedule in SCHEDULES]),
        ("pace", PACES),
        ("change", get_args(ChangeKind)),
    ],
)
def test_every_value_has_exactly_one_word(kind: str, values: object) -> None:
    expected = {str(value) for value in values}  # type: ignore[attr-defined]
    assert set(labels(kind)) == expected
    assert all(labels(kind).values())


def test_everybody_the_ladder_tells_is_called_something_in_the_message() -> None:
    assert set(AUDIENCES) <= set(ROLE_WORDS)
