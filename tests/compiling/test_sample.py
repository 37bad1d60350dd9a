"""The bundled sample's quarter, from the plan's text to the report: something of everything stands in it."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from config.clock import FixedClock, at_local
from duban.bootstrap import Application, start
from duban.intake import import_document
from duban.replaying import read_acts, replay
from duban.samples import PLAN_YEAR, sample_path
from planning.adoption import Adopting
from planning.periods import Quarter
from planning.roster import store_roster
from planning.roster_file import read_roster
from reports.compiling import compile_snapshot
from reports.rendering import FORMATS, render
from reports.snapshot import Snapshot

FIRST_DAY = date(2017, 3, 27)
EXPECTED: dict[str, Any] = json.loads(sample_path("expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The invented district after its quarter."""
    app = start(tmp_path_factory.mktemp("sample"), FixedClock(at_local(FIRST_DAY, time(9))))
    roster, plan = sample_path("roster.csv"), sample_path("plan-2017.txt")
    with app.database.write() as session:
        store_roster(session, read_roster(roster.read_bytes(), roster.name, app.settings.limits), FIRST_DAY)
    import_document(app, plan.name, plan.read_bytes(), Adopting(PLAN_YEAR))
    for act in read_acts(sample_path("acts-2017.json").read_text(encoding="utf-8")):
        replay(app, act)
    yield app
    app.database.close()


def _compiled(app: Application, quarter: Quarter, as_of: date) -> Snapshot:
    with app.database.read() as session:
        return compile_snapshot(
            session, app.rules, quarter, as_of, drawn_up_on=as_of, office_name=app.settings.office_name
        )


@pytest.fixture(scope="module")
def report(sample: Application) -> Snapshot:
    return _compiled(sample, Quarter(2017, 2), date(2017, 7, 4))


def test_every_item_of_the_plan_is_counted_under_its_street(report: Snapshot) -> None:
    assert {street.short_name: len(street.items) for street in report.streets} == Counter(
        item["unit"] for item in EXPECTED["items"]
    )
    assert report.totals.total == len(EXPECTED["items"])


def test_it_has_something_of_everything(report: Snapshot) -> None:
    totals = report.totals
    assert all((totals.completed, totals.ahead, totals.on_schedule, totals.behind, totals.overdue, totals.lights.blue))
    assert {change.kind for change in report.changes} >= {"extension", "suspension", "closing"}
    assert report.previous is not None
    assert all((report.highlights, report.decisions, report.basis, report.definitions))
    assert all(street.results for street in report.streets)


def test_the_silent_street_is_named_and_the_late_report_waits_for_the_next_one(
    sample: Application, report: Snapshot
) -> None:
    silent = [row.street for row in report.reporting.streets if row.due and row.received == 0]
    assert silent == ["听泉街道"]
    [supplement] = _compiled(sample, Quarter(2017, 3), date(2017, 10, 10)).reporting.supplements
    assert (supplement.street, supplement.number, supplement.workdays_late) == ("砚池街道", "5", 3)
    assert supplement.text not in report.model_dump_json()


@pytest.mark.parametrize("fmt", FORMATS)
def test_it_can_be_rendered(report: Snapshot, fmt: Any, tmp_path: Path) -> None:  # noqa: ANN401 - a literal of the renderer
    file = tmp_path / f"report.{fmt}"
    file.write_bytes(render(report, fmt))
    assert file.stat().st_size > 10_000
