"""A roster file is taken whole or not at all, and every bad line is named."""

import codecs
import csv
import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from config.errors import CallError, DubanError
from config.settings import Limits
from planning.roster_file import COLUMNS, read_roster

DISTRICT = {"单位": "云河区总工会", "简称": "云河区", "单位类别": "区"}
GOOD = {
    "单位": "月桥街道总工会", "简称": "月桥街道", "单位类别": "街道", "上级单位": "云河区总工会", "岗位": "联络员",
    "角色": "工作人员", "联络岗": "是", "工号": "Y02", "姓名": "韩小满", "手机": "13900000002",
    "邮箱": "y02@example.org", "机器人": "", "任职起": "2017-01-09",
}  # fmt: skip
OWNER = {**GOOD, "岗位": "服务部部长", "联络岗": "否", "工号": "Y01", "姓名": "沈玉兰", "手机": "", "邮箱": ""}
OTHER = {**GOOD, "单位": "柳岸街道总工会", "简称": "柳岸街道", "工号": "L01", "姓名": "陆明"}


def as_csv(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row.get(column) for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def problems(*rows: dict[str, str], known: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(DubanError) as caught:
        read_roster(as_csv(*rows), "roster.csv", Limits(), known_units=known)
    assert caught.value.code == "roster-invalid"
    lines = str(caught.value.values["problems"]).splitlines()
    assert caught.value.values["count"] == len(lines)
    assert "未导入任何内容" in str(caught.value)
    return [line.strip() for line in lines]


def test_a_good_line_is_read_in_full() -> None:
    [_, row] = read_roster(as_csv(DISTRICT, GOOD), "名册.CSV", Limits())
    assert (row.line, row.unit, row.short_name, row.kind, row.parent) == (
        3, "月桥街道总工会", "月桥街道", "street", "云河区总工会",
    )  # fmt: skip
    assert (row.post, row.role, row.is_liaison, row.code, row.name) == ("联络员", "staff", True, "Y02", "韩小满")
    assert (row.mobile, row.mail, row.robot, row.since) == ("13900000002", "y02@example.org", "", date(2017, 1, 9))


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.encode("gb18030"), id="as spreadsheets of the office write it"),
        pytest.param(lambda text: codecs.BOM_UTF8 + text.encode(), id="UTF-8 with a mark"),
        pytest.param(lambda text: text.encode(), id="UTF-8"),
        pytest.param(lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"), id="UTF-16"),
        pytest.param(lambda text: text.replace("\r\n", "\n").encode("gb18030"), id="line feeds"),
    ],
)
def test_the_encodings_and_line_ends_offices_use_are_read(encode: Any) -> None:  # noqa: ANN401 - a small function
    text = as_csv(DISTRICT, {**GOOD, "姓名": "韩小滿"}).decode()
    assert [row.name for row in read_roster(encode(text), "roster.csv", Limits())] == ["", "韩小滿"]


def test_a_workbook_gives_numbers_and_dates_as_the_words_they_stand_for() -> None:
    typed = {**GOOD, "手机": 13900000002, "工号": 1002.0, "任职起": datetime(2017, 1, 9)}  # noqa: DTZ001 - as in a cell
    rows = read_roster(as_xlsx(DISTRICT, typed, {}), "roster.xlsx", Limits())
    assert [(row.mobile, row.code, row.since) for row in rows] == [
        ("", "", None), ("13900000002", "1002", date(2017, 1, 9)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"单位": ""}, "“单位”为空"),
        ({"单位类别": "镇"}, "单位类别“镇”不对"),
        ({"单位类别": ""}, "单位类别“”不对"),
        ({"角色": "领导"}, "角色“领导”不对"),
        ({"联络岗": "Y"}, "联络岗“Y”不对"),
        ({"工号": ""}, "韩小满 没有工号"),
        ({"姓名": ""}, "Y02 没有姓名"),
        ({"岗位": "", "角色": ""}, "韩小满 没有岗位"),
        ({"邮箱": "y02＠example.org"}, "邮箱“y02＠example.org”写法不对"),
        ({"邮箱": "a@b.c,d@e.f"}, "写法不对"),
        ({"手机": "1390000000"}, "不是 11 位手机号"),
        ({"手机": "139000000021"}, "不是 11 位手机号"),
        ({"手机": "1３900000002"}, "不是 11 位手机号"),
        ({"任职起": "去年"}, "任职起“去年”不是日期"),
        ({"任职起": "2017-02-29"}, "任职起“2017-02-29”不是日期"),
        ({"上级单位": "某区总工会"}, "上级单位“某区总工会”不在名册中"),
        ({"上级单位": "月桥街道总工会"}, "的上级单位是它自己"),
        ({"上级单位": "月桥街道"}, "的上级单位是它自己"),
    ],
)
def test_a_bad_cell_is_named_with_its_line(changes: dict[str, str], said: str) -> None:
    [problem] = problems(DISTRICT, GOOD | changes)
    assert problem.startswith("第 3 行：")
    assert said in problem


def test_every_bad_line_is_named_not_only_the_first() -> None:
    found = problems(DISTRICT, GOOD | {"邮箱": "x"}, OTHER | {"手机": "1", "角色": "?"}, OWNER | {"工号": ""})
    assert [problem.split("：")[0] for problem in found] == ["第 3 行", "第 4 行", "第 4 行", "第 5 行"]


