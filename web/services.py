"""How an endpoint gets the services of the application, and the day of an ``as_of`` parameter."""

from dataclasses import replace
from datetime import date
from typing import Annotated, cast

from fastapi import Depends, Query, Request
from starlette.datastructures import State

from web.asking import optional_day
from web.ports import Services


def services_of(request: Request) -> Services:
    """Return the services the application was made with, with the rules as they are at the moment.

    Pages of one request work by the same rules: they are looked at once.
    """
    found: Services | None = getattr(request.state, "services", None)
    if found is None:
        found = request.state.services = _with_rules_of_now(request.app.state)
    return found


def _with_rules_of_now(state: State) -> Services:
    services = cast("Services", state.services)
    rules = services.rules_now() if services.rules_now is not None else services.rules
    if rules is not services.rules:
        services = state.services = replace(services, rules=rules)
    return services


async def _given(request: Request) -> Services:
    # Nothing is waited for: a dependency that is no coroutine costs a change of threads.
    return services_of(request)


async def as_of_day(
    request: Request,
    as_of: Annotated[str, Query(description="按这一天日终时的情况查看，如 2017-06-30；不填为现在")] = "",
) -> date | None:
    """Return the day asked for, none for now.

    Raises:
        CallError: ``filter-invalid``.
    """
    del as_of  # declared for the description of the API; read like every other filter
    return optional_day(request.query_params, "as_of")


WithServices = Annotated[Services, Depends(_given)]
AsOf = Annotated[date | None, Depends(as_of_day)]
