"""Tables drawn in other ways than a heading above and a task a row; tables of what is done, and of figures to reach."""

import time
from collections.abc import Mapping
from datetime import date

import pytest

from config.settings import Limits
from planning.extraction import Extraction, extract
from planning.reading import read_document
from tests.intake.sheet_files import book
from tests.workshop.growth import grows_evenly

Rows = list[list[object]]


def read(
    rows: Rows, *merges: str, name: str = "清单", columns: Mapping[int, Mapping[str, str]] | None = None
) -> Extraction:
    document = read_document(book((name, rows), merges={name: merges}), "清单.xlsx", Limits())
    return extract(document.text, year=2017, tables=document.tables, columns=columns)


def codes(found: Extraction) -> set[str]:
    return {issue.code for issue in found.issues}


def texts(found: Extraction) -> list[str]:
    return [item.text for item in found.items]


def answers(found: Extraction) -> list[tuple[str, str, str]]:
    return [(" ".join(item.lead), " ".join(item.support), " ".join(item.responsible)) for item in found.items]


def test_a_table_of_an_earlier_year_s_results_gives_results_and_no_items() -> None:
    rows: Rows = [
        ["2016年实事完成情况"],
        ["序号", "项目内容", "责任单位", "完成情况"],
        [1, "新建驿站3家", "甲局", "已于2016年11月完成"],
        [2, "开办夜校8个班", "乙局", "已完成"],
    ]
    found = read(rows, "A1:D1")
    assert not found.items
    assert [(result.heading, result.text) for result in found.results] == [
        ("2016年实事完成情况", "新建驿站3家。已于2016年11月完成"),
        ("2016年实事完成情况", "开办夜校8个班。已完成"),
    ]
    assert [(figure.value, figure.unit) for figure in found.results[0].quantities] == [(3, "家")]
    assert "table-results" in codes(found)


def test_what_a_table_of_results_leaves_open_is_still_a_task() -> None:
    rows: Rows = [
        ["序号", "事项", "责任单位", "落实情况"],
        [1, "新建驿站3家", "甲局", "已完成"],
        [2, "开办夜校8个班", "乙局", "尚未完成，正在招生"],
    ]
    found = read(rows, name="2016年工作落实情况")
    assert texts(found) == ["开办夜校8个班"]
    assert [result.text for result in found.results] == ["新建驿站3家。已完成"]


@pytest.mark.parametrize("title", ["重点工作督办台账", "2017年重点任务推进情况", "2016—2017年任务清单"])
def test_a_ledger_whose_tasks_are_done_stays_one_of_tasks(title: str) -> None:
    rows: Rows = [
        [title],
        ["序号", "督办事项", "责任单位", "完成时限", "办理情况"],
        [1, "新建驿站3家", "甲局", "6月底", "已完成"],
        [2, "开办夜校8个班", "乙局", "9月底", "已办结"],
    ]
    found = read(rows, "A1:E1")
    assert len(found.items) == 2
    assert not found.results


def test_a_person_may_say_that_a_table_of_results_holds_tasks() -> None:
    rows: Rows = [["序号", "项目", "完成情况"], [1, "新建驿站3家", "已完成"]]
    assert not read(rows, name="已完成项目").items
    assert texts(read(rows, name="已完成项目", columns={1: {"B": "measure"}})) == ["新建驿站3家"]


@pytest.mark.parametrize(
    ("signs", "note", "expected"),
    [
        (("●", "○", None), "注：●为牵头，○为配合。", ("组织部", "权益部", "组织部 权益部")),
        (("○", "●", None), "注：○牵头单位 ●配合单位", ("组织部", "权益部", "组织部 权益部")),
        (("●", "○", "○"), "", ("组织部", "权益部 各街道", "组织部 权益部 各街道")),
        (("▲", "△", None), "", ("组织部", "权益部", "组织部 权益部")),
        (("★", "√", "√"), "", ("组织部", "权益部 各街道", "组织部 权益部 各街道")),
        (("√", "√", None), "", ("", "", "组织部 权益部")),
        (("牵头", "配合", None), "", ("组织部", "权益部", "组织部 权益部")),
        (("主", "协", "协"), "", ("组织部", "权益部 各街道", "组织部 权益部 各街道")),
        (("√", None, "—"), "", ("", "", "组织部")),
    ],
)
def test_bodies_along_the_top_are_told_by_signs(
    signs: tuple[str | None, ...], note: str, expected: tuple[str, str, str]
) -> None:
    rows: Rows = [["序号", "工作任务", "组织部", "权益部", "各街道"], [1, "新建驿站3家", *signs], [note]]
    assert answers(read(rows)) == [expected]


