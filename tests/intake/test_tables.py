"""Tables of tasks as offices draw them: what is a task, whose it is and by when; and what is none."""

import time
from collections.abc import Mapping
from datetime import date

import pytest

from config.errors import CallError
from config.settings import Limits
from planning.extraction import Extraction, Item, extract
from planning.reading import read_document
from tests.intake.sheet_files import book
from tests.workshop.growth import grows_evenly

Rows = list[list[object]]
HEAD: list[object] = ["序号", "重点任务", "工作措施", "责任单位", "完成时限"]


def read(
    rows: Rows, *merges: str, columns: Mapping[int, Mapping[str, str]] | None = None, name: str = "清单"
) -> Extraction:
    document = read_document(book((name, rows), merges={name: merges}), "清单.xlsx", Limits())
    return extract(document.text, year=2017, tables=document.tables, columns=columns)


def only(*cells: object, head: list[object] = HEAD) -> Item:
    [item] = read([head, [*cells]]).items
    return item


def codes(found: Extraction) -> set[str]:
    return {issue.code for issue in found.issues}


def texts(found: Extraction) -> list[str]:
    return [item.text for item in found.items]


def test_a_row_is_an_item_with_its_name_before_its_measure() -> None:
    item = only(1, "开办职工夜校", "开设8个班", "区总工会", "2017年9月底前")
    assert (item.number, item.text, item.responsible, item.deadline) == (
        "1", "开办职工夜校。开设8个班", ("区总工会",), date(2017, 9, 30),
    )  # fmt: skip
    assert item.confidence == 1.0


def test_the_place_of_an_item_is_its_own_cells() -> None:
    document = read_document(book(("表", [HEAD, [1, "夜校", "开设8个班", "区总工会", None]])), "清单.xlsx", Limits())
    [item] = extract(document.text, year=2017, tables=document.tables).items
    assert document.text[item.start : item.end] == "夜校\t开设8个班"


def test_a_name_over_several_measures_is_their_path_and_each_measure_an_item() -> None:
    rows: Rows = [
        HEAD,
        [1, "夜校", "开设8个班", "甲局", "6月底"],
        [None, None, "聘请教师", "乙局", "同上"],
        [2, "比武", "举办一届", "丙局", None],
    ]
    found = read(rows, "A2:A3", "B2:B3")
    assert [(i.number, i.path, i.text, i.responsible, i.deadline) for i in found.items] == [
        ("1", ("夜校",), "开设8个班", ("甲局",), date(2017, 6, 30)),
        ("1", ("夜校",), "聘请教师", ("乙局",), date(2017, 6, 30)),
        ("2", ("比武",), "举办一届", ("丙局",), None),
    ]
    assert "number-repeated" not in codes(found)


def test_title_and_note_rows_above_the_heading_and_totals_and_notes_below_are_no_items() -> None:
    rows: Rows = [
        ["2017年重点任务分解表"], ["填报单位：区总工会", None, None, "填报日期：", date(2017, 2, 1)],
        ["说明：各单位每月25日前报送进展，由办公室负责汇总。"], HEAD,
        [1, "夜校", "开设8个班", "甲局", None], ["合计", None, "1项"], ["注：1.时限为2017年。"], ["审核：　　制表："],
    ]  # fmt: skip
    found = read(rows, "A1:E1", "A3:E3", "A7:E7")
    assert texts(found) == ["夜校。开设8个班"]
    assert "table-rows-left-out" in codes(found)


def test_a_heading_of_three_levels_is_found_below_the_title() -> None:
    rows: Rows = [
        ["任务分解表"], ["序号", "任务", "责任分工", None, None, "进度"], [None, None, "牵头", "配合", None, None],
        [None, None, None, "区直", "街道", None], [1, "开办职工夜校8个班", "甲局", "乙局", "月桥街道", "9月底前"],
    ]  # fmt: skip
    found = read(rows, "A1:F1", "A2:A4", "B2:B4", "C2:E2", "C3:C4", "D3:E3", "F2:F4")
    [item] = found.items
    assert (item.lead, item.support, item.deadline) == (("甲局",), ("乙局", "月桥街道"), date(2017, 9, 30))
    [table] = found.columns
    assert table.header_rows == (1, 2, 3)
    assert table.titles == ("序号", "任务", "责任分工/牵头", "责任分工/配合/区直", "责任分工/配合/街道", "进度")


