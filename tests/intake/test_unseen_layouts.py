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
