"""Who hears of a task: vacancies, people with two hats, missing addresses, deliverables, and the burden cap."""

from datetime import date

from planning import acts
from planning.ledger import children_of
from tests.flows.stage import Stage, recipients, text_of
from tests.planning.house import DISTRICT, DUE, OTHER_STREET, progress

OWNER, HEAD, CLERK, SPONSOR = "沈玉兰", "许望山", "何思远", "顾长河"
BEFORE, AFTER, LATE = date(2017, 6, 27), date(2017, 7, 3), date(2017, 7, 14)
"""T-3, +1 and +10 of an item due on 30 June."""


def test_a_vacant_post_is_told_to_the_office_with_what_to_do(stage: Stage) -> None:
    stage.house.item_in("assigned")
    stage.vacate("owner", BEFORE)
    stage.remind(BEFORE)

    assert stage.outcomes() == {(CLERK, "T-3"): "planned"}
    (line,) = stage.lines()
    assert (line["role"], line["action"]) == (
        "代收人（责任岗位空缺）",
        "请尽快明确责任岗位的任职人，并安排办理。",
    )


def test_an_item_without_owning_post_is_told_to_the_office(stage: Stage) -> None:
    stage.house.item(owner_post_id=None)
    stage.remind(BEFORE)

    assert stage.outcomes() == {(CLERK, "T-3"): "planned"}


def test_the_named_official_is_told_instead_of_the_head_of_the_unit(stage: Stage) -> None:
    stage.house.item_in("assigned", leader_name=SPONSOR)
    stage.remind(AFTER)

    assert set(stage.outcomes()) == {(OWNER, "+1"), (SPONSOR, "+1")}


def test_a_name_nobody_bears_leaves_the_head_of_the_unit(stage: Stage) -> None:
    stage.house.item_in("assigned", leader_name="查无此人")
    stage.remind(AFTER)

    assert set(stage.outcomes()) == {(OWNER, "+1"), (HEAD, "+1")}


def test_the_head_of_two_units_hears_of_the_items_of_both(stage: Stage) -> None:
    stage.add_post("second", unit=OTHER_STREET, role="unit_head", code="L00", name="秦月")
    stage.vacate("second", date(2017, 5, 1))
    stage.hold("second", stage.person_id(HEAD), since=date(2017, 5, 1))
    first = stage.house.item_in("assigned")
    second = stage.house.item_in("assigned", unit_id=stage.house.units[OTHER_STREET])
    stage.remind(AFTER)

    assert [told.task for told in stage.told() if told.name == HEAD] == [first, second]


def test_a_person_who_is_owner_and_official_gets_one_line(stage: Stage) -> None:
    stage.house.item_in("assigned", owner_post_id=stage.house.posts["head"])
    stage.remind(AFTER)
    stage.send(AFTER)

    assert stage.outcomes() == {(HEAD, "+1"): "sent"}
    (mail,) = stage.mails()
    assert text_of(mail).count("建立职工服务站点地图") == 1
    assert "因为您是上述事项的责任人。" in text_of(mail)


def test_the_clerk_who_leads_too_hears_once_of_each_matter(stage: Stage) -> None:
    stage.house.item_in("assigned", leader_name=CLERK)
    stage.remind(date(2017, 7, 5))  # +3: official and office

    assert stage.outcomes() == {(OWNER, "+3"): "planned", (CLERK, "+3"): "planned"}


def test_one_person_in_several_hats_gets_one_digest(stage: Stage) -> None:
    stage.house.item_in("assigned")
    stage.house.item_in("assigned", owner_post_id=stage.house.posts["head"], title="编印维权手册")
    stage.remind(AFTER)
    stage.send(AFTER)

    assert recipients(stage.mails()) == [OWNER, HEAD]
    assert "您是上述事项的牵头领导、责任人" in text_of(stage.mails()[1])


def test_without_an_address_the_decision_is_kept_with_its_reason(stage: Stage) -> None:
    stage.house.item_in("assigned")
    stage.change_person(OWNER, mail="")
    result = stage.remind(AFTER)
    stage.send(AFTER)

    assert result["skipped"] == {"no_address": 1}
    assert stage.outcomes() == {(OWNER, "+1"): "no_address", (HEAD, "+1"): "sent"}


