"""A day's planning costs what is due on it, not what exists: counted in SQL statements and in rows read."""

from datetime import date, timedelta

from tests.flows.stage import Stage
from tests.workshop.listening import statements

TODAY = date(2017, 6, 27)


def _register(stage: Stage, count: int) -> None:
    """Register items whose deadlines stand on no rung of the day, all in the future."""
    house = stage.house
    payloads = []
    for number in range(count):
        house.registered += 1
        due_on = date(2017, 7, 20) + timedelta(days=number % 150)
        payloads.append(house.payload(f"2017-{house.registered:05}", due_on=due_on))
    with house.pen() as ledger:
        ledger.register(payloads)


def test_the_statements_of_planning_do_not_grow_with_the_tasks_that_are_not_due(stage: Stage) -> None:
    for due_on in (date(2017, 6, 30), date(2017, 7, 3)):  # T-3 on Tuesday and on Wednesday
        for _ in range(5):
            stage.house.item_in("assigned", due_on=due_on)
    _register(stage, 50)
    stage.remind(TODAY - timedelta(days=1))
    with statements(stage.database) as few:
        first = stage.remind(TODAY)
    stage.send(TODAY)
    _register(stage, 1950)
    with statements(stage.database) as many:
        second = stage.remind(TODAY + timedelta(days=1))

    assert (first["due"], first["planned"], second["due"], second["planned"]) == (5, 5, 5, 5)
    assert len(many) == len(few) < 40


def test_the_statements_of_compiling_do_not_grow_with_the_tasks(stage: Stage) -> None:
    _register(stage, 50)
    with statements(stage.database) as few:
        stage.compile(TODAY)
    _register(stage, 1950)
    with statements(stage.database) as many:
        assert stage.compile(TODAY + timedelta(days=1))["items"] == 2000

    # Each of the 13 measures of the tally is summed up in a short transaction of its own.
    assert len(many) == len(few) < 70


def test_nothing_due_costs_a_handful_of_statements(stage: Stage) -> None:
    _register(stage, 50)
    with statements(stage.database) as seen:
        assert stage.remind(TODAY)["due"] == 0

    assert len(seen) < 30
