"""Themes: what a text says decides, an own file replaces the shipped one, and old items are put under theirs once."""

from pathlib import Path

import pytest

from config.errors import DubanError
from config.themes import load_themes
from planning.classifying import classify_next, count_unclassified, proposals
from planning.themes import classify
from tests.planning.house import House, rules

UNKNOWN = "走访园区若干次。"


@pytest.mark.parametrize(
    ("text", "path", "theme"),
    [
        ("9月底前建成户外劳动者驿站5处，培训管理员。", (), "阵地建设"),
        ("推行工资协商，签订集体合同15份。", ("目标计划",), "维权服务"),
        ("开展活动三次。", ("二、宣传教育",), "宣传教育"),
        ("发展会员300名，举办一次培训。", (), "组织建设"),
        (UNKNOWN, ("目标计划",), ""),
        ("", (), ""),
    ],
)
def test_words_of_the_text_and_of_the_headings_decide(text: str, path: tuple[str, ...], theme: str) -> None:
    assert classify(text, path, load_themes()) == theme


def test_of_equal_themes_the_first_of_the_file_wins_and_without_themes_there_is_none() -> None:
    first, *_ = load_themes()
    assert classify("、".join(theme.words[0] for theme in load_themes()[:2]), (), load_themes()) == first.name
    assert classify("组建工会", (), ()) == ""


def test_an_office_has_its_own_themes_and_a_wrong_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text('[[themes]]\nname = "园区"\nwords = ["园区"]\n', encoding="utf-8")
    assert classify(UNKNOWN, (), load_themes(tmp_path)) == "园区"
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "themes.toml").write_text('[[themes]]\nname = "园区"\nwords = []\n', encoding="utf-8")
    with pytest.raises(DubanError, match="主题文件"):
        load_themes(broken)
    assert load_themes(tmp_path / "none") == load_themes()


def test_items_without_a_theme_are_put_under_theirs_by_one_event_each(house: House) -> None:
    named, silent = house.item(), house.item(text=UNKNOWN, title="走访")
    house.item(theme="宣传教育")
    with house.database.read() as session:
        found, more = proposals(session, rules().themes)
        assert [(each.task_id, each.theme) for each in found] == [(named, "阵地建设")]
        assert more is None
        assert count_unclassified(session) == 2
    with house.pen() as ledger:
        found, more = classify_next(ledger)
        assert ([each.task_id for each in found], more) == ([named], None)
    assert house.events(named)[-1].kind == "classified"
    assert (house.state(named).theme, house.state(silent).theme) == ("阵地建设", "")
    with house.pen() as ledger:
        assert classify_next(ledger) == ([], None)