def test_section_rows_are_the_path_at_their_levels() -> None:
    rows: Rows = [
        HEAD, ["一、组织建设"], ["（一）建会"], [1, "扩面", "新建工会30家", "甲局", None], ["（二）换届"],
        [2, "换届", "完成换届20家", "甲局", None], ["二、权益维护"], [3, "协商", "签订合同50份", "乙局", None],
    ]  # fmt: skip
    for merges in (("A2:E2", "A3:E3", "A5:E5", "A7:E7"), ()):
        assert [item.path for item in read(rows, *merges).items] == [
            ("一、组织建设", "（一）建会"), ("一、组织建设", "（二）换届"), ("二、权益维护",),
        ]  # fmt: skip


def test_a_chinese_number_beside_a_title_is_a_section_too() -> None:
    rows: Rows = [
        HEAD,
        ["一", "组织建设"],
        [1, "扩面", "新建工会30家", "甲局", None],
        ["二", "维权"],
        [2, "协商", "签订50份", "乙局", None],
    ]
    found = read(rows, "B2:E2", "B4:E4")
    assert [(item.number, item.path) for item in found.items] == [("1", ("一、组织建设",)), ("2", ("二、维权",))]


def test_a_street_as_a_section_or_a_sheet_or_a_column_is_the_unit() -> None:
    head: list[object] = ["序号", "任务", "责任单位", "时限"]
    section = read(
        [head, ["月桥街道"], [1, "开办夜校8个班", "甲", None], ["柳塘街道总工会"], [1, "建驿站3家", "乙", None]],
        "A2:D2",
        "A4:D4",
    )
    assert [item.unit for item in section.items] == ["月桥街道", "柳塘街道总工会"]
    assert [item.unit for item in read([head, [1, "开办夜校8个班", "甲", None]], name="月桥街道").items] == ["月桥街道"]
    column = read([["街道", "任务", "时限"], ["月桥街道", "开办夜校8个班", None], ["柳塘街道", "建驿站3家", None]])
    assert [item.unit for item in column.items] == ["月桥街道", "柳塘街道"]


def test_empty_cells_take_from_above_only_what_must_be_meant() -> None:
    rows: Rows = [
        ["序号", "类别", "任务", "责任单位", "时限"],
        [1, "宣传", "开办夜校8个班", "甲局", "6月底"],
        [2, None, "建驿站3家", None, None],
    ]
    [first, second] = read(rows).items
    assert (second.path, second.responsible, second.deadline) == (first.path, (), None)
    assert first.path == ("宣传",)


@pytest.mark.parametrize("ditto", ["同上", "〃", "″", "同前", '"'])
def test_ditto_takes_what_stands_above(ditto: str) -> None:
    [_, second] = read([HEAD, [1, "夜校", "开设8个班", "甲局", "6月底"], [2, "比武", "举办一届", ditto, ditto]]).items
    assert (second.responsible, second.deadline) == (("甲局",), date(2017, 6, 30))


def test_a_measure_merged_over_several_rows_is_one_item_of_all_who_answer() -> None:
    rows: Rows = [
        HEAD,
        [1, "夜校", "开设8个班", "甲局", "6月底"],
        [None, None, None, "乙局", "9月底"],
        [2, "比武", "举办一届", "丙局", None],
    ]
    [first, second] = read(rows, "A2:A3", "B2:B3", "C2:C3").items
    assert (first.responsible, first.deadline) == (("甲局", "乙局"), date(2017, 9, 30))
    assert second.responsible == ("丙局",)


def test_several_numbered_measures_in_one_cell_are_one_item_with_deliverables() -> None:
    item = only(1, "夜校", "1.开设8个班；\n2.聘请教师20名；\n3.编印教材。", "甲局", "9月底前")
    assert item.text == "夜校。1.开设8个班； 2.聘请教师20名； 3.编印教材。"
    assert len(item.deliverables) == 3


def test_a_heading_repeated_on_the_next_page_is_no_item_and_another_heading_begins_another_table() -> None:
    rows: Rows = [
        HEAD, [1, "夜校", "开设8个班", "甲局", None], HEAD, [2, "比武", "举办一届", "乙局", None], [],
        ["编号", "项目", "承办部门"], ["A1", "建设职工驿站", "丙局"],
    ]  # fmt: skip
    found = read(rows)
    assert texts(found) == ["夜校。开设8个班", "比武。举办一届", "建设职工驿站"]
    assert [(table.table, table.items) for table in found.columns] == [(1, 2), (2, 1)]


