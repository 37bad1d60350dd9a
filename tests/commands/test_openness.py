"""How far the pages are open: what the doctor says, and what ``duban serve`` refuses."""

from pathlib import Path

import pytest

from config.errors import CallError
from config.settings import Settings
from duban.bootstrap import start
from duban.openness import look_at_links, look_at_openness, look_at_port
from duban.serving import serve_application
from planning.access.accounts import make_account
from planning.access.setting_up import forget_set_up_code, is_set_up_code, set_up_code


@pytest.mark.parametrize(
    ("given", "level", "says"),
    [
        ({}, "ok", "只在本机"),
        ({"base_url": "http://localhost:8765"}, "ok", "只在本机"),
        ({"host": "0.0.0.0"}, "warning", "没有加密"),  # noqa: S104 - as a setting
        ({"base_url": "http://duban.example.org"}, "warning", "没有加密"),
        ({"allowed_hosts": "duban"}, "warning", "没有加密"),
        ({"base_url": "https://duban.example.org"}, "warning", "trusted_proxies"),
        ({"base_url": "https://duban.example.org", "trusted_proxies": "127.0.0.1"}, "ok", "加密网址"),
    ],
)
def test_the_doctor_says_who_can_reach_the_pages_and_how(given: dict[str, str], level: str, says: str) -> None:
    ((found, said),) = look_at_openness(Settings.model_validate(given))
    assert found == level
    assert says in said


@pytest.mark.parametrize(
    ("given", "port", "links", "ports"),
    [
        ({}, 8765, 0, 0),
        ({}, 9000, 0, 1),
        ({"host": "0.0.0.0"}, 8765, 1, 0),  # noqa: S104 - as a setting
        ({"allowed_hosts": "duban"}, 8765, 1, 0),
        ({"base_url": "http://127.0.0.1:8765"}, 9000, 0, 1),
        ({"base_url": "https://duban.example.org"}, 9000, 0, 0),
    ],
)
def test_links_that_would_lead_nowhere_are_told_of(given: dict[str, str], port: int, links: int, ports: int) -> None:
    settings = Settings.model_validate(given)
    assert len(list(look_at_links(settings))) == links
    assert len(list(look_at_port(settings, port))) == ports


def test_pages_are_not_opened_to_a_network_before_there_is_an_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_HOST", "0.0.0.0")  # noqa: S104 - refused here
    app = start(tmp_path / "data")
    with pytest.raises(CallError) as told:
        serve_application(app, port=0)
    app.database.close()
    assert told.value.code == "host-needs-account"


def test_an_address_this_machine_has_not_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_HOST", "127.0.0.1")
    app = start(tmp_path / "data")
    elsewhere = type(app)(app.settings.model_copy(update={"host": "192.0.2.1"}), app.database, app.clock)
    with app.database.write() as session:
        make_account(session, login="root", name="管理员", now=app.clock.now(), is_admin=True)
    with pytest.raises(CallError) as told:
        serve_application(elsewhere, port=0)
    app.database.close()
    assert told.value.code == "host-unusable"


def test_the_code_of_the_set_up_stays_until_it_has_served(tmp_path: Path) -> None:
    app = start(tmp_path / "data")
    with app.database.write() as session:
        code = set_up_code(session)
        assert set_up_code(session) == code
        assert is_set_up_code(session, code.lower().replace("-", " "))
        assert not is_set_up_code(session, "AAAAA-AAAAA")
        assert not is_set_up_code(session, "")
        forget_set_up_code(session)
        assert not is_set_up_code(session, code)
    app.database.close()
