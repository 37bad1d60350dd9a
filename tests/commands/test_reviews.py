"""``duban review``, ``duban plan`` and ``duban import --review``: the whole way without a page."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.desk import PLAN, PLAN_NAME, Desk, is_chinese


@pytest.fixture
def ready(desk: Desk, papers: Path) -> Desk:
    """A desk with a roster and the review of the plan opened: 核对 1."""
    desk.done("roster", "import", papers / "roster.csv")
    desk.done("review", "open", papers / "plan.txt", "--year", 2017, "--plan", PLAN_NAME)
    return desk


@pytest.fixture
def revised(tmp_path: Path) -> Path:
    """The plan as amended: the first item changed, the second gone, one new."""
    text = PLAN.replace("30家", "40家").replace("2.6月底前签订专项合同15份。\n\n", "")
    path = tmp_path / "revised.txt"
    path.write_text(text.replace("600人次。", "600人次。\n\n2.10月底前举办运动会1场。"), encoding="utf-8")
    return path


def items(desk: Desk, review: int = 1) -> dict[str, Any]:
    return {item["key"]: item for item in desk.json("review", "show", review)["items"]}


def test_a_plan_is_reviewed_and_adopted_without_a_page(ready: Desk) -> None:
    assert "拆分第 1a、1b 项" in ready.done("review", "split", 1, 1, "--before", "建立企业台账")
    ready.done("review", "edit", 1, 2, "--deadline", "2017年7月31日", "--owner", "月桥街道/干事", "--by", "O1")
    ready.done("review", "merge", 1, "1b", "--into", "1a")
    ready.done("review", "add", 1, "--from", "年底前办理", "--to", "600人次")
    ready.done("review", "drop", 1, "n1")
    assert "下一步：duban review adopt 1" in ready.done("review", "keep", 1, "--all")
    told = ready.done("review", "adopt", 1)
    assert f"已登记计划“{PLAN_NAME}”：3 项事项" in told
    assert "1 条并入其他事项：1b → 2017-001。" in told
    assert ready.json("task", "show", "2017-002")["due_on"] == "2017-07-31"
    assert "核对 1（已登记）" in ready.done("review", "show", 1)
    assert "全部相符" in ready.done("verify")


def test_a_review_is_listed_shown_and_told_item_by_item(ready: Desk) -> None:
    assert "核对中" in ready.done("review", "list")
    assert ready.json("review", "list")[0]["counts"]["open"] == 3
    shown = ready.done("review", "show", 1)
    assert f"核对 1（核对中）：plan.txt → “{PLAN_NAME}”" in shown
    assert "待定" in shown
    ready.done("review", "edit", 1, 1, "--text", "走访小微企业40家。", "--lead", "月桥街道、砚池街道", "--by", "温如海")
    one = ready.done("review", "show", 1, "--item", 1)
    assert "牵头单位：月桥街道、砚池街道" in one
    assert "第 1 步 温如海：事项文字 走访小微企业30家，建立企业台账。 → 走访小微企业40家。" in one
    assert ready.json("review", "show", 1, "--item", 1)["quantities"][0]["value"] == 40


def test_steps_are_undone_and_parts_joined(ready: Desk) -> None:
    ready.done("review", "split", 1, 1, "--at", 4, "--at", 8)
    assert set(items(ready)) == {"1a", "1b", "1c", "2", "3"}
    ready.done("review", "join", 1, "1a", "1b", "1c")
    assert items(ready)["1a"]["text"] == "走访小微企业30家，建立企业台账。"
    ready.done("review", "undo", 1)
    ready.done("review", "undo", 1, "--step", 1)
    assert set(items(ready)) == {"1", "2", "3"}
    ready.done("review", "keep", 1, 2)
    ready.done("review", "wait", 1, 2)
    assert items(ready)["2"]["decision"] == "open"


def test_a_review_is_put_aside_named_and_taken_up_again(ready: Desk) -> None:
    ready.done("review", "name", 1, "--plan", "新名称", "--unit", "砚池街道")
    ready.done("review", "discard", 1, "--reason", "重复")
    assert "没有正在核对的计划" in ready.done("review", "list")
    assert "已放弃" in ready.done("review", "list", "--all")
    ready.done("review", "reopen", 1)
    told = ready.json("review", "show", 1)
    assert (told["plan_name"], told["default_unit"], told["state"]) == ("新名称", "砚池街道", "open")


def test_part_is_adopted_now_and_the_rest_later(ready: Desk) -> None:
    ready.done("review", "keep", 1, 1, 3)
    assert "还有 2 条" not in ready.done("review", "adopt", 1, 3, "--assign")
    told = ready.json("review", "adopt", 1)
    assert ([task["number"] for task in told["tasks"]], told["open"]) == (["2017-002"], 1)
    assert {task["state"] for task in ready.json("task", "list")["tasks"]} == {"assigned", "registered"}


def test_a_corrected_copy_of_what_extract_printed_is_registered(desk: Desk, papers: Path, tmp_path: Path) -> None:
    desk.done("roster", "import", papers / "roster.csv")
    told = desk.json("extract", papers / "plan.txt", "--year", 2017)
    told["items"].pop(1)
    told["items"][0] |= {"text": "走访小微企业50家，建立企业台账。", "owner": "月桥街道/干事"}
    (tmp_path / "改.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    done = desk.json("import", papers / "plan.txt", "--year", 2017, "--review", tmp_path / "改.json", "--by", "O2")
    assert [task["title"] for task in done["tasks"]] == ["走访小微企业50家", "年底前办理互助保障600人次"]
    assert done["open"] == 0
    assert desk.json("review", "show", 1)["items"][1]["decision"] == "drop"
    assert "温如海" in desk.done("review", "show", 1, "--item", 1)


def test_a_file_with_a_fault_registers_nothing(desk: Desk, papers: Path, tmp_path: Path) -> None:
    desk.done("roster", "import", papers / "roster.csv")
    told = desk.json("extract", papers / "plan.txt", "--year", 2017)
    told["items"][1]["deadline"] = "2017-06-31"
    (tmp_path / "改.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    said = desk.refused("import", papers / "plan.txt", "--year", 2017, "--review", tmp_path / "改.json", code=2)
    assert "第 2 项完成时限：不是日期" in said
    assert "找不到文件" in desk.refused("import", papers / "plan.txt", "--year", 2017, "--review", "没有.json", code=2)


def test_a_new_version_is_imported_at_once_and_compared(office: Desk, revised: Path) -> None:
    told = office.done("import", revised, "--year", 2017, "--amends", PLAN_NAME)
    assert f"已登记计划“{PLAN_NAME}”第 2 版：1 项事项" in told
    assert "1 项按新版本修改：2017-001。" in told
    assert "1 项没有变化" in told
    assert "1 项新版本没有列出，继续督办：2017-002。" in told
    assert [line["version"] for line in office.json("plan", "list")] == [1, 2]
    first = office.json("plan", "show", PLAN_NAME, "--version", 1)
    assert [item["number"] for item in first["items"]] == ["2017-001", "2017-002", "2017-003"]
    assert "走访小微企业30家" in office.done("plan", "show", PLAN_NAME, "--version", 1)
    diff = office.done("plan", "diff", PLAN_NAME)
    for words in (
        "新增 2017-004",
        "修改 2017-001",
        "30家，建立企业台账。 → 走访小微企业40家",
        "删去 2017-002",
        "不变 1 项",
    ):
        assert words in diff
    assert office.json("plan", "diff", PLAN_NAME, "--from", 1, "--to", 2)["cancelled"] == []
    assert "全部相符" in office.done("verify")


def test_a_new_version_is_reviewed(office: Desk, revised: Path) -> None:
    shown = office.done("review", "open", revised, "--year", 2017, "--amends", PLAN_NAME)
    assert "有修改 2017-001" in shown
    assert "新版本没有列出 2017-002（月桥街道，继续督办）" in shown
    review = office.json("review", "list")[0]["id"]
    office.done("review", "gone", review, "2017-002", "--cancel", "--reason", "上级取消")
    office.done("review", "match", review, 3, "--task", "2017-002")
    office.done("review", "match", review, 3)
    office.done("review", "due", review, 1, "--take", "plan")
    office.done("review", "keep", review, "--all")
    assert "已终止：2017-002" in office.done("review", "adopt", review)
    assert office.json("task", "show", "2017-002")["state"] == "cancelled"


def test_a_corrected_column_is_read_anew(ready: Desk, tmp_path: Path) -> None:
    rows = "序号,内容,单位,要求\n1,开展职工培训30场,月桥街道,6月底前\n2,走访企业20家,砚池街道,9月底前\n"
    (tmp_path / "表.csv").write_text(rows, encoding="utf-8")
    ready.done("review", "open", tmp_path / "表.csv", "--year", 2017)
    before = items(ready, 2)
    ready.done("review", "drop", 2, next(iter(before)))
    said = ready.done("review", "columns", 2, "--columns", "1:D=完成时限")
    assert "改列的对应" in said
    after = items(ready, 2)
    assert [item["deadline"] for item in after.values()] == ["2017-06-30", "2017-09-30"]
    assert next(iter(after.values()))["decision"] == "drop"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("review", "show", 9), 2),
        (("review", "show", 1, "--item", 9), 1),
        (("review", "keep", 1, 9), 1),
        (("review", "keep", 1), 1),
        (("review", "split", 1, 1, "--before", "没有的字"), 2),
        (("review", "split", 1, 9, "--before", "甲"), 1),
        (("review", "add", 1, "--from", "没有的字"), 2),
        (("review", "edit", 1, 1), 2),
        (("review", "edit", 1, 1, "--deadline", "2017-02-30"), 2),
        (("review", "edit", 1, 1, "--text", "甲乙丙丁。", "--owner", "月桥街道/站长"), 2),
        (("review", "columns", 1), 2),
        (("review", "undo", 1), 1),
        (("review", "adopt", 1), 1),
        (("review", "keep", 1, 1, "--by", "骆一鸣"), 1),
        (("plan", "show", "没有的计划"), 2),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(ready: Desk, words: tuple[object, ...], code: int) -> None:
    assert is_chinese(ready.refused(*words, code=code))


def test_adopted_bytes_are_not_reviewed_again_and_say_how_to_go_on(office: Desk, papers: Path) -> None:
    said = office.refused("review", "open", papers / "plan.txt", "--year", 2017, code=1)
    assert f"已登记为计划“{PLAN_NAME}”" in said


def test_everything_kept_already_is_said(ready: Desk) -> None:
    ready.done("review", "keep", 1, "--all")
    assert "不用再保留" in ready.done("review", "keep", 1, "--all")
