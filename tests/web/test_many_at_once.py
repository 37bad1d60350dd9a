"""Many read and some write at the same time: nobody gets an error, and nothing that was answered as written is lost."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from planning import acts
from planning.access.viewers import EVERYTHING
from planning.ledger import tasks
from planning.narrowing import TaskFilter
from planning.page_queries import light_counts_of
from planning.standing import lights_in_all
from tests.planning.house import DAY
from tests.web.site import Site

SECONDS, READERS, WRITERS = 2.0, 8, 5
PAGES = ("/", "/tasks", "/tasks?light=red", "/tasks/1", "/api/v1/tasks", "/api/v1/tasks/1")


@dataclass
class Crowd:
    """People at their browsers until a moment; what went wrong, and how many reports each was told are written."""

    site: Site
    items: list[int]
    until: float
    wrong: list[tuple[int, str]] = field(default_factory=list)
    told: Counter[int] = field(default_factory=Counter)

    def read(self, place: int) -> None:
        browser = self.site.browser("D02")
        while time.monotonic() < self.until:
            answer = browser.get(PAGES[place % len(PAGES)])
            if answer.status_code != 200:
                self.wrong.append((answer.status_code, answer.text[:200]))
            place += 1

    def write(self, place: int) -> None:
        browser, item = self.site.browser("Y01"), self.items[place % len(self.items)]
        while time.monotonic() < self.until:
            body = {"progress": self.told[place] % 100, "done": f"第{place}人的进展"}
            answer = browser.post(f"/api/v1/tasks/{item}/reports", json=body)
            if answer.status_code == 201:
                self.told[place] += 1
            elif answer.status_code != 409:  # somebody else was first, and that is said
                self.wrong.append((answer.status_code, answer.text[:200]))

    def come(self) -> None:
        """Let all of them work at once, and wait until they have done."""
        threads = [threading.Thread(target=self.read, args=(place,)) for place in range(READERS)]
        threads += [threading.Thread(target=self.write, args=(place,)) for place in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def test_readers_and_writers_at_once_get_no_error_and_lose_nothing(site: Site) -> None:
    house = site.house
    items = [house.item() for _ in range(3)]
    for item in items:
        house.do(acts.assign, item)
        house.do(acts.accept, item, by=house.owner)
    before = sum(len(house.events(item)) for item in items)
    site.browser("D02").get("/")  # the application is made once, and the accounts, before anybody asks
    site.browser("Y01").get("/")
    crowd = Crowd(site, items, time.monotonic() + SECONDS)
    crowd.come()
    assert not crowd.wrong
    assert len(crowd.told) == WRITERS
    assert sum(len(house.events(item)) for item in items) - before == crowd.told.total()
    with house.database.read() as session:
        counted = light_counts_of(session, tasks, DAY, TaskFilter())
        assert lights_in_all(session, tasks, EVERYTHING, DAY) == counted
