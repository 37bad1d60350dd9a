import csv
from collections import Counter

import openpyxl
import pytest

from duban.samples import sample_path

COLUMNS = [
    "单位",
    "简称",
    "单位类别",
    "上级单位",
    "岗位",
    "角色",
    "联络岗",
    "工号",
    "姓名",
    "手机",
    "邮箱",
    "机器人",
    "任职起",
]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with sample_path("roster.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_exactly_those_of_the_format(rows: list[dict[str, str]]) -> None:
    assert sample_path("roster.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(rows[0]) == COLUMNS
    assert all(None not in row and None not in row.values() for row in rows)


def test_the_workbook_holds_the_same_cells_as_text(rows: list[dict[str, str]]) -> None:
    sheet = openpyxl.load_workbook(sample_path("roster.xlsx")).active
    assert sheet is not None
    cells = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == [COLUMNS, *(list(row.values()) for row in rows)]


def test_there_are_fifteen_streets_each_with_exactly_one_liaison_in_office(rows: list[dict[str, str]]) -> None:
    streets = {row["单位"] for row in rows if row["单位类别"] == "街道"}
    liaisons = [row for row in rows if row["联络岗"] == "是"]
    assert len(streets) == 15
    assert Counter(row["单位"] for row in liaisons) == dict.fromkeys(streets, 1)
    assert all(row["姓名"] and row["岗位"] == "联络员" for row in liaisons)


def test_units_form_one_tree_of_known_kinds(rows: list[dict[str, str]]) -> None:
    parents = {row["单位"]: row["上级单位"] for row in rows}
    assert {row["单位类别"] for row in rows} == {"区", "街道", "社区", "服务站", "部门"}
    assert [unit for unit, parent in parents.items() if not parent] == ["云河区总工会"]
    assert all(parent in parents for parent in parents.values() if parent)
    assert len({(row["单位"], row["简称"], row["单位类别"], row["上级单位"]) for row in rows}) == len(parents)
    assert len({row["简称"] for row in rows}) == len(parents)


def test_every_role_is_filled_and_the_leading_group_and_office_have_three_each(rows: list[dict[str, str]]) -> None:
    roles = Counter(row["角色"] for row in rows if row["姓名"])
    assert set(roles) == {"领导小组", "督办办公室", "单位负责人", "工作人员", "评估员", "审计员", "管理员"}
    assert roles["领导小组"] == roles["督办办公室"] == 3


def test_a_staff_number_belongs_to_one_person_and_one_person_holds_two_posts(rows: list[dict[str, str]]) -> None:
    held = [row for row in rows if row["工号"]]
    identities = {row["工号"]: (row["姓名"], row["手机"], row["邮箱"]) for row in held}
    assert all(identities[row["工号"]] == (row["姓名"], row["手机"], row["邮箱"]) for row in held)
    for position in range(3):
        assert len({identity[position] for identity in identities.values()}) == len(identities)
    assert [n for n in Counter(row["工号"] for row in held).values() if n > 1] == [2]


def test_one_post_is_vacant_and_some_units_have_no_post(rows: list[dict[str, str]]) -> None:
    personal = ("工号", "姓名", "手机", "邮箱", "机器人", "任职起")
    vacant = [row for row in rows if row["岗位"] and not row["姓名"]]
    without_post = [row for row in rows if not row["岗位"]]
    assert len(vacant) == 1
    assert len(without_post) == 2
    assert not any(row[column] for row in [*vacant, *without_post] for column in personal)
    assert len({(row["单位"], row["岗位"]) for row in rows}) == len(rows)


def test_nobody_can_be_reached_for_real(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert not row["手机"] or (row["手机"].startswith("1390000") and len(row["手机"]) == 11)
        assert not row["邮箱"] or row["邮箱"].endswith("@example.org")
        assert not row["机器人"] or row["机器人"].startswith("https://robot.example.org/")
