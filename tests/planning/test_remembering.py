"""What was read is remembered exactly as long as nothing is written, by whomever."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from config.clock import at_local
from config.database import Database, table_of
from config.language import ENGLISH, speaking
from config.remembering import Memory, remembered
from planning.access.audit import write_down
from planning.models import Unit
from planning.people import OFFICE

units = table_of(Unit)
NOW = at_local(date(2017, 6, 12))


def add(session: Session, name: str) -> None:
    session.connection().execute(insert(units), [{"name": name, "short_name": name, "kind": "street", "position": 0}])


class Reading:
    """Counts units and how often it was asked to."""

    def __init__(self, *, settled: bool = False) -> None:
        self.times, self.settled = 0, settled

    def of(self, database: Database) -> int:
        with database.read() as session:
            return remembered(session, "units", lambda: self.read(session), settled=self.settled)

    def read(self, session: Session) -> int:
        self.times += 1
        return session.connection().execute(select(func.count()).select_from(units)).scalar_one()


def test_what_was_read_is_not_read_again_until_something_is_written(database: Database) -> None:
    reading = Reading()
    assert [reading.of(database), reading.of(database), reading.times] == [0, 0, 1]
    with database.write() as session:
        add(session, "月桥街道")
    assert [reading.of(database), reading.of(database), reading.times] == [1, 1, 2]


def test_a_row_of_a_model_counts_as_written(database: Database) -> None:
    reading = Reading()
    assert reading.of(database) == 0
    with database.write() as session:
        session.add(Unit(name="柳岸街道", short_name="柳岸", kind="street"))
    assert reading.of(database) == 1


def test_what_another_process_writes_is_seen(database: Database) -> None:
    reading, other = Reading(), Database(database.url.render_as_string(hide_password=False), durable=False)
    assert reading.of(database) == 0
    with other.write() as session:
        add(session, "月桥街道")
    other.close()
    assert reading.of(database) == 1


def nothing(_session: Session) -> None:
    """Write nothing."""


def of_nobody(session: Session) -> None:
    session.connection().execute(update(units).where(units.c.id == -1).values(name="没有"))


@pytest.mark.parametrize("work", [nothing, of_nobody])
def test_a_transaction_that_changes_nothing_leaves_what_is_known(
    database: Database, work: Callable[[Session], None]
) -> None:
    reading = Reading()
    reading.of(database)
    with database.write() as session:
        work(session)
    reading.of(database)
    assert reading.times == 1


def write_and_break_off(database: Database) -> None:
    with database.write() as session:
        add(session, "月桥街道")
        raise RuntimeError("broken off")


def an_audit_record(session: Session) -> None:
    write_down(session, OFFICE, "exported", NOW, subject="register", detail={})


def of_both(session: Session) -> None:
    add(session, "月桥街道")
    an_audit_record(session)


def by_hand(session: Session) -> None:
    session.connection().exec_driver_sql(
        "INSERT INTO unit (name, short_name, kind, position) VALUES ('a', 'b', 'c', 0)"
    )


def of_a_model(session: Session) -> None:
    session.add(Unit(name="柳岸街道", short_name="柳岸", kind="street"))


def from_a_question(session: Session) -> None:
    session.connection().exec_driver_sql(
        "WITH one AS (SELECT 'x' AS x)"
        " INSERT INTO person (code, name, mail, mobile, robot) SELECT x, x, x, x, x FROM one"
    )


@pytest.mark.parametrize(
    ("work", "times"), [(an_audit_record, 1), (of_both, 2), (by_hand, 2), (of_a_model, 2), (from_a_question, 2)]
)
def test_what_is_settled_outlives_what_is_written_to_lively_tables(
    database: Database, work: Callable[[Session], None], times: int
) -> None:
    settled, any_ = Reading(settled=True), Reading()
    settled.of(database)
    with database.read() as session:
        remembered(session, "other", lambda: any_.read(session))
    with database.write() as session:
        work(session)
    settled.of(database)
    with database.read() as session:
        remembered(session, "other", lambda: any_.read(session))
    assert (settled.times, any_.times) == (times, 2)


def test_what_was_taken_back_was_not_written(database: Database) -> None:
    reading = Reading()
    reading.of(database)
    with pytest.raises(RuntimeError, match="broken off"):
        write_and_break_off(database)
    assert (reading.of(database), reading.times) == (0, 1)


def test_what_is_written_after_taking_something_back_is_news(database: Database) -> None:
    reading = Reading()
    reading.of(database)
    with database.write() as session:
        add(session, "月桥街道")
        session.rollback()
    assert (reading.of(database), reading.times) == (0, 1)
    with database.write() as session:
        add(session, "月桥街道")
        session.rollback()
        add(session, "柳岸街道")
    assert (reading.of(database), reading.times) == (1, 2)


def test_a_quiet_transaction_is_no_news(database: Database) -> None:
    reading = Reading()
    reading.of(database)
    with database.write(quiet=True) as session:
        add(session, "月桥街道")
    assert (reading.of(database), reading.times) == (0, 1)


def test_who_writes_reads_what_is_written(database: Database) -> None:
    reading = Reading()
    reading.of(database)
    with database.write() as session:
        add(session, "月桥街道")
        assert remembered(session, "units", lambda: reading.read(session)) == 1


def test_a_reader_sees_one_state_and_remembers_it_as_that(database: Database) -> None:
    reading = Reading()
    with database.read() as session:
        first = remembered(session, "other", lambda: reading.read(session))
        with database.write() as writing:
            add(writing, "月桥街道")
        assert (first, remembered(session, "units", lambda: reading.read(session))) == (0, 0)
    assert reading.of(database) == 1


def test_each_language_has_its_own(database: Database) -> None:
    reading = Reading()
    reading.of(database)
    with speaking(ENGLISH):
        reading.of(database)
    assert reading.times == 2


def test_a_database_that_counts_no_states_is_read_each_time(sqlite_database: Database) -> None:
    reading = Reading()
    with sqlite_database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM revision")
    reading.of(sqlite_database)
    reading.of(sqlite_database)
    assert reading.times == 2


def test_the_longest_unasked_is_forgotten() -> None:
    memory = Memory(most=2)
    for key in ("a", "b"):
        memory.keep(key, 1, key)
    assert memory.find("a", 1)
    memory.keep("c", 1, "c")
    assert [memory.find(key, 1) is not None for key in "abc"] == [True, False, True]
