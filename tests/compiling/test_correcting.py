"""What the report before said and no longer holds stands in the next one as a correction, with both values."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from config.clock import at_local
from planning import acts
from planning.periods import Quarter
from reports.composing import compose
from reports.snapshot import Snapshot
from tests.compiling.looking import DRAWN_UP, DUE, GRACE, compiled, frozen
from tests.planning.house import REASON, House, progress

Q3, CUT_OFF = Quarter(2017, 3), date(2017, 10, 11)
JUNE, JULY, AUGUST = date(2017, 6, 20), date(2017, 7, 10), date(2017, 8, 10)
FIGURES = ({"of": "发展会员", "value": "845", "unit": "人"},)


def third(house: House) -> Snapshot:
    return compiled(house, CUT_OFF, Q3)


def told(snapshot: Snapshot) -> list[tuple[str, str, str, str]]:
    return [(each.subject, each.was, each.now, each.reason) for each in snapshot.corrections]


def _in_hand(house: House) -> int:
    item = house.item_in("accepted")
    house.do(acts.report, item, progress(60, done="已建图", figures=FIGURES), by=house.owner, at=JUNE)
    return item


def _submitted(house: House) -> int:
    item = _in_hand(house)
    house.do(acts.submit, item, by=house.owner, at=JUNE)
    return item


def _completed(house: House) -> int:
    item = _submitted(house)
    house.do(acts.complete, item, at=JUNE)
    return item


def _asking(house: House) -> int:
    item = _in_hand(house)
    house.do(acts.request_extension, item, proposed_on=date(2017, 9, 30), reason="场地未落实", by=house.owner, at=JUNE)
    return item


def _reported(house: House, item: int) -> None:
    given = progress(40, done="核对后", period="2017Q2", figures=({**FIGURES[0], "value": "800"},))
    house.do(acts.report, item, given, by=house.owner, at=JULY)


def _less(house: House, item: int) -> None:
    house.do(acts.report, item, progress(50, done="重做"), by=house.owner, at=AUGUST)


def _returned(house: House, item: int) -> None:
    house.do(acts.send_back, item, reason=REASON, note="没有清单", at=JULY)


def _reopened(house: House, item: int) -> None:
    house.do(acts.instruct, item, text="重新核实", answer_by=date(2017, 9, 1), reopen=True, by=house.sponsor, at=JULY)


def _extended(house: House, item: int) -> None:
    house.do(acts.decide_extension, item, approve=True, at=JULY)


def _moved(house: House, item: int) -> None:
    house.do(acts.set_deadline, item, due_on=JUNE, note="按会议纪要", at=JULY)


def _cancelled(house: House, item: int) -> None:
    house.do(acts.cancel, item, reason="上级任务取消", at=AUGUST)


ITEM = "月桥街道第1项“建立职工服务站点地图”"


@pytest.mark.parametrize(
    ("life", "later", "expected"),
    [
        pytest.param(
            _in_hand,
            _reported,
            [
                (f"{ITEM}的进度", "60%", "40%", "2017年7月10日报送进展"),
                (f"{ITEM}的数据“发展会员”", "845人", "800人", "2017年7月10日报送进展"),
            ],
            id="progress and figure reported anew for that quarter",
        ),
        pytest.param(
            _in_hand,
            _less,
            [(f"{ITEM}的进度", "60%", "50%", "2017年8月10日报送进展")],
            id="progress is less than was said",
        ),
        pytest.param(
            _submitted,
            _returned,
            [(f"{ITEM}的进度", "100%", "60%", "2017年7月10日退回：事实不清，没有清单")],
            id="a reported completion was returned",
        ),
        pytest.param(
            _completed,
            _reopened,
            [(f"{ITEM}的办结日期", "2017年6月20日", "未办结（办理中）", "2017年7月10日重新办理")],
            id="a finished item was taken up again",
        ),
        pytest.param(
            _asking,
            _extended,
            [(f"{ITEM}的完成时限", "2017年6月30日", "2017年9月30日", "2017年7月10日批复延期：场地未落实")],
            id="an extension asked for in time was granted after the report",
        ),
        pytest.param(
            _in_hand,
            _moved,
            [(f"{ITEM}的完成时限", "2017年6月30日", "2017年6月20日", "2017年7月10日确定期限：按会议纪要")],
            id="a deadline was set back",
        ),
        pytest.param(
            _in_hand,
            _cancelled,
            [(f"{ITEM}的督办状态", "办理中，计入总数", "终止，不再计入", "2017年8月10日终止：上级任务取消")],
            id="an item was dropped",
        ),
    ],
)
def test_what_changed_after_the_report_is_corrected_in_the_next_with_both_values(
    sqlite_house: House,
    life: Callable[[House], int],
    later: Callable[[House, int], None],
    expected: list[tuple[str, str, str, str]],
) -> None:
    house = sqlite_house
    item = life(house)
    before = frozen(house).digest
    assert told(third(house)) == []
    later(house, item)
    found = third(house)
    assert told(found) == expected
    assert {each.period for each in found.corrections} == {"2017年第二季度"}
    assert before == frozen(house).digest


def test_going_on_is_no_correction_and_nothing_is_corrected_that_was_never_frozen(house: House) -> None:
    item = _in_hand(house)
    _reported(house, item)
    assert told(third(house)) == []
    frozen(house, JULY + timedelta(days=1), on=JULY + timedelta(days=2))
    house.do(acts.report, item, progress(90, done="三季度"), by=house.owner, at=AUGUST)
    house.do(acts.submit, item, by=house.owner, at=AUGUST)
    house.do(acts.complete, item, at=AUGUST)
    assert told(third(house)) == []


def test_a_correction_is_told_once_in_words_of_its_own(house: House) -> None:
    item = _in_hand(house)
    frozen(house)
    _reported(house, item)
    text = compose(third(house)).text()
    assert "更正：2017年第二季度报告中" + ITEM + "的进度，原载：60%；现更正为：40%。2017年7月10日报送进展。" in text
    assert "补遗：" in text
    frozen(house, CUT_OFF, Q3, on=CUT_OFF + timedelta(days=1))
    _less(house, house.item_in("accepted"))
    assert told(compiled(house, date(2018, 1, 4), Quarter(2017, 4))) == []


def test_what_came_on_the_cut_off_day_after_the_seal_is_late_too(house: House) -> None:
    item = _in_hand(house)
    house.do(acts.report, item, progress(70), by=house.owner, at=at_local(GRACE, time(9)))
    frozen(house, on=GRACE)
    given = progress(period="2017Q2", figures=({**FIGURES[0], "value": "846"},))
    house.do(acts.report, item, given, by=house.owner, at=at_local(GRACE, time(15)))
    found = third(house)
    assert [(each.was, each.now) for each in found.corrections] == [("845人", "846人")]
    assert [each.text for each in found.reporting.supplements] == ["发展会员846人"]
    assert DUE < GRACE < DRAWN_UP