def test_signs_below_the_word_for_who_answers_are_read_with_the_role_of_that_word() -> None:
    rows: Rows = [
        ["序号", "工作任务", "牵头单位", None, "配合单位", None, "完成时间"],
        [None, None, "组织部", "权益部", "财务部", "办公室", None],
        [1, "新建驿站3家", "√", None, "√", "√", "6月底"],
    ]
    found = read(rows, "A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2")
    assert answers(found) == [("组织部", "财务部 办公室", "组织部 财务部 办公室")]
    assert [item.deadline for item in found.items] == [date(2017, 6, 30)]


def test_a_bar_of_signs_over_months_ends_at_the_deadline_and_promises_nothing_else() -> None:
    rows: Rows = [["序号", "任务", "责任部室", "1月", "2月", "3月"], [1, "新建驿站3家", "甲部", "√", "√", None]]
    [item] = read(rows).items
    assert (item.deadline, item.deadline_text, item.deadline_basis) == (date(2017, 2, 28), "2月", "inferred")
    assert [part.text for part in item.deliverables] == ["新建驿站3家"]


def test_words_over_several_quarters_are_said_once_and_their_own_date_counts() -> None:
    rows: Rows = [
        ["序号", "任务", "责任部室", "进度", None, None, None],
        [None, None, None, "一季度", "二季度", "三季度", "四季度"],
        [1, "新建驿站3家", "甲部", "9月底前完成", None, None, None],
        [2, "走访30家", "甲部", "摸底", "走访", None, None],
    ]
    [first, second] = read(rows, "A1:A2", "B1:B2", "C1:C2", "D1:G1", "D3:G3").items
    assert (first.deadline, first.deadline_basis) == (date(2017, 9, 30), "explicit")
    assert [part.text for part in first.deliverables][1:] == ["一季度至四季度：9月底前完成"]
    assert (second.deadline, second.deadline_basis) == (date(2017, 6, 30), "inferred")


def test_goals_of_several_years_are_stages_and_the_goal_of_one_year_an_outcome() -> None:
    rows: Rows = [["序号", "指标", "2017年目标", "2018年目标", "责任单位"], [1, "新建驿站（家）", 3, 5, "甲局"]]
    [item] = read(rows).items
    assert [part.text for part in item.deliverables][-2:] == ["2017年目标：3", "2018年目标：5"]
    assert item.deadline == date(2018, 12, 31)
    one: Rows = [
        ["序号", "项目名称", "建设内容及规模", "建设起止年限", "2017年投资计划", "2017年建设计划", "责任单位"],
        [1, "驿站", "新建驿站3家", "2016-2018", 300, "主体封顶", "甲局"],
    ]
    [item] = read(one).items
    assert (item.text, item.deadline) == ("驿站。新建驿站3家", date(2018, 12, 31))
    assert [part.text for part in item.deliverables] == ["新建驿站3家", "主体封顶"]


def test_a_calendar_of_work_gives_the_end_of_each_month() -> None:
    rows: Rows = [
        ["月份", "工作内容", "责任部门"],
        ["1月", "召开全委会", "甲部"],
        [None, "制定工作要点", "甲部"],
        ["3—4月", "走访企业30家", "乙部"],
    ]
    assert [item.deadline for item in read(rows, "A2:A3").items] == [
        date(2017, 1, 31), date(2017, 1, 31), date(2017, 4, 30),
    ]  # fmt: skip


