"""Whom an identity provider vouches for: found in the roster, linked once, never given a right."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from config.database import Database
from config.errors import DubanError
from planning.access.accounts import accounts, make_account
from planning.access.vouched import Vouched, account_vouched_for, vouched_by
from planning.people import people, person_by
from tests.planning.house import build

NOW = datetime(2017, 4, 12, 4, 0, tzinfo=UTC)
ISSUER = "https://id.example.org"


def test_a_person_is_found_by_number_or_mail_linked_once_and_known_by_the_providers_number_from_then_on(
    database: Database,
) -> None:
    build(database)
    with database.write() as session:
        session.connection().execute(update(people).where(people.c.code == "Y02").values(mail="Y02@Example.org"))
        first, is_new = account_vouched_for(session, Vouched(ISSUER, "1", staff_number="Y01"), NOW)
        assert is_new
        assert account_vouched_for(session, Vouched(ISSUER, "1", staff_number="changed"), NOW) == (first, False)
        second, _ = account_vouched_for(session, Vouched(ISSUER, "2", mail="y02@example.org"), NOW)
        rows = session.connection().execute(select(accounts).order_by(accounts.c.id)).all()
        assert [(row.id, row.login, row.is_admin) for row in rows] == [(first, "Y01", False), (second, "Y02", False)]
        with pytest.raises(DubanError) as told:
            account_vouched_for(session, Vouched(ISSUER, "3", staff_number="Y01"), NOW)
        assert told.value.code == "oidc-other"


def test_the_same_number_at_another_provider_is_another_person(database: Database) -> None:
    build(database)
    with database.write() as session:
        account_vouched_for(session, Vouched(ISSUER, "1", staff_number="Y01"), NOW)
        with pytest.raises(DubanError) as told:
            account_vouched_for(session, Vouched("https://other.example.org", "1"), NOW)
        assert told.value.code == "oidc-nobody"


def test_the_number_of_somebody_elses_account_is_not_taken(database: Database) -> None:
    build(database)
    with database.write() as session:
        made = make_account(session, login="shen", name="沈玉兰", now=NOW, person_id=person_by(session, "Y01").id)
        assert account_vouched_for(session, Vouched(ISSUER, "1", staff_number="Y01"), NOW) == (made, True)


@pytest.mark.parametrize(
    ("claims", "number", "mail"),
    [
        ({"no": "Y01", "email": "A@b.example", "email_verified": True}, "Y01", "a@b.example"),
        ({"no": 4711, "email": "a@b.example", "email_verified": "true"}, "4711", ""),
        ({"no": ["Y01"], "email": "a@b.example"}, "", ""),
        ({}, "", ""),
    ],
)
def test_only_plain_numbers_and_confirmed_addresses_count(claims: dict[str, object], number: str, mail: str) -> None:
    found = vouched_by({"iss": ISSUER, "sub": "1", **claims}, "no")
    assert (found.staff_number, found.mail) == (number, mail)
    assert vouched_by({"iss": ISSUER, "sub": "1", **claims}, "").staff_number == ""
