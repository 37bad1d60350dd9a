"""The life of a task through the commands, and what the ledger tells of it afterwards."""

from datetime import date

import pytest

from tests.commands.desk import PLAN, PLAN_NAME, Desk

ONE = "2017-001"


@pytest.fixture
def assigned(office: Desk) -> Desk:
    """The office after handing the plan out on 28 March."""
    office.on(date(2017, 3, 28)).done("task", "assign", "--plan", PLAN_NAME)
    return office


def test_from_assignment_to_close_out_each_act_tells_state_and_next_step(assigned: Desk) -> None:
    desk = assigned
    steps: tuple[tuple[date, tuple[str, ...], str, str], ...] = (
        (date(2017, 3, 29), ("accept", ONE, "--by", "S1"), "2017-001 已签收：现为“已签收”，进度 0%", "task report"),
        (
            date(2017, 4, 12),
            ("report", ONE, "--deliverable", "1=60", "--done", "走访了", "--figure", "走访企业=1,032家", "--by", "S1"),
            "2017-001 已报送进展：现为“办理中”，进度 30%",
            "task submit",
        ),
        (date(2017, 5, 3), ("submit", ONE, "--by", "骆一鸣"), "已报办结：现为“已报办结”，进度 100%", "task complete"),
        (
            date(2017, 5, 4),
            ("return", ONE, "--reason", "事实不清", "--note", "台账不全", "--by", "O1"),
            "2017-001 已退回：现为“退回”，进度 30%",
            "task report",
        ),
        (
            date(2017, 5, 10),
            ("report", ONE, "--deliverable", "1=100", "--deliverable", "2=100", "--by", "S1"),
            "现为“办理中”，进度 100%",
            "task submit",
        ),
        (date(2017, 5, 11), ("submit", ONE, "--by", "S1"), "现为“已报办结”，进度 100%", "task return"),
        (date(2017, 5, 12), ("complete", ONE, "--by", "O1"), "2017-001 已办结：现为“已办结”", "task close"),
        (date(2017, 5, 15), ("close", ONE, "--by", "O2"), "2017-001 已销号：现为“已销号”", "duban task show"),
    )
    for day, words, outcome, following in steps:
        first, second = desk.on(day).done("task", *words).splitlines()
        assert outcome in first, words
        assert following in second, words

    told = desk.done("task", "show", ONE).splitlines()

    assert told[0] == "2017-001　月桥街道　已销号　提前办结　截至 2017-05-15"
    assert told[2] == "期限：2017-12-31（计划期末，暂定）　进度：100%"
    timeline = [line.strip().split("　") for line in told[told.index("经过：") + 1 :]]
    assert [line[1] for line in timeline] == [
        "立项", "交办", "签收", "报送进展", "报办结", "退回", "报送进展", "报办结", "办结", "销号",
    ]  # fmt: skip
    assert timeline[3] == [
        "2017-04-12 10:00",
        "报送进展",
        "骆一鸣",
        "进度：30%；填报期：2017年第二季度；已做工作：走访了；数据：走访企业 1032家",
    ]
    assert timeline[5] == ["2017-05-04 10:00", "退回", "贺文澜", "退回理由：事实不清；说明：台账不全"]
    assert timeline[9] == ["2017-05-15 10:00", "销号", "温如海"]


def test_a_view_as_of_a_day_shows_what_was_known_at_its_end(assigned: Desk) -> None:
    desk = assigned
    desk.on(date(2017, 4, 12)).done("task", "accept", ONE)
    desk.on(date(2017, 4, 12)).done("task", "report", ONE, "--deliverable", "1=60")

    before = desk.json("task", "show", ONE, "--as-of", "2017-04-11")
    same_day = desk.json("task", "show", ONE, "--as-of", "2017-04-12")

    assert (before["state"], before["progress"], len(before["events"])) == ("assigned", 0, 2)
    assert (same_day["state"], same_day["progress"], len(same_day["events"])) == ("in_progress", 30, 4)
    assert [task["state"] for task in desk.json("task", "list", "--as-of", "2017-03-27")["tasks"]] == ["registered"] * 3
    assert desk.json("task", "list", "--as-of", "2017-03-26") == {"day": "2017-03-26", "total": 0, "tasks": []}
    sentence = desk.refused("task", "show", ONE, "--as-of", "2017-03-26", code=2)
    assert sentence == "事项 2017-001 在 2017-03-26 还没有登记。请去掉 --as-of，或换一个较晚的日期。"


