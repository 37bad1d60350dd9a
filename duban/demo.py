"""``duban demo``: the whole job on the bundled sample, in fast motion.

An invented district adopts its plan on 27 March 2017; its people report until 5 July; the flows run every day as they
would; the second quarter is frozen and reported. Afterwards the pages are served on the clock of that July.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from config.clock import FixedClock, at_local, local_day
from config.errors import CallError
from config.files import write_file
from config.language import label
from config.settings import SETTINGS_FILE
from duban.bootstrap import Application, start
from duban.demo_accounts import DemoAccount, account_lines, seat_players
from duban.intake import act_on_review, import_document, review_plan
from duban.replaying import WrittenAct, read_acts, replay
from duban.reporting import freeze_and_render
from duban.samples import PLAN_YEAR, sample_path
from duban.terminal import table_lines
from flows.engine.by_hand import run_by_hand
from flows.schedules import schedule_of
from notifications.channels import MAIL_FOLDER
from planning.adoption import Adopting
from planning.ledger import tasks
from planning.plan_reading import ReadPlan, read_plan
from planning.queries import light_counts, state_counts
from planning.roster import store_roster
from planning.roster_file import read_roster
from reports.rendering import FORMATS

FIRST_DAY, LAST_DAY = date(2017, 3, 27), date(2017, 7, 5)
PERIOD = "2017Q2"
PLAN = "云河区工会改革目标计划"
MARK = "demo.json"
#: What runs on each day, and when; ``deliver`` follows whatever may have written messages.
DAILY = (
    (time(8, 10), "request_updates"),
    (time(8, 20), "send_reminders"),
    (time(8, 35), "deliver"),
    (time(18, 30), "compile_progress"),
    (time(18, 45), "quarterly_report"),
)


class MovedClock:
    """The machine's clock, moved so that the demonstration goes on from its last day."""

    def __init__(self, first: datetime) -> None:
        self._offset = first - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the moved instant."""
        return datetime.now(UTC) + self._offset


@dataclass(frozen=True)
class Demonstration:
    """What the demonstration left: where it lies, its files, and its figures."""

    folder: str
    database: str
    reports: tuple[str, ...]
    messages: int
    first_message: str
    items: int
    acts: int
    lights: dict[str, int]
    states: dict[str, int]
    report_digest: str
    accounts: tuple[DemoAccount, ...] = ()
    reused: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the values as JSON knows them."""
        return asdict(self)

    def application(self) -> Application:
        """Return the application on the demonstration's data, on the clock of its last day."""
        return start(Path(self.folder), MovedClock(at_local(LAST_DAY, time(19, 0))))


def run_demo(folder: Path, port: int | None = None) -> Demonstration:
    """Make the demonstration in a folder, or return the one that is there; a half-made one is made anew.

    With a port, that is set for the folder: the links in its messages lead there.

    Raises:
        CallError: ``demo-dir-foreign`` when something else lies in the folder.
    """
    mark = folder / MARK
    if folder.is_dir() and any(folder.iterdir()):
        if not mark.is_file():
            raise CallError("demo-dir-foreign", path=folder)
        made = json.loads(mark.read_text(encoding="utf-8"))
        if made:
            return _found(folder, made)
        shutil.rmtree(folder)
    write_file(mark, b"null")
    if port:
        write_file(folder / SETTINGS_FILE, f"port = {port}\n".encode())
    made = _make(folder)
    write_file(mark, json.dumps(made.as_json(), ensure_ascii=False).encode())
    return made


def _found(folder: Path, made: dict[str, Any]) -> Demonstration:
    """Return the demonstration that is there; one of an earlier version gets its accounts."""
    if "accounts" not in made:
        made["accounts"] = _seat(start(folder, FixedClock(at_local(LAST_DAY, time(19, 0)))))
        write_file(folder / MARK, json.dumps(made, ensure_ascii=False).encode())
    moved = _moved(made, folder)
    tuples = {name: tuple(moved[name]) for name in ("reports", "accounts")}
    return Demonstration(**{**moved, **tuples, "reused": True})


