import pytest

from notifications.notices import matter_of


@pytest.mark.parametrize(
    ("topic", "one", "other", "same"),
    [
        pytest.param("near", "T-3", "T-1", True, id="steps of one deadline"),
        pytest.param("overdue", "+1", "+3", True, id="steps after it"),
        pytest.param("decision", "event-5", "event-7", False, id="two events are two pieces of news"),
        pytest.param("decision", "answer-20170619-T-1", "answer-20170619-+3", True, id="steps towards one answer"),
        pytest.param("decision", "answer-20170619-T0", "answer-20170630-T0", False, id="two answers"),
    ],
)
def test_later_steps_replace_earlier_ones_of_one_matter_only(topic: str, one: str, other: str, *, same: bool) -> None:
    assert (matter_of("task:5", topic, one) == matter_of("task:5", topic, other)) is same


def test_news_a_deadline_and_an_update_of_one_task_stand_side_by_side() -> None:
    found = {
        matter_of("task:5", topic, rung) for topic, rung in (("decision", "event-5"), ("near", "T-3"), ("update", "x"))
    }
    assert len(found) == 3
