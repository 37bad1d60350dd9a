"""A small district behind the pages: the house of the core's tests, an application on a clock, and a client."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import insert, select

from config.clock import FixedClock, local_day
from config.database import Database, table_of
from config.settings import Settings
from notifications import outbox
from notifications.notices import Line, Notice, Recipient
from planning.access.accounts import From, accounts, begin_session, make_account
from planning.access.standing_in import grant
from planning.access.tokens import signature, signing_key
from planning.models import DailyCount, DailyTotal
from planning.people import person_by
from planning.store import Store
from tests.planning.house import DAY, House, build, instant, rules
from tests.web.client import TestClient
from web.app import create_app
from web.ports import RunView, Services, StillEngine
from web.viewing import COOKIE


class Browser(TestClient):
    """A client that sends the token of our forms along, as every form of a page does."""

    def request(self, method: str, url: Any, **given: Any) -> Any:  # noqa: ANN401 - the test client's own types
        token = self.cookies.get(COOKIE) or self.cookies.get("duban_guest")
        app: Any = self.app
        if token and method.upper() not in {"GET", "HEAD", "OPTIONS"}:
            with app.state.services.database.write() as session:
                sign = signature(signing_key(session), "form", token)
            given["headers"] = {"x-csrf-token": sign, **(given.get("headers") or {})}
        return super().request(method, url, **given)


LOCAL = "http://127.0.0.1:8765"
CROSSING = "<script>alert(1)</script>&amp;\"'"
"""Text that must come out as text."""


@dataclass(frozen=True)
class FakeRun:
    """A run as the engine tells it."""

    id: int = 1
    job: str = "send_reminders"
    slot: datetime = datetime(2017, 4, 12, 0, 30, tzinfo=UTC)
    as_of: datetime = datetime(2017, 4, 12, 0, 30, tzinfo=UTC)
    manual: bool = False
    state: str = "done"
    attempt: int = 1
    started_at: datetime = datetime(2017, 4, 12, 0, 30, tzinfo=UTC)
    ended_at: datetime | None = datetime(2017, 4, 12, 0, 30, 12, tzinfo=UTC)
    engine: str = "plain"
    result: dict[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class FakeSchedule:
    """A job of the schedule table."""

    id: str = "send_reminders"
    purpose: str = "按催办阶梯生成提醒"
    cron: str = "30 8 * * *"
    next_at: datetime | None = datetime(2017, 4, 13, 0, 30, tzinfo=UTC)
    last_run: RunView | None = None


@dataclass
class Site:
    """The house, the application on it, and a client that asks as a browser on this machine does."""

    house: House
    clock: FixedClock
    services: Services

    @cached_property
    def app(self) -> FastAPI:
        return create_app(self.services)

    @cached_property
    def client(self) -> TestClient:
        """A browser in which the clerk of the office is signed in."""
        return self.browser("D02")

    def browser(self, ref: str | None) -> "Browser":
        """Return a browser of its own in which somebody (a staff number of the house) is signed in, or nobody."""
        made = Browser(self.app, base_url=LOCAL)
        if ref is not None:
            made.cookies.set(COOKIE, self.session_of(ref))
        return made

    def sign_in(self, ref: str) -> None:
        """Let somebody else sit down at the browser of ``client``."""
        self.client.cookies.set(COOKIE, self.session_of(ref))

    def session_of(self, ref: str) -> str:
        """Return the token of a new session of somebody, whose account is made when there is none."""
        now = self.clock.now()
        with self.house.database.write() as session:
            person = person_by(session, ref)
            query = select(accounts.c.id).where(accounts.c.person_id == person.id)
            account_id = session.connection().execute(query).scalar()
            if account_id is None:
                account_id = make_account(session, login=ref, name=person.name, now=now, person_id=person.id)
            return begin_session(session, account_id, From("127.0.0.1", "test"), now)

    def let_stand_in(self, deputy: str, principal: str, *, until: date | None = None) -> None:
        """Let a person stand in for another from today on, and begin with it in the browser that reports."""
        now, day = self.clock.now(), local_day(self.clock.now())
        with self.house.database.write() as session:
            one, other = person_by(session, principal), person_by(session, deputy)
            grant(
                session,
                self.house.clerk,
                person_id=one.id or 0,
                deputy_id=other.id or 0,
                since=day,
                until=until or day,
                now=now,
            )
        self.signed_in[deputy] = self.browser(deputy)
        answer = self.signed_in[deputy].post("/standing-in", data={"person": str(one.id)}, follow_redirects=False)
        assert answer.status_code == 303, answer.text

    def get(self, path: str, status: int = 200, **headers: str) -> str:
        """Return a page; fail unless it has the status."""
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:500])
        return str(answer.text)

    def json(self, path: str, status: int = 200) -> Any:  # noqa: ANN401 - JSON
        """Return an answer of the API."""
        answer = self.client.get(f"/api/v1{path}")
        assert answer.status_code == status, (path, answer.text)
        return answer.json()

    @cached_property
    def signed_in(self) -> dict[str, "Browser"]:
        """The browsers of those who have reported, by staff number."""
        return {}

    def report(self, task_id: int, *, by: str = "D02", **body: object) -> tuple[int, Any]:
        """Send a progress report of somebody through the API; return status and answer."""
        if by not in self.signed_in:
            self.signed_in[by] = self.browser(by)
        answer = self.signed_in[by].post(f"/api/v1/tasks/{task_id}/reports", json=body)
        return answer.status_code, answer.json()

    def running(self, *runs: RunView, **engine: Any) -> "Site":  # noqa: ANN401 - fields of an engine
        """Return the site with an engine that says this."""
        still = replace(StillEngine(), **engine)

        def recent(
            limit: int,
            *,
            job: str | None = None,
            before: datetime | None = None,
            older_than: int | None = None,
            idle: bool = True,
        ) -> Sequence[RunView]:
            del older_than, idle
            asked = (run for run in runs if job in {None, run.job})
            return [run for run in asked if before is None or run.started_at < before][:limit]

        return replace(self, services=replace(self.services, engine=lambda: still, runs=recent))

    def tell(self, *notices: Notice, day: date = DAY, cap: int | None = None) -> None:
        """Plan notices for a day, as the flows do."""
        with self.house.database.write() as session:
            outbox.plan(
                session,
                notices,
                now=instant(day),
                day=day,
                not_before=instant(day),
                cap=cap,
                next_day=lambda each: each + timedelta(days=1),
            )

    def count(self, day: date, **lights: int) -> None:
        """Keep what a compilation found on a day."""
        table = table_of(DailyCount)
        unit_id = next(iter(self.house.units.values()))
        rows = [
            {"day": day, "unit_id": unit_id, "light": light, "items": items, "progress_total": 0}
            for light, items in lights.items()
        ]
        totals = [{"day": day, "light": light, "items": items} for light, items in lights.items()]
        with self.house.database.write() as session:
            session.connection().execute(insert(table), rows)
            session.connection().execute(insert(table_of(DailyTotal)), totals)


def make_site(database: Database, folder: Path) -> Site:
    """Return a site on an empty database, on the day of the house at noon."""
    house = build(database)
    clock = FixedClock(instant(DAY) + timedelta(hours=2))
    settings = Settings(data_dir=folder, office_contact="电话 5550123")
    return Site(house, clock, Services(database, settings, rules(), clock, Store(folder)))


def notice(
    task_id: int,
    *,
    to: str = "沈玉兰",
    address: str = "y01@example.org",
    rung: str = "T-3",
    **given: Any,  # noqa: ANN401 - any field
) -> Notice:
    """Return a notice about a task."""
    line = Line(title=given.pop("title", "建立职工服务站点地图"), status="还有3个工作日到期", path=f"/tasks/{task_id}")
    return Notice(
        subject_ref=f"task:{task_id}",
        rung=rung,
        due_version=1,
        recipient=Recipient(ref=given.pop("ref", "3"), name=to, address=address),
        channel="file",
        severity="yellow",
        line=line,
        **given,
    )