def test_indicators_of_two_levels_are_path_and_name_of_what_is_asked() -> None:
    rows: Rows = [
        ["一级指标", "二级指标", "权重", "考核内容", "评分标准", "责任部门"],
        ["组织", "建会", 10, "新建工会3家", "少1家扣1分", "甲部"],
        [None, "入会", 10, "发展会员50人", "少1人扣1分", "甲部"],
        ["合计", None, 20],
    ]
    assert [(item.path, item.text) for item in read(rows, "A2:A3").items] == [
        (("组织",), "建会。新建工会3家"),
        (("组织",), "入会。发展会员50人"),
    ]


def test_fields_at_the_left_with_one_task_a_column_are_read_too() -> None:
    rows: Rows = [
        ["重点任务表"],
        ["项目名称", "驿站", "夜校"],
        ["主要内容", "新建驿站3家", "开设8个班"],
        ["责任单位", "甲局", "乙局"],
        ["完成时限", "6月底", "9月底"],
    ]
    found = read(rows, "A1:C1")
    assert [(item.text, item.responsible, item.deadline) for item in found.items] == [
        ("驿站。新建驿站3家", ("甲局",), date(2017, 6, 30)),
        ("夜校。开设8个班", ("乙局",), date(2017, 9, 30)),
    ]
    assert "table-transposed" in codes(found)
    [table] = found.columns
    assert table.titles == ("项目名称", "主要内容", "责任单位", "完成时限")
    corrected = read(rows, "A1:C1", columns={1: {"A": "unused"}})
    assert texts(corrected) == ["新建驿站3家", "开设8个班"]


def test_a_slip_with_labels_beside_labels_is_not_turned() -> None:
    rows: Rows = [
        ["任务内容", "新建驿站3家", "责任人", "张三"],
        ["责任单位", "甲局", "完成时限", "6月底"],
        ["备注", "无", "电话", "123"],
    ]
    assert "table-transposed" not in codes(read(rows))


def test_two_tables_side_by_side_are_two_tables() -> None:
    head: list[object] = ["序号", "任务", "责任单位", "时限"]
    rows: Rows = [
        ["上半年", None, None, None, None, "下半年"],
        [*head, None, *head],
        [1, "新建驿站3家", "甲局", "3月底", None, 1, "开设8个班", "乙局", "9月底"],
        [2, "走访30家", "甲局", "5月底"],
    ]
    found = read(rows, "A1:D1", "F1:I1")
    assert [(item.text, item.responsible, item.deadline) for item in found.items] == [
        ("新建驿站3家", ("甲局",), date(2017, 3, 31)),
        ("开设8个班", ("乙局",), date(2017, 9, 30)),
        ("走访30家", ("甲局",), date(2017, 5, 31)),
    ]
    assert [table.items for table in found.columns] == [2, 1]
    assert not {"number-gap", "number-repeated"} & codes(found)
    corrected = read(rows, "A1:D1", "F1:I1", columns={2: {"H": "support"}})
    assert [item.support for item in corrected.items] == [(), ("乙局",), ()]


def test_figures_that_streets_are_to_reach_are_offered_as_doubtful() -> None:
    rows: Rows = [
        ["各街道2017年目标任务分解表"],
        ["街道", "新建驿站（家）", "发展会员（人）", "完成时限"],
        ["月桥街道", 3, 600, "11月底"],
        ["柳塘街道", 5, 0, "11月底"],
        ["合计", 8, 600],
    ]
    found = read(rows, "A1:D1")
    assert not found.items
    assert [(item.unit, item.text, item.deadline, item.reasons) for item in found.doubtful] == [
        ("月桥街道", "新建驿站3家", date(2017, 11, 30), ("table-targets",)),
        ("月桥街道", "发展会员600人", date(2017, 11, 30), ("table-targets",)),
        ("柳塘街道", "新建驿站5家", date(2017, 11, 30), ("table-targets",)),
    ]
    counted = read([["各街道2017年目标完成情况"], *rows[1:]], "A1:D1")
    assert not counted.doubtful
    assert codes(counted) & {"table-statistics", "table-unread"}


def test_the_place_of_a_target_is_its_cell() -> None:
    rows: Rows = [["街道", "新建驿站（家）", "会员"], ["月桥街道", 3, 600], ["柳塘街道", 5, 700]]
    document = read_document(book(("目标任务", rows)), "清单.xlsx", Limits())
    found = extract(document.text, year=2017, tables=document.tables)
    assert [document.text[item.start : item.end] for item in found.doubtful] == ["3", "600", "5", "700"]