def test_what_people_wrote_stands_under_its_name_without_stops_of_its_own(assigned: Desk) -> None:
    words = ("--done", "走访了。\n建了台账；", "--problem", "人手不足。", "--next", "下月补齐。")
    assigned.on(date(2017, 4, 12)).done("task", "report", ONE, "--deliverable", "1=60", *words, "--by", "S1")

    told = assigned.done("task", "show", ONE)

    assert "已做工作：走访了；建了台账；存在问题：人手不足；下一步：下月补齐\n" in f"{told}\n"
    assert "。；" not in told


def test_a_day_to_come_is_called_a_forecast(assigned: Desk) -> None:
    assert "截至 2017-12-01（预测：如无变化）" in assigned.done("task", "show", ONE, "--as-of", "2017-12-01")
    assert "截至 2017-12-01（预测：如无变化）" in assigned.done("task", "list", "--as-of", "2017-12-01")
    assert "预测" not in assigned.done("task", "list")


def test_a_task_as_json_holds_values_and_no_json_in_text(assigned: Desk) -> None:
    told = assigned.json("task", "show", ONE)

    assert told["day"] == "2017-03-28"
    assert told["missing"] == ["leader", "deadline"]
    assert told["lead_units"] == []
    assert told["owner"] == "骆一鸣"
    assert (told["source_start"], told["text"]) == (PLAN.index("走访小微"), "走访小微企业30家，建立企业台账。")
    assert [child["title"] for child in told["deliverables"]] == ["走访小微企业30家", "建立企业台账"]
    assert told["next_turn"]["colour"] == "yellow"
    assert [event["kind"] for event in told["events"]] == ["registered", "assigned"]


def test_a_clarity_the_office_has_supplied_is_no_longer_missing(assigned: Desk) -> None:
    assert "六个明确中还缺：牵头领导、完成时限" in assigned.done("task", "show", ONE)

    assigned.done("task", "deadline", ONE, "--on", "2017-09-30")
    assert "六个明确中还缺：牵头领导\n" in assigned.done("task", "show", ONE)


def test_an_extension_is_asked_for_and_approved_with_another_day(assigned: Desk) -> None:
    desk = assigned.on(date(2017, 5, 10))
    desk.done("task", "accept", "2017-002")

    asked = desk.done("task", "extend", "2017-002", "--to", "2017年7月31日", "--reason", "人手不足", "--by", "S1")
    refused = desk.refused("task", "extend", "2017-002", "--to", "2017-08-31", "--reason", "再来", code=1)
    own = desk.refused("task", "extend", "2017-002", "--approve", "--by", "S1", code=1)
    approved = desk.done("task", "extend", "2017-002", "--approve", "--to", "2017-08-15", "--by", "O1")

    assert "已申请延期" in asked
    assert "--approve 或 --refuse" in asked
    assert "已有一份待批的延期申请（拟延至 2017-07-31）" in refused
    assert "不能自行改动期限" in own
    assert "2017-002 已批准延期：现为“已签收”，进度 0%，期限 2017-08-15。" in approved
    assert "期限：2017-08-15（原 2017-06-30）（批准延期）" in desk.done("task", "show", "2017-002")


