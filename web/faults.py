"""Errors as people and programs see them: a page that says what to do, or ``{"code", "message"}``."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from config.checking import fault_words
from config.clock import Clock
from config.database_faults import database_failure, fault_of
from config.errors import CallError, Conflict, DubanError
from config.language import phrase
from web.addresses import address
from web.carrying import Carried, ask_again, carried_of, typed_in
from web.guard import SAFE_METHODS, told_path, too_large
from web.templating import page, wants_part
from web.wording import instant_words

log = logging.getLogger(__name__)
API = "/api/"
BODY_LIMIT = 256 * 1024
MISSING = frozenset(
    {"page-missing", "task-missing", "task-unknown", "task-not-yet", "document-missing", "delivery-missing"}
    | {"snapshot-missing", "original-missing", "review-unknown", "reading-missing", "plan-missing"}
    | {"post-missing", "stand-in-missing", "roster-row-missing", "filter-missing"}
    | {"attachment-missing", "preview-impossible"}
    | {"plan-not-yet", "document-not-yet", "share-missing", "share-expired", "share-revoked"}
)
FORBIDDEN = frozenset(
    {"not-allowed", "form-stale", "act-of-the-office", "act-of-the-unit", "password-change-needed", "totp-needed"}
    | {"stand-in-not-yours", "assign-within-unit", "administrators-only", "leaders-only", "import-elsewhere"}
)
#: What somebody owes before anything else, and the page where it is done.
OWED = {"password-change-needed": "/account/password", "totp-needed": "/account/codes"}
TITLES = {
    400: "这样查不了",
    401: "请先登录",
    403: "不能这样访问",
    404: "没有找到",
    405: "不能这样操作",
    409: "已被他人改动",
    413: "内容太大",
    422: "没有办成",
    429: "请稍候",
    500: "系统出错了",
    503: "请稍候",
}


def status_of(error: DubanError) -> int:
    """Return the HTTP status of an error: 404 not there, 409 lost a race, 400 asked wrongly, 422 against a rule."""
    if error.code in MISSING:
        return HTTPStatus.NOT_FOUND
    if error.code == "sign-in-needed":
        return HTTPStatus.UNAUTHORIZED
    if error.code in FORBIDDEN:
        return HTTPStatus.FORBIDDEN
    if error.code == "asked-too-often":
        return HTTPStatus.TOO_MANY_REQUESTS
    if isinstance(error, Conflict):
        return HTTPStatus.CONFLICT
    return HTTPStatus.BAD_REQUEST if isinstance(error, CallError) else HTTPStatus.UNPROCESSABLE_ENTITY


def answer(request: Request, status: int, error: DubanError) -> Response:
    """Return the error as JSON for the API and as a page for everything else."""
    if request.url.path.startswith(API):
        return JSONResponse({"code": error.code, "message": str(error)}, status_code=status)
    if status == HTTPStatus.BAD_REQUEST and wants_part(request):
        return page(request, "results_error.html", {"message": str(error)}, status=status)
    title, typed = phrase(TITLES.get(status, TITLES[400])), typed_in(request)
    shown = {"status": int(status), "title": title, "message": str(error), "typed": typed}
    return page(request, "error.html", shown, status=status)


def failed(clock: Clock) -> DubanError:
    """Return what is said about an error nobody foresaw."""
    return DubanError("server-failed", at=instant_words(clock.now()))


def install(app: FastAPI) -> None:
    """Let the application answer all its errors through ``answer``."""
    app.add_exception_handler(DubanError, _broken_rule)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(OperationalError, _database_not_had)


async def _broken_rule(request: Request, error: Exception) -> Response:
    if not isinstance(error, DubanError):
        raise error
    keeps = error.code in {"sign-in-needed", "form-stale"} and not request.url.path.startswith(API)
    carried = await carried_of(request) if keeps else None
    return await run_in_threadpool(_broken, request, error, carried)


def _broken(request: Request, error: DubanError, carried: Carried | None) -> Response:
    """Answer a broken rule; what was typed into a form is kept over an expired session."""
    if carried is not None:
        return ask_again(request, error, carried)
    if not request.url.path.startswith(API):
        if error.code == "sign-in-needed":
            return _to_sign_in(request)
        if error.code in OWED:
            return RedirectResponse(OWED[error.code], status_code=HTTPStatus.SEE_OTHER)
    return answer(request, status_of(error), error)


def _to_sign_in(request: Request) -> Response:
    """Lead a visitor to the page to sign in, and from there back to where they were headed."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    where = address("/sign-in", next=back if request.method in SAFE_METHODS and back != "/" else "")
    if "hx-request" in request.headers:
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": where})
    return RedirectResponse(where, status_code=HTTPStatus.SEE_OTHER)


async def _database_not_had(request: Request, error: Exception) -> Response:
    """Answer when the database could not be had: a writer was slow, its server is away, its disk is full.

    What it said itself is for the log alone; what was typed is shown, even when it was not yet known who asks.
    Anything else is an error of ours, which nobody foresaw.
    """
    if not isinstance(error, DBAPIError) or not fault_of(error):
        raise error
    log.warning("%s: %s", told_path(request.url.path), error)
    if not request.url.path.startswith(API):
        await carried_of(request)  # reads the form
    return await run_in_threadpool(answer, request, HTTPStatus.SERVICE_UNAVAILABLE, database_failure(error))


def _invalid_request(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    if any(problem["loc"][:1] == ("path",) for problem in found):
        return answer(request, HTTPStatus.NOT_FOUND, DubanError("page-missing"))
    detail = phrase("；").join(f"{_place(problem['loc'])}{_wrong(problem)}" for problem in found[:5])
    return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, CallError("request-invalid", detail=detail))


def _place(location: tuple[int | str, ...]) -> str:
    """Return the name of the wrong field; the place of a JSON mistake is a bare number and says nothing."""
    parts = [str(part) for part in location if part not in {"body", "query"}]
    return ".".join(parts) if parts and not parts[0].isdecimal() else phrase("正文")


def _wrong(problem: Mapping[str, Any]) -> str:
    """Return what is wrong with a field; our own checks of the API refuse characters only."""
    return phrase("含有不允许的字符") if problem["type"] == "value_error" else fault_words(problem)


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    match error.status_code:
        case HTTPStatus.METHOD_NOT_ALLOWED:
            found = DubanError("method-not-allowed")
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            found = too_large(request.scope.get(MAX_BODY_SIZE_SCOPE_KEY, BODY_LIMIT), BODY_LIMIT)
        case HTTPStatus.NOT_FOUND:
            found = DubanError("page-missing")
        case _:
            found = DubanError("request-invalid", detail=error.detail)
    return answer(request, error.status_code, found)
