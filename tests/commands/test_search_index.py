"""A database that had tasks before the search gets its words at the next start, and the doctor tells until then."""

from pathlib import Path

from sqlalchemy import text

from duban.bootstrap import open_database
from duban.doctor import examine
from planning.word_index import words_missing
from tests.planning.house import build


def without_words(folder: Path) -> str:
    url = f"sqlite:///{folder / 'duban.db'}"
    database = open_database(url)
    house = build(database)
    house.item()
    with database.write() as session:
        session.connection().execute(text("DELETE FROM task_words"))
    database.close()
    return url


def told(folder: Path) -> list[str]:
    return [finding.level for finding in examine(folder) if finding.subject == "搜索"]


def test_the_next_start_makes_the_words_and_the_doctor_tells_before(tmp_path: Path) -> None:
    url = without_words(tmp_path)
    assert told(tmp_path) == ["warning"]
    database = open_database(url)
    with database.read() as session:
        assert not words_missing(session)
    database.close()
    assert told(tmp_path) == []
