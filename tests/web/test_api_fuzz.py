"""The API asked all that its own description allows, and what it does not: no 500, every answer as described."""

import importlib
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import select

import web.api
from config.database import Database
from planning.access.accounts import From, accounts, begin_session
from tests.web.client import TestClient
from tests.web.filled_site import filled_site
from tests.web.site import LOCAL

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROUGH = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
_UNKNOWN = 401


def operations() -> list[tuple[str, str]]:
    """Return method and path of everything the API offers, as the application has it."""
    modules = [importlib.import_module(f"web.api.{found.name}") for found in pkgutil.iter_modules(web.api.__path__)]
    routes = [route for module in modules if hasattr(module, "router") for route in module.router.routes]
    return sorted((method, each.path) for each in routes if isinstance(each, APIRoute) for method in each.methods or ())


@pytest.fixture(scope="module")
def api(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, BaseSchema]]:
    """A client that comes as a program of the office, and the description the API gives of itself."""
    folder = tmp_path_factory.mktemp("api")
    shutil.copyfile(sqlite_template, folder / "duban.db")
    database = Database(f"sqlite:///{folder / 'duban.db'}", durable=False)
    site, _ = filled_site(database, folder)
    site.session_of("D02")
    with database.write() as session:
        owner = session.connection().execute(select(accounts.c.id).where(accounts.c.login == "D02")).scalar_one()
        token = begin_session(session, owner, From(), site.clock.now(), kind="api", name="程序")
    client = TestClient(site.app, base_url=LOCAL, raise_server_exceptions=False)
    client.headers["Authorization"] = f"Bearer {token}"
    described = client.get("/api/openapi.json").json()
    yield client, schemathesis.openapi.from_dict(described)
    database.close()


def asked(client: TestClient, case: Case[Any], **headers: str) -> Any:  # noqa: ANN401 - a response
    """Send a case; a token that was made up is not sent in the place of ours."""
    how = case.as_transport_kwargs(base_url=LOCAL, headers=headers or None)
    how["headers"] = {name: value for name, value in how["headers"].items() if name.lower() != "authorization"}
    how.pop("cookies", None)
    if isinstance(how.get("data"), (bytes, str)):
        how["content"] = how.pop("data")
    return client.request(**how)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not-allowed"])
@pytest.mark.parametrize(("method", "path"), operations())
def test_whatever_is_asked_the_answer_is_as_described(
    api: tuple[TestClient, BaseSchema], method: str, path: str, mode: GenerationMode
) -> None:
    client, schema = api

    @ROUGH
    @given(schema[path][method].as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE:
            # Numbers of things that are there: such answers are worth holding to the description.
            case.path_parameters = {name: int(value) % 14 + 1 for name, value in case.path_parameters.items()}
        case.validate_response(asked(client, case), checks=CHECKS)

    ask()


@pytest.mark.parametrize(("method", "path"), operations())
def test_nobody_gets_an_answer_without_a_token(api: tuple[TestClient, BaseSchema], method: str, path: str) -> None:
    client, schema = api
    stranger = TestClient(client.app, base_url=LOCAL)

    @settings(ROUGH, max_examples=2)
    @given(schema[path][method].as_strategy())
    def ask(case: Case[Any]) -> None:
        answer = asked(stranger, case)
        assert answer.status_code == _UNKNOWN, (case, answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    ask()