def test_an_extension_can_be_refused_and_has_to_be_asked_for_in_time(assigned: Desk) -> None:
    desk = assigned.on(date(2017, 5, 10))
    desk.done("task", "accept", "2017-002")
    desk.done("task", "extend", "2017-002", "--to", "2017-07-31", "--reason", "人手不足")

    refused = desk.done("task", "extend", "2017-002", "--refuse", "--note", "人手已补齐")
    assert "已批复：不同意延期" in refused
    assert "期限 2017-06-30。" in refused
    assert "没有待批的延期申请" in desk.refused("task", "extend", "2017-002", "--approve", code=1)
    assert "须在期限前至少 2 个工作日提出" in desk.on(date(2017, 6, 29)).refused(
        "task", "extend", "2017-002", "--to", "2017-07-31", "--reason", "晚了", code=1
    )


def test_an_instruction_waits_for_its_answer(assigned: Desk) -> None:
    desk = assigned

    left = desk.done("task", "instruct", ONE, "--text", "抓紧办", "--answer-by", "2017-04-05", "--by", "傅景和")
    answered = desk.done("task", "answer", ONE, "--text", "已安排", "--by", "S1", "--for", "L1")

    assert f"下一步，在答复期限前答复：duban task answer {ONE} --text 答复内容。" in left
    assert f"{ONE} 已答复批示" in answered
    assert "没有待答复的批示" in desk.refused("task", "answer", ONE, "--text", "再答", code=1)
    timeline = desk.done("task", "show", ONE)
    assert "批示　傅景和　批示内容：抓紧办；答复期限：2017年4月5日" in timeline
    assert "答复批示　骆一鸣（代 傅景和）　答复：已安排" in timeline


def test_suspended_merged_cancelled_and_redated_items_say_so(assigned: Desk) -> None:
    desk = assigned

    assert "duban task resume 2017-003" in desk.done("task", "suspend", "2017-003", "--reason", "等文件")
    assert "现为“已交办”" in desk.done("task", "resume", "2017-003")
    assert "期限 2017-09-30。" in desk.done("task", "deadline", "2017-003", "--on", "2017-9-30", "--note", "会议定")
    assert "现为“并入”" in desk.done("task", "merge", "2017-002", "--into", ONE, "--reason", "重复")
    assert "现为“终止”" in desk.done("task", "cancel", "2017-003", "--reason", "不再需要")
    assert "2017-002 目前是“并入”，不能签收" in desk.refused("task", "accept", "2017-002", code=1)


