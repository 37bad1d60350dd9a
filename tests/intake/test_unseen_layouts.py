"""Layouts of notices and plans first met on unseen documents: what is a task, who answers and by when."""

from datetime import date

import pytest

from planning.extraction import Extraction, extract, read_deadline


def read(*lines: str, year: int = 2023) -> Extraction:
    return extract("\n".join(lines), year=year)


def starts(found: Extraction) -> list[str]:
    return [item.text[:4] for item in found.items]


def test_a_festival_with_its_year_is_of_that_year() -> None:
    assert read_deadline("2024年春节前清退全部押金。", 2023).on == date(2024, 2, 9)
    assert read_deadline("春节前清退全部押金。", 2023).on == date(2023, 1, 20)


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("12月20日前建立渠道台账", date(2022, 12, 20)),
        ("12月5日前建立渠道台账", date(2023, 12, 5)),
        ("2月20日前建立渠道台账", date(2023, 2, 20)),
        ("12月底前建立渠道台账", date(2023, 12, 31)),
        ("2023年12月20日前建立渠道台账", date(2023, 12, 20)),
    ],
)
def test_a_day_soon_after_the_day_of_issue_is_of_that_year(words: str, on: date) -> None:
    assert read_deadline(words, 2023, date(2022, 12, 9)).on == on
    assert read_deadline(words, 2023).on == on.replace(year=2023)


def test_what_is_collected_and_what_it_earns_is_no_task() -> None:
    found = read(
        "关于征集节水点子的通知",
        "各灌区管理所：",
        "一、征集内容",
        "渠道清淤、闸门改造方面的点子，已经用过的优先。",
        "二、活动时间和主题",
        "活动主题：珍惜每一滴水",
        "三、报送方式",
        "请各灌区管理所挑选1至2个点子，于5月20日17:00前将说明书发送至局邮箱。",
        "四、激励措施",
        "去年共收到点子40个，采纳的每个奖励500元。",
        "五、有关要求",
        "各灌区管理所要高度重视，广泛宣传，营造爱水护水的浓厚氛围。",
    )
    assert [item.text for item in found.items] == [
        "请各灌区管理所挑选1至2个点子，于5月20日17:00前将说明书发送至局邮箱。"
    ]


def test_the_version_line_of_a_page_is_no_item() -> None:
    found = read(
        "目标计划",
        "1.清淤主渠；",
        "2.加固堤岸。",
        "②③版  2023年5月16日 星期二  责任编辑：钱某  版式：孙某",
        "柳河镇",
        "目标计划",
        "1.整修闸门。",
    )
    assert starts(found) == ["清淤主渠", "加固堤岸", "整修闸门"]


def test_a_stop_as_in_english_ends_an_entry_and_a_number_given_twice_begins_one() -> None:
    found = read(
        "二、活动安排",
        "（一）开展渠道巡查。每日一次，重点看闸门(东渠),时间:6月中旬.",
        "（二）组织清淤演练，出动机械5台，时间:6月下旬．",
        "（二）开展“护渠进村”活动",
        "各村利用广播宣讲节水常识。",
    )
    assert [item.number for item in found.items] == ["（一）", "（二）", "（二）"]
    assert [item.deadline for item in found.items] == [date(2023, 6, 20), date(2023, 6, 30), None]


def test_what_becomes_of_what_a_list_found_is_no_part_of_its_last_entry() -> None:
    found = read(
        "一、排查内容", "1.闸门锈蚀情况。", "2.各村渠道台账6月底前收齐归档，", "以上查出的隐患，能当场整改的当场整改。"
    )
    assert [item.text for item in found.items] == ["闸门锈蚀情况。", "各村渠道台账6月底前收齐归档，"]


def test_the_last_heading_with_a_stop_keeps_the_paragraph_below_it() -> None:
    found = read(
        "七、落实责任",
        "（二）健全巡渠制度。",
        "各村要逐段明确巡渠人员。",
        "（三）做好节水宣传。",
        "对新的水价要及时讲清讲透。",
        "柳河县水利局",
        "2023年3月6日",
    )
    assert [item.text.split("\n")[-1] for item in found.items] == [
        "各村要逐段明确巡渠人员。",
        "对新的水价要及时讲清讲透。",
    ]


def test_who_issues_a_notice_owns_none_of_its_items() -> None:
    found = read(
        "柳河灌区工会办公室",
        "关于做好渠道清淤工作的通 知",
        "各管理站：",
        "一、摸清底数。4月20日前建立台账。",
        "二、突出重点。清淤主渠30公里。",
    )
    assert [item.unit for item in found.items] == [None, None]


