"""Pages and JSON with 1 000 and 100 000 tasks on SQLite and PostgreSQL, beside a bare page of the same framework.

A page is asked again and again by one reader, and then so that something was written before each time ("anew"), which
makes the program read everything from the database again.

Targets: a read takes at the median at most 6× the bare page and at 100 000 at most 2× of 1 000; with 8 clients it
has at least a fifth of the bare page's rate; a report, ledger and audit included, is written within 5 ms
where a bare insert and commit takes 0.3. Run:
``.venv/bin/python -m benchmarks.pages [--sizes 1000,100000] [--databases sqlite,postgresql] [--only WORD]``.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from itertools import count, cycle
from urllib.parse import quote

from benchmarks.district import CLERK, OWNER, STREETS
from benchmarks.districts import KINDS, items_in_progress, place, token, url_of
from benchmarks.serving import Client, median_ms, rate, serving
from config.database import Database

SIZES = (1_000, 100_000)
MOST_OF_BARE, MOST_GROWTH, LEAST_OF_RATE = 6, 2, 1 / 5
#: A report is written within so long where a bare insert and commit takes so long.
MOST_WRITE_MS, BARE_WRITE_MS = 5, 0.3
ROUNDS, ANEW_ROUNDS, SECONDS, CLIENTS = 150, 60, 2.0, 8
WRITERS = range(2, STREETS + 2)
PAGES = {
    "overview": "/",
    "unit": "/tasks?unit=3&below=1",
    "list": "/tasks",
    "list by light": "/tasks?light=yellow",
    "task": "/tasks/{task}",
    "search": "/search?q=走访企业",
    "register": "/register",
    "JSON overview": "/api/v1/overview",
    "JSON list": "/api/v1/tasks",
    "JSON task": "/api/v1/tasks/{task}",
}


def main() -> None:
    """Measure and print; every line says whether it holds."""
    asked = _asked()
    found: dict[tuple[str, int, str], float] = {}
    with place(asked.databases) as here:
        for size in asked.sizes:
            with here.filled(asked.databases, size) as databases:
                for kind, database in databases.items():
                    print(f"\n{kind}, {size} tasks")
                    with serving(url_of(database), here.folder) as port:
                        bench = Bench(port, database)
                        for page, taken in _read(bench, asked.only):
                            found[kind, size, page] = taken
                        if not asked.only or "write" in asked.only:
                            _write(bench)
    _growth(found, asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(each) for each in text.split(",")], default=SIZES)
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS)
    parser.add_argument("--only", default="")
    return parser.parse_args()


class Bench:
    """One server with its database, who asks, and what the bare page of it takes and serves."""

    def __init__(self, port: int, database: Database) -> None:
        self.port, self.database = port, database
        self.tokens = {ref: token(database, ref) for ref in (CLERK, OWNER)}
        programs = {unit_id: token(database, f"P{unit_id}", "api") for unit_id in WRITERS}
        self.report = self._reporting(programs)
        client = Client(port, "")
        self.bare_ms = median_ms(lambda: client.get("/bare"), ROUNDS)
        self.bare_rate = rate(port, "", "/bare", clients=CLIENTS, seconds=SECONDS)
        print(f"{'bare page':16} {self.bare_ms:7.2f} ms          {self.bare_rate:7.0f}/s")

    def page(self, name: str, path: str, reader: str) -> Iterator[tuple[str, float]]:
        """Time a page asked again, anew after each report, and by eight at once; yield names and milliseconds."""
        path = quote(path, safe="/?=&")
        client = Client(self.port, self.tokens[reader])
        again = median_ms(lambda: client.get(path), ROUNDS)
        anew = median_ms(lambda: client.get(path), ANEW_ROUNDS, before=self.report)
        served = rate(self.port, self.tokens[reader], path, clients=CLIENTS, seconds=SECONDS)
        print(
            f"{name:16} {self._taken(again)}  {served:7.0f}/s  1/{self.bare_rate / served:3.1f} "
            f"{_verdict(holds=served >= LEAST_OF_RATE * self.bare_rate)}  anew {self._taken(anew)}"
        )
        yield name, again
        yield f"{name} anew", anew

    def _taken(self, taken: float) -> str:
        times = taken / self.bare_ms
        return f"{taken:7.2f} ms {times:6.1f}× {_verdict(holds=times <= MOST_OF_BARE)}"

    def _reporting(self, tokens: dict[int, str]) -> Callable[[], object]:
        """Return the act of reporting as the streets do at the end of a quarter: on their tasks in turn."""
        client, step = Client(self.port, next(iter(tokens.values()))), count()
        turns = cycle(items_in_progress(self.database, ROUNDS, tokens))

        def report() -> None:
            task_id, unit_id = next(turns)
            body = json.dumps({"progress": 50 + next(step) % 50, "done": "走访企业十二户，建立台账。"}).encode()
            told = {
                "Authorization": f"Bearer {tokens[unit_id]}",
                "Content-Type": "application/json",
                "Origin": f"http://127.0.0.1:{self.port}",
            }
            client.post(f"/api/v1/tasks/{task_id}/reports", body, 201, **told)

        return report


def _verdict(*, holds: bool) -> str:
    return "holds" if holds else "MISSED"


def _read(bench: Bench, only: str) -> Iterator[tuple[str, float]]:
    """Time every page of the office, then two of a street; yield names and milliseconds."""
    task_id = items_in_progress(bench.database, 1)[0][0]
    for page, path in PAGES.items():
        if only in page:
            yield from bench.page(page, path.format(task=task_id), CLERK)
    if only in "street":
        yield from bench.page("street's list", "/tasks", OWNER)
        yield from bench.page("street's first", "/", OWNER)


def _write(bench: Bench) -> None:
    client = Client(bench.port, "")
    bare = median_ms(lambda: client.post("/bare", b"", 200), ROUNDS)
    taken = median_ms(bench.report, ROUNDS)
    verdict = _verdict(holds=taken <= MOST_WRITE_MS * bare / BARE_WRITE_MS)
    print(f"{'report written':16} {taken:7.2f} ms {taken / bare:6.1f}×, bare insert {bare:.2f} ms  {verdict}")


def _growth(found: dict[tuple[str, int, str], float], asked: argparse.Namespace) -> None:
    small, large = min(asked.sizes), max(asked.sizes)
    if small == large:
        return
    print(f"\n{large} tasks against {small}")
    for kind in asked.databases:
        for page in [page for of, size, page in found if (of, size) == (kind, large)]:
            before, after = found.get((kind, small, page), 0.0), found[kind, large, page]
            if before and after:
                verdict = _verdict(holds=after <= MOST_GROWTH * before)
                print(f"{kind:11} {page:20} {after / before:6.2f}×  {verdict}")


if __name__ == "__main__":
    main()
