"""A new version of a plan: items go on as the tasks they were, and what was approved stays readable."""

from datetime import date
from typing import Any

import pytest

from config.errors import CallError, DubanError
from planning import acts
from planning.adoption import Adoption
from planning.asof import tasks_as_of
from planning.indicators import series_of
from planning.past_figures import series_then
from planning.plan_queries import plans_known
from planning.plan_versions import VersionView, compare, version_lines, version_view
from planning.review.past import reviews_as_of
from planning.sealing import check_ledger
from tests.planning.house import DAY, House, instant
from tests.planning.review_desk import PLAN, ReviewDesk, document_of, events_by_number, task_rows

LATER = date(2017, 5, 3)
CONTRACTS = "2.年底前签订专项合同15份。"
REVISED = (
    PLAN.replace("小微企业30家", "小微企业40家")
    .replace("6月底前建成", "8月底前建成")
    .replace("3.不断加强职工教育培训。\n\n", "")
    .replace("600人次。", "600人次。\n\n2.10月底前举办职工运动会1场。")
)
"""Item 1 of Yueqiao changed, 2 as it was, 3 gone; Liu'an's 1 as it was, 2 new."""


@pytest.fixture
def first(house: House) -> ReviewDesk:
    """The plan as first approved: 2017-001 to 004, the first with three deliverables."""
    desk = ReviewDesk.open(house)
    desk.keep()
    desk.adopt()
    return desk


def plan_id(first: ReviewDesk) -> int:
    found = first.view().plan_id
    assert found is not None
    return found


def revise(first: ReviewDesk, text: str = REVISED, **given: Any) -> ReviewDesk:  # noqa: ANN401 - as opening takes
    return ReviewDesk.open(first.house, text, name="修订稿.txt", amends_plan_id=plan_id(first), at=LATER, **given)


def amend(first: ReviewDesk, text: str = REVISED) -> tuple[ReviewDesk, Adoption]:
    desk = revise(first, text)
    desk.keep()
    return desk, desk.adopt()


def version(first: ReviewDesk, number: int | None = None) -> VersionView:
    with first.house.database.read() as session:
        return version_view(session, plan_id(first), number)


def told(view: VersionView) -> list[tuple[str, str, str, int]]:
    return [(item.number, item.text, item.due_on.isoformat(), len(item.deliverables)) for item in view.items]


AS_APPROVED = [
    ("2017-001", "走访小微企业30家，建立企业台账；6月底前建成职工服务站。", "2017-06-30", 3),
    ("2017-002", "年底前签订专项合同15份。", "2017-12-31", 0),
    ("2017-003", "不断加强职工教育培训。", "2017-12-31", 0),
    ("2017-004", "9月底前办理互助保障600人次。", "2017-09-30", 0),
]


def test_each_item_of_a_new_version_is_told_what_becomes_of_it(first: ReviewDesk) -> None:
    view = revise(first).view()
    assert (view.amends, view.plan_name, view.plan_id) == ("计划（2017年）", "计划（2017年）", None)
    assert {key: (fate.kind, fate.number) for key, fate in view.fates.items()} == {
        "1": ("changed", "2017-001"), "2": ("same", "2017-002"), "3": ("same", "2017-004"), "4": ("new", ""),
    }  # fmt: skip
    assert [(each.field, each.before, each.after) for each in view.fates["1"].differences[1:]] == [
        ("deadline", "2017-06-30", "2017-08-31"),
        (
            "deliverables",
            "走访小微企业30家；建立企业台账；6月底前建成职工服务站",
            "走访小微企业40家；建立企业台账；8月底前建成职工服务站",
        ),
    ]  # fmt: skip
    assert [(each.number, each.choice) for each in view.gone] == [("2017-003", "keep")]


