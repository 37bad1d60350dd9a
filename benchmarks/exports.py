"""The register as CSV and XLSX with 10 000 and 100 000 rows, beside a bare CSV of the same rows: time and memory.

Targets: CSV streamed within 3× of the bare one, memory flat. Run:
``.venv/bin/python -m benchmarks.exports [--sizes 10000,100000] [--databases sqlite,postgresql]``. The bare one is the
same framework's query over the same tasks with their units, fetched in batches and written by the csv module. Each
file is made in a process of its own, whose greatest memory is told.
"""

import argparse
import csv
import io
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from benchmarks.district import TODAY
from benchmarks.districts import KINDS, place, url_of
from config.database import Database, table_of
from planning.models import Task, Unit
from planning.narrowing import TaskFilter
from reports.register_export import cells, csv_pieces, heads, write_xlsx
from reports.register_rows import USUAL

SIZES = (10_000, 100_000)
MOST_OF_BARE = 3
_BATCH = 1_000
_WANTED = TaskFilter(items_only=False, sort="number")


def main() -> None:
    """Measure and print; every line says whether it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(each) for each in text.split(",")], default=SIZES)
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS)
    asked = parser.parse_args()
    with place(asked.databases) as here:
        for size in asked.sizes:
            with here.filled(asked.databases, size) as databases:
                for kind, database in databases.items():
                    _measure(kind, size, url_of(database))


def _measure(kind: str, size: int, url: str) -> None:
    taken = {}
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for work in (_bare, _csv, _xlsx):
            seconds, written, peak = pool.apply(_timed, (work, url))
            taken[work] = seconds
            times = seconds / taken[_bare]
            verdict = "" if work is not _csv else "  holds" if times <= MOST_OF_BARE else "  MISSED"
            print(
                f"{kind:11} {size:7} rows {work.__name__[1:]:5} {seconds:7.2f} s {times:6.1f}×  "
                f"{written / 1e6:6.1f} MB, memory at most {peak} MB{verdict}"
            )


def _timed(work: Callable[[Database], int], url: str) -> tuple[float, int, int]:
    """Return seconds, bytes written and the greatest memory of this process in megabytes."""
    database = Database(url)
    _first_piece(database)
    begun = time.perf_counter()
    written = work(database)
    seconds = time.perf_counter() - begun
    database.close()
    return seconds, written, _most_memory()


def _first_piece(database: Database) -> None:
    """Begin a file and break off: a server has read its tables of words and compiled its statements before."""
    with database.read() as session:
        pieces = csv_pieces(heads(USUAL), cells(session, table_of(Task), TODAY, None, _WANTED, USUAL))
        for _ in range(2):
            next(pieces)


def _most_memory() -> int:
    """Return the greatest resident memory of this process so far in megabytes."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.split("VmHWM:")[1].split()[0]) // 1024


def _bare(database: Database) -> int:
    tasks, units = table_of(Task), table_of(Unit)
    query = select(tasks, units.c.short_name).join(units, units.c.id == tasks.c.unit_id).order_by(tasks.c.number)
    written = 0
    with database.read() as session:
        found = session.connection().execute(query, execution_options={"yield_per": _BATCH})
        for rows in found.partitions():
            lines = io.StringIO()
            csv.writer(lines).writerows(rows)
            written += len(lines.getvalue().encode())
    return written


def _csv(database: Database) -> int:
    with database.read() as session:
        rows = cells(session, table_of(Task), TODAY, None, _WANTED, USUAL)
        return sum(map(len, csv_pieces(heads(USUAL), rows)))


def _xlsx(database: Database) -> int:
    with tempfile.TemporaryDirectory() as folder, database.read() as session:
        path = Path(folder) / "register.xlsx"
        write_xlsx(path, "register", USUAL, cells(session, table_of(Task), TODAY, None, _WANTED, USUAL))
        return path.stat().st_size


if __name__ == "__main__":
    main()
