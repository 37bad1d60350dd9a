"""No code but the ledger writes the tables of tasks and events: read off the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("config", "planning", "notifications", "reports", "flows", "web", "duban")
THE_LEDGER = "planning/ledger.py"
WRITES = {"insert", "insert_of", "update", "delete", "bulk_insert_mappings", "bulk_update_mappings", "merge", "upsert"}
TABLES = {"Task", "TaskEvent"}
_SQL = re.compile(
    r"\b(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|alter\s+table|drop\s+table|truncate)"
    r"\s+\"?task(?:_event)?\b",
    re.IGNORECASE,
)


def sources() -> list[Path]:
    return sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))


def named(node: ast.expr) -> str:
    """Return the last name of an expression: ``tasks`` of ``ledger.tasks`` and of ``tasks``."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def aliases(tree: ast.Module) -> set[str]:
    """Return the names a module has for the two table classes and their tables, however it came by them."""
    known = {*TABLES, "tasks", "events", "task_table", "event_table"} & _imported(tree) | TABLES
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"planning.ledger", "planning.models"}:
            known |= {name.asname for name in node.names if name.asname and name.name in {*TABLES, "tasks", "events"}}
        if isinstance(node, ast.Assign) and _made_of(node.value, known):
            known |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return known


def _imported(tree: ast.Module) -> set[str]:
    return {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"planning.ledger", "planning.queries"}
        for name in node.names
    }


def _made_of(value: ast.expr, known: set[str]) -> bool:
    """Tell whether a value is one of the tables: ``table_of(Task)``, ``tasks.alias()``, ``Task.__table__``."""
    if isinstance(value, ast.Call):
        return (named(value.func) == "table_of" and any(named(a) in known for a in value.args)) or _made_of(
            value.func, known
        )
    if isinstance(value, ast.Attribute):
        return value.attr in {"__table__", "alias"} and named(value.value) in known
    return named(value) in known


def writings(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of everything in a source that writes one of the two tables."""
    tree = ast.parse(source)
    known = aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            call = named(node.func)
            hits = {named(argument) for argument in node.args} & known
            if call in WRITES and (hits or any(_made_of(argument, known) for argument in node.args)):
                yield node.lineno, ast.unparse(node)
            if call in TABLES or (call == "model_validate" and _owner(node.func) in known):
                yield node.lineno, ast.unparse(node)
            if call in WRITES and isinstance(node.func, ast.Attribute) and named(node.func.value) in known:
                yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.search(node.value):
            yield node.lineno, node.value


def _owner(function: ast.expr) -> str:
    return named(function.value) if isinstance(function, ast.Attribute) else ""


def test_only_the_ledger_writes_tasks_and_their_events() -> None:
    found = {
        f"{file.relative_to(ROOT).as_posix()}:{line}: {text[:80]}"
        for file in sources()
        if file.relative_to(ROOT).as_posix() != THE_LEDGER
        for line, text in writings(file.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_the_search_finds_the_writings_of_the_ledger_itself() -> None:
    found = [text for _, text in writings((ROOT / THE_LEDGER).read_text(encoding="utf-8"))]
    assert sorted(text.split("(")[0] for text in found) == [
        "insert", "insert", "insert", "insert_of", "update", "update", "update",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "from planning.ledger import tasks\nconnection.execute(update(tasks).values(progress=1))",
        "from planning.ledger import tasks as rows\nconnection.execute(rows.update())",
        "from planning import ledger\nconnection.execute(delete(ledger.tasks))".replace("ledger.tasks", "tasks")
        + "\nfrom planning.ledger import tasks",
        "from planning.ledger import events\nconnection.execute(events.delete())",
        "from planning.models import Task\nsession.add(Task(number='1'))",
        "from planning.models import TaskEvent\nsession.add(TaskEvent.model_validate({}))",
        "from planning.models import Task\ntable = table_of(Task)\nconnection.execute(insert(table))",
        "from planning.models import Task\nconnection.execute(sa.update(Task.__table__))",
        "from planning.ledger import events\nsession.execute(insert_of(events, 'kind'))",
        "connection.execute(text('UPDATE task SET progress = 100'))",
        "connection.execute(text('delete from task_event where id = 1'))",
    ],
)
def test_the_search_finds_each_way_of_writing(source: str) -> None:
    assert list(writings(source))


@pytest.mark.parametrize(
    "source",
    [
        "from planning.ledger import tasks\nconnection.execute(select(tasks))",
        "from planning.models import Task, Unit\nconnection.execute(insert(table_of(Unit)))",
        "connection.execute(text('UPDATE task_request SET x = 1'))".replace("task_request", "delivery"),
        "TaskState(**row); TaskFilter(unit_id=1); digest.update(b'task')",
    ],
)
def test_the_search_leaves_reading_and_other_tables_alone(source: str) -> None:
    assert not list(writings(source))
