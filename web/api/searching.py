"""The search through the API: the same answers as the page."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from web.answers.search import SearchResult, search
from web.api.problems import SECURED, problems
from web.asking import identity, plain_text
from web.moment import looking
from web.services import AsOf, WithServices
from web.viewing import WithViewer, need

router = APIRouter(
    prefix="/api/v1", tags=["读取"], responses=problems(400, 401, 403), dependencies=[*SECURED, need("tasks")]
)


@router.get(
    "/search",
    summary="全文搜索（每页 20 项，新立项的在前）",
    description="在原文、进展、问题、下一步、批示、答复、说明中查找；几个词之间用空格，须出现在同一段记录中。",
)
def read_search(
    request: Request,
    services: WithServices,
    viewer: WithViewer,
    as_of: AsOf,
    q: Annotated[str, Query(description="要找的文字，或事项编号；最多 100 字")] = "",
    further: Annotated[str, Query(description="上一页给出的 further")] = "",
) -> SearchResult:
    """Return one page of what was found."""
    del q, further  # declared for OpenAPI, read as on the page
    given = request.query_params
    below = given.get("further", "").strip()
    with looking(services, viewer, as_of) as look:
        text = plain_text("q", given.get("q", "").strip())
        return search(look, text, identity("further", below) if below else None)
