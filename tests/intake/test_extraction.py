"""From text to items: units, numbers, responsibility, results, what is left out, and what is flagged."""

from datetime import date

import pytest

from config.errors import CallError
from planning.extraction import Extraction, Item, extract, missing_clarities
from tests.intake.data import OWN_PLAN


def read(text: str, year: int = 2017) -> Extraction:
    return extract(text, year=year)


def only(text: str, year: int = 2017) -> Item:
    items = read(text, year).items
    assert len(items) == 1, [item.text for item in items]
    return items[0]


def codes(found: Extraction) -> list[str]:
    return [issue.code for issue in found.issues]


def test_our_own_plan_gives_its_items_under_their_units_and_nothing_else() -> None:
    found = read(OWN_PLAN)
    assert [(i.unit, i.number, i.text[:4]) for i in found.items] == [
        ("月桥街道", "1", "开办职工"),
        ("月桥街道", "2", "健全劳动"),
        ("月桥街道", "3", "不断扩大"),
        ("柳塘街道总工会", "1", "以快递企"),
        ("柳塘街道总工会", "2", "下半年,"),
    ]
    assert found.items[0].path == ("街道工会改革进展", "月桥街道", "目标计划")
    assert [str(i.deadline) for i in found.items] == ["None", "2017-09-30", "None", "None", "2017-12-31"]


def test_our_own_plan_gives_its_results_with_their_figures() -> None:
    found = read(OWN_PLAN)
    assert [(r.unit, r.heading) for r in found.results] == [
        ("月桥街道", "建好职工之家"),
        ("柳塘街道总工会", "推进协商"),
    ]
    assert "送去清凉用品" in found.results[0].text
    figures = [[(str(q.value), q.unit, q.of) for q in r.quantities] for r in found.results]
    assert figures == [
        [("6", "家", "职工之家"), ("210", "人", "会员"), ("125000", "元", "价值")],
        [("84", "份", "工资专项合同"), ("3200", "人", "职工"), ("96.5", "%", "达标率")],
    ]


def test_reading_twice_gives_the_same() -> None:
    assert read(OWN_PLAN) == read(OWN_PLAN)


@pytest.mark.parametrize(
    ("closing", "lead", "support", "responsible"),
    [
        (
            "（牵头单位：组织部，配合单位：财务部、女工部）",
            ("组织部",),
            ("财务部", "女工部"),
            ("组织部", "财务部", "女工部"),
        ),
        ("（责任单位：组织部；配合单位：财务部）", (), ("财务部",), ("组织部", "财务部")),
        ("(责任部门:组织部)", (), (), ("组织部",)),
        ("【牵头单位：组织部】", ("组织部",), (), ("组织部",)),
        (
            "（组织部牵头，财务部、女工部按职责分工负责）",
            ("组织部",),
            ("财务部", "女工部"),
            ("组织部", "财务部", "女工部"),
        ),
        ("（组织部牵头，财务部配合）", ("组织部",), ("财务部",), ("组织部", "财务部")),
        ("（组织部、财务部负责）", (), (), ("组织部", "财务部")),
        ("（组织部、财务部等部门按职责分工负责）", (), (), ("组织部", "财务部")),
        ("（牵头单位：组织部，配合单位：各区、县级市）", ("组织部",), ("各区、县级市",), ("组织部", "各区、县级市")),
        ("（责任单位：组织部；完成时限：2017年9月底前）", (), (), ("组织部",)),
        ("（由组织部会同财务部负责，年底前完成）", ("组织部",), ("财务部",), ("组织部", "财务部")),
        ("（组织部为牵头单位，财务部为配合单位）", ("组织部",), ("财务部",), ("组织部", "财务部")),
        ("责任单位：组织部、财务部。", (), (), ("组织部", "财务部")),
        ("\n责任单位：组织部\n配合单位：财务部", (), ("财务部",), ("组织部", "财务部")),
        ("\n牵头单位：组织部\n完成时限：2017年6月底", ("组织部",), (), ("组织部",)),
    ],
)
def test_a_closing_statement_names_the_units_and_is_no_part_of_the_text(
    closing: str, lead: tuple[str, ...], support: tuple[str, ...], responsible: tuple[str, ...]
) -> None:
    item = only(f"目标计划\n1.开办职工夜校。{closing}\n2.建设驿站（三处）。".split("\n2.")[0])
    assert item.text == "开办职工夜校。"
    assert (item.lead, item.support, item.responsible) == (lead, support, responsible)


