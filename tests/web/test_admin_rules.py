"""Rule packs are shown side by side with what would differ today; choosing one is left to the settings file."""

from datetime import date

import pytest

from planning.redating import lights_moved, redate
from planning.rules import load_rules
from tests.planning.house import DAY, instant
from tests.web.site import Site

STRICT = """base = "default"
version = "2017.1"
title = "从严规则"
source = "会议纪要"
lights = [{ colour = "red", reason = "near", at_most = 30 }]
"""


@pytest.fixture
def strict(site: Site) -> Site:
    """An item due on 28 April, green by the default pack; a pack of the office's own by which it is red."""
    site.house.item(start_on=DAY, due_on=date(2017, 4, 28), at=DAY)
    folder = site.services.settings.data_dir / "rule_packs"
    folder.mkdir()
    (folder / "strict.toml").write_text(STRICT, encoding="utf-8")
    return site


def test_packs_are_listed_with_where_they_differ_from_the_one_in_force(strict: Site) -> None:
    page = strict.get("/admin/rules")
    assert page.index("默认规则") < page.index("从严规则")
    assert "本单位自定" in page
    assert "/admin/rules/yinchuan" in page
    assert "/admin/rules/default" not in page  # the one in force is not to be chosen


def test_a_pack_says_how_many_lights_would_change_and_how_to_choose_it(strict: Site) -> None:
    page = strict.get("/admin/rules/strict")
    assert "看了 1 项在办事项" in page
    assert 'data-label="事项数">1<' in page
    assert "期限前剩30个工作日或更少" in page
    assert 'rule_pack = "strict"' in page
    strict.get("/admin/rules/none", 400)
    assert strict.browser("Y01").get("/admin/rules").status_code == 403


def test_a_pack_that_cannot_be_read_is_told_beside_the_others(sqlite_site: Site) -> None:
    folder = sqlite_site.services.settings.data_dir / "rule_packs"
    folder.mkdir()
    (folder / "broken.toml").write_text("lights = 3\n", encoding="utf-8")
    page = sqlite_site.get("/admin/rules")
    assert "run-error" in page
    assert "默认规则" in page


def test_lights_move_as_foreseen_when_the_days_are_computed_anew(strict: Site) -> None:
    database, rules = strict.house.database, load_rules("strict", strict.services.settings.data_dir)
    with database.read() as session:
        foreseen = lights_moved(session, rules, DAY, most=10)
    assert dict(foreseen.moved) == {("green", "red"): 1}
    actor = strict.house.clerk
    assert redate(database, rules, actor, instant(DAY), reason="rules:strict") == 1
    assert redate(database, rules, actor, instant(DAY), reason="rules:strict") == 0
    with database.read() as session:
        assert not lights_moved(session, rules, DAY, most=10).moved