def test_tasks_keep_their_identity_through_a_new_version(first: ReviewDesk) -> None:
    before = task_rows(first.house)
    _, done = amend(first)
    after = task_rows(first.house)
    assert (done.version, done.amended, done.carried, done.gone) == (
        2, ("2017-001",), ("2017-002", "2017-004"), ("2017-003",),
    )  # fmt: skip
    assert [task.number for task in done.tasks] == ["2017-005"]
    assert {number: row.id for number, row in after.items() if number in before} == {
        number: row.id for number, row in before.items()
    }
    one = after["2017-001"]
    assert (one.text[:11], one.due_on, one.original_due_on, one.due_version) == (
        "走访小微企业40家，建", date(2017, 8, 31), date(2017, 6, 30), 2,
    )  # fmt: skip
    assert REVISED[after["2017-004"].source_start : after["2017-004"].source_end] == after["2017-004"].text
    assert [event.kind for event in events_by_number(first.house, "2017-002")] == ["registered", "carried"]
    assert [event.kind for event in events_by_number(first.house, "2017-003")] == ["registered"]
    with first.house.database.read() as session:
        assert check_ledger(session)[1] == []


def test_each_version_stays_readable_as_it_was_approved(first: ReviewDesk) -> None:
    assert told(version(first)) == AS_APPROVED
    amend(first)
    assert told(version(first, 1)) == AS_APPROVED
    assert told(version(first)) == [
        ("2017-001", "走访小微企业40家，建立企业台账；8月底前建成职工服务站。", "2017-08-31", 3),
        AS_APPROVED[1], AS_APPROVED[3], ("2017-005", "10月底前举办职工运动会1场。", "2017-10-31", 0),
    ]  # fmt: skip
    assert [part.text for part in version(first, 2).items[0].deliverables] == [
        "走访小微企业40家", "建立企业台账", "8月底前建成职工服务站",
    ]  # fmt: skip
    with first.house.database.read() as session:
        lines = version_lines(session, plan_id(first))
        with pytest.raises(CallError, match="没有第 3 版。已有的版本：1、2"):
            version_view(session, plan_id(first), 3)
    assert [(line.version, line.document, line.adopted_by) for line in lines] == [
        (1, "计划.txt", "何思远"), (2, "修订稿.txt", "何思远"),
    ]  # fmt: skip


def test_before_a_later_version_the_plan_its_figures_and_its_reviews_are_as_they_were(first: ReviewDesk) -> None:
    amend(first)
    between, plan = instant(LATER), plan_id(first)
    with first.house.database.read() as session:
        tasks_then = tasks_as_of(session, between)
        assert [line.version for line in version_lines(session, plan, between)] == [1]
        assert told(version_view(session, plan, None, between)) == AS_APPROVED
        with pytest.raises(CallError):
            version_view(session, plan, 2, between)
        assert plans_known(session, tasks_then, between) == {plan}
        assert plans_known(session, tasks_as_of(session, instant(DAY)), instant(DAY)) == set()
        figures = {
            (series.what, point.kind, point.value)
            for unit_id in first.house.units.values()
            for series in series_then(session, unit_id, tasks_then, between)
            for point in series.points
        }
        reviews = [(line.state, line.counts["total"]) for line in reviews_as_of(session, between, open_ones=False)]
        assert reviews_as_of(session, between, open_ones=True) == []
        assert reviews_as_of(session, instant(DAY), open_ones=True) == []
    assert ("小微企业", "target", "30") in figures
    assert ("小微企业", "target", "40") not in figures
    assert reviews == [("adopted", 4)]


def test_two_versions_are_compared(first: ReviewDesk) -> None:
    amend(first)
    with first.house.database.read() as session:
        found = compare(session, plan_id(first), 1, 2)
    assert [item.number for item in found.added] == ["2017-005"]
    assert [item.number for item in found.gone] == ["2017-003"]
    assert [item.number for item in found.same] == ["2017-002", "2017-004"]
    [changed] = found.changed
    assert (changed.before.number, [each.field for each in changed.differences]) == (
        "2017-001", ["text", "deadline", "deliverables"],
    )  # fmt: skip
    assert found.cancelled == frozenset()


