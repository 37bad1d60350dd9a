"""``duban task redate``: after another rule pack was chosen, live tasks turn on the days it says."""

from tests.commands.desk import Desk

STRICT = """base = "default"
version = "2017.1"
title = "从严规则"
source = "会议纪要"
lights = [{ colour = "red", reason = "near", at_most = 300 }]
"""


def test_days_follow_the_rule_pack_once_they_are_computed_anew(office: Desk) -> None:
    assert "没有要改的" in office.done("task", "redate")
    folder = office.folder / "rule_packs"
    folder.mkdir()
    (folder / "strict.toml").write_text(STRICT, encoding="utf-8")
    (office.folder / "duban.toml").write_text('rule_pack = "strict"\n', encoding="utf-8")
    told = office.json("task", "redate", "--dry-run")
    assert (told["changed"], told["items"] > 0) == (False, True)
    assert office.json("task", "redate", "--dry-run") == told
    assert f"已重算 {told['items']} 项" in office.done("task", "redate", "--by", "O1")
    assert office.json("task", "redate")["items"] == 0
    assert office.json("verify")["intact"]
