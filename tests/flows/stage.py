"""A house on which flows are played day by day: run one as the engine would, then look at what it decided and sent."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Integer, cast, insert, select, update

from config.clock import FixedClock, at_local, local_day
from config.database import Database, table_of
from config.settings import Settings
from flows import runs
from flows.compiling import compile_progress
from flows.context import Body, FlowContext
from flows.delivering import deliver
from flows.reminders import send_reminders
from flows.requesting import request_updates
from notifications.models import Delivery, NoticeItem
from planning.models import Holding, Person, Post, Task
from tests.planning.house import STREET, House, build

TIMES: dict[Body, time] = {
    send_reminders: time(8, 30),
    request_updates: time(8, 10),
    deliver: time(8, 35),
    compile_progress: time(18, 30),
}
_items, _deliveries, _people, _tasks = (table_of(model) for model in (NoticeItem, Delivery, Person, Task))


class Told(NamedTuple):
    """A decided notice: when it was planned, whom it is for, which task and rung, and what became of it."""

    day: date
    name: str
    task: int
    rung: str
    outcome: str


@dataclass
class Stage:
    """The house, the clock of the engine, and the folder the mails are written to."""

    house: House
    settings: Settings
    clock: FixedClock

    @property
    def database(self) -> Database:
        """The database of the house."""
        return self.house.database

    def play(self, body: Body, day: date, *, at: datetime | None = None, dry_run: bool = False) -> dict[str, Any]:
        """Carry out a flow for its time on a day, at that instant or a later one, and record the run as done."""
        slot = at_local(day, TIMES[body])
        self.clock.instant = at or slot
        context = FlowContext(self.database, self.settings, self.clock, slot, dry_run)
        if dry_run:
            return body(context)
        held = runs.claim(self.database, body.__name__, slot, "tests:1:x", self.clock.now())
        result = body(context)
        if held is not None:  # else the slot is run once more, as by hand
            runs.finish(self.database, held, result, self.clock.now())
        return result

    def remind(self, day: date, **how: Any) -> dict[str, Any]:  # noqa: ANN401 - as ``play``
        """Plan the reminders of a day."""
        return self.play(send_reminders, day, **how)

    def remind_daily(self, first: date, last: date) -> None:
        """Plan the reminders of every calendar day from the first to the last."""
        for day in days(first, last):
            self.remind(day)

    def ask(self, day: date, **how: Any) -> dict[str, Any]:  # noqa: ANN401 - as ``play``
        """Plan the requests for updates of a day."""
        return self.play(request_updates, day, **how)

    def send(self, day: date, **how: Any) -> dict[str, Any]:  # noqa: ANN401 - as ``play``
        """Deliver what is due on a day at 08:35."""
        return self.play(deliver, day, **how)

    def compile(self, day: date, **how: Any) -> dict[str, Any]:  # noqa: ANN401 - as ``play``
        """Compile the figures of a day."""
        return self.play(compile_progress, day, **how)

    def told(self, *, task: int | None = None) -> list[Told]:
        """Return all decided notices in the order they were planned."""
        query = (
            select(_items.c.key, _items.c.created_at, _items.c.decision, _items.c.reason, _people.c.name)
            .join(_people, _people.c.id == cast(_items.c.recipient_ref, Integer))
            .order_by(_items.c.id)
        )
        with self.database.read() as session:
            rows = session.connection().execute(query).all()
        found = [
            Told(local_day(row.created_at), row.name, _task(row.key), row.key.split("|")[1], row.reason or row.decision)
            for row in rows
        ]
        return [told for told in found if task is None or told.task == task]

    def outcomes(self) -> dict[tuple[str, str], str]:
        """Return what became of each notice, by person and rung."""
        return {(told.name, told.rung): told.outcome for told in self.told()}

    def lines(self) -> list[dict[str, str]]:
        """Return what the planned notices say, with severity and topic."""
        query = select(_items.c.line, _items.c.severity, _items.c.topic).order_by(_items.c.id)
        with self.database.read() as session:
            rows = session.connection().execute(query).all()
        return [{**json.loads(row.line), "severity": row.severity, "topic": row.topic} for row in rows]

    def digests(self) -> list[Any]:
        """Return all digests, oldest first."""
        with self.database.read() as session:
            return list(session.connection().execute(select(_deliveries).order_by(_deliveries.c.id)).all())

    def mails(self) -> list[EmailMessage]:
        """Return the mails written so far, by recipient and time."""
        return mails_in(self.settings.data_dir)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has."""
        tables = Task.metadata.sorted_tables
        with self.database.read() as session:
            return {table.name: len(session.connection().execute(select(table)).all()) for table in tables}

    def add_post(
        self, key: str, *, unit: str = STREET, post: str = "部长", role: str = "staff", code: str, name: str,
        mail: str | None = None, since: date = date(2016, 1, 1),
    ) -> int:  # fmt: skip
        """Add a post and the person who holds it; return the post's id."""
        values = {"unit_id": self.house.units[unit], "name": f"{post}{key}", "role": role, "is_liaison": False}
        post_id = self._insert(Post, values)
        self.house.posts[key] = post_id
        self.appoint(key, code=code, name=name, mail=mail, since=since)
        return post_id

    def appoint(
        self, key: str, *, code: str, name: str, mail: str | None = None, since: date, until: date | None = None
    ) -> None:
        """Let a new person hold a post from a day on."""
        address = f"{code.lower()}@example.org" if mail is None else mail
        person = self._insert(Person, {"code": code, "name": name, "mail": address, "mobile": "", "robot": ""})
        self.hold(key, person, since=since, until=until)

    def hold(self, key: str, person_id: int, *, since: date, until: date | None = None) -> None:
        """Let a known person hold a post from a day on."""
        self._insert(
            Holding, {"post_id": self.house.posts[key], "person_id": person_id, "since": since, "until": until}
        )

    def vacate(self, key: str, on: date) -> None:
        """End the holding of a post: its holder has left on that day."""
        holdings = table_of(Holding)
        left = update(holdings).where(holdings.c.post_id == self.house.posts[key], holdings.c.until.is_(None))
        with self.database.write() as session:
            session.connection().execute(left.values(until=on))

    def person_id(self, name: str) -> int:
        """Return a person's id."""
        with self.database.read() as session:
            return int(session.connection().execute(select(_people.c.id).where(_people.c.name == name)).scalar_one())

    def change_person(self, name: str, **values: str) -> None:
        """Change a person's addresses."""
        with self.database.write() as session:
            session.connection().execute(update(_people).where(_people.c.name == name).values(values))

    def _insert(self, model: Any, values: dict[str, Any]) -> int:  # noqa: ANN401 - any table class
        table = table_of(model)
        with self.database.write() as session:
            return int(session.connection().execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def open_stage(database: Database, folder: Path) -> Stage:
    """Build the house in an empty database, with a head of Yueqiao street besides its usual people."""
    settings = Settings().model_copy(update={"data_dir": folder, "prefect": False, "office_contact": "电话 5550123"})
    stage = Stage(build(database), settings, FixedClock(at_local(date(2017, 3, 1))))
    stage.add_post("head", post="主席", role="unit_head", code="Y00", name="许望山")
    return stage


def days(first: date, last: date) -> Iterator[date]:
    """Yield every calendar day from the first to the last, both included."""
    return (first + timedelta(days=count) for count in range((last - first).days + 1))


def mails_in(folder: Path) -> list[EmailMessage]:
    """Return the mails in a data folder, by recipient and time."""
    files = (folder / "mail").glob("*.eml")
    mails = [BytesParser(EmailMessage, policy=policy.default).parsebytes(file.read_bytes()) for file in files]
    return sorted(mails, key=lambda mail: (mail["To"], mail["Date"].datetime))


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail; of quick links, which nobody can foresee, only that they are there."""
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return re.sub(r"/k/[\w.-]+", "/k/…", str(part.get_content()))


def recipients(mails: Iterable[EmailMessage]) -> list[str]:
    """Return whom the mails are addressed to, by name."""
    return [mail["To"].addresses[0].display_name for mail in mails]


def _task(key: str) -> int:
    return int(key.partition("|")[0].removeprefix("task:"))


Play = Callable[[Stage], object]
"""Something that happens between planning and delivering."""
