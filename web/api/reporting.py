"""Progress reports through the API: checked at the edge, written by the use case of planning in one transaction."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt

from planning import acts
from planning.access.viewers import Viewer
from planning.acts import ProgressReport
from planning.ledger import Ledger
from web.answers.task_detail import TaskDetail, task_detail
from web.api.problems import problems
from web.asking import MOST_ID
from web.moment import looking
from web.ports import Services
from web.services import WithServices
from web.viewing import WithViewer

router = APIRouter(prefix="/api/v1", tags=["报送"])
_MOST_TEXT = 5_000
_MOST_PARTS = 200


def _printable(text: str) -> str:
    """Refuse what no database and no document can carry: NUL and other controls but line ends and tabs."""
    if any(character < " " and character not in "\r\n\t" for character in text):
        raise ValueError("control character")
    return text


Prose = Annotated[str, Field(max_length=_MOST_TEXT), AfterValidator(_printable)]
Short = Annotated[str, Field(max_length=100), AfterValidator(_printable)]
Position = Annotated[int, Field(ge=1, le=_MOST_PARTS)]


class Figure(BaseModel):
    """A figure: value, unit, and what it counts."""

    model_config = ConfigDict(extra="forbid")

    value: Short
    unit: Short = ""
    of: Short = ""


class ReportIn(BaseModel):
    """A progress report as an owner sends it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"progress": 60, "done": "已走访企业18家。", "expected_seq": 4}]},
    )

    expected_seq: StrictInt | None = Field(
        default=None, description="所见最新一条台账的序号；台账已变时返回 409，不会覆盖他人的改动"
    )
    progress: StrictInt | None = Field(default=None, description="进度百分数；有多项成果的事项按成果填报")
    deliverables: dict[Position, StrictInt] = Field(
        default_factory=dict, max_length=_MOST_PARTS, description="成果序号 → 进度百分数"
    )
    done: Prose = Field(default="", description="已做工作")
    problem: Prose = Field(default="", description="存在问题")
    next_step: Prose = Field(default="", description="下一步")
    figures: list[Figure] = Field(default_factory=list, max_length=_MOST_PARTS, description="数据")
    period: Short | None = Field(default=None, description="填报期，如 2017Q2；不填按报送日期")

    def as_report(self) -> ProgressReport:
        """Return the report as the use case takes it."""
        return ProgressReport(
            progress=self.progress,
            deliverables=self.deliverables,
            done=self.done,
            problem=self.problem,
            next_step=self.next_step,
            figures=[figure.model_dump() for figure in self.figures],
            period=self.period,
        )


@router.post(
    "/tasks/{task_id}/reports",
    status_code=201,
    summary="报送进展",
    description="写入台账一条记录，返回报送后的事项全貌。",
    responses=problems(400, 404, 409, 413, 422),
)
def report_progress(
    services: WithServices, viewer: WithViewer, task_id: Annotated[int, Path(ge=1, le=MOST_ID)], given: ReportIn
) -> TaskDetail:
    """Write the report and return the task after it."""
    _write(services, viewer, task_id, given)
    with looking(services, viewer) as look:
        return task_detail(look, task_id)


def _write(services: Services, viewer: Viewer, task_id: int, given: ReportIn) -> None:
    now = services.clock.now()
    with services.database.write() as session:
        ledger = Ledger(session, services.rules, viewer.actor, now)
        acts.report(ledger, task_id, given.as_report(), expected_seq=given.expected_seq)
