"""``duban account``: the way in from the machine itself, also when nobody can sign in any more."""

import pytest

from tests.commands.desk import Desk


def test_the_first_administrator_is_made_at_the_terminal_and_the_code_has_served(desk: Desk) -> None:
    code = desk.done("account", "setup-code").strip()
    assert len(code) == 11
    assert desk.done("account", "setup-code").strip() == code

    made = desk.json("account", "add", "zhang", "--name", "张三", "--admin")
    assert (made["login"], made["name"]) == ("zhang", "张三")
    assert len(made["password"]) == 14
    assert "不再需要设置码" in desk.refused("account", "setup-code", code=1)
    (row,) = desk.json("account", "list")
    assert (row["login"], row["is_admin"], row["must_change"]) == ("zhang", True, True)
    assert made["password"] not in desk.done("account", "list", "--json")


def test_an_account_is_reset_stopped_restored_and_unlocked(desk: Desk) -> None:
    first = desk.json("account", "add", "zhang", "--admin")["password"]
    assert desk.json("account", "password", "ZHANG")["password"] != first
    assert "最后一个" in desk.refused("account", "disable", "zhang", code=1)
    desk.done("account", "add", "li", "--admin")
    desk.done("account", "disable", "zhang")
    assert "已停用" in desk.done("account", "list")
    desk.done("account", "enable", "zhang")
    assert "已停用" not in desk.done("account", "list")
    assert "zhang" in desk.done("account", "unlock", "zhang")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("add", "a b"), 1, "不能用"),
        (("add", "x", "--person", "没有此人"), 2, "没有此人"),
        (("password", "nobody"), 2, "nobody"),
        (("disable", "nobody"), 2, "nobody"),
        (("unlock", "nobody"), 2, "nobody"),
    ],
)
def test_what_cannot_be_done_is_said(desk: Desk, words: tuple[str, ...], code: int, says: str) -> None:
    desk.done("account", "list")
    assert says in desk.refused("account", *words, code=code)