def test_what_people_did_survives_a_new_version(first: ReviewDesk) -> None:
    house, rows = first.house, task_rows(first.house)
    one, two = rows["2017-001"].id, rows["2017-002"].id
    for task_id in (one, two):
        house.do(acts.assign, task_id, owner_post_id=house.posts["owner"])
        house.do(acts.accept, task_id, by=house.owner)
    house.do(acts.report, two, acts.ProgressReport(progress=40, done="签订6份"), by=house.owner)
    house.do(acts.request_extension, two, proposed_on=date(2018, 1, 31), reason="春节", by=house.owner)
    house.do(acts.decide_extension, two, approve=True)
    amend(first)
    after = task_rows(house)
    assert (after["2017-002"].due_on, after["2017-002"].progress, after["2017-002"].extensions) == (
        date(2018, 1, 31), 40, 1,
    )  # fmt: skip
    assert (after["2017-001"].state, after["2017-001"].owner_post_id) == ("accepted", house.posts["owner"])
    assert version(first).items[1].due_on == date(2017, 12, 31)


@pytest.mark.parametrize(
    ("choice", "due_on"), [("", date(2017, 9, 15)), ("later", date(2017, 9, 15)), ("plan", date(2017, 8, 31)),
                           ("present", date(2017, 9, 15))],
)  # fmt: skip
def test_a_date_the_plan_moves_after_an_extension_is_told_and_decided(
    first: ReviewDesk, choice: str, due_on: date
) -> None:
    house = first.house
    one = task_rows(house)["2017-001"].id
    house.do(acts.set_deadline, one, due_on=date(2017, 9, 15))
    desk = revise(first)
    assert desk.view().fates["1"].due_conflict == (date(2017, 8, 31), date(2017, 9, 15))
    if choice:
        desk.do("due_chosen", keys=["1"], choice=choice)
    desk.keep()
    desk.adopt()
    assert task_rows(house)["2017-001"].due_on == due_on
    assert version(first).items[0].due_on == date(2017, 8, 31)


def test_the_later_date_may_be_the_plans(first: ReviewDesk) -> None:
    one = task_rows(first.house)["2017-001"].id
    first.house.do(acts.set_deadline, one, due_on=date(2017, 7, 15))
    amend(first)
    row = task_rows(first.house)["2017-001"]
    assert (row.due_on, row.due_basis) == (date(2017, 8, 31), "stated")


def test_a_task_the_new_version_takes_out_ends_only_when_somebody_says_so(first: ReviewDesk) -> None:
    desk = revise(first)
    with pytest.raises(DubanError, match="不是被修订的计划"):
        desk.do("gone_decided", numbers=["2017-009"], choice="cancel")
    view = desk.do("gone_decided", by=first.house.sponsor, numbers=["2017-003"], choice="cancel", reason="上级取消")
    assert [(each.choice, each.reason) for each in view.gone] == [("cancel", "上级取消")]
    desk.keep()
    assert desk.adopt().ended == ("2017-003",)
    ended = events_by_number(first.house, "2017-003")[-1]
    assert (ended.kind, ended.payload["reason"], ended.payload["version"]) == ("cancelled", "上级取消", 2)
    assert task_rows(first.house)["2017-003"].state == "cancelled"
    assert told(version(first, 1)) == AS_APPROVED
    with first.house.database.read() as session:
        assert compare(session, plan_id(first), 1, 2).cancelled == frozenset({"2017-003"})


def test_an_end_that_was_carried_out_is_not_undone_in_the_review(first: ReviewDesk) -> None:
    desk = revise(first)
    seq = desk.do("gone_decided", numbers=["2017-003"], choice="cancel", reason="上级取消").seq
    desk.do("undone", seq=seq)
    seq = desk.do("gone_decided", numbers=["2017-003"], choice="cancel", reason="上级取消").seq
    desk.keep()
    assert desk.adopt("1").ended == ()  # the items named are adopted, nothing is ended yet
    assert desk.do("undone", seq=seq).gone[0].choice != "cancel"
    seq = desk.do("gone_decided", numbers=["2017-003"], choice="cancel", reason="上级取消").seq
    assert desk.adopt().ended == ("2017-003",)
    with pytest.raises(DubanError) as caught:
        desk.do("undone", seq=seq)
    assert caught.value.code == "review-undo-final"
    assert desk.view().undoable is None