def test_the_first_unit_leads_where_the_document_says_so() -> None:
    found = read(
        "目标计划\n1.开办夜校。（组织部、财务部负责。列第一位者为牵头单位，下同）\n2.建设驿站。（财务部、女工部负责）"
    )
    assert [(i.lead, i.support) for i in found.items] == [(("组织部",), ("财务部",)), (("财务部",), ("女工部",))]


def test_a_sentence_may_name_who_is_obliged_and_above_covers_the_list() -> None:
    found = read(
        "一、重点任务\n（一）自查\n1.排查隐患。\n2.整改问题。\n以上由物业管理处负责。\n（二）督查\n3.请财政局落实经费。"
    )
    assert [i.responsible for i in found.items] == [("物业管理处",), ("物业管理处",), ("财政局",)]


def test_bodies_nobody_answers_for_are_not_named() -> None:
    assert only("目标计划\n1.各部门要加强宣传，有关单位应积极配合。").responsible == ()


def test_a_leader_is_read_where_one_is_named() -> None:
    item = only("目标计划\n1.开办夜校，9月底前开课。（牵头领导：林安；责任单位：组织部）")
    assert (item.leader, item.responsible) == ("林安", ("组织部",))
    assert missing_clarities(item) == ("outcome",)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("1.提高认识。", ("matter", "leader", "responsible", "outcome", "deadline")),
        ("1.制定夜校管理办法。", ("leader", "responsible", "deadline")),
        ("1.建设职工驿站6处，年底前完成。（责任单位：组织部）", ("leader",)),
    ],
)
def test_the_missing_clarities_are_named(text: str, missing: tuple[str, ...]) -> None:
    assert missing_clarities(only(f"目标计划\n{text}")) == missing


@pytest.mark.parametrize(
    "heading",
    [
        "存在的问题及原因",
        "指导思想",
        "基本原则",
        "工作原则",
        "总体要求",
        "工作要求",
        "组织领导",
        "保障措施",
        "考核奖惩",
        "申报条件",
        "充分认识重要意义",
    ],
)
def test_frames_and_safeguards_give_no_items_and_say_so(heading: str) -> None:
    found = read(f"一、{heading}\n1.坚持服务职工。\n2.加强统筹协调。\n二、主要任务\n1.开办夜校。")
    assert [i.text for i in found.items] == ["开办夜校。"]
    left = [issue for issue in found.issues if issue.code == "section-left-out"]
    assert [("2 条" in issue.message, heading in issue.message) for issue in left] == [(True, True)]


def test_a_safeguard_that_names_a_unit_is_an_item() -> None:
    found = read("一、组织领导\n1.成立专班。（责任单位：办公室）\n2.加强统筹。")
    assert [(i.text, i.responsible) for i in found.items] == [("成立专班。", ("办公室",))]


def test_results_under_numbers_are_results() -> None:
    found = read("一、月桥街道\n（一）工作成效\n1.发展会员30人。\n（二）工作计划\n1.开办夜校。")
    assert [(r.unit, r.text) for r in found.results] == [("月桥街道", "发展会员30人。")]
    assert [(i.unit, i.text, i.path) for i in found.items] == [
        ("月桥街道", "开办夜校。", ("一、月桥街道", "（二）工作计划"))
    ]


def test_parts_belong_to_their_item() -> None:
    item = only("一、主要任务\n1.抓好培训：\n①编写教材；\n②聘请师资。")
    assert item.text == "抓好培训：\n①编写教材；\n②聘请师资。"
    assert [d.text for d in item.deliverables][-2:] == ["①编写教材", "②聘请师资"]


def test_a_heading_with_its_paragraph_is_one_item() -> None:
    item = only("一、实施步骤\n（一）动员阶段（2017年6月）\n召开动员会，营造氛围。")
    assert item.number == "（一）"
    assert (str(item.start_on), str(item.deadline)) == ("2017-06-01", "2017-06-30")


