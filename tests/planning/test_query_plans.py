"""The daily run costs what is due, not what exists: with ten thousand tasks the hot questions go by an index."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from config.database import Database
from planning import queries
from planning.headlines import Asked, headlines
from planning.ledger import tasks
from tests.planning.house import DAY, House, build
from tests.workshop.listening import statements

TASKS = 10_000
FIRST = date(2017, 1, 2)
#: A district some years on: most of its tasks are finished.
STATES = ("registered", "assigned", "accepted", "in_progress", "in_progress", *("closed",) * 5)


@pytest.fixture(scope="module")
def crowded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    file = tmp_path_factory.mktemp("crowded") / "duban.db"
    shutil.copyfile(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    house = build(database)
    with house.pen() as ledger:
        ledger.register(
            [
                house.payload(f"2017-{count:05d}", state=STATES[count % 10], due_on=FIRST + timedelta(days=count % 600))
                for count in range(TASKS)
            ]
        )
        ledger.session.connection().execute(text("ANALYZE"))
    yield house
    database.close()


def plan_of(house: House, question: str) -> list[str]:
    """Return how SQLite reads the tasks for a question."""
    with house.database.read() as session, statements(house.database) as said:
        match question:
            case "due_on_days":
                queries.due_on_days(session, tasks, [DAY, DAY + timedelta(days=7)])
            case "headlines":
                headlines(session, tasks, tasks, Asked(DAY, DAY + timedelta(days=7), DAY, date(2017, 2, 1), 1))
            case "oldest_due":
                queries.oldest_due(session, tasks)
            case "awaiting_answer":
                queries.awaiting_answer(session, tasks, DAY)
    steps = []
    with house.database.engine.connect() as connection:
        for statement in said:
            raw = connection.connection.cursor()
            raw.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?"))
            steps += [str(row[3]) for row in raw.fetchall()]
    return [step for step in steps if "task" in step]


@pytest.mark.parametrize("question", ["due_on_days", "oldest_due"])
def test_the_hot_questions_go_by_state_and_due_day(crowded: House, question: str) -> None:
    plan = plan_of(crowded, question)
    assert plan
    for step in plan:
        # Both have the tasks in the order of deadlines: of a state, or of all that is not finished.
        found = re.search(
            r"USING (?:COVERING )?INDEX (ix_task_(?:state|finished_on)_due_on) \((state|finished_on)=\?", step
        )
        assert found, plan
        assert question == "oldest_due" or "due_on" in step.replace(found[1], ""), plan


def test_headlines_are_found_within_indexes_and_only_then_read(crowded: House) -> None:
    plan = plan_of(crowded, "headlines")
    read = [step for step in plan if "COVERING INDEX ix_task_" not in step]
    assert set(read) == {"SEARCH task USING INTEGER PRIMARY KEY (rowid=?)"}
    along = "SEARCH task USING COVERING INDEX ix_task_finished_on_due_on (finished_on=? AND due_on"
    assert sum(step.startswith(along) for step in plan) == 4  # soon, overdue, long overdue and their number


def test_pending_answers_go_by_their_day(crowded: House) -> None:
    assert any("ix_task_answer_by" in step for step in plan_of(crowded, "awaiting_answer"))