def test_of_very_many_problems_the_first_are_shown_and_all_are_counted() -> None:
    rows = [GOOD | {"单位": f"第{count}街道", "简称": "", "邮箱": "x", "工号": f"N{count}"} for count in range(80)]
    with pytest.raises(DubanError) as caught:
        read_roster(as_csv(DISTRICT, *rows), "roster.csv", Limits())
    assert caught.value.values["count"] == 80
    assert "另有 30 处" in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(
            [GOOD, OTHER | {"工号": "Y02"}],
            "第 4 行：工号 Y02 已用于 韩小满（第 3 行），不能再用于 陆明",
            id="one code for two people",
        ),
        pytest.param(
            [GOOD, GOOD | {"联络岗": "否"}],
            "第 3、4 行：岗位“月桥街道总工会/联络员”出现 2 次，一个岗位只能一行",
            id="a post twice",
        ),
        pytest.param(
            [GOOD, OWNER | {"联络岗": "是"}],
            "第 3、4 行：单位“月桥街道总工会”有 2 个联络岗，只能有一个",
            id="two liaisons",
        ),
        pytest.param(
            [GOOD, OWNER | {"单位类别": "社区"}],
            "第 4 行：“月桥街道总工会”的单位类别与第 3 行不同",
            id="a unit of two kinds",
        ),
        pytest.param(
            [GOOD, OWNER | {"简称": "月桥"}],
            "第 4 行：“月桥街道总工会”的简称与第 3 行不同",
            id="a unit with two short names",
        ),
        pytest.param(
            [GOOD, OTHER, OWNER | {"上级单位": "柳岸街道总工会"}],
            "第 5 行：“月桥街道总工会”的上级单位与第 3 行不同",
            id="a unit below two others",
        ),
    ],
)
def test_lines_that_contradict_each_other_are_named(rows: list[dict[str, str]], said: str) -> None:
    assert problems(DISTRICT, *rows) == [said]


@pytest.mark.parametrize("by", ["单位", "简称"])
def test_units_in_a_circle_are_named_also_by_their_short_names(by: str) -> None:
    first, second = GOOD | {"上级单位": OTHER[by]}, OTHER | {"上级单位": GOOD[by]}
    found = problems(DISTRICT, first, second)
    assert [line.split("的")[0] for line in found] == [
        "第 3 行：单位“月桥街道总工会”", "第 4 行：单位“柳岸街道总工会”",
    ]  # fmt: skip


def test_units_may_share_a_short_name_but_not_be_meant_by_it() -> None:
    first, second = (
        {**DISTRICT, "单位": f"{street}第一社区", "简称": "第一社区", "单位类别": "社区"} for street in "月柳"
    )
    assert len(read_roster(as_csv(first, second), "roster.csv", Limits())) == 2
    below = GOOD | {"上级单位": "第一社区"}
    assert problems(first, second, below) == ["第 4 行：有 2 个单位简称“第一社区”，上级单位请写全称"]


def test_a_superior_known_before_need_not_be_in_the_file() -> None:
    [row] = read_roster(as_csv(GOOD), "roster.csv", Limits(), known_units=["云河区总工会"])
    assert row.parent == "云河区总工会"


def test_one_person_may_hold_two_posts() -> None:
    assert len(read_roster(as_csv(DISTRICT, GOOD, OWNER | {"工号": "Y02", "姓名": "韩小满"}), "r.csv", Limits())) == 3


def test_columns_left_out_say_nothing_and_empty_cells_say_none() -> None:
    without = tuple(column for column in COLUMNS if column not in {"手机", "邮箱", "机器人", "联络岗", "简称"})
    row = read_roster(as_csv(DISTRICT, GOOD, columns=without), "roster.csv", Limits())[1]
    assert (row.mobile, row.mail, row.robot, row.is_liaison, row.short_name) == (None, None, None, None, row.unit)
    row = read_roster(as_csv(DISTRICT, GOOD | {"手机": "", "联络岗": ""}), "roster.csv", Limits())[1]
    assert (row.mobile, row.is_liaison) == ("", False)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        pytest.param(b"", "roster.csv", "roster-columns-missing", id="empty"),
        pytest.param("单位,岗位\n".encode(), "roster.csv", "roster-columns-missing", id="columns missing"),
        pytest.param(as_csv(GOOD), "roster.xls", "roster-format", id="old spreadsheet"),
        pytest.param(as_csv(GOOD), "roster", "roster-format", id="no suffix"),
        pytest.param(as_csv(GOOD), "roster.xlsx", "roster-archive-refused", id="renamed"),
        pytest.param(as_xlsx(GOOD)[:900], "roster.xlsx", "roster-archive-refused", id="cut off"),
        pytest.param(b"\xff" * 40, "roster.csv", "text-encoding", id="no text"),
        pytest.param(as_xlsx(GOOD), "roster.csv", "text-binary", id="a workbook called CSV"),
        pytest.param(as_csv(GOOD | {"姓名": "满" * 140_000}), "roster.csv", "roster-file-broken", id="an endless cell"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(data: bytes, name: str, code: str) -> None:
    with pytest.raises(DubanError) as caught:
        read_roster(data, name, Limits())
    assert caught.value.code == code
    assert str(caught.value) != code


def test_a_file_too_large_is_not_even_opened() -> None:
    with pytest.raises(DubanError, match="文件超过"):
        read_roster(as_csv(GOOD), "roster.csv", Limits(file_bytes=100))


def test_a_wrong_format_is_a_wrong_call() -> None:
    with pytest.raises(CallError):
        read_roster(b"", "roster.pdf", Limits())
