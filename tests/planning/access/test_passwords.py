"""Passwords: what is kept of them, and which are refused."""

import pytest

from config.errors import DubanError
from planning.access.passwords import check_password, hash_password, require_good_password


def test_a_password_is_known_by_its_argon2id_hash_alone() -> None:
    kept = hash_password("a long good sentence")
    assert kept.startswith("$argon2id$")
    assert check_password("a long good sentence", kept) == (True, None)
    assert check_password("a long good sentence ", kept)[0] is False
    assert check_password("a long good sentence", "")[0] is False


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password-short"),
        ("一二三四五六七八九", "password-short"),
        ("x" * 201, "password-long"),
        ("1234567890", "password-common"),
        ("aaaaaaaaaaaa", "password-common"),
        ("yh001yh001", "password-common"),
    ],
)
def test_a_password_everybody_tries_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(DubanError) as told:
        require_good_password(password, login="YH001", name="沈玉兰")
    assert told.value.code == code


@pytest.mark.parametrize("password", ["一句好记的话不难想出来", "correct horse battery"])
def test_a_sentence_is_taken(password: str) -> None:
    require_good_password(password, login="YH001", name="沈玉兰")
