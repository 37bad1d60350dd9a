"""From what was read in a plan to registered tasks: numbers, owners, dates, gaps, deliverables. Made by hand here."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from config.database import Database, table_of
from config.errors import CallError, DubanError
from config.language import labels
from planning import acts
from planning.adoption import Adopting, Adoption, adopt_plan
from planning.extraction import CLARITIES, Deliverable, Extraction, Item, Quantity, Result
from planning.ledger import tasks
from planning.models import Document, Outcome, Plan
from planning.reading import DocumentText
from planning.review.registering import TITLE_LENGTH, title_of
from planning.sealing import check_ledger
from tests.planning.house import DAY, DISTRICT, OTHER_STREET, STREET, House, build
from tests.planning.test_roster import bring
from tests.planning.test_roster_file import DISTRICT as DISTRICT_ROW

YEAR = 2017


def item(text: str = "建立职工服务站点地图。", unit: str | None = STREET, **given: Any) -> Item:  # noqa: ANN401 - any field
    deliverables = tuple(Deliverable(words, 0, len(words)) for words in given.pop("deliverables", ()))
    return Item(unit, "1", ("目标计划",), text, 10, 10 + len(text), deliverables=deliverables, **given)


def adopt(
    house: House, items: Sequence[Item], how: Adopting | None = None, *, name: str = "计划.docx", on: date = DAY,
    results: Sequence[Result] = (),
) -> Adoption:  # fmt: skip
    sha256 = f"{name:*<64}"
    document = DocumentText(name, "text/plain", sha256, "正文", ())
    extraction = Extraction(name, sha256, 2, tuple(items), tuple(results), ())
    with house.pen(at=on) as ledger:
        return adopt_plan(ledger, document, 6, extraction, how or Adopting(YEAR))


def rows(house: House) -> list[Any]:
    with house.database.read() as session:
        return list(session.connection().execute(select(tasks).order_by(tasks.c.id)))


def count(house: House, model: Any) -> int:  # noqa: ANN401 - any table class
    with house.database.read() as session:
        return int(session.connection().execute(select(func.count()).select_from(table_of(model))).scalar_one())


def test_items_are_registered_under_their_unit_with_numbers_in_order(house: House) -> None:
    done = adopt(house, [item(), item(unit=OTHER_STREET), item(unit="月桥街道")])
    assert [(task.number, task.unit) for task in done.tasks] == [
        ("2017-001", STREET), ("2017-002", OTHER_STREET), ("2017-003", "月桥街道"),
    ]  # fmt: skip
    assert [row.unit_id for row in rows(house)] == [
        house.units[STREET], house.units[OTHER_STREET], house.units[STREET],
    ]  # fmt: skip
    assert {row.state for row in rows(house)} == {"registered"}
    assert (done.plan, done.already) == ("计划（2017年）", False)
    with house.database.read() as session:
        assert check_ledger(session) == (3, [])


def test_an_item_without_a_date_is_due_when_the_plan_ends_provisionally(house: House) -> None:
    stated = item(deadline=date(2017, 6, 30), deadline_text="6月底前", deadline_basis="explicit")
    adopt(house, [stated, item(deadline_text="适时", deadline_basis="vague")])
    first, second = rows(house)
    assert (first.due_on, first.due_basis, first.due_provisional, first.due_text) == (
        date(2017, 6, 30), "stated", False, "6月底前",
    )  # fmt: skip
    assert (second.due_on, second.due_basis, second.due_provisional, second.due_text) == (
        date(2017, 12, 31), "plan_end", True, "适时",
    )  # fmt: skip
    assert {row.due_basis for row in rows(house)} <= labels("due_basis").keys()


@pytest.mark.parametrize(
    ("named", "owner"),
    [
        pytest.param((), "liaison", id="nobody named: the unit's liaison"),
        pytest.param(("服务部部长",), "owner", id="a post of the unit"),
        pytest.param(("沈玉兰",), "owner", id="a person who holds a post of the unit"),
        pytest.param(("陆明",), "liaison", id="a person of another unit"),
        pytest.param(("主席",), "liaison", id="a post of another unit"),
        pytest.param(("白露", "沈玉兰"), "owner", id="the first who is known"),
    ],
)
def test_the_owner_is_the_post_named_or_the_liaison(house: House, named: tuple[str, ...], owner: str) -> None:
    [task] = adopt(house, [item(responsible=named)]).tasks
    assert task.owner_post_id == house.posts[owner]


def test_a_person_with_posts_in_two_units_answers_in_each_by_the_post_there(house: House) -> None:
    street = {"单位": OTHER_STREET, "简称": "柳岸街道", "单位类别": "街道", "角色": "工作人员"}
    person = {"工号": "Y01", "姓名": "沈玉兰", "邮箱": "y01@example.org"}
    bring(house.database, {**DISTRICT_ROW, "简称": "云河区"}, {**street, "岗位": "挂职副主席", **person})
    done = adopt(house, [item(responsible=("沈玉兰",)), item(unit=OTHER_STREET, responsible=("沈玉兰",))])
    owners = [task.owner_post_id for task in done.tasks]
    assert owners[0] == house.posts["owner"]
    assert owners[1] not in {house.posts["owner"], house.posts["outsider"], None}


def test_a_person_or_post_named_is_no_responsible_unit(house: House) -> None:
    adopt(house, [item(responsible=("沈玉兰", "服务部部长", STREET))])
    assert json.loads(rows(house)[0].responsible_units) == [STREET]


def test_an_item_of_a_unit_without_a_liaison_is_vacant(house: House) -> None:
    assert [task.owner_post_id for task in adopt(house, [item(unit=DISTRICT)]).tasks] == [None]


def test_what_is_unclear_is_listed_and_counted(house: House) -> None:
    clear = item(
        "建立职工服务站点地图，覆盖全部社区。", leader="顾长河", responsible=(STREET,), deadline=date(2017, 6, 30),
        deliverables=("站点地图",), quantities=(Quantity(15, "个", "站点"),),
    )  # fmt: skip
    done = adopt(house, [clear, item("不断加强。", deliverables=())])
    assert done.tasks[0].missing == ()
    assert set(done.tasks[1].missing) == {"matter", "leader", "measures", "outcome", "deadline"}
    assert done.missing == dict.fromkeys(done.tasks[1].missing, 1)
    assert set(done.missing) <= set(CLARITIES)
    assert [json.loads(row.missing) for row in rows(house)] == [list(task.missing) for task in done.tasks]
    assert rows(house)[0].leader_name == "顾长河"


@pytest.mark.parametrize(
    ("deliverables", "children"), [((), 0), (("方案",), 0), (("方案", "地图"), 2), (("甲",) * 12, 12)]
)
def test_deliverables_become_tasks_only_from_two_on(house: House, deliverables: tuple[str, ...], children: int) -> None:
    [task] = adopt(house, [item(deliverables=deliverables)]).tasks
    assert task.deliverables == children
    found = [row for row in rows(house) if row.parent_id is not None]
    assert [row.number for row in found] == [f"2017-001.{position}" for position in range(1, children + 1)]
    assert {(row.kind, row.chased, row.owner_post_id) for row in found} <= {
        ("deliverable", False, house.posts["liaison"])
    }


def test_a_deliverable_with_its_own_date_is_chased_by_it_and_the_others_follow_the_item(house: House) -> None:
    adopt(house, [item(deliverables=("6月底前完成初稿", "定稿", "年底前印发"), deadline_text="适时")])
    _, draft, final, printed = rows(house)
    assert (draft.due_on, draft.chased, draft.due_basis, draft.due_provisional, draft.due_text) == (
        date(2017, 6, 30), True, "stated", False, "6月底前",
    )  # fmt: skip
    assert (final.due_on, final.chased, final.due_basis, final.due_provisional) == (
        date(2017, 12, 31), False, "parent", True,
    )  # fmt: skip
    assert (printed.due_on, printed.chased, printed.due_basis) == (date(2017, 12, 31), False, "parent")


def test_the_same_bytes_for_the_same_year_change_nothing(house: House) -> None:
    first = adopt(house, [item(), item()])
    before = rows(house)
    again = adopt(house, [item("别的读法。")], Adopting(YEAR, name="另一个名称"), on=DAY + timedelta(days=1))
    assert (again.plan, again.already, again.tasks) == (first.plan, True, ())
    assert rows(house) == before


def test_two_plans_of_one_year_share_one_row_of_numbers(house: House) -> None:
    adopt(house, [item(deliverables=("甲", "乙")), item()], name="上半年.docx")
    done = adopt(house, [item(), item()], name="下半年.docx", on=date(2017, 8, 1))
    assert [task.number for task in done.tasks] == ["2017-003", "2017-004"]
    assert len({row.number for row in rows(house)}) == 6


def test_a_plan_of_another_year_has_its_own_numbers_and_the_same_document_is_kept_once(house: House) -> None:
    adopt(house, [item()])
    done = adopt(house, [item()], Adopting(2018))
    assert ([task.number for task in done.tasks], done.plan) == (["2018-001"], "计划（2018年）")
    assert count(house, Document) == 2  # with the house's own
    last = rows(house)[-1]
    assert (last.start_on, last.due_on, last.first_period) == (date(2018, 1, 1), date(2018, 12, 31), "2018Q1")


@pytest.mark.parametrize(
    ("on", "start_on", "first_period"),
    [
        pytest.param(date(2016, 12, 20), date(2017, 1, 1), "2017Q1", id="before its year"),
        pytest.param(date(2017, 1, 1), date(2017, 1, 1), "2017Q1", id="on the first day"),
        pytest.param(date(2017, 3, 17), date(2017, 3, 17), "2017Q1", id="on the day the request goes out"),
        pytest.param(date(2017, 3, 18), date(2017, 3, 18), "2017Q2", id="after the request is out"),
        pytest.param(date(2017, 3, 31), date(2017, 3, 31), "2017Q2", id="at the end of a quarter"),
        pytest.param(date(2017, 12, 31), date(2017, 12, 31), "2018Q1", id="on the last day"),
        pytest.param(date(2018, 2, 1), date(2017, 1, 1), "2018Q1", id="after its year"),
    ],
)
def test_an_item_begins_when_it_is_registered_within_its_year(
    sqlite_house: House, on: date, start_on: date, first_period: str
) -> None:
    adopt(sqlite_house, [item()], on=on)
    [row] = rows(sqlite_house)
    assert (row.start_on, row.first_period, row.due_on) == (start_on, first_period, date(2017, 12, 31))


def test_nothing_starts_after_it_is_due(sqlite_house: House) -> None:
    due = date(2017, 2, 28)
    adopt(sqlite_house, [item(deadline=due, deliverables=("1月底前调研", "汇总"))])
    assert [(row.start_on, row.due_on) for row in rows(sqlite_house)] == [
        (due, due), (date(2017, 1, 31), date(2017, 1, 31)), (due, due),
    ]  # fmt: skip


def test_drafts_wait_unlit_until_they_are_adopted(house: House) -> None:
    adopt(house, [item(deliverables=("甲", "乙"))], Adopting(YEAR, as_draft=True))
    assert {(row.state, row.turns) for row in rows(house)} == {("draft", "[]")}
    house.do(acts.adopt, rows(house)[0].id)
    assert {row.state for row in rows(house)} == {"registered"}


def refused(house: House, *given: Any, **named: Any) -> DubanError:  # noqa: ANN401 - whatever adopting takes
    before = rows(house), count(house, Plan), count(house, Document)
    with pytest.raises(DubanError) as caught:
        adopt(house, *given, **named)
    assert (rows(house), count(house, Plan), count(house, Document)) == before
    return caught.value


def test_unknown_units_are_all_listed_and_nothing_is_written(house: House) -> None:
    error = refused(house, [item(), item(unit="东湖街道"), item(unit="西湖街道"), item(unit="东湖街道")])
    assert (error.code, error.values["units"]) == ("plan-units-unknown", "东湖街道、西湖街道")


def test_a_plan_that_cannot_be_adopted_leaves_nothing(house: House) -> None:
    assert refused(house, []).code == "plan-no-items"
    assert refused(house, [item(unit=None)]).code == "plan-unit-missing"
    assert refused(house, [item()], Adopting(YEAR, default_unit="东湖街道")).code == "unit-unknown"
    assert refused(house, [item()], Adopting(1989)).code == "plan-year-invalid"
    assert refused(house, [item()], Adopting(YEAR, name="目标计划（2017年）")).code == "plan-name-taken"
    assert isinstance(refused(house, [item()], Adopting(2101)), CallError)


def test_items_that_name_no_unit_go_to_the_one_given_or_to_who_leads(house: House) -> None:
    done = adopt(house, [item(unit=None), item(unit=None, lead=("柳岸街道",))], Adopting(YEAR, default_unit="云河区"))
    assert [row.unit_id for row in rows(house)] == [house.units[DISTRICT], house.units[OTHER_STREET]]
    assert [task.unit for task in done.tasks] == ["云河区", "柳岸街道"]


def test_a_short_name_two_units_share_is_not_guessed(database: Database) -> None:
    house = build(database)
    for street in ("月桥", "柳岸"):
        community = {"单位": f"{street}第一社区", "简称": "第一社区", "单位类别": "社区"}
        bring(database, {**DISTRICT_ROW, "简称": "云河区"}, community)
    error = refused(house, [item(unit="第一社区")])
    assert (error.code, error.values["units"]) == ("plan-units-unknown", "第一社区")
    assert adopt(house, [item(unit="月桥第一社区")]).tasks[0].number == "2017-001"


def test_a_street_is_known_with_or_without_the_federation_in_its_name(house: House) -> None:
    bring(house.database, {**DISTRICT_ROW, "单位": "南亭街道总工会", "简称": "南亭", "单位类别": "街道"})
    assert len(adopt(house, [item(unit="南亭街道"), item(unit="南亭街道总工会"), item(unit="南亭")]).tasks) == 3
    assert len({row.unit_id for row in rows(house)}) == 1


def test_results_are_kept_apart_from_the_items_also_when_their_unit_is_unknown(house: House) -> None:
    told = [
        Result(STREET, "现阶段工作成果", "建站15个。", 0, 6, (Quantity(15, "个", "站"),)),
        Result("东湖街道", "", "走访。", 6, 9),
        Result(None, "", "培训。", 9, 12),
    ]
    assert adopt(house, [item()], results=told).outcomes == 3
    with house.database.read() as session:
        outcomes = table_of(Outcome)
        found = session.connection().execute(select(outcomes.c.unit_id).order_by(outcomes.c.id)).scalars().all()
    assert found == [house.units[STREET], None, None]


def test_a_thousand_items_and_more_are_adopted_at_once(house: House) -> None:
    done = adopt(house, [item(deliverables=("甲", "乙"))] * 1003)
    assert (done.tasks[998].number, done.tasks[-1].number) == ("2017-999", "2017-1003")
    assert adopt(house, [item()], name="补充.docx").tasks[0].number == "2017-1004"
    assert len({row.number for row in rows(house)}) == 1003 * 3 + 1


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("建立地图，6月底前完成。", "建立地图"),
        ("建立地图", "建立地图"),
        ("，建立地图", "建立地图"),
        ("下半年，建立地图。", "下半年，建立地图"),
        ("建" * 40, "建" * 40),
        ("建" * 41, "建" * 39 + "…"),
        ("", ""),
    ],
)
def test_a_title_is_the_first_clause_as_far_as_it_fits(text: str, title: str) -> None:
    assert title_of(text) == title
    assert len(title_of(text)) <= TITLE_LENGTH
