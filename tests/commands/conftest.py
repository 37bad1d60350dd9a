"""A desk with an empty data folder, and one in an office that has a roster and a plan."""

import shutil
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from config.clock import FixedClock, at_local
from tests.commands.desk import FIRST_DAY, PLAN, PLAN_NAME, ROSTER, Desk


@pytest.fixture(scope="session")
def clock() -> Iterator[FixedClock]:
    """The clock every command of these tests reads."""
    standing = FixedClock(at_local(FIRST_DAY, time(10, 0)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("duban.bootstrap.SystemClock", lambda: standing)
        yield standing


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the roster and the plan of these tests."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8-sig")
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, clock: FixedClock, papers: Path) -> Path:
    """A data folder with the roster and the plan, made once and copied for each test."""
    desk = Desk(tmp_path_factory.mktemp("prepared") / "data", clock).on(FIRST_DAY)
    desk.done("roster", "import", papers / "roster.csv")
    desk.done("import", papers / "plan.txt", "--year", 2017, "--plan", PLAN_NAME)
    return desk.folder


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Desk:
    """A desk whose data folder does not exist yet."""
    return Desk(tmp_path / "data", clock).on(FIRST_DAY)


@pytest.fixture
def office(desk: Desk, prepared: Path) -> Desk:
    """A desk in an office with three registered items: 2017-001 and 002 of 月桥街道, 003 of 砚池街道."""
    shutil.copytree(prepared, desk.folder)
    return desk
