"""``duban task classify``: one item by hand, or all that have no theme by the rules."""

from tests.commands.desk import Desk


def theme_of(office: Desk, number: str) -> str:
    return str(office.json("task", "show", number)["theme"])


def test_items_come_under_their_themes_when_they_are_registered(office: Desk) -> None:
    assert [theme_of(office, f"2017-00{at}") for at in (1, 2, 3)] == ["组织建设", "", "服务职工"]


def test_one_item_is_put_under_a_theme_by_hand_and_all_others_by_the_rules(office: Desk) -> None:
    office.done("task", "classify", "2017-001")
    office.done("task", "classify", "2017-002", "--theme", "维权服务", "--by", "O1")
    assert (theme_of(office, "2017-001"), theme_of(office, "2017-002")) == ("", "维权服务")
    told = office.json("task", "classify", "--all", "--dry-run")
    assert told == {"changed": False, "items": 1, "themes": {"组织建设": 1}, "left": 0}
    assert theme_of(office, "2017-001") == ""
    assert "已归类 1 项" in office.done("task", "classify", "--all")
    assert theme_of(office, "2017-001") == "组织建设"
    assert office.json("task", "classify", "--all")["items"] == 0
    assert office.json("verify")["intact"]


def test_a_call_that_says_neither_what_nor_all_is_refused(office: Desk) -> None:
    for words in ((), ("--theme", "维权服务"), ("2017-001", "--all"), ("2017-001", "--dry-run")):
        assert "编号" in office.refused("task", "classify", *words, code=2)
