"""How the API says that something is wrong; the same shape for every status."""

from typing import Any

from fastapi import Security
from fastapi.security import APIKeyCookie, HTTPBearer
from pydantic import BaseModel, Field

from web.viewing import COOKIE

#: How a caller says who asks; whether it is right is decided by ``web.viewing``, the same for pages.
SECURED = [
    Security(HTTPBearer(auto_error=False, scheme_name="token", description="程序令牌：在“我的账号”中生成")),
    Security(APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session", description="浏览器登录")),
]


class Problem(BaseModel):
    """What is wrong: a stable code for programs, a sentence for people."""

    code: str = Field(description="稳定的错误代码，供程序判断", examples=["task-changed"])
    message: str = Field(description="中文说明：错在哪里、怎么办")


_DESCRIPTIONS = {
    400: "问法不对：参数、工号或日期写错",
    401: "未登录，或令牌、登录状态已失效",
    403: "没有这项权限，或页面令牌不对",
    404: "没有这条数据，或不在可见范围内",
    409: "已被他人改动（expected_seq 不是最新）",
    413: "内容太大",
    422: "内容不合规则，未作任何改动",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of these error answers for OpenAPI."""
    return {status: {"model": Problem, "description": _DESCRIPTIONS[status]} for status in statuses}
