"""How everything an office sets stands at the moment, a line each."""

from datetime import date

from sqlalchemy import ColumnElement, Select, Table, func, select, true
from sqlmodel import Session

from config.clock import today
from config.database import table_of
from config.language import phrase
from notifications.models import BlockedAddress, Delivery
from planning.access.accounts import accounts
from planning.access.models import StandIn
from planning.access.viewers import Viewer
from planning.ledger import tasks
from planning.people import held_on, holdings, people, posts, units
from planning.rights import units_of_right
from web.answers.admin_roster import Within, inside, seated
from web.answers.lines import Answer
from web.answers.running import engine
from web.ports import Services

_stand_ins, _deliveries, _blocked = table_of(StandIn), table_of(Delivery), table_of(BlockedAddress)


class Place(Answer):
    """Something that is set: its page, name and icon, how it stands, and whether somebody should look."""

    to: str
    code: str
    picture: str
    told: str
    is_well: bool = True


def standing(services: Services, viewer: Viewer) -> list[Place]:
    """Return the places somebody may go to, each with how it stands; a fixed number of small queries."""
    day = today(services.clock)
    with services.database.read() as session:
        within = units_of_right(session, viewer.actor, "roster", services.clock.now())
        found = [
            ("roster", _units(session, day, within)),
            ("roster", _people(session, day, within)),
            ("accounts", _accounts(session)),
            ("stand-ins", _stand_in(session, day)),
            ("rules", _calendar(services, day)),
            ("rules", _place("rules", "flag", services.rules.pack.title)),
            ("runs", _runs(services)),
            ("messages", _messages(session)),
            ("audit", Place(to="/admin/audit", code="audit", picture="history", told=phrase("谁在什么时候办了什么"))),
            (
                "system",
                Place(to="/admin/check", code="check", picture="circle-check", told=phrase("数据库、磁盘、邮件、时钟")),
            ),
        ]
    return [place for right, place in found if viewer.may(right)]


def first_steps(services: Services) -> dict[str, bool]:
    """Return what a new house needs, in order, and whether it is there; empty once all of it is."""
    with services.database.read() as session:

        def found(query: Select[tuple[int]], least: int = 1) -> bool:
            return len(session.connection().execute(query.limit(least)).all()) == least

        steps = {
            "roster": found(select(people.c.id)),
            "accounts": found(select(accounts.c.id), least=2),
            "plan": found(select(tasks.c.id)),
        }
    return {} if all(steps.values()) else steps


def _place(code: str, picture: str, told: str) -> Place:
    return Place(to=f"/admin/{code}", code=code, picture=picture, told=told)


def _units(session: Session, day: date, within: Within) -> Place:
    held = select(holdings.c.post_id).where(held_on(day))
    theirs = inside(posts.c.unit_id, within)
    vacant = _count(session, posts, posts.c.id.not_in(held), theirs)
    known = {"units": _count(session, units, inside(units.c.id, within)), "posts": _count(session, posts, theirs)}
    told = phrase("{units} 个单位，{posts} 个岗位", **known)
    if vacant:
        told = phrase("{told}，{vacant} 个空缺", told=told, vacant=vacant)
    return Place(to="/admin/units", code="units", picture="building", told=told, is_well=not vacant)


def _people(session: Session, day: date, within: Within) -> Place:
    theirs = true() if within is None else people.c.id.in_(seated(within, day))
    unreachable = _count(session, people, (people.c.mail == "") & (people.c.robot == ""), theirs)
    told = phrase("{count} 人", count=_count(session, people, theirs))
    if unreachable:
        told = phrase("{told}，{count} 人没有邮箱", told=told, count=unreachable)
    return Place(to="/admin/people", code="people", picture="user", told=told, is_well=not unreachable)


def _accounts(session: Session) -> Place:
    told = phrase("{count} 个账号", count=_count(session, accounts))
    return Place(to="/admin/accounts", code="accounts", picture="user", told=told)


def _stand_in(session: Session, day: date) -> Place:
    at_work = (_stand_ins.c.since <= day) & (_stand_ins.c.until >= day) & _stand_ins.c.revoked_at.is_(None)
    told = phrase("现有 {count} 项代办", count=_count(session, _stand_ins, at_work))
    return Place(to="/admin/stand-ins", code="stand-ins", picture="user", told=told)


def _calendar(services: Services, day: date) -> Place:
    years = sorted(services.rules.calendar.years)
    missing = [year for year in (day.year, day.year + 1) if year not in years]
    told = phrase("已有 {first}–{last} 年的放假通知", first=years[0], last=years[-1])
    due = [year for year in missing if year == day.year or day.month >= 11]  # noqa: PLR2004 - notices come out by then
    if due:
        told = phrase("还没有 {years} 年的放假通知，日期暂定", years="、".join(map(str, due)))
    return Place(to="/admin/calendars", code="calendars", picture="calendar", told=told, is_well=not due)


def _runs(services: Services) -> Place:
    now = engine(services)
    broken = [each for each in now.schedules if each.last_run and each.last_run.state in {"failed", "crashed"}]
    told = phrase("{count} 项任务按日程运行", count=len(now.schedules))
    if broken:
        told = phrase("{count} 项任务最近一次没有完成", count=len(broken))
    return Place(to="/runs", code="runs", picture="history", told=told, is_well=not broken)


def _messages(session: Session) -> Place:
    dead = _count(session, _deliveries, _deliveries.c.state == "dead")
    blocked = _count(session, _blocked)
    told = phrase("没有送不到的消息")
    if dead or blocked:
        told = phrase("{dead} 条没有送达，{blocked} 个地址停发", dead=dead, blocked=blocked)
    return Place(to="/deliveries", code="messages", picture="send", told=told, is_well=not (dead or blocked))


def _count(session: Session, table: Table, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    return int(session.connection().execute(query).scalar_one())
