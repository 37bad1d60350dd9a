"""Plans built at random from words of the genre read back exactly: items, numbers, units, deadlines, places."""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.extraction import Extraction, extract

VERBS = ("开办", "建设", "推进", "完善", "开展", "健全", "举办", "制定")
THINGS = (
    "职工夜校",
    "职工驿站",
    "集体协商",
    "互助保障",
    "劳动争议调解机制",
    "技能比武活动",
    "困难职工档案",
    "经费管理办法",
)
TAILS = ("", "，覆盖全部社区", "，服务职工不少于300人", "，做到有场所、有人员", "。定期总结经验，形成典型案例")
WHEN = {
    "": None,
    "，6月底前完成": date(2017, 6, 30),
    "，年底前全部到位": date(2017, 12, 31),
    "，2017年9月15日前报送": date(2017, 9, 15),
    "，第三季度启动": date(2017, 9, 30),
    "，上半年完成": date(2017, 6, 30),
}
UNITS = ("市总工会", "市财政局", "市教育局", "组织部", "月桥街道办事处", "市住房城乡建设委", "经济工作部")
HEADINGS = ("加强阵地建设", "深化民主管理", "提升服务水平", "夯实基层基础", "维护职工权益", "推动技能提升")
TOP = ("{cn}、", "第{cn}部分 ")
MIDDLE = ("（{cn}）", "({cn})")
LEAF = ("{d}.", "{d}、", "{d}．", "（{d}）", "({d})", "{d}）", "⒈")
CHINESE = "一二三四五六七八九十"
HALF = str.maketrans("，：；（）０１２３４５６７８９", ",:;()0123456789")
WIDE = str.maketrans(",:;()0123456789", "，：；（）０１２３４５６７８９")


@dataclass(frozen=True)
class Task:
    """An item as it was built."""

    text: str
    closing: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    responsible: tuple[str, ...]
    deadline: date | None


@st.composite
def tasks(draw: st.DrawFn, *, lines: bool) -> Task:
    """Draw a task; ``lines`` says who answers on lines of their own, else in brackets or a closing sentence."""
    verb, thing, tail = (draw(st.sampled_from(words)) for words in (VERBS, THINGS, TAILS))
    when = draw(st.sampled_from(list(WHEN)))
    first, *others = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True))
    rest = "、".join(others)
    everybody = (first, *others)
    closings: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
        "": ((), (), ()),
        f"（责任单位：{'、'.join(everybody)}）": ((), (), everybody),
    }
    closings[f"\n责任单位：{'、'.join(everybody)}"] = ((), (), everybody)
    closings[f"（{'、'.join(everybody)}按职责分工负责）"] = ((), (), everybody)
    if rest:
        roles = ((first,), tuple(others), everybody)
        closings[f"（牵头单位：{first}；配合单位：{rest}）"] = roles
        closings[f"（{first}牵头，{rest}配合）"] = roles
        closings[f"由{first}牵头，{rest}配合。"] = roles
        closings[f"\n牵头单位：{first}  配合单位：{rest}"] = roles
    closing = draw(st.sampled_from([each for each in closings if each.startswith("\n") == lines]))
    return Task(f"{verb}{thing}{tail}{when}。", closing, *closings[closing], WHEN[when])


@dataclass(frozen=True)
class Plan:
    """A plan as it was built: sections with a heading, each with tasks or with parts that have some."""

    sections: list[tuple[str, list[tuple[str, list[Task]]]]]
    top: str
    middle: str
    leaf: str
    runs_on: bool


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    some = st.lists(tasks(lines=draw(st.booleans())), min_size=2, max_size=4)
    parts = st.lists(st.tuples(st.sampled_from(HEADINGS), some), min_size=1, max_size=3, unique_by=lambda part: part[0])
    flat = some.map(lambda members: [("", members)])
    section = st.tuples(st.sampled_from(HEADINGS), parts | flat)
    sections = draw(st.lists(section, min_size=1, max_size=3, unique_by=lambda each: each[0]))
    styles = [draw(st.sampled_from(each)) for each in (TOP, MIDDLE, LEAF)]
    return Plan(sections, styles[0], styles[1], styles[2], styles[2] != "⒈" and draw(st.booleans()))  # ⒈ ends with 20