def test_a_match_is_corrected_by_hand(first: ReviewDesk) -> None:
    desk = revise(first)
    fates = desk.do("matched", key="4", number="2017-003").fates
    assert (fates["4"].kind, fates["4"].number, fates["4"].by_hand) == ("changed", "2017-003", True)
    assert desk.view().gone == ()
    with pytest.raises(DubanError, match="2017-003 已与第 4 项对应"):
        desk.do("matched", key="1", number="2017-003")
    fates = desk.do("matched", key="2", number="").fates
    assert (fates["2"].kind, fates["2"].number) == ("new", "")
    desk.keep()
    done = desk.adopt()
    assert ([task.title for task in done.tasks], done.gone) == (["年底前签订专项合同15份"], ("2017-002",))
    assert task_rows(first.house)["2017-003"].text == "10月底前举办职工运动会1场。"


def test_items_with_different_choices_are_not_joined_and_one_choice_is_kept(first: ReviewDesk) -> None:
    desk = revise(first)
    desk.do("matched", key="2", number="2017-003")
    desk.do("due_chosen", keys=["2"], choice="plan")
    desk.do("matched", key="1", number="2017-001")
    with pytest.raises(DubanError, match="2017-001、2017-003"):
        desk.do("joined", keys=["1", "2"])
    desk.do("matched", key="1", number="")
    with pytest.raises(DubanError) as caught:
        desk.do("joined", keys=["1", "2"])
    assert caught.value.code == "review-join-matched"
    desk.do("due_chosen", keys=["3"], choice="present")
    with pytest.raises(DubanError) as caught:
        desk.do("joined", keys=["2", "3"])
    assert caught.value.code == "review-join-due"
    joined = desk.do("joined", keys=["4", "2"]).by_key["4"]
    assert (joined.match, joined.due_choice) == ("2017-003", "plan")


def test_deliverables_go_on_too(first: ReviewDesk) -> None:
    house = first.house
    house.do(acts.assign, task_rows(house)["2017-001"].id)
    amend(first, REVISED.replace("建立企业台账；8月底前建成职工服务站。", "9月底前建成职工服务站；开展满意度调查。"))
    rows = task_rows(house)
    parts = {number: (row.text, row.state, row.position) for number, row in rows.items() if row.parent_id}
    assert parts == {
        "2017-001.1": ("走访小微企业40家", "assigned", 1),
        "2017-001.2": ("建立企业台账", "cancelled", 2),
        "2017-001.3": ("9月底前建成职工服务站", "assigned", 2),
        "2017-001.4": ("开展满意度调查", "assigned", 3),
    }
    assert {rows[number].due_on for number in ("2017-001", "2017-001.3", "2017-001.4")} == {date(2017, 9, 30)}
    assert [part.text for part in version(first).items[0].deliverables] == [
        "走访小微企业40家", "9月底前建成职工服务站", "开展满意度调查",
    ]  # fmt: skip
    assert [len(item.deliverables) for item in version(first, 1).items] == [3, 0, 0, 0]
    with house.database.read() as session:
        assert check_ledger(session)[1] == []


def test_new_deliverables_of_a_suspended_item_wait_with_it(first: ReviewDesk) -> None:
    house = first.house
    one = task_rows(house)["2017-001"].id
    house.do(acts.assign, one)
    house.do(acts.suspend, one, reason="机构调整")
    amend(first, PLAN.replace("建成职工服务站。", "建成职工服务站；开展满意度调查。"))
    assert task_rows(house)["2017-001.4"].state == "suspended"
    house.do(acts.resume, one)
    assert task_rows(house)["2017-001.4"].state == "assigned"