def test_an_unnumbered_plan_is_read_by_paragraphs_and_flagged() -> None:
    found = read("月桥街道 目标计划\n开办职工夜校，举办比武。\n建设驿站。\n参观驿站")
    assert [(i.number, i.text) for i in found.items] == [(None, "开办职工夜校，举办比武。"), (None, "建设驿站。")]
    assert codes(found).count("unnumbered-item") == 2


def test_a_task_in_a_notice_is_found_by_its_limit_and_flagged() -> None:
    found = read("各街道总工会、直属工会：\n现将办法印发给你们，请于12月15日前将材料报组织部。\n2017年3月21日")
    assert [(str(i.deadline), i.responsible) for i in found.items] == [("2017-12-15", ("各街道总工会", "直属工会"))]
    assert "task-in-prose" in codes(found)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("目标计划\n1.开办夜校，2月30日前完成。", "deadline-no-such-day"),
        ("目标计划\n1.开办夜校，2016年底前完成。", "deadline-before-plan-year"),
        ("目标计划\n1.开办夜校，适时总结。", "deadline-vague"),
        ("目标计划\n1.开办夜校，印发之日起30日内完成。", "deadline-needs-issue-date"),
        ("目标计划\n1.6月底前摸底，9月底前整改。", "deadline-several"),
        ("目标计划\n1.开办夜校，力争满员。", "wording-soft"),
        ("目标计划\n1.开办夜校。\n3.建设驿站。", "number-gap"),
        ("目标计划\n1.开办夜校。\n1.建设驿站。", "number-repeated"),
        ("只有一段话。", "no-items"),
    ],
)
def test_a_doubtful_reading_is_kept_and_flagged(text: str, code: str) -> None:
    found = read(text)
    assert code in codes(found)
    assert len(found.items) == text.count(".")
    issue = next(issue for issue in found.issues if issue.code == code)
    assert issue.message
    assert 0 <= issue.start <= issue.end <= len(text)


def test_a_deadline_behind_the_end_of_the_plan_is_flagged() -> None:
    from datetime import date  # noqa: PLC0415 - the only test that needs it

    found = extract("目标计划\n1.2018年底前建成驿站。", year=2017, plan_end=date(2017, 12, 31))
    assert codes(found) == ["deadline-after-plan-end"]


def test_an_overlong_item_is_kept_whole_and_flagged() -> None:
    found = read("目标计划\n1." + "开办夜校，" * 2_000)
    assert len(found.items[0].text) == 10_000
    assert "item-too-long" in codes(found)


@pytest.mark.parametrize("year", [0, 217, 1989, 2101, 20170])
def test_a_year_that_cannot_be_is_a_wrong_call(year: int) -> None:
    with pytest.raises(CallError, match=str(year)):
        read(OWN_PLAN, year)


TABLE = """任务分解表
序号\t重点任务\t工作措施\t责任单位\t完成时限
1\t办好夜校\t开办六期\t组织部 配合：财务部、女工部\t9月底前
\t\t聘请师资\t\t同上
2\t建设驿站\t选定三处\t县（市、区）总工会\t长期坚持
\t\t挂牌\t财务部\t
备注行
"""


def test_a_table_gives_an_item_a_row_and_carries_merged_cells_down() -> None:
    found = read(TABLE)
    assert [(i.number, i.path, i.text, str(i.deadline)) for i in found.items] == [
        ("1", ("办好夜校",), "开办六期", "2017-09-30"),
        ("1", ("办好夜校",), "聘请师资", "2017-09-30"),
        ("2", ("建设驿站",), "选定三处", "None"),
        ("2", ("建设驿站",), "挂牌", "None"),
    ]
    assert [(i.lead, i.responsible) for i in found.items] == [
        (("组织部",), ("组织部", "财务部", "女工部")),
        (("组织部",), ("组织部", "财务部", "女工部")),
        ((), ("县（市、区）总工会",)),
        ((), ("财务部",)),
    ]
    assert all(TABLE[i.start : i.end] == i.text for i in found.items)


