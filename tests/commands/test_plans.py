"""From a plan document to registered tasks: ``duban extract`` and ``duban import``."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from duban.samples import sample_path
from tests.commands.desk import PLAN_NAME, Desk

# The contract of the JSON, as the design says it.
DOCUMENT = {"name", "sha256", "chars"}
ITEM = {
    "unit", "number", "path", "text", "start", "end", "responsible", "lead", "support", "deadline", "deadline_text",
    "deadline_basis", "deliverables", "quantities",
}  # fmt: skip
BESIDE = {"leader", "start_on", "confidence", "reasons", "next_on", "last_on"}
RESULT = {"unit", "heading", "text", "start", "end", "quantities"}
QUANTITY = {"value", "unit", "of", "bound"}
PLACED = {"text", "start", "end"}
ISSUE = {"severity", "code", "message", "start", "end"}


@pytest.mark.parametrize("name", ["plan-2017.txt", "plan-2017.docx"])
def test_extract_prints_the_keys_of_the_contract_and_how_sure_it_is(desk: Desk, name: Any) -> None:  # noqa: ANN401 - a Sample
    path = sample_path(name)

    told = desk.json("extract", path, "--year", 2017)

    assert told.keys() == {"document", "items", "results", "issues", "doubtful", "tables", "issued_on"}
    assert told["document"].keys() == DOCUMENT
    assert told["document"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert told["items"]
    assert told["results"]
    assert {frozenset(item) for item in told["items"]} == {frozenset(ITEM | BESIDE)}
    assert {frozenset(result) for result in told["results"]} == {frozenset(RESULT)}
    assert {frozenset(issue) for issue in told["issues"]} == {frozenset(ISSUE)}
    assert {frozenset(part) for item in told["items"] for part in item["deliverables"]} == {frozenset(PLACED)}
    quantities = [one for found in (*told["items"], *told["results"]) for one in found["quantities"]]
    assert {frozenset(quantity) for quantity in quantities} == {frozenset(QUANTITY)}


def test_extract_places_each_text_in_the_document_by_characters(desk: Desk, papers: Path) -> None:
    text = (papers / "plan.txt").read_text(encoding="utf-8").strip("\n")

    told = desk.json("extract", papers / "plan.txt", "--year", 2017)

    assert told["document"]["chars"] == len(text)
    assert [text[item["start"] : item["end"]].removesuffix("。") for item in told["items"]] == [
        item["text"].removesuffix("。") for item in told["items"]
    ]


def test_extract_leaves_no_trace(desk: Desk, papers: Path) -> None:
    assert "3 项事项" in desk.done("extract", papers / "plan.txt", "--year", 2017)

    assert not desk.folder.exists()


def test_extract_lists_unit_number_deadline_and_text(desk: Desk, papers: Path) -> None:
    lines = desk.done("extract", papers / "plan.txt", "--year", 2017).splitlines()

    assert lines[0] == "plan.txt：3 项事项，0 条工作成果，0 处提示。"
    assert lines[3].split() == ["月桥街道", "2", "2017-06-30", "1", "6月底前签订专项合同15份。"]


def test_import_registers_every_item_and_says_what_is_missing_and_what_comes_next(desk: Desk, papers: Path) -> None:
    desk.done("roster", "import", papers / "roster.csv")

    told = desk.done("import", papers / "plan.txt", "--year", 2017)

    assert "已登记计划“plan（2017年）”：3 项事项（含 2 项成果）" in told
    assert "2017-001  月桥街道  2017-12-31（暂定）  有        走访小微企业30家" in told
    assert "2017-002  月桥街道  2017-06-30 " in told
    assert "六个明确中还缺：" in told
    assert "完成时限 1 项" in told
    assert 'duban task assign --plan "plan（2017年）"' in told


def test_import_as_json_tells_the_tasks(desk: Desk, papers: Path) -> None:
    desk.done("roster", "import", papers / "roster.csv")

    told = desk.json("import", papers / "plan.txt", "--year", 2017)

    assert told.keys() >= {"plan", "document_sha256", "already", "tasks", "outcomes", "missing", "review_id"}
    assert [task["number"] for task in told["tasks"]] == ["2017-001", "2017-002", "2017-003"]
    assert told["tasks"][1]["due_on"] == "2017-06-30"
    assert told["already"] is False


def test_importing_the_same_bytes_again_says_so_and_changes_nothing(office: Desk, papers: Path) -> None:
    before = office.contents()

    told = office.done("import", papers / "plan.txt", "--year", 2017, "--plan", "另一个名字")

    assert told == f"这份文件已登记为计划“{PLAN_NAME}”，没有作任何改动。\n"
    assert office.contents() == before
    assert office.json("import", papers / "plan.txt", "--year", 2017)["already"] is True
    assert office.json("task", "list")["total"] == 3


def test_import_keeps_the_bytes_under_their_digest(office: Desk, papers: Path) -> None:
    data = (papers / "plan.txt").read_bytes()
    digest = hashlib.sha256(data).hexdigest()

    assert office.contents()[f"objects/{digest[:2]}/{digest}"] == data


def test_import_can_hand_out_at_once(desk: Desk, papers: Path) -> None:
    desk.done("roster", "import", papers / "roster.csv")

    assert "已交办 3 项" in desk.done("import", papers / "plan.txt", "--year", 2017, "--assign")
    assert {task["state"] for task in desk.json("task", "list")["tasks"]} == {"assigned"}


def test_drafts_are_adopted_one_by_one(desk: Desk, papers: Path) -> None:
    desk.done("roster", "import", papers / "roster.csv")

    assert "duban task adopt" in desk.done("import", papers / "plan.txt", "--year", 2017, "--draft", "--assign")
    assert "下一步，交办：duban task assign 2017-001" in desk.done("task", "adopt", "2017-001")
    states = {task["number"]: task["state"] for task in desk.json("task", "list")["tasks"]}
    assert states == {"2017-001": "registered", "2017-002": "draft", "2017-003": "draft"}


def test_items_without_an_owner_are_named_and_not_handed_out(desk: Desk, papers: Path, tmp_path: Path) -> None:
    roster = (papers / "roster.csv").read_text(encoding="utf-8-sig").replace("工作人员,是,S2", "工作人员,否,S2")
    (tmp_path / "r.csv").write_text(roster, encoding="utf-8")
    desk.done("roster", "import", tmp_path / "r.csv")

    told = desk.done("import", papers / "plan.txt", "--year", 2017, "--plan", PLAN_NAME)
    handed_out = desk.json("task", "assign", "--plan", PLAN_NAME)

    assert "1 项没有责任岗位（2017-003 等）" in told
    assert handed_out == {"plan": PLAN_NAME, "assigned": 2, "without_owner": ["2017-003"]}
    assert "没有责任岗位，不能交办" in desk.refused("task", "assign", "2017-003", code=1)
    assert "2017-003 已交办" in desk.done("task", "assign", "2017-003", "--to", "砚池街道/干事")
