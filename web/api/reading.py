"""Reading through the API: overview, tasks, documents, messages, runs, reports."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from config.language import labels
from web.answers.deliveries import DeliveryDetail, DeliveryList, delivery_detail, delivery_list, delivery_question
from web.answers.filed_reports import ReportList, report_list
from web.answers.overview import Overview, overview
from web.answers.running import Running, running
from web.answers.source import DocumentView, document_view
from web.answers.task_detail import TaskDetail, task_detail
from web.answers.task_list import TaskList, task_list
from web.api.problems import SECURED, problems
from web.asking import MOST_ID, task_question
from web.moment import looking
from web.services import AsOf, WithServices
from web.viewing import WithViewer, need

router = APIRouter(prefix="/api/v1", tags=["读取"], responses=problems(400, 401, 403), dependencies=SECURED)
Id = Annotated[int, Path(ge=1, le=MOST_ID)]


@router.get(
    "/overview", summary="总览", description="亮灯计数、各单位亮灯、临期、逾期、新转红、报送情况、待决定事项与趋势。"
)
def read_overview(services: WithServices, viewer: WithViewer, as_of: AsOf) -> Overview:
    """Return the overview."""
    with looking(services, viewer, as_of) as look:
        return overview(look, services.rules)


@router.get("/tasks", summary="事项列表（每页 50 项，最急在前）", description="筛选条件与网页网址中的相同。")
def read_tasks(
    request: Request,
    services: WithServices,
    viewer: WithViewer,
    as_of: AsOf,
    plan: Annotated[str, Query(description="计划 id")] = "",
    unit: Annotated[str, Query(description="单位 id")] = "",
    light: Annotated[str, Query(description="亮灯", json_schema_extra={"enum": ["", *labels("light")]})] = "",
    state: Annotated[str, Query(description="状态", json_schema_extra={"enum": ["", *labels("state")]})] = "",
    text: Annotated[str, Query(description="正文中的文字，或完整编号")] = "",
    due_from: Annotated[str, Query(description="期限不早于，如 2017-06-01")] = "",
    due_to: Annotated[str, Query(description="期限不晚于")] = "",
    overdue: Annotated[str, Query(description="1 为只看逾期")] = "",
    page: Annotated[str, Query(description="第几页，从 1 起")] = "",
) -> TaskList:
    """Return one page of the tasks asked for."""
    del plan, unit, light, state, text, due_from, due_to, overdue, page  # declared for OpenAPI, read as on the pages
    with looking(services, viewer, as_of) as look:
        return task_list(look, task_question(request.query_params))


@router.get(
    "/tasks/{task_id}",
    summary="事项全貌：成果、台账、期限沿革、来源、提醒",
    responses=problems(404),
    description="`line.seq` 是最新一条台账的序号，报送进展时作为 `expected_seq`。",
)
def read_task(services: WithServices, viewer: WithViewer, as_of: AsOf, task_id: Id) -> TaskDetail:
    """Return one task in full."""
    with looking(services, viewer, as_of) as look:
        return task_detail(look, task_id)


@router.get(
    "/documents/{document_id}",
    summary="来源文件全文，按事项分段",
    responses=problems(404),
    description="各段文字依次相连即为读出的全文。",
)
def read_document(services: WithServices, viewer: WithViewer, document_id: Id) -> DocumentView:
    """Return a document with its items marked."""
    with looking(services, viewer) as look:
        return document_view(look, document_id)


@router.get(
    "/deliveries",
    dependencies=[need("messages")],
    summary="消息列表（每页 50 条，最新在前）",
    description="含未形成消息的提醒及其原因、被拒收的地址。",
)
def read_deliveries(
    request: Request,
    services: WithServices,
    state: Annotated[str, Query(description="状态", json_schema_extra={"enum": ["", *labels("delivery_state")]})] = "",
    day: Annotated[str, Query(description="哪一天的消息，如 2017-06-30")] = "",
    person: Annotated[str, Query(description="收件人姓名")] = "",
    page: Annotated[str, Query(description="第几页，从 1 起")] = "",
    as_of: Annotated[str, Query(description="到这一天日终为止生成的消息，如 2017-06-30；不填为现在")] = "",
) -> DeliveryList:
    """Return one page of the messages asked for."""
    del state, day, person, page, as_of  # declared for OpenAPI, read as on the pages
    with services.database.read() as session:
        return delivery_list(session, delivery_question(request.query_params))


@router.get(
    "/deliveries/{delivery_id}",
    dependencies=[need("messages")],
    summary="一条消息：正文、所含事项、对方答复",
    responses=problems(404),
    description="未发出的给出现在发送时的正文（is_draft）。",
)
def read_delivery(services: WithServices, delivery_id: Id) -> DeliveryDetail:
    """Return one message in full."""
    return delivery_detail(services, delivery_id)


@router.get(
    "/runs",
    dependencies=[need("runs")],
    summary="排程与最近 50 次运行",
    description="运行引擎的状态、各任务下次时间、最近的运行结果。",
)
def read_runs(services: WithServices) -> Running:
    """Return how the engine stands and its newest runs."""
    return running(services)


@router.get(
    "/reports", summary="报告期与封存快照", description="文件在 /reports/{id}/download/{docx|pdf|xlsx|html|json} 下载。"
)
def read_reports(services: WithServices, viewer: WithViewer) -> ReportList:
    """Return the periods and their snapshots."""
    with services.database.read() as session:
        return report_list(session, viewer)
