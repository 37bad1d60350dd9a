"""What a layout does to a plan (numbering, widths, breaks, order) never changes the items found."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planning.extraction import Deliverable, Extraction, Issue, Item, Result, extract

SENTENCES = (
    "开办职工夜校，举办技能比武、读书分享等活动。",
    "健全劳动争议调解机制，9月底前完成调解员轮训，维护职工权益。",
    "完善困难职工档案，开展金秋慰问、岁末送暖等工作。",
    "以快递企业为重点，组织开展集体协商要约行动。",
    "推进“会、站、家”一体建设，下半年，挂牌两家驿站。",
    "加强财务、经审人员培训。规范经费收支，提升经审水平。",
)
NAMES = ("月桥街道", "柳塘街道", "松河街道", "安和里街道", "东镇")
STYLES = ("{}.", "{}、", "- {}.", "（{}）", "({})", "{}）", "{}．", "cn、", "（cn）", "circled-stop", "第cn，")
WIDE = {ord(str(i)): ord("０") + i for i in range(10)} | {ord("，"): ord(","), ord("："): ord(":")}

Plan = list[tuple[str, list[str]]]
plans = st.lists(
    st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5, unique=True)),
    min_size=1,
    max_size=4,
    unique_by=lambda section: section[0],
)


def numbered(style: str, value: int) -> str:
    chinese = "一二三四五六七八九"[value - 1]
    if style == "circled-stop":
        return chr(0x2488 + value - 1)
    return style.format(value).replace("cn", chinese)


def written(plan: Plan, style: str, *, blank: bool = True) -> str:
    gap = "\n\n" if blank else "\n"
    lines = []
    for unit, sentences in plan:
        lines += [f"{unit} 现阶段工作成果", "建好阵地", "新建职工之家6家，发展会员210人。", "目标计划"]
        lines += [numbered(style, i) + sentence for i, sentence in enumerate(sentences, 1)]
        lines += ["参观职工驿站"]
    return gap.join(lines)


def items(found: Extraction) -> list[tuple[str | None, str, str | None]]:
    return [(i.unit, re.sub(r"\s", "", i.text), str(i.deadline)) for i in found.items]


def expected(plan: Plan) -> list[tuple[str, str]]:
    return [(unit, sentence) for unit, sentences in plan for sentence in sentences]


@given(plans, st.sampled_from(STYLES), st.booleans())
def test_every_numbering_style_gives_the_same_items(plan: Plan, style: str, blank: bool) -> None:  # noqa: FBT001 - drawn
    found = extract(written(plan, style, blank=blank), year=2017)
    assert [(unit, text) for unit, text, _ in items(found)] == expected(plan)
    assert len(found.results) == len(plan)


@given(plans)
def test_full_and_half_width_give_the_same_items(plan: Plan) -> None:
    text = written(plan, "{}.")
    wide = text.translate(WIDE)
    normal = [(unit, body.translate(WIDE), day) for unit, body, day in items(extract(text, year=2017))]
    assert [(unit, body.translate(WIDE), day) for unit, body, day in items(extract(wide, year=2017))] == normal


@given(st.data(), plans, st.sampled_from(["{}.", "- {}.", "（cn）", "{}、"]), st.sampled_from(["\n", "\n\n", "\n  \n"]))
def test_a_break_inside_a_sentence_changes_nothing(data: st.DataObject, plan: Plan, style: str, gap: str) -> None:
    # One lone （一） with its body on the next line is a heading; only neighbours tell that a sentence is broken.
    assume(style != "（cn）" or len(expected(plan)) > 1)
    text = written(plan, style)
    places = [
        match.start() + at
        for sentence in SENTENCES
        for match in re.finditer(re.escape(sentence), text)
        for at in range(6, len(sentence) - 1)
        if "，" in sentence[:at] and sentence[at - 1] != "。" and not sentence[at].isdigit()
    ]
    at = data.draw(st.sampled_from(places))
    assert items(extract(text[:at] + gap + text[at:], year=2017)) == items(extract(text, year=2017))


@given(plans, st.integers(18, 40))
def test_a_text_set_to_one_width_gives_the_same_items(plan: Plan, width: int) -> None:
    wrapped = []
    for line in written(plan, "{}.", blank=False).split("\n"):
        wrapped += [line[at : at + width] for at in range(0, len(line), width)]
    found = {(unit, text) for unit, text, _ in items(extract("\n".join(wrapped), year=2017))}
    assert found == set(expected(plan))


@given(st.data(), plans)
def test_the_order_of_the_streets_changes_nothing_but_the_order(data: st.DataObject, plan: Plan) -> None:
    shuffled = data.draw(st.permutations(plan))
    first, second = (items(extract(written(p, "{}."), year=2017)) for p in (plan, shuffled))
    assert sorted(first, key=str) == sorted(second, key=str)


@given(plans, st.sampled_from(STYLES))
def test_offsets_always_slice_to_the_text(plan: Plan, style: str) -> None:
    text = written(plan, style)
    found = extract(text, year=2017)
    parts = [part for item in found.items for part in item.deliverables]
    places: list[Item | Result | Deliverable] = [*found.items, *found.results, *parts]
    for place in places:
        assert re.sub(r"\s", "", text[place.start : place.end]) == re.sub(r"\s", "", place.text)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                *"一二1２.、）（(①第条；。，：\n \t-■“”月前年底",
                "街道",
                "目标计划",
                "工作成果",
                "责任单位",
                "开展",
                "由",
                "请",
            ]
        )
    )
)
def test_any_jumble_is_read_without_error_and_in_place(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = extract(text, year=2017)
    places: list[Item | Result | Issue] = [*found.items, *found.results, *found.issues]
    for place in places:
        assert 0 <= place.start <= place.end <= len(text)
    assert found.as_json()["document"]["chars"] == len(text)
