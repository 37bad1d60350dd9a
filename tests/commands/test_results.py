"""Results at the terminal: listed, offered, paired, taken back, and their figures over time."""

from pathlib import Path

import pytest

from tests.commands.desk import Desk

PLAN = """\
区总工会改革目标计划

月桥街道

现阶段工作成果

走访小微企业28家，建立企业台账。

目标计划

1.继续走访小微企业，完善企业台账。

2.6月底前签订专项合同15份。
"""


@pytest.fixture
def street(desk: Desk, papers: Path, tmp_path: Path) -> Desk:
    """An office with a plan whose street tells of a result."""
    file = tmp_path / "计划.txt"
    file.write_text(PLAN, encoding="utf-8")
    desk.done("roster", "import", papers / "roster.csv")
    desk.done("import", file, "--year", 2017)
    return desk


def test_a_result_is_offered_paired_and_taken_back(street: Desk) -> None:
    [row] = street.json("result", "list", "--unit", "月桥街道")
    assert (row["text"], row["tasks"]) == ("走访小微企业28家，建立企业台账。", [])
    assert "可关联 1（基数，同说“走访小微企业”）" in street.done("result", "offers", "2017-001")
    assert "没有与这一事项相近的成果" in street.done("result", "offers", "2017-002")
    assert "2017-001 已关联成果 1（基数）" in street.done(
        "result", "pair", "2017-001", 1, "--as", "baseline", "--by", "O1"
    )
    assert "已关联 1（基数）" in street.done("result", "offers", "2017-001")
    assert "2017-001" in street.done("result", "list", "--unit", "月桥街道")
    assert "关联工作成果" in street.done("task", "show", "2017-001")
    assert street.json("result", "unpair", "2017-001", 1) == {"number": "2017-001", "done": "已取消关联成果 1"}
    assert street.json("result", "offers", "2017-001")["paired"] == []


def test_the_figures_of_results_and_promises_are_listed_as_series(street: Desk) -> None:
    told = street.done("result", "series", "--unit", "月桥街道")
    assert "小微企业" in told
    assert {(each["measure"], point["kind"], point["value"]) for each in street.json(
        "result", "series", "--unit", "月桥街道"
    ) for point in each["points"]} == {("家", "result", "28"), ("份", "target", "15")}  # fmt: skip


def test_wrong_calls_are_told(street: Desk) -> None:
    assert "不认识关联方式" in street.refused("result", "pair", "2017-001", 1, "--as", "basis", code=2)
    assert "没有编号为 9 的工作成果" in street.refused("result", "pair", "2017-001", 9, "--as", "baseline", code=1)
    assert "督办办公室" in street.refused("result", "pair", "2017-001", 1, "--as", "baseline", "--by", "S1", code=1)
    assert "翠湖" in street.refused("result", "list", "--unit", "翠湖街道", code=2)
    assert "还没有工作成果" in street.done("result", "list", "--unit", "砚池街道")
    assert "还没有指标" in street.done("result", "series", "--unit", "砚池街道")