def test_a_row_cut_by_the_end_of_a_page_is_one_item() -> None:
    rows: Rows = [
        HEAD,
        [1, "夜校", "开设8个班，聘请", "甲局", "6月底"],
        [None, None, "教师20名。", None, None],
        [2, "比武", "举办一届。", "乙局", None],
    ]
    assert texts(read(rows)) == ["夜校。开设8个班，聘请教师20名。", "比武。举办一届。"]
    cut: Rows = [
        HEAD,
        [1, "夜校", "开设8个班，", "甲局", "6月底"],
        [None, None, "聘请教师20名。", None, None],
        [2, "比武", "举办一届。", "乙局", None],
    ]
    assert texts(read(cut)) == ["夜校。开设8个班，聘请教师20名。", "比武。举办一届。"]


def test_quarters_as_columns_are_deliverables_and_the_last_one_filled_the_deadline() -> None:
    head: list[object] = ["序号", "任务", "责任单位", "第一季度", "第二季度", "第三季度", "第四季度"]
    item = only(1, "开办职工夜校", "甲局", "制定方案", "开班8个", "总结验收", None, head=head)
    assert [part.text for part in item.deliverables][-3:] == [
        "第一季度：制定方案",
        "第二季度：开班8个",
        "第三季度：总结验收",
    ]
    assert (item.deadline, item.deadline_basis) == (date(2017, 9, 30), "inferred")


def test_an_outcome_is_a_deliverable_and_gives_its_figures() -> None:
    head: list[object] = ["序号", "任务", "成果形式", "责任单位"]
    item = only(1, "开办职工夜校", "结业证书120份", "甲局", head=head)
    assert "结业证书120份" in [part.text for part in item.deliverables]
    assert [(figure.value, figure.unit) for figure in item.quantities] == [(120, "份")]


def test_progress_is_told_and_never_an_item() -> None:
    found = read(
        [
            ["序号", "任务", "责任单位", "进展情况", "存在问题"],
            [1, "开办职工夜校", "甲局", "已制定方案。", "经费不足，尽快解决。"],
        ]
    )
    assert texts(found) == ["开办职工夜校"]
    assert "table-status-unread" in codes(found)


@pytest.mark.parametrize(
    ("cell", "lead", "support", "everybody"),
    [
        ("甲局、乙局", "", "", "甲局 乙局"),
        ("甲局\n乙局", "", "", "甲局 乙局"),
        ("甲局牵头，乙局、丙局配合", "甲局", "乙局 丙局", "甲局 乙局 丙局"),
        ("甲局牵头，乙局、丙局按职责分工负责", "甲局", "乙局 丙局", "甲局 乙局 丙局"),
        ("牵头：甲局 配合：乙局、丙局", "甲局", "乙局 丙局", "甲局 乙局 丙局"),
        ("牵头单位：甲局\n责任单位：乙局", "甲局", "", "甲局 乙局"),
        ("甲局\n配合：乙局、丙局", "甲局", "乙局 丙局", "甲局 乙局 丙局"),
        ("甲局（牵头）、乙局、丙局（配合）", "甲局", "丙局", "甲局 乙局 丙局"),
        ("各区、县级市", "", "", "各区、县级市"),
        ("各县（市、区）人民政府、市教育局等有关部门", "", "", "各县（市、区）人民政府 市教育局"),
        ("各项目牵头单位，市发展和改革委员会", "", "", "各项目牵头单位 市发展和改革委员会"),
        ("甲局和乙局分别负责", "", "", "甲局 乙局"),
        ("甲局（联系人：张三，13800000000）", "", "", "甲局"),
        ("市人力资源和社会保障局/市总工会", "", "", "市人力资源和社会保障局 市总工会"),
        ("—", "", "", ""),
    ],
)
def test_who_answers_is_read_in_all_the_ways_of_cells(cell: str, lead: str, support: str, everybody: str) -> None:
    item = only(1, "职工夜校", "开设8个班", cell, None)
    assert (" ".join(item.lead), " ".join(item.support), " ".join(item.responsible)) == (lead, support, everybody)


