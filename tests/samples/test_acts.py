from datetime import date, datetime, time, timedelta

from chinese_calendar import is_workday

from tests.samples.replay import BY_OFFICE, BY_OWNER, Item, Key, acts, day_of, registered, replay, roster

QUARTER_END = date(2017, 6, 30)
FIELDS = {
    "assign": set(), "accept": set(), "submit": {"note"}, "return": {"reason", "note"}, "complete": {"note"},
    "close": {"note"}, "request_extension": {"proposed_on", "reason"}, "instruct": {"text", "answer_by"},
    "answer": {"text"}, "suspend": {"reason"}, "resume": {"reason"},
}  # fmt: skip


def where(items: dict[Key, Item], *states: str) -> set[Key]:
    return {key for key, item in items.items() if item.state in states}


def test_acts_stand_in_order_of_time_on_working_days_and_in_office_hours() -> None:
    moments = [datetime.fromisoformat(act["at"]) for act in acts()]
    assert moments == sorted(moments)
    assert (moments[0].date(), moments[-1].date()) == (date(2017, 3, 28), date(2017, 7, 5))
    for moment in moments:
        assert moment.utcoffset() == timedelta(hours=8)
        assert is_workday(moment.date()), moment
        assert time(9) <= moment.time() <= time(12) or time(13, 30) <= moment.time() <= time(17, 30), moment


def test_acts_name_streets_and_items_of_the_plan() -> None:
    items = registered()
    for act in acts():
        assert any(act["unit"] == unit and act.get("item", number) == number for unit, number in items), act
        assert "item" in act or act["act"] == "assign"


def test_everybody_acts_within_their_role_while_holding_the_post() -> None:
    liaison = {row["简称"]: row["工号"] for row in roster() if row["联络岗"] == "是"}
    posts = {(row["工号"], row["角色"]): row["任职起"] for row in roster()}
    for act in acts():
        role = "领导小组" if act["act"] == "instruct" else "督办办公室" if act["act"] in BY_OFFICE else "工作人员"
        assert date.fromisoformat(posts[act["by"], role]) <= day_of(act)
        assert act["act"] not in BY_OWNER or act["by"] == liaison[act["unit"]]


def test_each_act_says_what_it_must_and_nothing_unknown() -> None:
    for act in acts():
        said = set(act) - {"at", "act", "by", "unit", "item"}
        if act["act"] == "report":
            assert said - {"problem", "next_step", "figures"} in (
                {"done", "period", "deliverables"},
                {"done", "period", "progress"},
            )
            assert act["period"] == "2017Q2"
            assert all(set(figure) == {"value", "unit", "of"} for figure in act.get("figures", []))
        elif act["act"] == "decide_extension":
            assert said == ({"approve", "due_on", "note"} if act["approve"] else {"approve", "note"})
        else:
            assert said == FIELDS[act["act"]], act


def test_every_act_is_lawful() -> None:
    assert len(replay()) == 20


def test_the_quarter_has_something_of_everything() -> None:
    items = replay(QUARTER_END)
    assert where(items, "closed") == {("月桥街道", "1")}
    assert where(items, "completed") == {("松塔街道", "2")}
    assert where(items, "returned") == {("砚池街道", "1")}
    assert where(items, "suspended") == {("松塔街道", "4")}
    assert all(items[key].submitted_on < items[key].due_on for key in where(items, "closed", "completed"))
    extended = {key for key, item in items.items() if item.due_on > item.original_due_on}
    assert extended == {("松塔街道", "1")}
    open_items = where(items, "assigned", "accepted", "in_progress", "returned")
    assert {key for key in open_items if items[key].due_on < QUARTER_END} == {("青槐街道", "1")}
    assert {key for key in open_items if items[key].due_on == QUARTER_END} == {("砚池街道", "1"), ("听泉街道", "2")}
    assert {key for key, item in items.items() if "instruction" in item.pending} == {("听泉街道", "2")}


def test_some_are_on_course_and_some_far_behind() -> None:
    items = replay(QUARTER_END)
    running = [item for item in items.values() if item.state == "in_progress"]
    share = [sum(item.progress) / len(item.progress) for item in running]
    assert min(share) <= 20
    assert max(share) >= 80


def test_one_street_is_silent_and_one_report_comes_after_grace() -> None:
    reports = [act for act in acts() if act["act"] == "report"]
    assert {unit for unit, _ in registered()} - {act["unit"] for act in reports} == {"听泉街道"}
    july = {(act["unit"], act["item"]): day_of(act) for act in reports if day_of(act) > QUARTER_END}
    assert july == {
        ("砚池街道", "1"): date(2017, 7, 3),
        ("砚池街道", "2"): date(2017, 7, 3),
        ("砚池街道", "5"): date(2017, 7, 5),
    }
    before = {(act["unit"], act["item"]) for act in reports if day_of(act) <= QUARTER_END}
    assert ("砚池街道", "5") not in before


def test_one_item_is_finished_late_in_july() -> None:
    item = replay()["砚池街道", "1"]
    assert item.state == "completed"
    assert item.submitted_on > item.due_on