def test_a_plan_in_brackets_before_its_text_is_the_plan_of_the_unit() -> None:
    found = read(
        "柳河镇",
        "【工作成果】 清淤主渠12公里，惠及农户300户。",
        "【下步计划】 下半年，柳河镇将抓好两件事。一是修闸门，9月底前完成；二是绿化渠岸。",
        "链接", "“水来得快多了。”村民钱大爷说。", "东桥镇", "【下步计划】", "1.整修灌渠。",
    )  # fmt: skip
    assert [(item.unit, item.text[:3]) for item in found.items] == [("柳河镇", "下半年"), ("东桥镇", "整修灌")]
    assert [result.unit for result in found.results] == ["柳河镇"]


def test_a_mere_aim_is_no_task_but_one_with_figures_is() -> None:
    tail = ("二、重点任务", "1.清淤主渠。", "2.加固堤岸。")
    mere = read("一、目标任务", "通过开展整治，进一步压实管护责任，全面消除渠道隐患，保障春灌用水安全。", *tail)
    assert starts(mere) == ["清淤主渠", "加固堤岸"]
    counted = read("一、目标任务", "9月底前清淤主渠30公里，全面消除渠道隐患。", *tail)
    assert starts(counted) == ["9月底前", "清淤主渠", "加固堤岸"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("整修灌渠。水利局要抓紧清淤。银保监会、税务总局要推进水利贷款。", ("水利局", "银保监会", "税务总局")),
        ("清理收费。水利局要会同有关部门公布清单；物价局、民政局依法查处乱收费。", ("水利局", "物价局", "民政局")),
        ("6月底前，各灌区工会按照要求填报清单。", ("各灌区工会",)),
        ("组织好护渠行动。请各街道（镇）总工会协调车辆。", ("各街道（镇）总工会",)),
        ("开展宣传。镇农机站牵头，会同派出所、水管所，于6月16日设立咨询台。", ("镇农机站", "派出所", "水管所")),
        ("逐户登记，不合格的停用，由派出所、镇水管所负责；", ("派出所", "镇水管所")),
        ("开展竞赛，灌区至少培训一次，镇总工会负责组织职工参赛。", ("镇总工会",)),
        ("清淤主渠。各县（区）、产业（系统）工会对行动进行总结。", ()),
        ("摸清底数。各县（市、区）水利局会同行业主管部门建立清单。", ()),
    ],
)  # fmt: skip
def test_sentences_name_who_answers(text: str, who: tuple[str, ...]) -> None:
    assert read(f"1.{text}").items[0].responsible == who


def test_words_below_a_list_say_who_checks_all_of_it() -> None:
    found = read(
        "二、排查内容",
        "（1）闸门锈蚀情况。",
        "（2）堤岸渗漏情况。",
        "以上由管理站负责排查，水利主管部门负责督促。",
        "三、步骤",
        "1.自查。",
    )
    assert [item.responsible for item in found.items] == [("管理站",), ("管理站",), ()]


def test_names_in_brackets_at_the_end_answer_even_without_a_stop_before_them() -> None:
    found = read("五、组织保障", "1.清淤主渠，建立台账（工程科牵头）", "2.制定水费返还办法（财务科、审计办公室）")
    assert [item.responsible for item in found.items] == [("工程科",), ("财务科", "审计办公室")]
    assert found.items[1].text == "制定水费返还办法"
    kept = read("1.走访渠道管护重点单位（水文站）").items[0]
    assert kept.responsible == ()


def test_what_a_notice_asks_on_a_day_is_asked_of_those_it_is_for() -> None:
    found = read(
        "各小学：",
        "现将《护渠倡议》转发给你们,请认真宣讲,并把宣讲情况于9月20日交镇水管所。",
        "一、突出重点。清淤主渠30公里。",
        "请各单位于10月8日前将总结报镇水管所。",
    )
    assert [(item.responsible, item.deadline) for item in found.items] == [
        (("各小学",), date(2023, 9, 20)), ((), None), (("各小学",), date(2023, 10, 8)),
    ]  # fmt: skip


def test_the_party_and_the_government_of_a_place_are_named_together() -> None:
    item = read("1.整改信访件。（责任单位：水利局、各区县（市）党委、政府）").items[0]
    assert item.responsible == ("水利局", "各区县（市）党委、政府")


def test_a_bracket_in_a_line_of_its_own_answers_for_the_sentence_above() -> None:
    found = read(
        "（一）清淤主渠。重点清除淤泥。", "（各管理站和水利局按职责分工负责）", "（二）加固堤岸。（水利局负责）"
    )
    assert [item.responsible for item in found.items] == [("各管理站", "水利局"), ("水利局",)]