@pytest.mark.parametrize(
    ("cell", "day", "basis"),
    [
        ("2017年6月30日前", date(2017, 6, 30), "explicit"), ("2017.6", date(2017, 6, 30), "explicit"),
        ("2017.6.15", date(2017, 6, 15), "explicit"), ("2017-06-15", date(2017, 6, 15), "explicit"),
        ("2017/6/15", date(2017, 6, 15), "explicit"), ("20170615", date(2017, 6, 15), "explicit"),
        ("6.30", date(2017, 6, 30), "explicit"), ("6月底", date(2017, 6, 30), "explicit"),
        ("12月", date(2017, 12, 31), "explicit"),
        ("2017年6月-9月", date(2017, 9, 30), "explicit"), ("2017.6-9", date(2017, 9, 30), "explicit"),
        ("3—6月", date(2017, 6, 30), "explicit"),
        ("2017年", date(2017, 12, 31), "explicit"), ("2017", date(2017, 12, 31), "explicit"),
        ("2017-2019年", date(2019, 12, 31), "explicit"),
        ("三季度末", date(2017, 9, 30), "explicit"), ("年底前", date(2017, 12, 31), "explicit"),
        ("长期坚持", None, "vague"), ("立行立改", None, "vague"), ("持续推进", None, "vague"),
        ("每季度末", None, "recurring"),
    ],
)  # fmt: skip
def test_by_when_is_read_in_all_the_ways_of_cells(cell: str, day: date | None, basis: str) -> None:
    item = only(1, "职工夜校", "开设8个班", "甲局", cell)
    if basis != "recurring":
        assert item.deadline == day
    assert item.deadline_basis == basis
    assert item.deadline_text


def test_a_deadline_in_the_text_counts_where_the_cell_is_empty() -> None:
    assert only(1, "夜校", "8月底前开设8个班", "甲局", None).deadline == date(2017, 8, 31)
    assert only(1, "夜校", "8月底前开设8个班", "甲局", "9月底").deadline == date(2017, 9, 30)


def test_a_day_that_cannot_be_and_a_day_before_the_plan_are_told() -> None:
    assert "deadline-no-such-day" in codes(read([HEAD, [1, "夜校", "开设8个班", "甲局", "2017年2月30日"]]))
    assert "deadline-before-plan-year" in codes(read([HEAD, [1, "夜校", "开设8个班", "甲局", "2015.6.30前"]]))


def test_the_beginning_has_a_column_of_its_own() -> None:
    item = only(
        1, "开办职工夜校", "甲局", "2017年3月", "2017年9月", head=["序号", "任务", "责任单位", "开始时间", "完成时间"]
    )
    assert (item.start_on, item.deadline) == (date(2017, 3, 1), date(2017, 9, 30))


def test_the_first_body_leads_where_the_document_says_so() -> None:
    rows: Rows = [HEAD, [1, "夜校", "开设8个班", "甲局、乙局", None], ["注：责任单位列第一位的为牵头单位。"]]
    [item] = read(rows, "A3:E3").items
    assert (item.lead, item.support) == (("甲局",), ("乙局",))


def test_numbers_that_skip_or_repeat_are_told_and_all_rows_kept() -> None:
    rows: Rows = [[number, f"事{place}", "开设8个班", "甲局", None] for place, number in enumerate((1, 3, 3))]
    found = read([HEAD, *rows])
    assert len(found.items) == 3
    assert {"number-gap", "number-repeated"} <= codes(found)


def test_a_table_without_headings_is_read_by_its_cells_with_doubt() -> None:
    rows: Rows = [
        [1, "开办职工夜校，培训职工120人", "区总工会", "9月底前"],
        [2, "新建职工驿站3家", "月桥街道", "年底前"],
    ]
    found = read(rows)
    assert [(item.number, item.responsible, item.deadline) for item in found.items] == [
        ("1", ("区总工会",), date(2017, 9, 30)), ("2", ("月桥街道",), date(2017, 12, 31)),
    ]  # fmt: skip
    assert all(item.confidence < 1 and "table-header-guessed" in item.reasons for item in found.items)
    assert "table-columns-guessed" in codes(found)


