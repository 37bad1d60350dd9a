"""Units, posts and people through ``duban roster``."""

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from duban.samples import sample_path
from tests.commands.desk import PLAN_NAME, ROSTER, Desk

HEADER, *LINES = ROSTER.splitlines()


def test_import_says_how_much_was_added_and_what_comes_next(desk: Desk, papers: Path) -> None:
    told = desk.done("roster", "import", papers / "roster.csv").splitlines()

    assert told[0] == "已导入名册：新增单位 4、岗位 8、人员 7，更新 0 处，岗位交接 0 个。"
    assert told[1].startswith("下一步：duban import 计划文件 --year 年份")


@pytest.mark.parametrize("name", ["roster.csv", "roster.xlsx"])
def test_the_bundled_roster_is_taken_in_either_form_and_a_second_time_changes_nothing(desk: Desk, name: str) -> None:
    path = sample_path("roster.csv").with_name(name)
    added = desk.json("roster", "import", path)
    before = desk.contents()

    assert (added["units_added"], added["changed_nothing"]) == (37, False)
    assert desk.done("roster", "import", path) == f"名册与 {name} 一致，没有作任何改动。\n"
    assert desk.json("roster", "import", path)["changed_nothing"] is True
    assert desk.contents() == before


def test_what_is_exported_can_be_imported_again_unchanged(office: Desk, tmp_path: Path) -> None:
    file = tmp_path / "出口" / "名册.csv"

    assert office.done("roster", "export", file) == f"已写入 {file}。\n"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert office.json("roster", "import", file)["changed_nothing"] is True


def test_show_lists_posts_with_their_holders(office: Desk) -> None:
    rows = office.json("roster", "show")

    assert [row["姓名"] for row in rows] == [
        "傅景和", "贺文澜", "温如海", "骆一鸣", "周明", "车立群", "周明", "",
    ]  # fmt: skip
    assert "月桥街道总工会  联络员  工作人员    是      S1    骆一鸣  s1@example.org" in office.done("roster", "show")


def test_an_empty_roster_says_what_to_do(desk: Desk) -> None:
    assert desk.done("roster", "show") == "名册是空的。下一步：duban roster import 名册文件（.csv 或 .xlsx）。\n"


def test_a_post_is_handed_over_with_its_open_items(office: Desk) -> None:
    office.done("task", "assign", "--plan", PLAN_NAME)
    office.on(date(2017, 5, 2))

    told = office.done("roster", "hand-over", "月桥街道/联络员", "--to", "S3").splitlines()
    again = office.done("roster", "hand-over", "月桥街道/联络员", "--to", "S3")

    assert told[0] == "月桥街道/联络员 已交接给 周明，移交未办结事项 2 项："
    assert [line.split()[0] for line in told[2:]] == ["2017-002", "2017-001"]
    assert again == "周明 已在 月桥街道/联络员 任职，没有作任何改动。\n"
    assert office.json("task", "show", "2017-001")["owner"] == "周明"
    assert office.json("task", "show", "2017-001", "--as-of", "2017-05-01")["owner"] == "骆一鸣"


