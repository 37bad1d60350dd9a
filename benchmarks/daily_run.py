"""The daily run with 1 000, 10 000 and 100 000 tasks in SQLite, the same 300 of them on a rung of the ladder today.

Prints reminder planning (target: 100k at most 2× of 1k) and compilation against the bare SQL aggregate over the same
rows in the same file (target: at most 3×). Run: ``.venv/bin/python -m benchmarks.daily_run [SIZE …]``.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import delete, insert

from config.clock import FixedClock, at_local
from config.database import table_of
from duban.bootstrap import Application, start
from flows.compiling import compile_progress
from flows.context import FlowContext
from flows.reminders import send_reminders
from notifications.models import Delivery, NoticeItem
from planning.ledger import Ledger
from planning.models import Document, Holding, Person, Plan, Post, Unit
from planning.people import OFFICE

SIZES = (1_000, 10_000, 100_000)
DUE, STREETS, ROUNDS = 300, 15, 5
TODAY = date(2025, 6, 18)
DUE_TODAY = (date(2025, 6, 17), date(2025, 6, 19), date(2025, 6, 23))  # +1, T-1, T-3
BARE = "SELECT unit_id, state, count(*), sum(progress) FROM task WHERE kind = 'item' GROUP BY unit_id, state"


def main() -> None:
    """Print one line a size and the ratios."""
    planning: dict[int, float] = {}
    for size in map(int, sys.argv[1:] or map(str, SIZES)):
        planning[size], compiling, bare = _measure(size)
        print(
            f"{size:7} tasks: plan {DUE} reminders {planning[size] * 1000:6.1f} ms  "
            f"compile {compiling * 1000:6.1f} ms  bare aggregate {bare * 1000:6.1f} ms  {compiling / bare:.2f}×"
        )
    smallest, largest = min(planning), max(planning)
    print(f"planning {largest} / {smallest}: {planning[largest] / planning[smallest]:.2f}× (target ≤ 2×)")


def _measure(size: int) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        app = start(Path(folder), FixedClock(at_local(TODAY)))
        _fill(app, size)
        context = FlowContext(app.database, app.settings, app.clock, at_local(TODAY))
        planning = _median(lambda: send_reminders(context), before=lambda: _empty_outbox(app))
        compiling = _median(lambda: compile_progress(context))
        bare = _median(lambda: _bare(Path(folder) / "duban.db"))
        app.database.close()
    return planning, compiling, bare


def _median(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    taken = []
    for _ in range(ROUNDS):
        before()
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _bare(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(BARE).fetchall()


def _empty_outbox(app: Application) -> None:
    with app.database.write() as session:
        session.connection().execute(delete(table_of(NoticeItem)))
        session.connection().execute(delete(table_of(Delivery)))


def _fill(app: Application, size: int) -> None:
    with app.database.write() as session:
        connection = session.connection()
        numbers = range(1, STREETS + 1)
        connection.execute(
            insert(table_of(Unit)),
            [
                {"id": n, "name": f"第{n}街道总工会", "short_name": f"第{n}街道", "kind": "street", "position": n}
                for n in numbers
            ],
        )
        connection.execute(
            insert(table_of(Post)),
            [{"id": n, "unit_id": n, "name": "联络员", "role": "staff", "is_liaison": True} for n in numbers],
        )
        connection.execute(
            insert(table_of(Person)),
            [
                {"id": n, "code": f"P{n}", "name": f"联络员{n}", "mail": f"p{n}@example.org", "mobile": "", "robot": ""}
                for n in numbers
            ],
        )
        connection.execute(
            insert(table_of(Holding)), [{"post_id": n, "person_id": n, "since": date(2025, 1, 1)} for n in numbers]
        )
        document = Document(
            sha256="0" * 64, name="plan.txt", media_type="text/plain", size_bytes=1, text="", imported_by="office",
            imported_at=app.clock.now(),
        )  # fmt: skip
        session.add(document)
        session.flush()
        plan = Plan(
            name="plan", year=2025, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), document_id=document.id or 0
        )
        session.add(plan)
        session.flush()
        ledger = Ledger(session, app.rules, OFFICE, at_local(date(2025, 6, 2)))
        ledger.register([_payload(app, plan, n, _due(n)) for n in range(size)])


def _due(number: int) -> date:
    """Return a day on a rung today for the first ones, and one far from any rung for the others."""
    if number < DUE:
        return DUE_TODAY[number % len(DUE_TODAY)]
    return date(2025, 8, 1) + timedelta(days=number % 150)


def _payload(app: Application, plan: Plan, number: int, due_on: date) -> dict[str, object]:
    start_on = date(2025, 6, 2)
    return {
        "number": f"2025-{number + 1:06d}", "plan_id": plan.id, "unit_id": number % STREETS + 1, "parent_id": None,
        "kind": "item", "chased": True, "position": number, "item_number": str(number), "title": f"事项{number}",
        "text": "完善困难职工帮扶机制，开展走访慰问。" * 3, "path": "[]", "document_id": plan.document_id,
        "source_start": 0, "source_end": 1, "quantities": "[]", "missing": "[]", "state": "registered",
        "owner_post_id": number % STREETS + 1, "leader_name": "", "lead_units": "[]", "responsible_units": "[]",
        "support_units": "[]", "start_on": start_on.isoformat(), "due_on": due_on.isoformat(), "due_basis": "stated",
        "due_provisional": False, "due_text": "", "first_period": app.rules.first_period(start_on, start_on),
    }  # fmt: skip


if __name__ == "__main__":
    main()