def number(style: str, value: int) -> str:
    return chr(0x2487 + value) if style == "⒈" else style.format(d=value, cn=CHINESE[(value - 1) % 10])


def lines_of(plan: Plan, before: int = 0) -> tuple[list[str], list[tuple[str, Task]]]:
    """Return the paragraphs of a plan and its tasks with their numbers."""
    lines: list[str] = []
    built: list[tuple[str, Task]] = []
    value = 0
    for top, (heading, parts) in enumerate(plan.sections, 1 + before):
        lines.append(number(plan.top, top) + heading)
        for middle, (part, members) in enumerate(parts, 1):
            lines += [number(plan.middle, middle) + part] if part else []
            value = value if plan.runs_on else 0
            for task in members:
                value += 1
                lines += (number(plan.leaf, value) + task.text + task.closing).split("\n")
                built.append((number(plan.leaf, value), task))
    return lines, built


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def check(found: Extraction, text: str, built: list[tuple[str, Task]]) -> None:
    """Assert that exactly the built tasks were read, in order, each at its place."""
    assert [bare(item.text).translate(HALF) for item in found.items] == [t.text.translate(HALF) for _, t in built]
    assert [item.responsible for item in found.items] == [task.responsible for _, task in built]
    assert [(item.lead, item.support) for item in found.items] == [(task.lead, task.support) for _, task in built]
    assert [item.deadline for item in found.items] == [task.deadline for _, task in built]
    digits = [re.sub(r"\D", "", item.number or "") for item in found.items]
    assert digits == [re.sub(r"\D", "", f"{ord(n) - 0x2487}" if len(n) == 1 else n) for n, _ in built]
    for item in found.items:
        assert bare(text[item.start : item.end]) == bare(item.text)
    ends = [item.end for item in found.items]
    assert ends == sorted(ends)


@settings(max_examples=30, deadline=None)
@given(plans(), st.sampled_from(["\n", "\n\n", "\n　　"]))
def test_a_plan_of_any_shape_and_numbering_reads_back_exactly(plan: Plan, gap: str) -> None:
    lines, built = lines_of(plan)
    text = gap.join(lines)
    check(extract(text, year=2017), text, built)


@settings(max_examples=30, deadline=None)
@given(plans(), st.sampled_from([HALF, WIDE]))
def test_the_width_of_digits_and_punctuation_changes_nothing(plan: Plan, width: dict[int, int]) -> None:
    lines, built = lines_of(plan)
    text = "\n".join(lines).translate(width)
    check(extract(text, year=2017), text, built)


FRAME = [
    "一、指导思想",
    "坚持服务职工，突出重点，6月底前谋划全年工作。",
    "二、基本原则",
    "1.坚持统筹推进。",
    "2.坚持分类指导。",
]
GUARD = ["保障措施", "1.加强组织领导，成立专班。", "2.各单位要密切配合。", "3.加强宣传引导，营造氛围。"]
NOISE = ("— 3 —", "第 4 页 共 9 页", "图为职工驿站", "图1：职工夜校开班", "▲技能比武现场", "职工在参加比武（资料图片）")


@settings(max_examples=30, deadline=None)
@given(plans(), st.data())
def test_frames_safeguards_results_and_furniture_around_a_plan_add_nothing(plan: Plan, data: st.DataObject) -> None:
    plan = replace(plan, top="{cn}、")
    lines, built = lines_of(plan, before=2)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(lines)))
        lines.insert(at, data.draw(st.sampled_from(NOISE)))
    guard = [number("{cn}、", 3 + len(plan.sections)) + GUARD[0], *GUARD[1:]]
    end = ["特此通知。", "市总工会", "2017年3月21日", "抄送：市委办公室。", "联系人：李某，电话：12345678"]
    text = "\n".join([*FRAME, *lines, *guard, *data.draw(st.sampled_from([[], end]))])
    found = extract(text, year=2017)
    check(found, text, built)
    assert not {item.text for item in found.doubtful} & {item.text for item in found.items}