def test_every_act_can_answer_in_json(assigned: Desk) -> None:
    told = assigned.json("task", "accept", ONE, "--by", "S1")

    assert (told["number"], told["state"], told["due_on"], told["progress"]) == (ONE, "accepted", "2017-12-31", 0)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("accept", "2017-999"), 2, "没有编号为 2017-999 的事项。可用 duban task list 查看编号。"),
        (("show", "x"), 2, "没有编号为 x 的事项。"),
        (("accept", ONE, "--by", "赵无名"), 2, "名册中没有“赵无名”。"),
        (("accept", ONE, "--by", "周明"), 2, "名册中有多人叫“周明”（工号：S3、S4）。请改用工号。"),
        (("accept", ONE, "--by", "S1", "--for", "赵无名"), 2, "名册中没有“赵无名”。"),
        (("assign", ONE, "--to", "月桥街道"), 2, "写法为“单位/岗位”"),
        (("assign", "--plan", "无此计划"), 2, f"没有名为“无此计划”的计划。已登记的计划：{PLAN_NAME}。"),
        (("assign",), 2, "请写明交办哪一项"),
        (("assign", ONE, "--plan", PLAN_NAME), 2, "请写明交办哪一项"),
        (("submit", ONE), 1, "目前是“已交办”，不能报办结"),
        (("report", ONE), 1, "进展报告没有内容"),
        (("report", ONE, "--progress", "50"), 1, "有 2 项成果，进度由各项成果汇总"),
        (("report", "2017-002", "--progress", "150"), 1, "进度 150 不在 0–100 之间"),
        (("report", "2017-002", "--progress", "-1"), 1, "进度 -1 不在 0–100 之间"),
        (("report", ONE, "--deliverable", "3=10"), 1, "没有第 3 项成果（共 2 项）"),
        (("report", ONE, "--deliverable", "一半"), 2, "“一半”写法不对。成果进度写作 1=60。"),
        (("report", ONE, "--done", "办", "--figure", "走访=.,家"), 2, "“走访=.,家”写法不对"),
        (("report", ONE, "--done", "办", "--period", "2017年"), 2, "“2017年”不是季度"),
        (("return", ONE, "--reason", "不好看"), 2, "可用的有：facts_unclear（事实不清）"),
        (("close", ONE), 1, "目前是“已交办”，不能销号"),
        (("extend", ONE), 2, "申请用 --to 日期 --reason 理由"),
        (("extend", ONE, "--approve", "--refuse"), 2, "批复用 --approve 或 --refuse 之一"),
        (("extend", ONE, "--to", "2017-06-01", "--reason", "急"), 1, "应晚于现期限 2017-12-31"),
        (("extend", ONE, "--to", "六月底", "--reason", "急"), 2, "“六月底”不是日期。写法为 2017-06-30。"),
        (("deadline", ONE, "--on", "2017-02-30"), 2, "“2017-02-30”不是日期"),
        (("deadline", ONE, "--on", "2016-01-01"), 1, "早于起始日期 2017-03-27"),
        (("instruct", ONE, "--text", "办", "--answer-by", "2017-03-01"), 1, "早于今天"),
        (("merge", ONE, "--into", ONE), 1, "不能并入自身"),
        (("merge", ONE, "--into", "2017-999"), 2, "没有编号为 2017-999 的事项"),
        (("submit", "2017-001.1"), 1, "是事项 2017-001 的成果"),
        (("list", "--light", "紫灯"), 2, "red（红灯）"),
        (("list", "--state", "快了"), 2, "in_progress（办理中）"),
        (("list", "--unit", "无名街道"), 2, "名册中没有单位“无名街道”"),
        (("list", "--as-of", "昨天"), 2, "“昨天”不是日期"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence_and_changes_nothing(
    assigned: Desk, words: tuple[str, ...], code: int, sentence: str
) -> None:
    assert sentence in assigned.refused("task", *words, code=code)


def test_the_same_person_does_not_both_complete_and_close(assigned: Desk) -> None:
    desk = assigned
    for words in (("accept", "2017-002"), ("report", "2017-002", "--progress", "100"), ("submit", "2017-002")):
        desk.done("task", *words, "--by", "S1")

    assert "不能对自己的事项办结" in desk.refused("task", "complete", "2017-002", "--by", "S1", code=1)
    desk.done("task", "complete", "2017-002", "--by", "O1")
    assert "请由另一人销号（--by 工号）" in desk.refused("task", "close", "2017-002", "--by", "O1", code=1)


def test_lists_are_narrowed_by_words_of_the_screen(assigned: Desk) -> None:
    desk = assigned.on(date(2017, 7, 3))

    assert [task["number"] for task in desk.json("task", "list", "--overdue")["tasks"]] == ["2017-002"]
    assert {task["light"] for task in desk.json("task", "list", "--light", "红灯")["tasks"]} == {"red"}
    assert desk.json("task", "list", "--light", "green")["total"] == 0
    assert desk.json("task", "list", "--state", "已交办", "--limit", 1)["total"] == 3
    assert "共 3 项（截至 2017-07-03）。只列出前 1 项。" in desk.done("task", "list", "--limit", 1)
    assert desk.json("task", "list", "--unit", "砚池街道")["total"] == 1
    assert desk.done("task", "list", "--state", "暂缓").startswith("没有符合条件的事项（截至 2017-07-03，")


def test_an_empty_list_says_where_it_looked_and_what_to_do(desk: Desk) -> None:
    told = desk.done("task", "list")

    assert f"数据目录 {desk.folder}" in told
    assert "下一步：duban roster import 名册文件，再用 duban import 计划文件 --year 年份 登记。" in told
    assert "还没有登记任何计划" in desk.refused("task", "assign", "--plan", "计划", code=2)
