"""What a database says in its own words is told in ours, and says what to do."""

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, OperationalError

from config.database_faults import database_failure, fault_of

AT = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: '


def of(original: Exception) -> DBAPIError:
    return OperationalError("SELECT 1", {}, original)


@pytest.mark.parametrize(
    ("original", "code", "told"),
    [
        (psycopg.OperationalError(AT + "Connection refused"), "database-away", "没有应答"),
        (psycopg.OperationalError("server closed the connection unexpectedly"), "database-away", "没有应答"),
        (errors.ConnectionTimeout("connection timeout expired"), "database-away", "没有应答"),
        (errors.AdminShutdown("terminating connection"), "database-away", "没有应答"),
        (psycopg.OperationalError(AT + "FATAL:  the database system is starting up"), "database-away", "正在启动"),
        (psycopg.OperationalError('could not translate host name "db" to address'), "database-away", "主机名"),
        (psycopg.OperationalError(AT + 'FATAL:  password authentication failed for user "x"'), "database-away", "口令"),
        (psycopg.OperationalError(AT + 'FATAL:  database "x" does not exist'), "database-away", "没有这个库"),
        (psycopg.OperationalError(AT + "FATAL:  sorry, too many clients already"), "database-away", "连接数已满"),
        (errors.DiskFull("could not extend file"), "database-disk", "磁盘已满"),
        (errors.ReadOnlySqlTransaction("cannot execute INSERT"), "database-read-only", "没有写权限"),
        (errors.InsufficientPrivilege("permission denied for table task"), "database-failed", "没有权限"),
        (errors.LockNotAvailable("canceling statement"), "database-in-use", "正被其他操作占用"),
        (sqlite3.OperationalError("database is locked"), "database-in-use", "正被其他操作占用"),
        (sqlite3.OperationalError("database or disk is full"), "database-disk", "磁盘已满"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "database-read-only", "没有写权限"),
        (sqlite3.DatabaseError("database disk image is malformed"), "database-failed", "已损坏"),
    ],
)
def test_what_a_database_refuses_is_told_without_its_own_words(original: Exception, code: str, told: str) -> None:
    failure = database_failure(of(original))
    assert failure.code == code
    assert told in str(failure)
    assert str(original) not in str(failure)


def test_what_nobody_knows_is_told_as_it_was_said() -> None:
    unknown = of(errors.UndefinedTable('relation "x" does not exist'))
    assert fault_of(unknown) == ""
    assert 'relation "x" does not exist' in str(database_failure(unknown))
