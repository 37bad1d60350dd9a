"""The search finds any part of what was ever said, on both databases, and no text of a question upsets it."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from planning import acts
from planning.access.viewers import EVERYTHING, Scope
from planning.asof import tasks_as_of
from planning.ledger import tasks
from planning.searching import Hits, find
from planning.word_index import rebuild_words, words_missing
from planning.words import passage, tokens_of, words_asked
from tests.planning.house import DAY, OTHER_STREET, REASON, STREET, House, instant, progress

SAID = "推进街道三级工会服务体系，走访WTO企业18家（2017-003號）；責任到人。𠮷野路Ａ座。"
anything = st.text(max_size=30) | st.text(alphabet="改革任务\"'*()&|!:<->^~ANDORNOT\\ωξ1a ", max_size=30)


def found(house: House, asked: str, *, scope: Scope = EVERYTHING, limit: int = 20, below: int | None = None) -> Hits:
    with house.database.read() as session:
        return find(session, scope.of(tasks), scope, words_asked(asked), limit=limit, below=below)


def ids(hits: Hits) -> list[int]:
    return [hit.task_id for hit in hits.found]


def test_every_part_of_a_text_finds_it(house: House) -> None:
    item = house.item_in("accepted")
    house.item()
    house.do(acts.report, item, progress(5, done=SAID), by=house.owner)
    parts = {SAID[at : at + size] for size in (2, 3, 7) for at in range(len(SAID) - size + 1)}
    for part in parts:
        if words_asked(part):
            assert item in ids(found(house, part)), part


def test_a_text_is_not_found_by_what_it_does_not_say(house: House) -> None:
    item = house.item_in("accepted")
    house.do(acts.report, item, progress(5, done="推进街道，三级工会"), by=house.owner)
    for asked in ("道三", "工会级", "推街", "推进 缺席"):
        assert ids(found(house, asked)) == [], asked


def test_width_case_and_traditional_forms_make_no_difference(house: House) -> None:
    item = house.item(text="責任單位走訪ＷＴＯ企業", title="走访")
    for asked in ("责任单位", "責任單位", "wto", "Ｗto企业"):
        assert ids(found(house, asked)) == [item]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anything)
def test_no_question_is_a_mistake(house: House, asked: str) -> None:
    if words_asked(asked):
        found(house, asked)


def test_what_stands_where_is_searched(house: House) -> None:
    item = house.item_in("submitted", leader_name="欧阳领", path='["四、重点工作"]')
    house.do(acts.send_back, item, reason=REASON, note="缺少签字页")
    house.do(acts.instruct, item, text="务必在月内见效", answer_by=DAY + timedelta(days=5), by=house.sponsor)
    house.do(acts.answer, item, text="已安排专人跟进", by=house.owner)
    for asked in ("欧阳领", "重点工作", "月桥街道", house.state(item).number, "签字页", "月内见效", "专人 跟进"):
        assert ids(found(house, asked)) == [item], asked
    assert ids(found(house, REASON)) == []


def test_words_of_one_text_count_together_not_those_of_two(house: House) -> None:
    item = house.item_in("accepted")
    house.do(acts.report, item, progress(5, done="走访企业"), by=house.owner)
    house.do(acts.report, item, progress(6, done="建成站点"), by=house.owner)
    assert ids(found(house, "走访 建成")) == []
    [hit] = found(house, "企业").found
    assert hit.seqs == (4,)


def test_a_street_finds_its_own_and_what_its_posts_answer_for(house: House) -> None:
    own, theirs = house.item(), house.item(unit_id=house.units[OTHER_STREET], owner_post_id=house.posts["outsider"])
    lent = house.item(unit_id=house.units[OTHER_STREET])
    street = Scope(frozenset({house.units[STREET]}), frozenset({house.posts["owner"]}))
    assert ids(found(house, "服务站点")) == [lent, theirs, own]
    assert ids(found(house, "服务站点", scope=street)) == [lent, own]
    assert ids(found(house, "服务站点", scope=Scope(frozenset()))) == []


def test_texts_go_with_their_task_to_another_unit(house: House) -> None:
    item = house.item_in("accepted")
    house.do(acts.report, item, progress(5, done="走访企业"), by=house.owner)
    with house.pen() as ledger:
        ledger.record(item, "amended", {"unit_id": house.units[OTHER_STREET]})
    there = Scope(frozenset({house.units[OTHER_STREET]}))
    assert ids(found(house, "走访企业", scope=there)) == [item]
    assert ids(found(house, "访企", scope=Scope(frozenset({house.units[STREET]})))) == []


def test_pages_follow_each_other_without_gap_or_repetition(house: House) -> None:
    registered = [house.item() for _ in range(7)]
    seen, below = [], None
    for _ in range(3):
        hits = found(house, "服务站点", limit=3, below=below)
        seen += ids(hits)
        below = hits.further
    assert (seen, below) == (registered[::-1], None)


def test_a_past_day_knows_what_was_said_until_then(house: House) -> None:
    item = house.item_in("accepted")
    house.do(acts.report, item, progress(5, done="走访企业"), by=house.owner, at=DAY + timedelta(days=3))
    for day, expected in ((DAY + timedelta(days=2), []), (DAY + timedelta(days=4), [item])):
        with house.database.read() as session:
            before = instant(day)
            hits = find(session, tasks_as_of(session, before), EVERYTHING, ("走访",), limit=20, before=before)
        assert ids(hits) == expected


def test_the_words_of_an_older_database_are_made_from_its_ledger(house: House) -> None:
    item = house.item_in("submitted", 2)
    with house.database.write() as session:
        assert not words_missing(session)
        session.connection().execute(text("DELETE FROM task_words"))
    with house.database.write() as session:
        assert words_missing(session)
        assert rebuild_words(session) > 0
        assert not words_missing(session)
    assert item in ids(found(house, "服务站点"))
    assert found(house, "站点地图").found[-1].seqs == (1,)


def test_a_long_text_is_found_to_its_end(house: House) -> None:
    signs = [chr(0x4E00 + at % 20_000) for at in range(20_000)]
    item = house.item(text="".join(signs), title="长文")
    for at in (0, 11_990, 12_010, 16_383, 19_990):
        assert ids(found(house, "".join(signs[at : at + 9]))) == [item], at


def test_pairs_are_words_and_a_last_character_stands_alone() -> None:
    assert tokens_of("改革，A1") == ["改革", "革", "a1", "1"]
    assert tokens_of("𠮷") == ["ξ20bb7ξ"]
    assert tokens_of("——！") == []


@pytest.mark.parametrize(
    ("said", "words", "expected"),
    [
        ("走访企业，走访職工", ("走访", "职工"), ["*走访", "企业，", "*走访", "*職工"]),
        ("甲" * 200 + "乙丙" + "丁" * 200, ("乙丙",), ["…", "甲" * 30, "*乙丙", "丁" * 88, "…"]),
        ("没有这个词", ("别的",), ["没有这个词"]),
    ],
)
def test_a_passage_shows_the_words_in_what_stands_around_them(
    said: str, words: tuple[str, ...], expected: list[str]
) -> None:
    assert ["*" * marked + piece for marked, piece in passage(said, words)] == expected