def _moved(made: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return what is told of a demonstration with its paths in the folder where it lies now: people move folders."""
    before, now = made["folder"], str(folder)
    paths = {name: str(made[name]).replace(before, now, 1) for name in ("folder", "database", "first_message")}
    return {**made, **paths, "reports": [str(path).replace(before, now, 1) for path in made["reports"]]}


def _seat(app: Application) -> list[DemoAccount]:
    try:
        with app.database.write() as session:
            return seat_players(session, app.clock.now())
    finally:
        app.database.close()


def summary_lines(made: Demonstration) -> Iterator[str]:
    """Yield what is to be said about a demonstration."""
    how = "沿用先前建立的示例，未作改动：" if made.reused else "示例已建立在 "
    yield f"{how}{made.folder}（云河区为虚构，{FIRST_DAY} 至 {LAST_DAY}）"
    yield f"  事项 {made.items} 项，办理记录 {made.acts} 条，消息 {made.messages} 封"
    yield "  亮灯：" + "，".join(f"{label('light', light)} {count}" for light, count in made.lights.items())
    yield "  状态：" + "，".join(f"{label('state', state)} {count}" for state, count in made.states.items())
    yield "  待核对 2 份：任务分解表、计划修订稿（网页“计划”，或 duban review list）"
    yield f"  数据库 {made.database}"
    yield f"  第一封消息 {made.first_message}"
    yield f"  {PERIOD} 报告（摘要 {made.report_digest[:16]}…）："
    yield from (f"    {path}" for path in made.reports)
    yield "  登录（只有示例用这样简单的密码）："
    header = ("角色", "姓名", "登录名", "密码", "首页")
    yield from (f"    {line}" for line in table_lines(header, account_lines(made.accounts)))


def _make(folder: Path) -> Demonstration:
    clock = FixedClock(at_local(FIRST_DAY, time(9, 0)))
    app = start(folder, clock)
    try:
        _import(app)
        acts = read_acts(sample_path("acts-2017.json").read_text(encoding="utf-8"))
        for days in range((LAST_DAY - FIRST_DAY).days + 1):
            _live(app, clock, FIRST_DAY + timedelta(days=days), acts)
        clock.instant = at_local(LAST_DAY, time(19, 0))
        _leave_on_the_desk(app)
        return _told(app, len(acts))
    finally:
        app.database.close()


def _import(app: Application) -> None:
    roster = sample_path("roster.csv")
    with app.database.write() as session:
        store_roster(session, read_roster(roster.read_bytes(), roster.name, app.settings.limits), FIRST_DAY)
    plan = sample_path("plan-2017.txt")
    import_document(app, plan.name, plan.read_bytes(), Adopting(PLAN_YEAR, name=PLAN))


def _leave_on_the_desk(app: Application) -> None:
    """Begin two reviews and decide little, for the visitor to go on with: a table of tasks, and a revised plan."""
    table, revised = sample_path("tasks-2017.xlsx"), sample_path("plan-2017-amended.txt")
    review = review_plan(app, _read(app, table), Adopting(PLAN_YEAR, name="云河区工会改革重点任务分解表"))
    act_on_review(app, review.id, ("decided", {"keys": ["1", "2"], "decision": "keep"}))
    review_plan(app, _read(app, revised), Adopting(PLAN_YEAR), amends=PLAN)


def _read(app: Application, file: Path) -> ReadPlan:
    return read_plan(file.read_bytes(), file.name, PLAN_YEAR, app.settings.limits)


def _live(app: Application, clock: FixedClock, day: date, acts: list[WrittenAct]) -> None:
    """Let one day pass: what people did and what the flows do, in order of time."""
    moments: list[tuple[datetime, WrittenAct | str]] = [(at_local(day, when), job) for when, job in DAILY]
    moments += [(act.at.astimezone(UTC), act) for act in acts if local_day(act.at) == day]
    for instant, what in sorted(moments, key=lambda moment: moment[0]):
        clock.instant = instant
        if isinstance(what, WrittenAct):
            replay(app, what)
        else:
            run_by_hand(schedule_of(what), app.database, app.settings, clock)


def _told(app: Application, acts: int) -> Demonstration:
    folder = app.settings.data_dir
    report = freeze_and_render(app, PERIOD, formats=FORMATS)
    for name, data in report.files.items():
        write_file(app.settings.reports_dir / name, data)
    with app.database.read() as session:
        lights = light_counts(session, tasks, LAST_DAY)
        states = state_counts(session, tasks)
    with app.database.write() as session:
        players = seat_players(session, app.clock.now())
    messages = sorted((folder / MAIL_FOLDER).rglob("*.eml"))
    return Demonstration(
        folder=str(folder),
        database=str(folder / "duban.db"),
        reports=tuple(str(app.settings.reports_dir / name) for name in report.files),
        messages=len(messages),
        first_message=str(messages[0]) if messages else "",
        items=sum(states.values()),
        acts=acts,
        lights=lights,
        states=states,
        report_digest=report.frozen.digest,
        accounts=tuple(players),
    )
