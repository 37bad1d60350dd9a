"""Every kind of event has words, and says everything a person wrote."""

import pytest

from config.language import labels
from planning.lifecycle import LAWFUL
from web.answers.telling import tell

SAID = {
    "note": "甲", "reason": "乙", "text": "丙", "done": "丁", "problem": "戊", "next_step": "己", "into": "2017-009",
}  # fmt: skip
WRITTEN = {
    "returned": ("甲",),
    "completed": ("甲",),
    "closed": ("甲",),
    "accepted": ("甲",),
    "submitted": ("甲",),
    "extension_requested": ("乙",),
    "extension_decided": ("甲", "乙"),
    "due_set": ("甲",),
    "instructed": ("丙",),
    "answered": ("丙",),
    "suspended": ("乙",),
    "resumed": ("乙",),
    "cancelled": ("乙",),
    "merged": ("乙", "2017-009"),
    "reported": ("丁", "戊", "己"),
    "adopted": ("甲",),
    "assigned": ("甲",),
    "reopened": ("甲",),
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_a_person_wrote_is_shown(kind: str) -> None:
    text = "".join(words for _, words in tell(kind, SAID, {}))
    assert [words for words in WRITTEN[kind] if words not in text] == []


@pytest.mark.parametrize("kind", LAWFUL)
def test_every_kind_of_event_can_be_told_even_when_it_says_nothing(kind: str) -> None:
    assert kind in labels("event")
    assert isinstance(tell(kind, {"approved": True}, {}), list)


def test_codes_are_told_in_words() -> None:
    assert ("退回理由", "事实不清") in tell("returned", {"reason": "facts_unclear"}, {})
    assert ("依据", "办公室确定") in tell("due_set", {"basis": "set", "due_on": "2017-06-30"}, {})
    assert ("责任岗位", "月桥街道 · 联络员") in tell("assigned", {"owner_post_id": 7}, {7: "月桥街道 · 联络员"})
    assert ("决定", "不同意延期") in tell("extension_decided", {"approved": False}, {})
    assert ("填报期", "2017年第二季度（逾期补报）") in tell("reported", {"period": "2017Q2", "late": True}, {})


def test_a_deliverables_event_says_that_it_follows_its_item() -> None:
    assert ("说明", "随事项 2017-003") in tell("accepted", {"follows": "2017-003"}, {})


REVIEWED = {
    "due_on": "2017-06-30",
    "review": {
        "id": 1,
        "key": "1",
        "changes": [
            {"by": "O1", "name": "贺文澜", "at": "", "field": "unit", "before": None, "after": "月桥街道"},
            {"by": "O1", "name": "贺文澜", "at": "", "field": "decision", "before": "open", "after": "keep"},
            {"by": "O2", "name": "温如海", "at": "", "field": "lead", "before": [], "after": ["甲部", "乙部"]},
        ],
    },
    "sources": [{"unit": "砚池街道", "text": "走访企业。"}],
}


def test_what_each_person_changed_before_adoption_stands_in_the_timeline_but_not_that_it_was_kept() -> None:
    assert [told for told in tell("registered", REVIEWED, {}) if told[0] != "完成时限"] == [
        ("贺文澜核对时改单位", "（空） → 月桥街道"),
        ("温如海核对时改牵头单位", "（空） → 甲部、乙部"),
        ("另见", "砚池街道 走访企业。"),
    ]


def test_an_amendment_says_what_the_new_version_says_otherwise() -> None:
    payload = {"version": 2, "text": "建成联络站8座。", "lead_units": '["甲部", "乙部"]', "due_on": "2017-10-31"}
    assert tell("amended", payload, {}) == [
        ("计划版本", "第 2 版"),
        ("事项文字", "建成联络站8座。"),
        ("牵头单位", "甲部、乙部"),
        ("完成时限", "2017年10月31日"),
    ]


def test_a_result_taken_is_told_with_its_role() -> None:
    payload = {"result_id": 3, "role": "baseline", "text": "培训职工\n320人次。"}
    assert tell("paired", payload, {}) == [("作为", "基数"), ("工作成果", "培训职工 320人次。")]
    assert tell("unpaired", payload, {}) == [("工作成果", "第 3 号")]
    assert tell("sourced", {"unit": "砚池街道", "text": "走访企业。"}, {}) == [
        ("单位", "砚池街道"),
        ("原文", "走访企业。"),
    ]