@pytest.mark.parametrize(
    ("title", "rows", "code"),
    [
        (
            "先进工作者推荐表",
            [["姓名", "性别", "职务", "主要事迹"], ["张三", "男", "主席", "长期做好困难职工帮扶工作"]],
            "table-form",
        ),
        (
            "工会经费统计表",
            [["序号", "项目", "单位", "金额（元）"], [1, "活动费", "甲街道", 1200], [2, "培训费", "乙街道", 300]],
            "table-statistics",
        ),
        (
            "各街道会员数",
            [["街道", "会员", "企业"], ["月桥", 1200, 30], ["柳塘", 800, 21]],
            "table-statistics",
        ),
        (
            "推进会日程",
            [["时间", "内容", "地点"], ["9:00", "参观职工驿站", "月桥街道"], ["10:30", "座谈交流经验", "会议室"]],
            "table-schedule",
        ),
    ],
)
def test_forms_figures_and_schedules_give_no_items_and_that_is_told(title: str, rows: Rows, code: str) -> None:
    found = read([[title], *rows], "A1:D1")
    assert not found.items
    assert code in codes(found)


def test_a_table_nobody_understands_is_told_and_can_be_explained() -> None:
    rows: Rows = [["甲栏", "乙栏", "丙栏"], ["x1", "开办职工夜校", "区里"], ["x2", "新建职工驿站", "街里"]]
    assert "table-unread" in codes(read(rows))
    found = read(rows, columns={1: {"B": "measure", "C": "responsible"}})
    assert [(item.text, item.responsible) for item in found.items][1:] == [
        ("开办职工夜校", ("区里",)),
        ("新建职工驿站", ("街里",)),
    ]