def test_a_finished_task_takes_the_words_and_keeps_its_end(first: ReviewDesk) -> None:
    house, one = first.house, task_rows(first.house)["2017-001"].id
    house.do(acts.assign, one, owner_post_id=house.posts["owner"])
    house.do(acts.accept, one, by=house.owner)
    house.do(acts.submit, one, by=house.owner)
    house.do(acts.complete, one)
    amend(first, REVISED.replace("建立企业台账；", ""))
    row = task_rows(house)["2017-001"]
    assert (row.state, row.due_on, row.text[:10]) == ("completed", date(2017, 6, 30), "走访小微企业40家，")
    assert task_rows(house)["2017-001.2"].state == "completed"


def test_an_item_moved_to_another_unit_goes_on_there(first: ReviewDesk) -> None:
    moved = PLAN.replace(f"{CONTRACTS}\n\n", "").replace("600人次。", f"600人次。\n\n{CONTRACTS}")
    desk, done = amend(first, moved)
    fate = desk.view().fates["4"]
    assert done.amended == ("2017-002",)
    row = task_rows(first.house)["2017-002"]
    assert (row.unit_id, row.owner_post_id) == (
        first.house.units["柳岸街道总工会"], first.house.posts["outsider"],
    )  # fmt: skip
    assert fate.number == "2017-002"


def test_streets_that_promise_the_same_are_not_mixed_up(house: House) -> None:
    text = "计划\n" + "".join(
        f"\n{street}街道\n\n目标计划\n\n1.年底前培训职工100人次。\n" for street in ("月桥", "柳岸")
    )
    desk = ReviewDesk.open(house, text)
    desk.keep()
    desk.adopt()
    other = ReviewDesk.open(
        house, text.replace("月桥", "甲").replace("柳岸", "月桥").replace("甲", "柳岸"), amends_plan_id=plan_id(desk)
    )
    assert {key: (fate.kind, fate.number) for key, fate in other.view().fates.items()} == {
        "1": ("same", "2017-002"), "2": ("same", "2017-001"),
    }  # fmt: skip


def test_a_date_that_is_stated_now_is_no_longer_provisional(first: ReviewDesk) -> None:
    assert task_rows(first.house)["2017-003"].due_provisional
    desk, done = amend(first, PLAN.replace("不断加强职工教育培训", "12月底前加强职工教育培训"))
    assert desk.view().fates["3"].number == "2017-003"
    row = task_rows(first.house)["2017-003"]
    assert (row.due_provisional, row.due_on, row.due_version, done.amended) == (
        False, date(2017, 12, 31), 1, ("2017-003",),
    )  # fmt: skip


def test_a_date_stated_as_the_day_it_stood_on_leaves_planned_reminders(first: ReviewDesk) -> None:
    before = task_rows(first.house)["2017-003"].chase_seq
    amend(first, PLAN.replace("不断加强职工教育培训", "12月底前加强职工教育培训"))
    assert "due_on" in events_by_number(first.house, "2017-003")[-1].payload
    assert task_rows(first.house)["2017-003"].chase_seq == before


def test_a_new_version_is_taken_over_in_parts(first: ReviewDesk) -> None:
    desk = revise(first)
    desk.keep("2")
    assert desk.adopt("2").carried == ("2017-002",)
    desk.keep("1", "3", "4")
    done = desk.adopt()
    assert (done.version, done.amended, done.carried) == (2, ("2017-001",), ("2017-004",))
    assert desk.view().state == "adopted"
    assert len(version(first).items) == 4


def test_a_version_is_adopted_once_and_its_year_is_the_plans(first: ReviewDesk) -> None:
    amend(first)
    with pytest.raises(DubanError, match="已登记为计划"):
        revise(first)
    with pytest.raises(CallError, match="是 2017 年的，您写的是 2018 年"):
        ReviewDesk.open(first.house, "计划\n\n1.开展培训。", year=2018, amends_plan_id=plan_id(first))
    with pytest.raises(CallError, match="没有编号为 99 的计划"):
        ReviewDesk.open(first.house, "计划\n\n1.开展培训。", amends_plan_id=99)


