"""How the API says that something is wrong; the same shape for every status."""

from typing import Any

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """What is wrong: a stable code for programs, a sentence for people."""

    code: str = Field(description="稳定的错误代码，供程序判断", examples=["task-changed"])
    message: str = Field(description="中文说明：错在哪里、怎么办")


_DESCRIPTIONS = {
    400: "问法不对：参数、工号或日期写错",
    404: "没有这条数据",
    409: "已被他人改动（expected_seq 不是最新）",
    413: "内容太大",
    422: "内容不合规则，未作任何改动",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of these error answers for OpenAPI."""
    return {status: {"model": Problem, "description": _DESCRIPTIONS[status]} for status in statuses}
