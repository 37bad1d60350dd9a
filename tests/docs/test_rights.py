"""The tables of rights in ``docs/rules.md`` against the one the program asks."""

from collections.abc import Mapping

import pytest

from config.language import label
from planning.rights import ACTS, MAY, ROLES
from tests.docs.pages import codes_in, read, section

TEXT = section(read("docs/rules.md"), "Rights")
TABLES = [
    [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines() if line.startswith("|")]
    for block in TEXT.split("\n\n")
    if block.startswith("|")
]


@pytest.mark.parametrize(("told", "table"), list(zip(TABLES, (ACTS, MAY), strict=True)))
def test_the_rights_are_told_as_they_are(told: list[list[str]], table: Mapping[str, frozenset[str]]) -> None:
    assert told[0][1:] == [label("role", role) for role in ROLES]
    found = {
        codes_in(what)[0]: frozenset(role for role, cell in zip(ROLES, cells, strict=True) if cell)
        for what, *cells in told[2:]
    }
    assert found == dict(table)


def test_an_act_is_told_by_its_word() -> None:
    for what, *_ in TABLES[0][2:]:
        assert what.split()[0] == label("event", codes_in(what)[0])
