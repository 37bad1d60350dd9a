"""Reading anew: what is remembered would make a second question cheaper than the first."""

from config.database import Database


def forget(database: Database) -> None:
    """Let nothing that was read be known any more, as after a change to what is settled."""
    with database.write(quiet=True) as session:
        session.connection().exec_driver_sql("UPDATE revision SET number = number + 1")