def test_streets_along_the_top_with_targets_at_the_left_are_doubtful_too() -> None:
    rows: Rows = [
        ["2017年目标任务分解表"],
        ["序号", "工作任务", "计量单位", "月桥街道", "柳塘街道", "合计"],
        [1, "新建驿站", "家", 3, 5, 8],
        [2, "发展会员", "人", 300, 500, 800],
    ]
    found = read(rows, "A1:F1")
    assert not found.items
    assert [(item.unit, item.text) for item in found.doubtful] == [
        ("月桥街道", "新建驿站3家"),
        ("柳塘街道", "新建驿站5家"),
        ("月桥街道", "发展会员300人"),
        ("柳塘街道", "发展会员500人"),
    ]


def test_units_of_measurement_are_nobody_s_unit_and_a_bare_goal_keeps_its_year() -> None:
    rows: Rows = [["序号", "指标名称", "单位", "2017年目标", "责任部门"], [1, "新建驿站", "家", 30, "甲部"]]
    [item] = read(rows).items
    assert (item.unit, item.responsible) == (None, ("甲部",))
    assert [part.text for part in item.deliverables] == ["新建驿站", "2017年目标：30"]


@pytest.mark.parametrize(
    ("heading", "others"),
    [
        ("目标计划", ["完成时限", "街道"]),
        ("2017年工作计划", ["责任部门", "2016年完成情况"]),
        ("问题描述", ["整改时限", "责任单位"]),
        ("作战任务", ["作战时间", "指挥长"]),
        ("任务书", ["时间表", "路线图"]),
    ],
)
def test_other_words_for_what_is_to_be_done_are_known(heading: str, others: list[object]) -> None:
    found = read([["序号", heading, *others], [1, "新建驿站3家", "6月底", "月桥街道"]])
    assert texts(found) == ["新建驿站3家"]


@pytest.mark.parametrize(
    ("note", "day"), [("6月底前完成", date(2017, 6, 30)), ("已于6月底前完成摸底", None), ("结转", None)]
)
def test_a_note_gives_the_deadline_where_nothing_else_does(note: str, day: date | None) -> None:
    [item] = read([["序号", "任务", "责任单位", "备注"], [1, "新建驿站3家", "甲局", note]]).items
    assert item.deadline == day


def test_the_line_above_a_table_says_that_it_is_one_of_targets() -> None:
    text = "各街道目标任务分解表\n街道\t新建驿站（家）\t会员（人）\n月桥街道\t3\t600\n柳塘街道\t5\t700"
    assert [item.text for item in extract(text, year=2017).doubtful] == [
        "新建驿站3家", "会员600人", "新建驿站5家", "会员700人",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows", [["任务\t月桥街道\t柳塘街道"], ["街道\t新建（家）\t会员（人）"], ["组织部\t权益部\t财务部"], ["驿站\t3\t5"]]
)
def test_tables_of_targets_and_signs_cost_time_by_their_rows(rows: list[str]) -> None:
    def reading(count: int) -> object:
        return extract("\n".join(["目标任务分解表", "任务\t月桥街道\t柳塘街道", *rows * count]), year=2017)

    assert grows_evenly(reading, 1_000, 4_000)


def test_a_heading_that_says_its_words_hundreds_of_times_is_no_row_of_tables() -> None:
    begun = time.process_time()
    extract("\n".join(["\t".join(["序号", "任务"] * 300), *["\t".join(["1", "建会"] * 300)] * 20]), year=2017)
    assert time.process_time() - begun < 5


def test_targets_of_two_levels_are_told_by_both() -> None:
    rows: Rows = [
        ["目标任务下达表"],
        ["单位", "建会", None, "责任领导"],
        [None, "企业（家）", "新业态（家）", None],
        ["月桥街道总工会", 3, 1, "张三"],
        ["柳塘街道总工会", 5, 2, "李四"],
    ]
    found = read(rows, "A1:D1", "A2:A3", "B2:C2", "D2:D3")
    assert [(item.unit, item.text) for item in found.doubtful][:2] == [
        ("月桥街道总工会", "建会企业3家"),
        ("月桥街道总工会", "建会新业态1家"),
    ]


