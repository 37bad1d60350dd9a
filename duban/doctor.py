"""``duban doctor``: looks at everything the product stands on and says, for each trouble, how to mend it."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import migrations
from config.calendars import load_calendar
from config.clock import SHANGHAI, Clock, SystemClock, local_day
from config.database import Database
from config.database_faults import database_failure
from config.errors import DubanError
from config.rule_packs import load_pack
from config.settings import Settings, load_settings
from duban.bootstrap import database_at, prepare_data_dir, structure_version
from duban.openness import look_at_links, look_at_openness
from duban.terminal import failure_of
from notifications.channels import MAIL_FOLDER, ChannelError
from notifications.channels.mail_server import MailServer
from planning.rules import OWN_CALENDARS, OWN_PACKS
from planning.word_index import words_missing

LOW_DISK_BYTES = 1_000_000_000
#: The notice for the next year comes out from late October on; from then on a missing one is worth a word.
NOTICE_EXPECTED = (11, 1)
OLDEST_SENSIBLE_YEAR = 2026


class Finding(NamedTuple):
    """What was found about one subject."""

    subject: str
    level: Literal["ok", "warning", "error"]
    text: str


def examine(data_dir: Path | None, clock: Clock | None = None) -> list[Finding]:
    """Return a finding for each thing looked at; nothing is changed, and no message is sent."""
    now = (clock or SystemClock()).now()
    try:
        settings = load_settings(data_dir)
    except (DubanError, OSError) as error:
        return [Finding("设置", "error", str(failure_of(error)))]
    looks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _folder,
        _database,
        _rules,
        _fonts,
        _mail,
        _open,
        _disk,
    )
    return [
        Finding("设置", "ok", f"数据目录 {settings.data_dir}"),
        *(found for look in looks for found in look(settings)),
        *_calendar(settings, local_day(now)),
        *_clock(settings, now),
    ]


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        above = _nearest(folder)
        if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
            yield Finding("数据目录", "ok", "还没有建立，首次使用时自动建立")
        else:
            fault = DubanError("data-dir-read-only", path=folder, detail=f"不能在 {above} 中建立")
            yield Finding("数据目录", "error", str(fault))
        return
    try:
        prepare_data_dir(folder)
        yield Finding("数据目录", "ok", "可以写入")
    except DubanError as error:
        yield Finding("数据目录", "error", str(error))


def _nearest(path: Path) -> Path:
    """Return the path or the nearest one above it that exists."""
    return next(found for found in (path, *path.parents) if found.exists())


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.effective_database_url.startswith("sqlite:///") and not _sqlite_file(settings).exists():
        yield Finding("数据库", "ok", "还没有建立，首次使用时自动建立")
        return
    try:
        database = database_at(settings.effective_database_url)
    except DubanError as error:
        yield Finding("数据库", "error", str(error))
        return
    where = database.url.render_as_string(hide_password=True)
    try:
        found = structure_version(database)
        if found is not None and found not in migrations.REVISIONS:
            yield Finding("数据库", "error", str(DubanError("database-newer", found=found, known=migrations.HEAD)))
            return
        if database.is_sqlite:
            with database.engine.connect() as connection:
                answer = connection.execute(text("PRAGMA quick_check(1)")).scalar()
            if answer != "ok":
                yield Finding("数据库", "error", f"{where} 已损坏（{answer}）。请停用并从备份恢复。")
                return
        state = "结构为最新" if found == migrations.HEAD else "下次使用时自动升级结构"
        yield Finding("数据库", "ok", f"{where}，{state}")
        if found == migrations.HEAD:
            yield from _words(database)
    except DBAPIError as error:
        failure = database_failure(error)
        if failure.code != "database-in-use":
            failure = DubanError("database-unreachable", where=where, **failure.values)
        yield Finding("数据库", "error", str(failure))
    finally:
        database.close()


def _words(database: Database) -> Iterator[Finding]:
    with database.read() as session:
        if words_missing(session):
            yield Finding("搜索", "warning", "全文搜索的索引不全，有的事项查不到。重新启动 duban serve 时自动补建。")


def _sqlite_file(settings: Settings) -> Path:
    return Path(settings.effective_database_url.removeprefix("sqlite:///"))


def _rules(settings: Settings) -> Iterator[Finding]:
    try:
        pack = load_pack(settings.rule_pack, own=settings.data_dir / OWN_PACKS)
        yield Finding("规则包", "ok", f"{pack.title}（{pack.name} {pack.version}）")
    except DubanError as error:
        yield Finding("规则包", "error", str(error))


def _calendar(settings: Settings, day: date) -> Iterator[Finding]:
    folder = settings.data_dir / OWN_CALENDARS
    try:
        years = load_calendar(folder).years
    except DubanError as error:
        yield Finding("工作日历", "error", str(error))
        return
    yield from calendar_findings(years, day, folder)


def calendar_findings(years: frozenset[int], day: date, folder: Path) -> Iterator[Finding]:
    """Yield what there is to say about the calendar years known on a day."""
    advice = f"请按国务院办公厅放假通知编写 {{year}}.csv（列 date,kind,name,source）放入 {folder}，重启后生效。"
    if day.year not in years:
        text = f"没有 {day.year} 年的放假安排，今年的工作日按周一至周五推算，日期均为暂定。"
        yield Finding("工作日历", "warning", text + advice.format(year=day.year))
    elif (day.month, day.day) >= NOTICE_EXPECTED and day.year + 1 not in years:
        text = f"{day.year + 1} 年放假安排尚未录入，涉及该年的日期为暂定。"
        yield Finding("工作日历", "warning", text + advice.format(year=day.year + 1))
    else:
        yield Finding("工作日历", "ok", f"已有 {min(years)}–{max(years)} 年放假安排")


def _fonts(settings: Settings) -> Iterator[Finding]:
    from reports.typefaces import VENDORED_FAMILIES, typefaces  # noqa: PLC0415 - loads the typesetter

    try:
        present = set(typefaces(settings.fonts_dir).fonts.families())
    except DubanError as error:
        yield Finding("字体", "error", str(error))
        return
    missing = [name for name in VENDORED_FAMILIES if name not in present]
    if missing:
        yield Finding("字体", "error", f"缺少随附字体 {'、'.join(missing)}，报告无法排版。请重新安装 duban。")
    else:
        own = f"，并先用 {settings.fonts_dir} 中的字体" if settings.fonts_dir else ""
        yield Finding("字体", "ok", f"随附的中文字体齐全{own}")


def _mail(settings: Settings) -> Iterator[Finding]:
    smtp, folder = settings.smtp, settings.data_dir / MAIL_FOLDER
    if settings.channel == "file":
        yield Finding("邮件", "ok", f"未配置邮件服务器，消息写成文件，存于 {folder}")
        return
    if not smtp.host:
        text = f"选用了邮件服务器，但没有填写 smtp.host，消息写成文件，存于 {folder}。请在设置中填写。"
        yield Finding("邮件", "warning", text)
        return
    server = MailServer(smtp)
    try:
        server.try_opening()
        yield Finding("邮件", "ok", f"{smtp.host}:{smtp.port} 可以连接{'和登录' if smtp.user else ''}")
    except ChannelError as error:
        yield Finding("邮件", "error", str(error))
    finally:
        server.close()


def _open(settings: Settings) -> Iterator[Finding]:
    yield from (Finding("网页", level, said) for level, said in look_at_openness(settings))
    yield from (Finding("网址", "warning", said) for said in look_at_links(settings))


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = _nearest(settings.data_dir)
    free = shutil.disk_usage(folder).free
    if free < LOW_DISK_BYTES:
        yield Finding(
            "磁盘", "warning", f"{folder} 只剩 {free // 1_000_000} MB。请清理磁盘，否则报告和消息可能写不下。"
        )
    else:
        yield Finding("磁盘", "ok", f"剩余 {free // 1_000_000_000} GB")


LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _folder,
    _database,
    _rules,
    _fonts,
    _mail,
    _open,
    _disk,
)


def _clock(settings: Settings, now: datetime) -> Iterator[Finding]:
    if now.year < OLDEST_SENSIBLE_YEAR:
        yield Finding("时钟", "error", f"系统时间是 {now:%Y-%m-%d}，明显不对。请校准系统时间，否则期限会算错。")
        return
    file = _sqlite_file(settings)
    if file.exists() and datetime.fromtimestamp(file.stat().st_mtime, UTC) > now + timedelta(minutes=5):
        yield Finding("时钟", "error", "系统时间早于数据库的最近修改时间。请校准系统时间。")
        return
    yield Finding("时钟", "ok", f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}（北京时间，{socket.gethostname()}）")
