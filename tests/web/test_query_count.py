"""A page asks the database as often for two hundred tasks as for five."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from config.database import Database
from planning import acts
from tests.planning.house import progress
from tests.web.site import Site, notice
from tests.workshop.forgetting import forget
from tests.workshop.listening import statements


@contextmanager
def counted(database: Database, *, anew: bool = True) -> Iterator[list[str]]:
    """Give the statements a block asks; ``anew``, nothing is remembered when it begins."""
    if anew:
        forget(database)
    with statements(database) as said:
        yield said


def fill(site: Site, first: int, count: int) -> None:
    """Register items that show up in every list, each told about once; the first one gets a long life."""
    house = site.house
    house.registered = first + count
    with house.pen() as ledger:
        ids = ledger.register([house.payload(f"2017-{number:03d}") for number in range(first, first + count)])
    for task_id in ids[:1]:
        house.do(acts.assign, task_id)
        house.do(acts.accept, task_id, by=house.owner)
    for step in range(count // 5):
        house.do(acts.report, 1, progress(min(step, 100)), by=house.owner)
    site.tell(*(notice(task_id, rung="T-3", ref=str(task_id)) for task_id in ids))


PATHS = ["/", "/tasks", "/tasks/1", "/documents/1", "/deliveries", "/reports", "/api/v1/overview", "/api/v1/tasks/1"]


def test_the_number_of_queries_does_not_grow_with_the_rows(sqlite_site: Site) -> None:
    sqlite_site.get("/")  # signed in, and the first visit noted
    found: list[dict[str, int]] = []
    for first, count in ((1, 5), (6, 195)):
        fill(sqlite_site, first, count)
        asked = {}
        for path in PATHS:
            with counted(sqlite_site.house.database) as said:
                sqlite_site.get(path)
            asked[path] = len(said)
        found.append(asked)
    few, many = found
    assert many == few
    assert max(many.values()) <= 26


@pytest.mark.parametrize("path", ["/tasks", "/tasks?light=red", "/deliveries"])
def test_a_list_takes_few_queries(sqlite_site: Site, path: str) -> None:
    fill(sqlite_site, 1, 60)
    sqlite_site.get("/about")  # signed in
    with counted(sqlite_site.house.database) as said:
        sqlite_site.get(path)
    assert len(said) <= 14, said


@pytest.mark.parametrize(
    "path", ["/", "/tasks", "/tasks/1", "/register", "/desk", "/search?q=企业", "/api/v1/overview"]
)
def test_a_page_asked_again_is_not_read_again_until_something_is_written(sqlite_site: Site, path: str) -> None:
    fill(sqlite_site, 1, 5)
    sqlite_site.get(path)  # the first visit noted
    first = sqlite_site.get(path)
    with counted(sqlite_site.house.database, anew=False) as said:
        assert sqlite_site.get(path) == first
    assert len(said) <= 5, said
    sqlite_site.house.do(acts.report, 1, progress(77), by=sqlite_site.house.owner)
    with counted(sqlite_site.house.database, anew=False) as said:
        sqlite_site.get(path)
    assert len(said) > 5
