"""Plans whose headings, lists and paragraphs are set untidily: each entry is still read once, and whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.extraction import Extraction, Item, extract


def read(*lines: str, year: int = 2023) -> Extraction:
    return extract("\n".join(lines), year=year)


def starts(found: Extraction) -> list[str]:
    return [item.text[:4] for item in found.items]


def only(*lines: str) -> Item:
    items = read(*lines).items
    assert len(items) == 1, [item.text for item in items]
    return items[0]


def test_each_paragraph_that_says_who_under_one_heading_is_a_task() -> None:
    found = read(
        "一、兴修水利",
        "（一）整修灌渠",
        "清淤主渠30公里。【责任部门：生产科】",
        "加固渠岸12处，9月底前完工。【牵头部门：工程科 配合部门：生产科】",
        "实施“清水行动”，清理水草80吨；",
        "【责任单位：河道站】",
        "（二）绿化渠岸",
        "沿渠植树2000株。【责任部门：林业科】",
    )
    assert starts(found) == ["清淤主渠", "加固渠岸", "实施“清", "沿渠植树"]
    assert [item.responsible for item in found.items] == [
        ("生产科",), ("工程科", "生产科"), ("河道站",), ("林业科",),
    ]  # fmt: skip
    assert found.items[1].path == ("一、兴修水利", "（一）整修灌渠")


def test_two_headings_in_one_line_are_two() -> None:
    found = read("一、兴修水利 （一）整修灌渠", "1.清淤主渠。", "（二）绿化渠岸", "2.沿渠植树。")
    assert [item.path for item in found.items] == [
        ("一、兴修水利", "（一）整修灌渠"),
        ("一、兴修水利", "（二）绿化渠岸"),
    ]


def test_a_gap_in_the_numbers_of_headings_moves_no_entry() -> None:
    lines = [
        "（一）渠道",
        "1.清淤主渠，疏通支渠。（生产科牵头）",
        "二、增绿护绿，美化家园",
        "（四）渠岸",
        "2.沿渠植树。（生产科牵头）",
    ]
    found = read("一、兴修水利，造福乡里", *lines, "（五）渠口", "3.修筑闸门。")
    assert starts(found) == ["清淤主渠", "沿渠植树", "修筑闸门"]
    assert found.items[2].path == ("二、增绿护绿，美化家园", "（五）渠口")


def test_a_number_that_lost_its_dot_begins_the_next_entry() -> None:
    found = read(
        "目标计划",
        "- 1.清淤主渠30公里。",
        "- 2.沿渠植树，补栽果苗",
        "- 3修筑闸门，检修水泵。",
        "4 更新警示牌。",
        "5 处警示牌同时更新。",
    )
    assert starts(found) == ["清淤主渠", "沿渠植树", "修筑闸门", "更新警示"]


@pytest.mark.parametrize(
    "section",
    [
        ["一、 指导思想：坚持节水优先，全面加强渠道管护，保障春灌用水。"],
        ["一 、摸底登记对象", "1、承包渠段三年以上的农户；", "2、种植面积30亩以上的合作社。"],
        ["一、提高思想认识", "整修灌渠是保障春灌的重要工作。各村要充分认识其重要意义，加强领导。"],
        ["一、名额分配", "2023年拟表彰管水能手20名，其中妇女不低于30%。"],
        ["一、评选条件", "1、连续管水三年。", "有下列情形之一的，不得推荐：", "（1）欠水费的；", "（2）受处分的。"],
    ],
)  # fmt: skip
def test_what_frames_a_plan_is_no_task(section: list[str]) -> None:
    assert starts(read(*section, "二、工作任务", "1.清淤主渠30公里。")) == ["清淤主渠"]


def test_a_stage_named_like_the_safeguards_is_a_stage() -> None:
    found = read(
        "一、实施步骤",
        "（一）动员部署（3月）。召开会议。",
        "（二）组织实施（4月—9月）。逐段整修灌渠。",
        "二、组织实施",
        "各村要加强领导。",
    )
    assert starts(found) == ["动员部署", "组织实施"]
    assert found.items[1].deadline == date(2023, 9, 30)


def test_a_step_of_a_procedure_with_a_day_is_a_task() -> None:
    found = read(
        "一、推荐程序",
        "（一）民主推荐。由各村民主产生，2月28日前完成。",
        "（二）材料。须真实。",
        "二、工作任务",
        "1.清淤主渠。",
    )
    assert starts(found) == ["民主推荐", "清淤主渠"]


def test_what_all_hand_in_at_the_end_stands_apart_from_the_last_section() -> None:
    duty = "请各村、各水管站于12月10日前将工作总结报县水务局。"
    found = read("一、整修灌渠", "清淤主渠30公里，加固渠岸。", "二、绿化渠岸", "沿渠植树2000株，补栽果苗。", duty)
    assert [item.text for item in found.items][-1] == duty
    assert len(found.items) == 3
    safeguards = ["二、组织保障", "（一）提高认识。各村要高度重视。"]
    assert starts(read("一、任务", "1.清淤主渠。", *safeguards, duty)) == ["清淤主渠", "请各村、"]


def test_a_dated_report_asked_of_everybody_is_a_task_among_others() -> None:
    tasks = ["一、任务", "1.清淤主渠。", "2.沿渠植树。", "3.修筑闸门。"]
    asked = "各部门要深入学习会议精神，强化责任。各牵头部门要抓紧制定方案，于3月底前报县政府。"
    assert starts(read(*tasks, asked)) == ["清淤主渠", "沿渠植树", "修筑闸门", "各牵头部"]


def test_what_others_demanded_is_told_in_the_introduction_only() -> None:
    told = "市水务局要求各县于10月15日前完成登记并上报。为做好此项工作，现将有关要求通知如下。"
    assert starts(read("各村：", told, "一、工作任务", "（一）清淤主渠。", "（二）沿渠植树。")) == [
        "清淤主渠",
        "沿渠植树",
    ]


def test_whom_to_ask_is_no_part_of_the_task() -> None:
    assert only("一、任务", "1.清淤主渠，9月25日前报送总结。联系人：钱某，电话：12345678。").text.endswith("报送总结。")


def test_a_closing_line_for_several_entries_names_their_unit() -> None:
    lines = [
        "1.清淤主渠。",
        "2.沿渠植树。",
        "3.修筑闸门：",
        "①下闸；",
        "②上闸。",
        "以上两项由生产科、工程科负责。",
        "4.更新警示牌。",
    ]
    found = read("一、任务", "0.勘测渠线。", *lines)
    named = {item.text[:4]: item.responsible for item in found.items}
    assert (named["沿渠植树"], named["修筑闸门"]) == ((), ("生产科", "工程科"))
    spread = read(
        "一、任务", "1.清淤主渠。", "2.沿渠植树。", "3.修筑闸门。", "以上两项由生产科负责。", "4.更新警示牌。"
    )
    assert [item.responsible for item in spread.items] == [(), ("生产科",), ("生产科",), ()]
    assert all("以上" not in item.text for item in (*found.items, *spread.items))


def test_stages_by_name_are_entries() -> None:
    found = read(
        "一、活动安排",
        "分两个阶段进行：",
        "第一阶段：自查（6月1日-30日）。各村逐段检查。",
        "第二阶段：督查（7月）。镇里抽查。",
        "二、组织机构",
        "成立领导小组，下设办公室，负责统筹。",
    )
    assert [(item.number, item.deadline) for item in found.items] == [
        ("第一阶段", date(2023, 6, 30)),
        ("第二阶段", date(2023, 7, 31)),
    ]


def test_units_keep_their_plans_when_every_heading_has_an_ornament() -> None:
    found = read(
        "■月桥街道", "【工作成果】", "今年以来，新建工会32家。", "【目标计划】", "一、新建书屋3个。", "二、走访500人；",
        "■柳塘街道总工会", "现阶段工作成果：建成母婴室6个。", "下阶段目标计划：新增服务点5个；培训调解员60名。",
    )  # fmt: skip
    assert [(item.unit, item.text[:4]) for item in found.items] == [
        ("月桥街道", "新建书屋"),
        ("月桥街道", "走访50"),
        ("柳塘街道总工会", "新增服务"),
    ]
    assert [result.unit for result in found.results] == ["月桥街道", "柳塘街道总工会"]


def test_lines_that_begin_with_what_they_tell_belong_to_the_heading_above() -> None:
    lines = [
        "一、主要任务",
        "（一）整修灌渠",
        "目标：完好率90%。",
        "任务：1.清淤；2.加固。",
        "（二）绿化渠岸",
        "目标：植树2000株。",
        "任务：1.选苗；2.补栽。",
    ]
    first, second = read(*lines, "二、保障措施", "（一）加强领导。成立专班。", "（二）加强督导。定期通报。").items
    assert first.text == "整修灌渠\n目标：完好率90%。\n任务：1.清淤；2.加固。"
    assert second.text == "绿化渠岸\n目标：植树2000株。\n任务：1.选苗；2.补栽。"


def test_aims_beside_principles_and_aims_of_any_work_are_no_task() -> None:
    lines = [
        "一、总体要求",
        "（一）指导思想。以节水为本。",
        "（二）目标任务。到2025年，渠道完好率明显提高。",
        "二、整改目标",
        "坚持标本兼治，确保整改到位。",
    ]
    assert starts(read(*lines, "三、工作任务", "1.清淤主渠。")) == ["清淤主渠"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2023年下半年补贴资金于9月30日前拨付到位", date(2023, 9, 30)),
        ("下半年开工，9月30日前完成设计", date(2023, 12, 31)),
        ("督查阶段（9月1日至20日）", date(2023, 9, 20)),
        ("总结阶段（9月21日——30日）", date(2023, 9, 30)),
        ("做好毕业2年内未就业青年的登记", None),
        ("2年内建成新渠", date(2024, 12, 31)),
    ],
)
def test_days_that_look_like_others_are_told_apart(words: str, day: date | None) -> None:
    assert only("一、任务", f"1.{words}。").deadline == day


def test_a_day_between_the_issue_and_the_plans_year_is_a_deadline() -> None:
    found = read("一、任务", "1.2022年12月25日前完成摸底。", "县水务局", "2022年12月10日", year=2023)
    assert found.items[0].deadline == date(2022, 12, 25)


@given(
    st.lists(st.sampled_from(["清淤主渠", "沿渠植树", "修筑闸门", "更新警示牌"]), min_size=2, max_size=6),
    st.sampled_from(
        [
            "【责任部门：生产科】",
            "（责任单位：工程科）",
            "【牵头部门：生产科 配合部门：工程科】",
            "(生产科牵头，工程科参加)",
        ]
    ),
    st.sampled_from(["（一）管渠", "一、管渠", "第一部分 管渠"]),
)
def test_as_many_tasks_as_paragraphs_say_who(tasks: list[str], who: str, heading: str) -> None:
    lines = [f"{task}{number}处。{who}" for number, task in enumerate(tasks, start=1)]
    found = extract("\n".join([heading, *lines]), year=2023)
    assert [item.text for item in found.items] == [f"{task}{number}处。" for number, task in enumerate(tasks, start=1)]
    assert all("生产科" in item.responsible or "工程科" in item.responsible for item in found.items)


def test_a_set_width_is_seen_among_many_short_lines() -> None:
    tasks = [
        f"{n}.对第{n}渠段逐一清淤，加固渠岸，更换闸门，补栽果苗，{n + 5}月底前完工。（生产科牵头，工程科配合）"
        for n in range(1, 7)
    ]
    lines = ["关于管渠的安排", *(f"第{n}部分 渠段" for n in range(1, 12))]
    for number, task in enumerate(tasks):
        lines[2 * number + 2 : 2 * number + 2] = [task[at : at + 24] for at in range(0, len(task), 24)]
    found = read(*lines)
    assert [item.responsible for item in found.items] == [("生产科", "工程科")] * 6
    assert [item.deadline and item.deadline.month for item in found.items] == [6, 7, 8, 9, 10, 11]


_PIECES = [
    "一、管渠",
    "（一）清淤",
    "1.",
    "2 植树",
    "清淤主渠。",
    "（生产科牵头）",
    "【责任单位】生产科",
    "①下闸；",
    "■月桥街道",
    "以上两项由生产科负责。",
    "【目标计划】",
    "目标：通水。",
    "第一阶段：部署（3月）。",
    "责任单位同上。",
    "联系人：钱某",
]


@given(
    st.lists(
        st.sampled_from(
            _PIECES
        ),
        max_size=14,
    )
)  # fmt: skip
def test_no_item_is_empty_and_each_stands_where_it_says(lines: list[str]) -> None:
    text = "\n".join(lines)
    for item in extract(text, year=2023).items:
        assert item.text.strip()
        source = "".join(text[item.start : item.end].split())
        assert all(part in source for part in item.text.split())