def test_a_third_version_goes_on_from_the_second(first: ReviewDesk) -> None:
    amend(first)
    desk = revise(first, REVISED.replace("1场", "2场"))
    assert {key: fate.kind for key, fate in desk.view().fates.items()} == {
        "1": "same", "2": "same", "3": "same", "4": "changed",
    }  # fmt: skip
    desk.keep()
    assert desk.adopt().version == 3
    assert told(version(first, 1)) == AS_APPROVED
    assert document_of(REVISED).sha256 == version(first, 2).line.sha256


def test_results_both_versions_report_are_kept_once(house: House) -> None:
    text = "计划\n\n月桥街道 现阶段工作成果\n\n2016年新建职工之家6家。\n\n目标计划\n\n1.年底前培训职工100人次。\n"
    desk = ReviewDesk.open(house, text)
    desk.keep()
    assert desk.adopt().outcomes == 1
    other = ReviewDesk.open(house, text.replace("100人次", "200人次"), amends_plan_id=plan_id(desk))
    other.keep()
    assert other.adopt().outcomes == 0
    third = ReviewDesk.open(house, text.replace("6家", "8家"), amends_plan_id=plan_id(desk))
    third.keep()
    assert third.adopt().outcomes == 1


def test_a_deliverable_a_version_ended_no_longer_counts(first: ReviewDesk) -> None:
    house, one = first.house, task_rows(first.house)["2017-001"].id
    house.do(acts.assign, one, owner_post_id=house.posts["owner"])
    house.do(acts.accept, one, by=house.owner)
    amend(first, REVISED.replace("建立企业台账；8月底前", "8月底前"))
    assert task_rows(house)["2017-001.2"].state == "cancelled"
    house.do(acts.report, one, acts.ProgressReport(deliverables={1: 40, 2: 80}), by=house.owner)
    rows = task_rows(house)
    assert (rows["2017-001"].progress, rows["2017-001.3"].progress, rows["2017-001.2"].progress) == (60, 80, 0)
    house.do(acts.submit, one, by=house.owner)
    house.do(acts.complete, one)
    rows = task_rows(house)
    assert [rows[number].state for number in ("2017-001", "2017-001.1", "2017-001.2", "2017-001.3")] == [
        "completed", "completed", "cancelled", "completed",
    ]  # fmt: skip


def test_an_item_whose_deliverables_became_one_is_reported_on_itself(first: ReviewDesk) -> None:
    house, one = first.house, task_rows(first.house)["2017-001"].id
    house.do(acts.assign, one, owner_post_id=house.posts["owner"])
    house.do(acts.accept, one, by=house.owner)
    desk = revise(first, REVISED.replace("建立企业台账；8月底前建成职工服务站。", "不少于两轮。"))
    desk.do("matched", key="1", number="2017-001")
    desk.keep()
    desk.adopt()
    house.do(acts.report, one, acts.ProgressReport(progress=30), by=house.owner)
    assert task_rows(house)["2017-001"].progress == 30


def test_the_series_of_a_unit_follow_what_the_plan_promises_now(first: ReviewDesk) -> None:
    amend(first)
    with first.house.database.read() as session:
        targets = {
            (series.what, point.value)
            for unit_id in first.house.units.values()
            for series in series_of(session, unit_id)
            for point in series.points
            if point.kind == "target"
        }
    assert ("小微企业", "40") in targets
    assert ("小微企业", "30") not in targets


def test_the_parts_of_an_item_matched_by_hand_do_not_both_go_on_as_its_task(first: ReviewDesk) -> None:
    desk = revise(first)
    desk.do("matched", key="1", number="2017-001")
    desk.do("split", key="1", at=[desk.texts()["1"].index("；") + 1])
    desk.keep()
    desk.adopt()
    numbers = [item.adopted_as for item in desk.view().items]
    assert len(numbers) == len(set(numbers))
    assert "2017-001" in numbers