def test_nobody_of_another_street_hears_of_it(stage: Stage) -> None:
    stage.add_post("other-head", unit=OTHER_STREET, role="unit_head", code="L00", name="秦月")
    stage.house.item_in("assigned")
    stage.remind_daily(date(2017, 6, 20), LATE)

    assert {told.name for told in stage.told()} == {OWNER, HEAD, CLERK, SPONSOR}


def test_a_deliverable_with_a_deadline_of_its_own_is_chased_and_one_that_shares_its_items_is_not(stage: Stage) -> None:
    item = stage.house.item_in("assigned", 2)
    own = stage.house.child_id(item, 1)
    stage.house.do(acts.set_deadline, own, due_on=date(2017, 6, 28))
    stage.remind(date(2017, 6, 23))  # T-3 of the deliverable
    stage.remind(BEFORE)  # T-3 of the item, T-1 of the deliverable

    assert [(told.task, told.rung) for told in stage.told()] == [(own, "T-3"), (item, "T-3"), (own, "T-1")]
    lines = stage.lines()
    assert {line["path"] for line in lines} == {f"/tasks/{item}"}
    assert lines[0]["action"].startswith("请在所属事项中报送这项成果的进度")


def test_a_deliverable_reported_complete_is_chased_no_more(stage: Stage) -> None:
    item = stage.house.item_in("accepted", 2)
    own = stage.house.child_id(item, 1)
    stage.house.do(acts.set_deadline, own, due_on=date(2017, 6, 28))
    stage.house.do(acts.report, item, progress(deliverables={1: 100, 2: 10}), by=stage.house.owner)
    stage.remind_daily(date(2017, 6, 19), LATE)

    assert {told.task for told in stage.told()} == {item}


def test_deliverables_follow_an_extended_item_only_where_they_shared_its_deadline(stage: Stage) -> None:
    item = stage.house.item_in("accepted", 2)
    own = stage.house.child_id(item, 1)
    stage.house.do(acts.set_deadline, own, due_on=date(2017, 6, 28))
    stage.house.do(acts.set_deadline, item, due_on=date(2017, 9, 29))
    stage.remind_daily(date(2017, 6, 19), DUE)

    assert {told.task for told in stage.told()} == {own}
    with stage.database.read() as session:
        assert [child.due_on for _, child in children_of(session, item)] == [date(2017, 6, 28), date(2017, 9, 29)]


def test_the_burden_cap_keeps_a_unit_from_more_than_twenty_digests_a_week_reds_first(stage: Stage) -> None:
    for number in range(12):
        post = stage.add_post(f"p{number}", code=f"P{number:02}", name=f"职工{number:02}")
        stage.house.item_in("assigned", owner_post_id=post, due_on=date(2017, 7, 5))  # T-3 on Friday 30 June
        stage.house.item_in("assigned", owner_post_id=post, due_on=date(2017, 6, 28))  # T-1 on the 27th, +1 on the 29th
    stage.remind(BEFORE)
    stage.send(BEFORE)
    stage.remind(date(2017, 6, 29))
    stage.send(date(2017, 6, 29))

    capped = [row.state for row in stage.digests() if row.unit_ref]
    assert (capped.count("sent"), capped.count("suppressed")) == (20, 5)  # 12 on the 27th; 12 owners and the head now
    assert {told.outcome for told in stage.told()} == {"sent", "burden_cap"}
    kept_back = [row for row in stage.digests() if row.state == "suppressed"]
    assert {row.reason for row in kept_back} == {"burden_cap"}


def test_the_office_and_the_leading_group_are_not_capped(stage: Stage) -> None:
    for number in range(25):
        stage.add_post(
            f"c{number}", unit=DISTRICT, post="督办", role="office", code=f"C{number:02}", name=f"专员{number:02}"
        )
    stage.house.item(owner_post_id=None)
    result = stage.remind(date(2017, 7, 5))

    assert result["skipped"] == {}
    assert {told.outcome for told in stage.told()} == {"planned"}
