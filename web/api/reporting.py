"""Progress reports through the API: checked at the edge, written by the use case of planning in one transaction."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt
from sqlalchemy import bindparam, select
from sqlmodel import Session

from config.errors import DubanError
from config.prepared import prepared
from planning import acts
from planning.access.tokens import hash_of
from planning.access.viewers import Viewer
from planning.acts import ProgressReport
from planning.ledger import tasks
from planning.sending import MarkedLedger, lock, sent_before
from web.answers.task_detail import TaskDetail, task_detail
from web.api.problems import SECURED, problems
from web.asking import MOST_ID
from web.moment import looking
from web.ports import Services
from web.services import WithServices
from web.viewing import WithViewer

router = APIRouter(prefix="/api/v1", tags=["报送"], dependencies=SECURED)
OnceKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=100,
        pattern=r"^[\x21-\x7e]*$",
        description="这一次报送的唯一标识；断线重发时不变，只记一条，应答头 Idempotent-Replay 为 true",
    ),
]
_MOST_TEXT = 5_000
_MOST_PARTS = 200
_KEY = 32


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
    responses=problems(400, 401, 403, 404, 409, 413, 422),
)
def report_progress(
    services: WithServices,
    viewer: WithViewer,
    response: Response,
    task_id: Annotated[int, Path(ge=1, le=MOST_ID)],
    given: ReportIn,
    key: OnceKey = "",
) -> TaskDetail:
    """Write the report and return the task after it; one sent before under the same key is not written again."""
    if _write(services, viewer, task_id, given, key):
        response.headers["Idempotent-Replay"] = "true"
    with looking(services, viewer) as look:
        return task_detail(look, task_id)


def _write(services: Services, viewer: Viewer, task_id: int, given: ReportIn, key: str) -> bool:
    """Write the report; return whether it had been sent before."""
    # Two callers' keys are two keys, and whatever a key is made of, what is kept of it is not.
    once = hash_of(f"{viewer.actor.ref}\n{key}")[:_KEY] if key else ""
    with services.database.write() as session:
        _require_visible(session, viewer, task_id)
        lock(session, task_id)
        if sent_before(session, task_id, once) is not None:
            return True
        marks = {"once": once} if once else {}
        ledger = MarkedLedger(session, services.rules, viewer.actor, services.clock.now(), task_id, marks)
        acts.report(ledger, task_id, given.as_report(), expected_seq=given.expected_seq)
    return False


def _require_visible(session: Session, viewer: Viewer, task_id: int) -> None:
    """Do nothing when the task is in sight; one that is not is not told from one that does not exist.

    Raises:
        DubanError: ``task-unknown``.
    """
    seen = viewer.scope.of(tasks)
    asked = prepared(session, ("is seen", seen), lambda: select(seen.c.id).where(seen.c.id == bindparam("of_task")))
    if asked.run(session, {"of_task": task_id}).first() is None:
        raise DubanError("task-unknown", ref=task_id)