def test_a_table_that_is_not_understood_is_flagged() -> None:
    found = read("甲\t乙\t丙\n1\t2\t3")
    assert found.items == ()
    assert "no-items" in codes(found)
    assert any(code.startswith("table-") for code in codes(found))


def test_a_clause_that_only_says_by_when_is_no_deliverable_of_its_own() -> None:
    [item] = extract("目标计划\n1.走访企业30家，9月底前完成。", year=2017).items
    assert [part.text for part in item.deliverables] == ["走访企业30家，9月底前完成"]
    assert item.deadline == date(2017, 9, 30)


TRADITIONAL = """月橋街道 現階段工作成果
推進協商
簽訂合同84份，覆蓋職工3200人。
目標計劃
1.開辦職工夜校，9月底前開課。（責任單位：組織部）
2.健全勞動爭議調解機制。（由組織部牽頭，財務部配合）
"""


def test_traditional_characters_read_the_same_and_stay_as_written() -> None:
    found = read(TRADITIONAL)
    assert [(i.unit, i.text, i.lead, i.responsible, str(i.deadline)) for i in found.items] == [
        ("月橋街道", "開辦職工夜校，9月底前開課。", (), ("組織部",), "2017-09-30"),
        ("月橋街道", "健全勞動爭議調解機制。", ("組織部",), ("組織部", "財務部"), "None"),
    ]
    assert all(TRADITIONAL[i.start : i.end] == i.text for i in found.items)
    assert [(r.unit, r.heading) for r in found.results] == [("月橋街道", "推進協商")]


RECTIFICATION = """二、整改任务
问题一：学习不够深入
具体表现：学习次数少。
整改措施：
（1）修订学习制度，每季度研讨一次。
（2）建立抽查机制，由机关党支部每月抽查。
责任领导：周 明
责任部室：办公室
整改时限：6月底前，并长期坚持
问题二：台账不全
整改措施：
完善登记台账。
责任部室：宣传部（牵头）、财务部
"""


def test_what_stands_under_the_last_entry_of_a_list_alone_holds_for_the_list() -> None:
    found = read(RECTIFICATION)
    assert [(i.number, i.text, str(i.deadline), i.leader) for i in found.items] == [
        ("（1）", "修订学习制度，每季度研讨一次。", "2017-06-30", "周明"),
        ("（2）", "建立抽查机制，由机关党支部每月抽查。", "2017-06-30", "周明"),
        (None, "完善登记台账。", "None", ""),
    ]
    assert [(i.lead, i.responsible) for i in found.items] == [
        ((), ("办公室",)),
        ((), ("办公室",)),
        (("宣传部",), ("宣传部", "财务部")),
    ]


def test_entries_that_say_who_themselves_share_nothing() -> None:
    found = read("目标计划\n1.开办夜校。\n责任单位：组织部\n2.建设驿站。\n3.走访。\n责任单位：财务部")
    assert [i.responsible for i in found.items] == [("组织部",), (), ("财务部",)]


@pytest.mark.parametrize(
    ("closing", "responsible"),
    [
        ("（市总工会、市财政局）", ("市总工会", "市财政局")),
        ("（住房城乡建设部等国务院相关部门及各地区按职责分工负责）", ("住房城乡建设部", "各地区")),
        ("（文化和旅游部等相关部门按职责分别负责）", ("文化和旅游部",)),
        ("由市财政局牵头，市总工会配合。", ("市财政局", "市总工会")),
        ("\n责任部室：宣传部（牵头）、文化宫   完成时限：5月底", ("宣传部", "文化宫")),
        ("责任单位为组织部。", ("组织部",)),
        ("（市财政局、市工信局；6月底前完成）", ("市财政局", "市工信局")),
        ("（市财政局会同市总工会）", ("市财政局", "市总工会")),
        ("\n责任单位：组织部\n责任人：李强", ("组织部",)),
        ("\n责任人：李强", ("李强",)),
    ],
)
def test_more_ways_to_say_who(closing: str, responsible: tuple[str, ...]) -> None:
    item = only(f"目标计划\n1.开办职工夜校。{closing}")
    assert (item.text, item.responsible) == ("开办职工夜校。", responsible)