def test_a_task_that_went_on_already_is_not_matched_with_another_item(first: ReviewDesk) -> None:
    desk = revise(first)
    desk.keep("2")
    desk.adopt("2")
    with pytest.raises(DubanError) as caught:
        desk.do("matched", key="1", number="2017-002")
    assert caught.value.code == "review-match-taken"


def finish(first: ReviewDesk, number: str) -> None:
    house, task_id = first.house, task_rows(first.house)[number].id
    house.do(acts.assign, task_id)
    house.do(acts.accept, task_id, by=house.liaison)
    house.do(acts.report, task_id, acts.ProgressReport(progress=100, done="已办"), by=house.liaison)
    house.do(acts.submit, task_id, by=house.liaison)
    house.do(acts.complete, task_id)


def test_a_finished_task_is_not_ended_by_a_version_that_no_longer_names_it(first: ReviewDesk) -> None:
    finish(first, "2017-003")
    with pytest.raises(DubanError) as caught:
        revise(first).do("gone_decided", numbers=["2017-003"], choice="cancel")
    assert caught.value.code == "act-not-lawful"


def test_a_task_finished_after_its_end_was_decided_stays_finished_and_stops_nothing(first: ReviewDesk) -> None:
    desk = revise(first)
    desk.do("gone_decided", numbers=["2017-003"], choice="cancel")
    finish(first, "2017-003")
    desk.keep()
    adoption = desk.adopt()
    assert (adoption.ended, "2017-003" in adoption.gone) == ((), True)
    assert task_rows(first.house)["2017-003"].state == "completed"


DATED_PARTS = PLAN.replace(
    "1.走访小微企业30家，建立企业台账；6月底前建成职工服务站。",
    "1.年底前完成下列工作：5月底前建立企业台账30家；8月底前建成职工服务站1个；10月底前举办职工运动会1场。",
)


@pytest.mark.parametrize(
    ("words", "due_on"),
    [
        ("8月底前", date(2017, 11, 20)),  # as they were: the office's date stands
        ("9月底前", date(2017, 11, 20)),  # moved, but not so far: the later date stands
        ("年底前", date(2017, 12, 31)),
    ],
)
def test_a_deliverables_date_set_since_stands_unless_its_words_are_later(
    house: House, words: str, due_on: date
) -> None:
    desk = ReviewDesk.open(house, DATED_PARTS)
    desk.keep()
    desk.adopt()
    part = task_rows(house)["2017-001.2"]
    house.do(acts.set_deadline, part.id, due_on=date(2017, 11, 20))
    amend(desk, DATED_PARTS.replace("8月底前", words).replace("15份", "18份"))
    assert task_rows(house)["2017-001.2"].due_on == due_on


def test_a_file_under_review_as_a_plan_of_its_own_is_not_taken_for_a_revision(first: ReviewDesk) -> None:
    alone = ReviewDesk.open(first.house, REVISED, name="修订稿.txt", at=LATER)
    with pytest.raises(DubanError) as caught:
        revise(first)
    assert (caught.value.code, caught.value.values["review"]) == ("review-open-otherwise", alone.id)
    alone.do("discarded")
    assert revise(first).view().amends == "计划（2017年）"


def targets(first: ReviewDesk, number: str) -> list[date]:
    task = task_rows(first.house)[number]
    with first.house.database.read() as session:
        points = [point for each in series_of(session, task.unit_id) for point in each.points]
    return [point.on for point in points if point.task_id == task.id]


def test_a_target_goes_with_the_date_of_its_item_and_ends_with_it(first: ReviewDesk) -> None:
    house, task_id = first.house, task_rows(first.house)["2017-002"].id
    assert targets(first, "2017-002") == [date(2017, 12, 31)]
    house.do(acts.set_deadline, task_id, due_on=date(2017, 11, 30))
    assert targets(first, "2017-002") == [date(2017, 11, 30)]
    house.do(acts.cancel, task_id, reason="不再办理")
    assert targets(first, "2017-002") == []
