"""Accounts: whose name may be used, and what happens to waits and sessions."""

from datetime import UTC, datetime, timedelta

import pytest

from config.database import Database
from config.errors import CallError, DubanError
from planning.access.accounts import From, begin_session, end_sessions, make_account
from planning.access.attempts import LOCK_AFTER, LONGEST_LOCK, begin_attempt, locks, unlock, was_right
from planning.access.sessions import account_of, end_own, end_token, live_sessions
from planning.access.viewers import viewer_by_token
from planning.people import actor_names
from tests.planning.house import build

NOW = datetime(2017, 4, 12, 4, 0, tzinfo=UTC)
HERE = From("10.0.0.9", "test")
COUNTED = {"login:y01": LOCK_AFTER}


def test_an_administrator_without_a_post_is_named_by_the_account(database: Database) -> None:
    build(database)
    with database.write() as session:
        make_account(session, login="root", name="张三", now=NOW, is_admin=True)
        assert actor_names(session, ["root", "Y01", "office", "gone"]) == {
            "root": "张三", "Y01": "沈玉兰", "office": "督办办公室", "gone": "gone",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("Y01", "login-reserved"),
        ("y01", "login-reserved"),
        ("office", "login-reserved"),
        ("System", "login-reserved"),
        ("ROOT", "login-taken"),
        ("a b", "login-invalid"),
        ("", "login-invalid"),
    ],
)
def test_nobody_signs_in_under_a_name_the_ledger_knows_somebody_else_by(
    database: Database, login: str, code: str
) -> None:
    build(database)
    with database.write() as session:
        make_account(session, login="root", name="张三", now=NOW)
        with pytest.raises(DubanError) as told:
            make_account(session, login=login, name="李四", now=NOW)
        assert told.value.code == code


def test_an_attempt_counts_while_it_is_under_way(database: Database) -> None:
    with database.write() as session:
        for _ in range(LOCK_AFTER):
            assert begin_attempt(session, COUNTED, HERE, NOW) is None
    # Not one of the five has been answered yet, and a sixth at the same time is refused.
    with database.write() as session:
        refused = begin_attempt(session, COUNTED, HERE, NOW)
        assert refused is not None
        assert refused.code == "sign-in-locked"
        was_right(session, COUNTED, HERE, NOW)
    with database.write() as session:
        assert begin_attempt(session, COUNTED, HERE, NOW) is None


def test_a_wait_grows_to_four_hours_and_is_forgotten_after_a_day(database: Database) -> None:
    now, waits = NOW, []
    with database.write() as session:
        for _ in range(LOCK_AFTER + 8):
            assert begin_attempt(session, COUNTED, HERE, now) is None
            until = locks(session, COUNTED, now).get("login:y01")
            waits.append(until - now if until else timedelta(0))
            now = (until or now) + timedelta(seconds=1)
        assert waits[LOCK_AFTER - 1] == timedelta(minutes=5)
        assert waits[LOCK_AFTER] == timedelta(minutes=10)
        assert waits[-1] == LONGEST_LOCK
        assert locks(session, COUNTED, now + timedelta(days=1)) == {}


def test_an_administrator_lifts_a_wait(database: Database) -> None:
    with database.write() as session:
        for _ in range(LOCK_AFTER):
            begin_attempt(session, COUNTED, HERE, NOW)
        unlock(session, COUNTED)
        assert locks(session, COUNTED, NOW) == {}


def test_sessions_are_ones_own_and_end_once(database: Database) -> None:
    with database.write() as session:
        mine = make_account(session, login="a", name="甲", now=NOW)
        other = make_account(session, login="b", name="乙", now=NOW)
        token = begin_session(session, mine, HERE, NOW)
        api = begin_session(session, mine, HERE, NOW, kind="api", name="程序")
        begin_session(session, mine, HERE, NOW, kind="invite")
        (first, second) = live_sessions(session, mine, NOW)
        assert {first.kind, second.kind} == {"web", "api"}
        with pytest.raises(CallError):
            end_own(session, other, first.id, NOW)
        web = first if first.kind == "web" else second
        assert end_own(session, mine, web.id, NOW) == "web"
        with pytest.raises(CallError):
            end_own(session, mine, web.id, NOW)
        assert viewer_by_token(session, token, NOW) is None
        assert account_of(session, token) == mine
        assert account_of(session, token, alive_at=NOW) is None
        assert viewer_by_token(session, api, NOW, kind="api") is not None
        assert viewer_by_token(session, api, NOW) is None
        end_sessions(session, mine, NOW)
        assert live_sessions(session, mine, NOW) == []


def test_a_token_of_one_kind_opens_nothing_of_another(database: Database) -> None:
    with database.write() as session:
        account = make_account(session, login="a", name="甲", now=NOW)
        half = begin_session(session, account, HERE, NOW, kind="half", lasts=timedelta(minutes=10))
        assert viewer_by_token(session, half, NOW) is None
        assert end_token(session, half, NOW, kind="invite") is None
        assert account_of(session, half, kind="half", alive_at=NOW + timedelta(minutes=11)) is None
        assert end_token(session, half, NOW, kind="half") == account
        assert end_token(session, half, NOW, kind="half") is None