@pytest.mark.parametrize(
    ("text", "responsible"),
    [
        ("由财务部会同职工活动中心收回房屋，6月15日前办结。", ("财务部", "职工活动中心")),
        ("请区机关事务管理局二季度完成登记。", ("区机关事务管理局",)),
        ("新港、海天街道办事处要落实用房。", ("新港", "海天街道办事处")),
        ("区发展改革局收到报告后10个工作日内批复。", ("区发展改革局",)),
        ("开办夜校,组织部牵头,9月底前开课。", ("组织部",)),
        ("建成一批平台,由办公室起草方案。", ("办公室",)),
        ("改造期间临时迁址。由区事务局牵头,新港街道办事处配合,4月10日前腾退。", ("区事务局", "新港街道办事处")),
    ],
)
def test_a_sentence_says_who_in_more_ways(text: str, responsible: tuple[str, ...]) -> None:
    assert only(f"目标计划\n1.{text}").responsible == responsible


def test_what_stands_around_a_plan_is_no_part_of_it() -> None:
    found = read(
        "附件1\n目标计划\n1.开办夜校。\n— 5 —\n2.建设驿站。（组织部、财务部负责）\n今年意义重大，各单位要努力完成。\n"
        "一是加强领导。\n二是密切配合。\n联系人：张三，电话：12345678\n附件：1.登记表\n2.汇总表\n"
        "区总工会\n2017年3月21日\n抄送：市总工会。\n区总工会办公室  2017年3月21日印发\n"
        "登记表\n填表说明：\n1.本表由单位填写。\n2.一式两份。"
    )
    assert [i.text for i in found.items] == ["开办夜校。", "建设驿站。"]
    assert found.items[0].unit is None
    assert found.issued_on == date(2017, 3, 21)


def test_numbers_inside_a_running_list_may_stand_before_digits() -> None:
    text = "目标计划\n" + "\n".join(f"{n}.开办夜校。" for n in range(1, 5)) + "\n5.3个工作日内完成回访。"
    assert [(i.number, i.text) for i in read(text).items][-1] == ("5", "3个工作日内完成回访。")


def test_duties_under_a_heading_beside_lists_are_items_of_their_own() -> None:
    found = read(
        "一、关于选址\n（一）由区总工会负责选址。\n（二）请区财政局落实经费。\n"
        "二、关于用房\n新港街道办事处要落实用房，6月底前挂牌。\n区总工会要制定规划。"
    )
    assert [(i.number, i.responsible) for i in found.items] == [
        ("（一）", ("区总工会",)),
        ("（二）", ("区财政局",)),
        (None, ("新港街道办事处",)),
        (None, ("区总工会",)),
    ]


def test_first_second_third_under_a_plan_are_its_items() -> None:
    found = read("月桥街道 目标计划\n一是加大建会力度,新建工会8家。二是聘请律师2名。\n三是组织轮训。")
    assert [(i.unit, i.number, i.text) for i in found.items] == [
        ("月桥街道", "一是", "加大建会力度,新建工会8家。"),
        ("月桥街道", "二是", "聘请律师2名。"),
        ("月桥街道", "三是", "组织轮训。"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("一、主要任务\n（一）夜校。区总工会要全年统筹开展。\n1.选址。\n2.招生。", "introduction-task"),
        ("一、主要任务\n1.开办夜校。\n二、保障措施\n（一）成立专班，统筹推进。", "safeguard-without-unit"),
        ("一、主要任务\n1.开办夜校。\n二、申报程序\n（一）填写表格，提出申请。", "procedure-sentence"),
        ("一、工作目标\n（一）年底前新建工会30家。\n二、主要任务\n1.开办夜校。", "aim-with-figures"),
        ("一、任务\n1.甲夜校。\n2.乙夜校。\n3.丙夜校。\n各地区、各部门要抓好落实，年底前完成。", "general-subject"),
        ("工会要服务职工。\n开展走访慰问活动。", "paragraph-with-action"),
    ],
)
def test_what_might_be_a_task_is_kept_as_doubtful_with_its_reason(text: str, reason: str) -> None:
    found = read(text)
    assert reason in [code for item in found.doubtful for code in item.reasons]
    assert all(0 < item.confidence < 0.5 for item in found.doubtful)
    assert not {item.text for item in found.doubtful} & {item.text for item in found.items}
    assert all(text[item.start : item.end] == item.text for item in found.doubtful)