def test_filling_a_vacant_post_is_told_as_a_change(office: Desk) -> None:
    told = office.done("roster", "hand-over", "砚池街道/主席", "--to", "S4")

    assert told == "砚池街道/主席 已交接给 周明，没有未办结的事项。\n"
    assert office.json("roster", "hand-over", "砚池街道/主席", "--to", "S4")["changed_nothing"] is True


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("月桥街道/主任", "--to", "S3"), "没有找到岗位“月桥街道/主任”。写法为“单位/岗位”"),
        (("联络员", "--to", "S3"), "没有找到岗位“联络员”"),
        (("月桥街道/联络员", "--to", "周明"), "请改用工号"),
        (("月桥街道/联络员", "--to", "赵无名"), "名册中没有“赵无名”"),
        (("月桥街道/联络员", "--to", "S3", "--since", "明天"), "“明天”不是日期"),
    ],
)
def test_a_hand_over_to_nobody_or_of_nothing_is_refused(office: Desk, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in office.refused("roster", "hand-over", *words, code=2)


BAD_ROWS = [
    (",,街道,云河区总工会,联络员,工作人员,否,T1,甲,,,,", "“单位”为空，请填写单位全称"),
    ("新街道,,省,云河区总工会,联络员,工作人员,否,T2,乙,,,,", "单位类别“省”不对，应为 区/街道/社区/服务站/部门"),
    ("新街道,,街道,云河区总工会,联络员,司机,否,T3,丙,,,,", "角色“司机”不对，应为 领导小组/督办办公室"),
    ("新街道二,,街道,云河区总工会,联络员,工作人员,也许,T4,丁,,,,", "联络岗“也许”不对，应为 是/否"),
    ("新街道三,,街道,云河区总工会,,,,T5,戊,,,,", "戊 没有岗位，请填写“岗位”"),
    ("新街道四,,街道,云河区总工会,联络员,工作人员,否,,己,,,,", "己 没有工号，请填写“工号”"),
    ("新街道五,,街道,云河区总工会,联络员,工作人员,否,T6,庚,,不是邮箱,,", "邮箱“不是邮箱”写法不对"),
    ("新街道六,,街道,云河区总工会,联络员,工作人员,否,T7,辛,12345,,,", "手机“12345”不是 11 位手机号"),
    ("新街道七,,街道,云河区总工会,联络员,工作人员,否,T8,壬,,,,去年", "任职起“去年”不是日期，写法为 2017-01-01"),
    ("新街道八,,街道,天河区总工会,联络员,工作人员,否,T9,癸,,,,", "上级单位“天河区总工会”不在名册中"),
    ("新街道九,,街道,新街道九,联络员,工作人员,否,T10,子,,,,", "“新街道九”的上级单位是它自己"),
    ("新街道十,,街道,云河区总工会,联络员,工作人员,否,S1,冒名,,,,", "工号 S1 已用于 骆一鸣"),
    ("月桥街道总工会,月桥街道,街道,云河区总工会,副主席,工作人员,是,T11,丑,,,,", "有 2 个联络岗，只能有一个"),
]


def test_every_bad_row_is_named_by_its_line_and_none_is_imported(office: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "坏.csv"
    bad.write_text("\n".join([HEADER, *LINES, *(row for row, _ in BAD_ROWS)]), encoding="gb18030")

    sentence = office.refused("roster", "import", bad, code=1)

    first, *problems = sentence.splitlines()
    assert first.startswith("名册 坏.csv 有 ")
    assert "未导入任何内容" in first
    for _, problem in BAD_ROWS:
        assert problem in sentence
    assert f"  第 {len(LINES) + 2} 行：“单位”为空" in problems[0]
    assert "新街道" not in office.done("roster", "show")


@pytest.mark.parametrize(
    ("row", "problem"),
    [*BAD_ROWS, ("月桥街道总工会,月桥街道,街道,云河区总工会,联络员,工作人员,否,T1,甲,,,,", "一个岗位只能一行")],
)
def test_each_kind_of_bad_row_alone_stops_an_import_into_nothing(
    desk: Desk, tmp_path: Path, row: str, problem: str
) -> None:
    (tmp_path / "r.csv").write_text("\n".join([HEADER, *LINES, row]), encoding="utf-8")
    desk.done("roster", "show")  # makes the database, so that nothing else can change

    assert problem in desk.refused("roster", "import", tmp_path / "r.csv", code=1)
    assert desk.json("roster", "show") == []


def test_the_same_rows_are_checked_in_a_workbook(office: Desk, tmp_path: Path) -> None:
    book, target = Workbook(), io.BytesIO()
    sheet = book.create_sheet(index=0)
    for row in (HEADER, *LINES, BAD_ROWS[1][0]):
        sheet.append([cell or None for cell in row.split(",")])
    book.save(target)
    (tmp_path / "r.xlsx").write_bytes(target.getvalue())

    assert BAD_ROWS[1][1] in office.refused("roster", "import", tmp_path / "r.xlsx", code=1)


@pytest.mark.parametrize(
    ("name", "content", "code", "sentence"),
    [
        ("r.csv", b"", 1, "缺少列：单位、单位类别、岗位、姓名"),
        ("r.csv", "单位,姓名\n甲,乙\n".encode(), 1, "缺少列：单位类别、岗位"),
        ("r.txt", ROSTER.encode(), 2, "既不是 .csv 也不是 .xlsx"),
        ("r.xlsx", ROSTER.encode(), 1, "文件不完整，或只是改了后缀"),
        ("r.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "不是文本文件"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(
    office: Desk, tmp_path: Path, name: str, content: bytes, code: int, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)

    assert sentence in office.refused("roster", "import", tmp_path / name, code=code)


def test_a_missing_roster_leaves_no_data_folder_behind(desk: Desk, tmp_path: Path) -> None:
    assert "找不到文件" in desk.refused("roster", "import", tmp_path / "无.csv", code=2)
    assert not desk.folder.exists()


def test_an_export_into_a_place_that_cannot_be_written_is_refused(office: Desk, tmp_path: Path) -> None:
    (tmp_path / "挡路").write_bytes(b"")

    assert "无法写入（已有同名的文件）" in office.refused("roster", "export", tmp_path / "挡路" / "r.csv", code=1)
    assert "无法写入（是目录，不是文件）" in office.refused("roster", "export", tmp_path, code=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "挡路"]