def test_a_person_may_correct_what_columns_mean() -> None:
    rows: Rows = [HEAD, [1, "夜校", "开设8个班", "甲局", "6月底"]]
    [item] = read(rows, columns={1: {"B": "unused", "D": "support"}}).items
    assert (item.text, item.support, item.deadline) == ("开设8个班", ("甲局",), date(2017, 6, 30))
    found = read(rows, columns={1: {"B": "measure"}})
    assert texts(found) == ["夜校"]
    assert found.columns[0].meanings == ("number", "measure", "", "responsible", "deadline")


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({2: {"A": "measure"}}, "columns-no-table"),
        ({1: {"J": "measure"}}, "columns-no-column"),
        ({1: {"B": "unused", "C": "unused"}}, "columns-no-measure"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(columns: Mapping[int, Mapping[str, str]], code: str) -> None:
    with pytest.raises(CallError) as caught:
        read([HEAD, [1, "夜校", "开设8个班", "甲局", None]], columns=columns)
    assert caught.value.code == code
    assert "请" in str(caught.value)


def test_tasks_on_several_sheets_have_the_sheet_in_their_path_and_notes_sheets_have_none() -> None:
    rows: Rows = [HEAD, [1, "夜校", "开设8个班", "甲局", None]]
    document = read_document(
        book(("组织", rows), ("维权", rows), ("填表说明", [["填表说明"], ["1.牵头单位对项目负总责。"]])),
        "清单.xlsx",
        Limits(),
    )
    found = extract(document.text, year=2017, tables=document.tables)
    assert [item.path for item in found.items] == [("组织",), ("维权",)]


def test_a_plan_written_in_one_column_is_read_as_prose() -> None:
    found = read([["目标计划"], ["1.开办职工夜校，9月底前完成。"], ["2.新建职工驿站3家。"]])
    assert [(item.number, item.deadline) for item in found.items] == [("1", date(2017, 9, 30)), ("2", None)]


def test_prose_around_a_table_is_read_beside_it() -> None:
    text = "目标计划\n1.开办职工夜校。\n序号\t任务\t责任单位\n1\t新建驿站3家\t甲局\n2.走访企业30家。"
    assert texts(extract(text, year=2017)) == ["开办职工夜校。", "新建驿站3家", "走访企业30家。"]


def test_a_short_plan_of_stages_is_a_deadline_and_keeps_its_words() -> None:
    head: list[object] = ["序号", "任务", "责任单位", "时间进度"]
    found = read([head, [1, "开办职工夜校", "甲局", "9月底前"], [2, "走访困难职工", "甲局", "持续推进"]]).items
    assert [(item.deadline, item.deadline_text) for item in found] == [
        (date(2017, 9, 30), "9月底前"),
        (None, "持续推进"),
    ]


def test_stages_with_dates_are_deliverables_beside_the_deadline() -> None:
    head: list[object] = ["序号", "任务", "进度安排", "完成时限"]
    item = only(1, "开办职工夜校", "3月确定教师，6月底前开班，按季通报。", "2017年11月", head=head)
    assert item.deadline == date(2017, 11, 30)
    assert [part.text for part in item.deliverables][-2:] == ["3月确定教师", "6月底前开班"]


def test_bodies_and_dates_in_one_column_are_told_apart() -> None:
    item = only(1, "开办职工夜校", "甲局、乙局，6月底前", head=["序号", "任务", "责任单位及时限"])
    assert (item.responsible, item.deadline) == (("甲局", "乙局"), date(2017, 6, 30))


def test_the_lists_of_problems_tasks_and_duties_are_columns_too() -> None:
    head: list[object] = ["序号", "问题清单", "任务清单", "责任清单", "时限清单"]
    item = only(1, "夜校教师不足", "聘请教师20名", "甲局", "6月底", head=head)
    assert (item.path, item.text, item.responsible) == (("夜校教师不足",), "聘请教师20名", ("甲局",))


def test_a_section_row_that_names_who_answers_speaks_for_rows_that_name_nobody() -> None:
    rows: Rows = [
        HEAD,
        ["一、组织建设（牵头单位：甲局；配合单位：乙局）"],
        [1, "扩面", "新建工会30家", None, None],
        [2, "换届", "完成换届20家", "丙局", None],
    ]
    found = read(rows, "A2:E2").items
    assert [(item.path, item.responsible) for item in found] == [
        (("一、组织建设",), ("甲局", "乙局")),
        (("一、组织建设",), ("丙局",)),
    ]


def test_a_title_alone_in_the_column_of_names_is_a_section() -> None:
    rows: Rows = [
        HEAD,
        [None, "组织建设"],
        [1, "扩面", "新建工会30家", "甲局", None],
        [2, "换届", "完成20家", "甲局", None],
    ]
    assert [(item.number, item.path) for item in read(rows).items] == [("1", ("组织建设",)), ("2", ("组织建设",))]


def test_a_slip_of_one_task_is_an_item_to_be_looked_at() -> None:
    rows: Rows = [
        ["督查督办通知单"],
        ["督办事项", "新建职工驿站3家", None, None],
        ["承办单位", "区总工会", "办结时限", "6月底前"],
        ["联系人", "张三", "电话", "123"],
    ]
    [item] = read(rows, "A1:D1", "B2:D2").items
    assert (item.text, item.responsible, item.deadline) == ("新建职工驿站3家", ("区总工会",), date(2017, 6, 30))
    assert (item.reasons, item.confidence) == (("table-card",), 0.8)


def test_figures_that_streets_are_to_reach_are_told_as_figures() -> None:
    rows: Rows = [
        ["街道", "建会任务（家）", "会员任务（人）", "责任人"],
        ["月桥街道", 12, 600, "张三"],
        ["柳塘街道", 15, 800, "李四"],
    ]
    found = read(rows)
    assert not found.items
    assert "table-statistics" in codes(found)


def test_rows_of_short_words_below_a_heading_are_not_another_heading() -> None:
    rows: Rows = [
        ["一级任务", "二级任务", "三级任务", "牵头单位", "时限"],
        ["深化改革", "机构改革", "出台三定方案", "编办", "6月"],
        ["深化改革", "机制改革", "建立例会制度", "办公室", "3月"],
    ]
    found = read(rows).items
    assert [item.deadline for item in found] == [date(2017, 6, 30), date(2017, 3, 31)]
    assert [item.lead for item in found] == [("编办",), ("办公室",)]


@pytest.mark.parametrize(
    "rows", [["序号\t任务\t责任单位"], ["1\t开办夜校8个班\t甲局"], ["序号\t任务\t责任单位", "1\t开办夜校8个班\t甲局"]]
)
def test_a_table_costs_time_by_its_rows(rows: list[str]) -> None:
    def reading(count: int) -> object:
        return extract("\n".join(["序号\t任务\t责任单位", *rows * (count // len(rows))]), year=2017)

    assert grows_evenly(reading, 1_500, 6_000)


def test_a_line_of_countless_tabs_is_no_table() -> None:
    begun = time.process_time()
    assert not extract("甲\t" * 500_000, year=2017).columns
    assert time.process_time() - begun < 5
