"""``docs/glossary.md`` against the labels on the screen."""

from collections import Counter

import pytest

from config.language import labels
from tests.docs.pages import codes_in, read, rows, section

PAGE = read("docs/glossary.md")
KINDS = {
    "state": "States of a task",
    "event": "Events of the ledger",
    "light": "Lights",
    "light_reason": "Reasons of a light",
    "clarity": "The six clarities",
    "due_basis": "Where a deadline comes from",
    "return_reason": "Reasons of a return",
    "role": "Roles of a post",
    "unit_kind": "Kinds of units",
    "task_kind": "Kinds of tasks",
    "audience": "Whom the ladder tells",
    "period_kind": "Kinds of periods",
    "period_state": "States of a period",
    "pace": "Pace in the report",
    "change": "Changes in the report",
    "delivery_state": "States of a delivery",
    "decision": "Decisions about a notice",
    "notice_reason": "Reasons of not sending",
    "severity": "Severity of a notice",
    "topic": "Topics of a notice",
    "channel": "Channels",
    "job": "Jobs",
    "run_state": "States of a run",
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_value_stands_in_the_glossary_with_the_word_on_the_screen(kind: str) -> None:
    told = {codes_in(value)[0]: word for word, value in rows(section(PAGE, KINDS[kind]))[1:]}
    assert told == labels(kind)


def test_no_word_of_the_field_stands_twice() -> None:
    words = rows(section(PAGE, "The field"))[1:]
    for column in (0, 1):
        assert [word for word, count in Counter(cells[column] for cells in words).items() if count > 1] == []
    assert all(len(cells) == 3 and all(cells) for cells in words)
