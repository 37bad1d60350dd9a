"""Codes of an authenticator app, checked against the published example, and recovery codes."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from planning.access import totp

SECRET = pyotp.random_base32()
NOW = datetime(2017, 4, 12, 4, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


def code(at: datetime = NOW) -> str:
    return pyotp.TOTP(SECRET).at(at)


def test_the_example_of_the_standard_is_right() -> None:
    # RFC 6238, appendix B: the secret "12345678901234567890" at 59 seconds gives 94287082, of which six are shown.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - published
    assert totp.step_of(secret, "287 082", datetime.fromtimestamp(59, UTC), 0) == 1


@pytest.mark.parametrize(("late", "step"), [(-30, STEP - 1), (0, STEP), (30, STEP + 1), (90, None), (-90, None)])
def test_a_clock_may_be_half_a_minute_wrong_and_no_more(late: int, step: int | None) -> None:
    assert totp.step_of(SECRET, code(NOW + timedelta(seconds=late)), NOW, 0) == step


def test_no_code_works_twice_nor_an_older_one_after_it() -> None:
    assert totp.step_of(SECRET, code(), NOW, STEP - 1) == STEP
    assert totp.step_of(SECRET, code(), NOW, STEP) is None
    assert totp.step_of(SECRET, code(NOW - timedelta(seconds=30)), NOW, STEP) is None


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_wrong(wrong: str) -> None:
    assert totp.step_of(SECRET, wrong, NOW, 0) is None


def test_each_recovery_code_works_once_however_it_is_typed() -> None:
    codes = totp.new_recovery_codes()
    kept = totp.kept_codes(codes)
    assert len(set(codes)) == totp.left(kept) == 10
    assert not any(each in kept for each in codes)

    after = totp.without_code(kept, codes[3].lower().replace("-", " "))
    assert after is not None
    assert totp.left(after) == 9
    assert totp.without_code(after, codes[3]) is None
    assert totp.without_code(after, "") is None