def test_names_of_bodies_in_a_second_heading_row_need_no_merged_cells() -> None:
    rows: Rows = [
        ["序号", "工作任务", "责任单位", None, "完成时间"],
        [None, None, "组织部", "权益部", None],
        [1, "新建驿站3家", "√", None, "6月底"],
        [2, "走访30家", None, "√", "6月底"],
    ]
    assert [item.responsible for item in read(rows).items] == [("组织部",), ("权益部",)]


def test_the_first_column_of_a_table_without_numbers_speaks_for_the_rows_below() -> None:
    rows: Rows = [
        ["月份", "工作内容", "责任部门"],
        ["1月", "召开全委会", "甲部"],
        [None, "制定工作要点", None],
        ["2月", "走访30家", "乙部"],
    ]
    assert [(item.deadline, item.responsible) for item in read(rows).items] == [
        (date(2017, 1, 31), ("甲部",)),
        (date(2017, 1, 31), ()),
        (date(2017, 2, 28), ("乙部",)),
    ]


def test_problems_with_measures_and_what_came_of_them_are_tasks() -> None:
    rows: Rows = [["问题", "整改措施", "整改结果"], ["台账乱", "建立台账3本", "正在推进"]]
    assert [(item.path, item.text) for item in read(rows).items] == [(("台账乱",), "建立台账3本")]


def test_beginning_and_end_below_one_heading_are_told_apart() -> None:
    rows: Rows = [["序号", "任务", "时间安排", None], [None, None, "开始", "结束"], [1, "开设8个班", "3月1日", "9月底"]]
    [item] = read(rows, "A1:A2", "B1:B2", "C1:D1").items
    assert (item.start_on, item.deadline) == (date(2017, 3, 1), date(2017, 9, 30))


def test_a_figure_per_quarter_is_due_at_the_end_of_the_last_one() -> None:
    rows: Rows = [["指标", "第一季度", "第二季度"], ["新建驿站（家）", 5, 10]]
    [item] = read(rows).items
    assert (item.deadline, item.deadline_text) == (date(2017, 6, 30), "第二季度")


def test_a_dot_before_a_body_is_no_part_of_its_name() -> None:
    assert read([["任务", "牵头单位"], ["新建驿站3家", "●甲局"]]).items[0].responsible == ("甲局",)


def test_a_dash_for_nobody_beside_a_body_is_no_body() -> None:
    [item] = read([["任务", "责任部门/配合部门"], ["新建驿站3家", "甲部 / —"]]).items
    assert item.responsible == ("甲部",)


def test_the_subtotal_of_a_street_is_no_item() -> None:
    rows: Rows = [
        ["街道", "任务", "责任单位"],
        ["月桥街道", "新建驿站3家", "甲"],
        ["月桥街道小计", "1项", None],
        ["总计", "1项", None],
    ]
    assert texts(read(rows)) == ["新建驿站3家"]


def test_a_section_row_right_below_a_heading_is_no_second_level_of_it() -> None:
    rows: Rows = [
        ["改革任务及编号", None, "主要内容", "责任部门"],
        ["（一）经济领域", None, None, None],
        [1, "驿站", "新建驿站3家", "甲局"],
        [2, "夜校", "开设8个班", "乙局"],
    ]
    found = read(rows, "A1:B1", "A2:D2")
    assert [(item.number, item.path, item.text) for item in found.items] == [
        ("1", ("（一）经济领域",), "驿站。新建驿站3家"),
        ("2", ("（一）经济领域",), "夜校。开设8个班"),
    ]


def test_a_line_of_who_fills_the_table_in_is_no_level_of_its_heading() -> None:
    rows: Rows = [
        ["填报单位：区总工会", None, None, "时间：2017年3月", None],
        ["编号", "工作", "目标", "完成时间", "责任部室"],
        [1, "建会", "新建工会3家", "6月底", "甲部"],
    ]
    found = read(rows)
    assert found.columns[0].header_rows == (1,)
    assert texts(found) == ["建会。新建工会3家"]