def test_what_rules_say_of_themselves_is_no_task() -> None:
    found = read(
        "第一条 为规范管理，制定本办法。\n第二条 本办法适用于各级工会。\n第三条 职工服务中心应当每日接待来访。\n"
        "第四条 本办法由区总工会负责解释，自发布之日起施行。"
    )
    assert [(i.number, i.responsible, i.deadline_basis) for i in found.items] == [
        ("第三条", ("职工服务中心",), "recurring")
    ]


def test_a_year_may_stand_behind_the_number_of_a_heading() -> None:
    found = read("一、2016年工作回顾\n（一）组织建设见效。新建工会30家。\n二、2017年工作安排\n（一）发展会员3000人。")
    assert [r.text for r in found.results] == ["组织建设见效。新建工会30家。"]
    assert [(i.path, i.text) for i in found.items] == [(("二、2017年工作安排",), "发展会员3000人。")]


def test_decimal_outlines_are_read_with_their_spaced_headings() -> None:
    found = read("1 总体要求\n1.1 指导思想\n服务职工。\n2 重点任务\n2.1 阵地建设\n2.1.1 新建驿站6个。\n2.1.2 改造2家。")
    assert [(i.number, i.text) for i in found.items] == [("2.1.1", "新建驿站6个。"), ("2.1.2", "改造2家。")]


def test_a_list_that_changes_the_dress_of_its_numbers_goes_on() -> None:
    found = read("一、主要任务\n１．开办夜校。\n２．建设驿站。\n（３）开展走访。")
    assert [(i.number, i.text) for i in found.items] == [
        ("1", "开办夜校。"),
        ("2", "建设驿站。"),
        ("（3）", "开展走访。"),
    ]


def test_a_star_before_a_number_is_only_an_ornament() -> None:
    found = read("★1. 开展教育（责任领导：张某，责任部门：组织部）\n★2. 完成换届（责任部门：办公室）\n3. 走访。")
    assert [(i.number, i.text, i.responsible) for i in found.items] == [
        ("1", "开展教育", ("组织部",)),
        ("2", "完成换届", ("办公室",)),
        ("3", "走访。", ()),
    ]


def test_dashes_and_named_numbers_under_a_heading_are_items() -> None:
    found = read(
        "一、抓好三个重点\n——抓好建会。新建工会9家。\n——抓好协商。签合同20份。\n二、打造品牌\n品牌一：夜校。开课20门。"
    )
    assert [(i.number, i.text, i.path[0]) for i in found.items] == [
        (None, "抓好建会。新建工会9家。", "一、抓好三个重点"),
        (None, "抓好协商。签合同20份。", "一、抓好三个重点"),
        ("品牌一", "夜校。开课20门。", "二、打造品牌"),
    ]


def test_the_aims_of_a_street_are_its_goal_plan() -> None:
    found = read("月桥街道 2017年目标\n1.发展会员300人。\n柳塘街道总工会\n明年计划：\n（1）新建驿站。")
    assert [(i.unit, i.path[-1]) for i in found.items] == [("月桥街道", "2017年目标"), ("柳塘街道总工会", "明年计划")]


@pytest.mark.parametrize(
    ("title", "year", "doubted"),
    [
        ("2025年工会改革工作计划", 2017, True),
        ("2025年工会改革工作计划", 2025, False),
        ("2016年工作总结和2017年工作计划", 2017, False),
        ("2016—2020年改革规划", 2018, False),
        ("2016—2020年改革规划", 2021, True),
        ("2016年12月28日", 2017, False),
        ("工会改革工作计划", 2017, False),
    ],
)
def test_a_year_the_title_does_not_speak_of_is_doubted(title: str, year: int, *, doubted: bool) -> None:
    found = extract(f"{title}\n月桥街道\n目标计划\n1.走访企业30家，建立台账。\n", year=year)
    assert ("year-differs" in codes(found)) is doubted