RESULTS = ["工作成效", "1.新建职工之家6家。", "2.发展会员210人，完成率95%。"]


@settings(max_examples=30, deadline=None)
@given(plans(), st.booleans())
def test_results_before_or_behind_the_plan_stay_results(plan: Plan, first: bool) -> None:  # noqa: FBT001 - drawn
    plan = replace(plan, top="{cn}、", leaf="{d}.", runs_on=False)
    lines, built = lines_of(plan, before=int(first))
    results = [number("{cn}、", 1 if first else 1 + len(plan.sections)) + RESULTS[0], *RESULTS[1:]]
    text = "\n".join([*results, *lines] if first else [*lines, *results])
    found = extract(text, year=2017)
    check(found, text, built)
    assert [bare(result.text) for result in found.results] == ["新建职工之家6家。", "发展会员210人，完成率95%。"]


@settings(max_examples=30, deadline=None)
@given(plans(), st.integers(22, 40), st.booleans())
def test_a_text_wrapped_at_any_width_reads_back(plan: Plan, width: int, indented: bool) -> None:  # noqa: FBT001 - drawn
    lines, built = lines_of(plan)
    wrapped: list[str] = []
    for line in lines:
        whole = ("　　" if indented else "") + line
        wrapped += [whole[at : at + width] for at in range(0, len(whole), width)]
    text = "\n".join(wrapped)
    found = {bare(item.text) for item in extract(text, year=2017).items}
    assert found == {task.text for _, task in built}


@settings(max_examples=30, deadline=None)
@given(plans())
def test_reading_twice_gives_the_same(plan: Plan) -> None:
    text = "\n".join(lines_of(plan)[0])
    assert extract(text, year=2017) == extract(text, year=2017)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=8))
def test_skipped_and_repeated_numbers_lose_nothing_and_are_told(values: list[int]) -> None:
    text = "月桥街道 目标计划\n" + "\n".join(f"{value}.开办职工夜校{n}号。" for n, value in enumerate(values, 1))
    found = extract(text, year=2017)
    assert [item.text for item in found.items] == [f"开办职工夜校{n}号。" for n in range(1, len(values) + 1)]
    codes = {issue.code for issue in found.issues}
    pairs = list(pairwise(values))
    assert ("number-repeated" in codes) == any(a == b for a, b in pairs)
    assert ("number-gap" in codes) == any(b > a + 1 for a, b in pairs)


@settings(max_examples=30, deadline=None)
@given(st.permutations(["月桥街道", "柳塘街道", "月桥街道", "松河街道"]))
def test_a_street_that_stands_twice_keeps_both_its_lists(streets: list[str]) -> None:
    text = "\n".join(f"{street} 目标计划\n1.开办夜校{n}。\n2.建设驿站{n}。" for n, street in enumerate(streets))
    found = extract(text, year=2017)
    assert [(i.unit, i.text) for i in found.items] == [
        (street, text) for n, street in enumerate(streets) for text in (f"开办夜校{n}。", f"建设驿站{n}。")
    ]


def seconds(text: str) -> float:
    begin = process_time()
    extract(text, year=2017)
    return process_time() - begin


@pytest.mark.parametrize(
    "line",
    [
        "{d}.开展走访慰问活动{n}次，9月底前完成。（责任单位：组织部、财务部）",
        "（{d}）关于阵地{n}\n组织部要抓紧建设{n}。\n财务部要落实经费{n}。",
        "——开展走访{n}次。\n责任单位：组织部",
        "一是开展走访{n}次。",
        "开展走访慰问活动{n}次，做到有场所",
        "月桥{n}街道 目标计划\n1.开办夜校{n}。",
    ],
)
def test_four_times_the_text_takes_about_four_times_as_long(line: str) -> None:
    def text(count: int) -> str:
        return "目标计划\n" + "\n".join(line.format(d=n % 9 + 1, n=n) for n in range(count))

    small = min(seconds(text(500)) for _ in range(3))
    large = min(seconds(text(2_000)) for _ in range(2))
    assert large < 0.2 + 8 * small  # quadratic would be 16
