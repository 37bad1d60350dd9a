"""The roster in the database: brought in line with a file, handed over, exported, imported again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from config.database import Database, table_of
from config.errors import CallError, DubanError
from config.settings import Limits
from planning import acts, queries
from planning.models import Holding, Unit
from planning.people import (
    OFFICE,
    actor_by,
    actor_names,
    holders_of,
    holders_of_role,
    known_units,
    liaison_posts,
    people_named,
    person_by,
    unit_by_name,
)
from planning.roster import RosterChange, hand_over_post, post_by_name, roster_csv, roster_rows, store_roster
from planning.roster_file import RosterRow, read_roster
from tests.planning.house import DAY, DISTRICT, STREET, House
from tests.planning.test_roster_file import DISTRICT as DISTRICT_ROW
from tests.planning.test_roster_file import GOOD, OTHER, OWNER, as_csv

NOTHING = RosterChange()
CHANGE_OF_OFFICE = date(2017, 6, 1)


def rows_of(
    *given: dict[str, str], columns: tuple[str, ...] | None = None, known: Iterable[str] = ()
) -> list[RosterRow]:
    data = as_csv(*given, columns=columns) if columns else as_csv(*given)
    return read_roster(data, "roster.csv", Limits(), known_units=known)


def bring(
    database: Database, *given: dict[str, str], day: date = DAY, columns: tuple[str, ...] | None = None
) -> RosterChange:
    with database.write() as session:
        return store_roster(session, rows_of(*given, columns=columns, known=known_units(session)), day)


def holder(database: Database, post: str, on: date) -> str | None:
    with database.read() as session:
        post_id = post_by_name(session, post)
        found = holders_of(session, [post_id], on).get(post_id)
        return found.name if found else None


def test_a_first_import_adds_and_a_second_says_nothing_changed(database: Database) -> None:
    assert bring(database, DISTRICT_ROW, GOOD, OWNER, OTHER) == RosterChange(
        units_added=3, posts_added=3, people_added=3
    )
    change = bring(database, DISTRICT_ROW, GOOD, OWNER, OTHER, day=DAY + timedelta(days=99))
    assert change == NOTHING
    assert change.is_nothing


def test_the_short_name_need_only_be_told_once(database: Database) -> None:
    bring(database, DISTRICT_ROW, GOOD, OWNER | {"简称": ""})
    assert bring(database, DISTRICT_ROW, GOOD, OWNER | {"简称": ""}).is_nothing
    assert bring(database, DISTRICT_ROW, GOOD | {"简称": ""}).is_nothing
    with database.read() as session:
        assert known_units(session)["月桥街道"] == known_units(session)["月桥街道总工会"]


def test_what_is_changed_is_counted(database: Database) -> None:
    bring(database, DISTRICT_ROW, GOOD | {"上级单位": ""}, OWNER | {"上级单位": ""})
    assert bring(database, DISTRICT_ROW, GOOD, OWNER) == RosterChange(changed=1), "a superior"
    assert bring(database, DISTRICT_ROW, GOOD | {"手机": ""}) == RosterChange(changed=1), "a mobile taken away"
    assert bring(database, DISTRICT_ROW, GOOD | {"手机": "", "角色": "单位负责人"}) == RosterChange(changed=1), "a role"
    assert bring(database, {**DISTRICT_ROW, "简称": "云河"}) == RosterChange(changed=1), "a short name"


def test_a_file_without_the_columns_of_addresses_leaves_them_alone(database: Database) -> None:
    bring(database, DISTRICT_ROW, GOOD)
    few = ("单位", "单位类别", "岗位", "角色", "工号", "姓名")
    assert bring(database, DISTRICT_ROW, GOOD, columns=few).is_nothing
    with database.read() as session:
        assert person_by(session, "Y02").mobile == "13900000002"
        assert len(liaison_posts(session)) == 1


def test_a_successor_takes_over_from_the_day_named(database: Database) -> None:
    bring(database, DISTRICT_ROW, GOOD)
    successor = GOOD | {"工号": "Y03", "姓名": "白露", "任职起": "2017-06-01"}
    assert bring(database, DISTRICT_ROW, successor) == RosterChange(people_added=1, handed_over=1)
    post = "月桥街道/联络员"
    assert holder(database, post, CHANGE_OF_OFFICE - timedelta(days=1)) == "韩小满"
    assert holder(database, post, CHANGE_OF_OFFICE) == "白露"
    assert bring(database, DISTRICT_ROW, successor).is_nothing


@pytest.mark.parametrize("since", ["", "2010-01-01"])
def test_without_a_day_or_with_one_too_early_nobody_ever_holds_a_post_twice(database: Database, since: str) -> None:
    bring(database, DISTRICT_ROW, GOOD)
    bring(database, DISTRICT_ROW, GOOD | {"工号": "Y03", "姓名": "白露", "任职起": since})
    begins = DAY if not since else date(2017, 1, 9)
    assert holder(database, "月桥街道/联络员", begins) == "白露"
    with database.read() as session:
        holdings = table_of(Holding)
        overlapping = select(func.count()).where(holdings.c.until.is_(None)).group_by(holdings.c.post_id)
        assert set(session.connection().execute(overlapping).scalars()) == {1}


def test_naming_todays_holder_again_leaves_a_planned_hand_over(database: Database) -> None:
    bring(database, DISTRICT_ROW, GOOD)
    bring(database, DISTRICT_ROW, GOOD | {"工号": "Y03", "姓名": "白露", "任职起": "2017-06-01"})
    with database.read() as session:
        exported = roster_csv(session, DAY)
    with database.write() as session:
        assert store_roster(session, read_roster(exported, "r.csv", Limits()), DAY).is_nothing
    assert holder(database, "月桥街道/联络员", CHANGE_OF_OFFICE) == "白露"


def test_a_vacant_post_that_is_filled_is_a_change(database: Database) -> None:
    vacant = GOOD | {"工号": "", "姓名": "", "手机": "", "邮箱": "", "任职起": ""}
    bring(database, DISTRICT_ROW, vacant, OWNER)
    assert holder(database, "月桥街道/联络员", DAY) is None
    both = OWNER | {"岗位": "联络员", "联络岗": "是"}
    assert bring(database, DISTRICT_ROW, both, OWNER) == RosterChange(handed_over=1)
    assert holder(database, "月桥街道/联络员", DAY) == "沈玉兰"


def test_a_successor_inherits_the_open_items(house: House) -> None:
    item = house.item_in("in_progress")
    with house.database.write() as session:
        successor = person_by(session, "陆明")
        change = RosterChange()
        hand_over_post(session, house.posts["owner"], successor.id or 0, DAY, DAY, change)
        assert change.handed_over == 1
        assert [row["id"] for row in queries.open_tasks_of_post(session, house.posts["owner"])] == [item]
        before, after = (actor_by(session, "L01", day) for day in (DAY - timedelta(days=1), DAY))
        former = actor_by(session, "Y01", DAY)
    assert house.posts["owner"] in after.post_ids - before.post_ids
    assert former.post_ids == frozenset()
    house.do(acts.submit, item, by=after)
    with pytest.raises(DubanError) as caught:
        house.do(acts.complete, item, by=after)
    assert caught.value.code == "own-work-not-judged"


def test_the_liaison_named_now_is_the_only_one(database: Database) -> None:
    bring(database, DISTRICT_ROW, GOOD, OWNER)
    assert bring(database, DISTRICT_ROW, OWNER | {"联络岗": "是"}) == RosterChange(changed=2)
    with database.read() as session:
        posts = liaison_posts(session)
        assert list(posts.values()) == [post_by_name(session, "月桥街道/服务部部长")]


def test_a_circle_by_way_of_units_not_in_the_file_is_refused_and_nothing_is_imported(database: Database) -> None:
    bring(database, DISTRICT_ROW, GOOD)
    with pytest.raises(DubanError) as caught:
        bring(database, {**DISTRICT_ROW, "上级单位": "月桥街道"}, OTHER)
    assert caught.value.code == "roster-invalid"
    assert "成环" in str(caught.value)
    with database.read() as session:
        assert "柳岸街道" not in known_units(session)


def test_what_is_exported_can_be_imported_and_changes_nothing(house: House) -> None:
    with house.database.read() as session:
        exported = roster_csv(session, DAY)
        rows = read_roster(exported, "roster.csv", Limits())
        before = roster_rows(session, DAY)
    assert len(rows) == 5
    with house.database.write() as session:
        assert store_roster(session, rows, DAY) == NOTHING
        assert roster_rows(session, DAY) == before


def test_an_export_brings_a_roster_to_an_empty_database(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    with house.database.read() as session:
        before, exported = roster_rows(session, DAY), roster_csv(session, DAY)
    assert exported.startswith(b"\xef\xbb\xbf")
    other = Database(f"sqlite:///{tmp_path_factory.mktemp('other') / 'duban.db'}")
    table_of(Unit).metadata.create_all(other.engine)
    with other.write() as session:
        store_roster(session, read_roster(exported, "roster.csv", Limits()), DAY)
        assert roster_rows(session, DAY) == before
    other.close()


def test_a_short_name_two_units_share_means_neither_of_them(database: Database) -> None:
    first, second = (
        {
            **DISTRICT_ROW,
            "单位": f"{street}第一社区",
            "简称": "第一社区",
            "单位类别": "社区",
            "岗位": "站长",
            "角色": "工作人员",
        }
        for street in ("月桥街道", "柳岸街道")
    )
    bring(database, DISTRICT_ROW, first, second)
    with database.read() as session:
        with pytest.raises(CallError):
            unit_by_name(session, "第一社区")
        with pytest.raises(CallError):
            post_by_name(session, "第一社区/站长")
        assert unit_by_name(session, "月桥街道第一社区") != unit_by_name(session, "柳岸街道第一社区")
        assert post_by_name(session, "月桥街道第一社区/站长") != post_by_name(session, "柳岸街道第一社区/站长")


def test_a_full_name_goes_before_another_units_short_name(database: Database) -> None:
    office = {**DISTRICT_ROW, "单位": "月桥街道", "简称": "", "单位类别": "部门"}
    bring(database, DISTRICT_ROW, GOOD, office)
    with database.read() as session:
        assert unit_by_name(session, "月桥街道") != unit_by_name(session, STREET)


@pytest.mark.parametrize("ref", ["", "月桥街道", "月桥街道/", "/联络员", "月桥街道/主席", "x/y/z"])
def test_an_unknown_post_is_named(house: House, ref: str) -> None:
    with house.database.read() as session, pytest.raises(CallError) as caught:
        post_by_name(session, ref)
    assert caught.value.code == "post-unknown"


def test_people_are_found_by_code_or_by_a_name_nobody_else_has(database: Database) -> None:
    bring(database, DISTRICT_ROW, GOOD, OTHER | {"姓名": "韩小满"}, OWNER | {"工号": "陆明"})
    with database.read() as session:
        assert person_by(session, "Y02").code == "Y02"
        assert person_by(session, "陆明").name == "沈玉兰"
        for ref, code in (("韩小满", "person-ambiguous"), ("白露", "person-unknown")):
            with pytest.raises(CallError) as caught:
                person_by(session, ref)
            assert caught.value.code == code
        assert people_named(session, ["韩小满", "沈玉兰"], DAY).keys() == {"沈玉兰"}


def test_an_actor_has_the_roles_and_posts_of_the_day_and_says_for_whom(house: House) -> None:
    with house.database.read() as session:
        sponsor = actor_by(session, "顾长河", DAY)
        assert replace(sponsor, on_behalf_of="") == house.sponsor
        assert actor_by(session, "Y02", DAY, on_behalf_of="沈玉兰").on_behalf_of == "Y01"
        assert actor_by(session, "D01", date(2015, 12, 31)).roles == frozenset()
        assert actor_by(session, None, DAY) == OFFICE
        assert actor_names(session, ["D01", "office", "x"]) == {"D01": "顾长河", "office": OFFICE.name, "x": "x"}


def test_each_holder_of_a_role_is_named_once_in_the_order_of_the_roster(house: House) -> None:
    with house.database.read() as session:
        assert [person.name for person in holders_of_role(session, "staff", DAY)] == ["沈玉兰", "韩小满", "陆明"]
        assert holders_of_role(session, "auditor", DAY) == []
        assert unit_by_name(session, DISTRICT) == house.units[DISTRICT]
