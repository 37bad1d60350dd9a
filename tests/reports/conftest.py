"""A rich invented quarter: 15 streets of 云河区, some twenty items in all lights, long and short and awkward texts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reports.snapshot import (
    Change,
    Correction,
    Definition,
    Deliverable,
    Figure,
    Highlight,
    Item,
    Ledger,
    LightCounts,
    Period,
    Reporting,
    Result,
    Rules,
    Snapshot,
    Source,
    Street,
    StreetReporting,
    Supplement,
    Totals,
    TrendPoint,
)

NAMES = ["月桥", "柳荫", "石榴", "青塔", "望湖", "松涛", "梨园", "河埠"]
NAMES += ["东篱", "西圃", "槐安", "桐里", "云锦", "北渡", "南屏"]
LONG = (
    "依托楼宇党群服务中心设立工会服务站，逐栋走访入驻企业，建立企业、职工、需求三本台账；与人力社保、市场监管等部门"
    "每月比对新增市场主体名单，对25人以上未建会企业逐户发放建会提示，由街道总工会主席包片联系，社区工会联合会干部"
    "每周回访一次。目前已走访企业186家，形成建会意向42家，其中19家完成选举筹备，职工代表座谈会召开6场，收集意见"
    "77条，已答复71条，其余6条涉及场地和经费，正与街道办事处协商。"
)


def _totals(items: tuple[Item, ...]) -> Totals:
    paces = ["completed", "ahead", "on_schedule", "behind", "not_started"]
    lights = ["red", "orange", "yellow", "green", "blue", "grey"]
    return Totals(
        total=len(items),
        overdue=sum(item.cause == "overdue" for item in items),
        lights=LightCounts(**{light: sum(item.light == light for item in items) for light in lights}),
        **{pace: sum(item.pace == pace for item in items) for pace in paces},
    )


def _street(position: int, *items: Item, results: tuple[Result, ...] = ()) -> Street:
    name = f"{NAMES[position]}街道"
    return Street(
        code=f"YH{position + 1:02}",
        name=f"{name}总工会",
        short_name=name,
        totals=_totals(items),
        items=tuple(
            item.model_copy(
                update={
                    "uid": f"YH{position + 1:02}-{item.number}",
                    "lead_unit": f"{name}总工会",
                    "responsible": item.responsible or (f"{name}总工会",),
                }
            )
            for item in items
        ),
        results=results,
    )


def _item(number: int, title: str, **facts: object) -> Item:
    due = facts.get("due_on", date(2017, 12, 31))
    common: dict[str, object] = {
        "uid": "-",
        "number": str(number),
        "title": title,
        "state": "in_progress",
        "progress": 50,
        "expected": 50,
        "pace": "on_schedule",
        "light": "green",
        "due_on": due,
        "original_due_on": due,
        "leader": "周明远",
        "progress_text": "按计划推进。",
    }
    return Item.model_validate(common | facts)


def _first_street() -> Street:
    return _street(
        0,
        _item(
            1,
            "推进楼宇工会联合会建设，年内新建楼宇工会联合会3家",
            measures="摸清楼宇企业底数；分类制定建会方案；组织会员代表选举。",
            outcome="楼宇工会联合会3家",
            leader="李堃",
            responsible=("月桥街道总工会", "月桥街道商务楼宇工作站"),
            supporting=("月桥街道经济科", "各社区工会联合会"),
            progress=40,
            pace="behind",
            light="red",
            cause="overdue",
            reason="已逾期5个工作日",
            overdue_workdays=5,
            due_on=date(2017, 6, 23),
            original_due_on=date(2017, 3, 31),
            expected=100,
            progress_text=LONG,
            problem="两栋楼宇产权单位更换物业，联合会办公场地未落实；部分企业总部在外区，建会审批周期长。",
            next_step="7月15日前与新物业签订场地使用协议，7月底前完成两家联合会选举。",
            figures=(
                Figure(value=Decimal(186), unit="家", of="走访企业"),
                Figure(value=Decimal(1), unit="家", of="新建楼宇工会联合会"),
            ),
            evidence=("走访台账", "选举办法", "会议记录3份"),
            deliverables=(
                Deliverable(
                    number="1", title="银泰楼宇联合会", progress=100, light="green", finished_on=date(2017, 6, 20)
                ),
                Deliverable(number="2", title="金桥楼宇联合会", progress=20, light="red", due_on=date(2017, 6, 23)),
                Deliverable(number="3", title="创客楼宇联合会", progress=0, light="red", due_on=date(2017, 6, 23)),
            ),
            source=Source(document="月桥街道2017年目标计划.docx", sha256="a" * 64, start=120, end=163),
        ),
        _item(
            2,
            "核对=1+1式报表并公开<A&B>互助保障办理清单",
            progress=100,
            state="completed",
            pace="completed",
            light="blue",
            finished_on=date(2017, 6, 12),
            progress_text="=1+1\n已公开<A&B>清单；职工反映“好找、好办”",
            next_step="@每月更新",
        ),
        results=(
            Result(
                heading="组织建设",
                text="现有基层工会212家，会员2.36万人，百人以上企业建会率达到九成",
                figures=(
                    Figure(value=Decimal(212), unit="家", of="基层工会"),
                    Figure(value=Decimal("2.36"), unit="万人", of="会员"),
                ),
            ),
        ),
    )


def _streets() -> tuple[Street, ...]:
    near = {"light": "yellow", "cause": "near", "reason": "距时限2个工作日，未报办结", "due_on": date(2017, 7, 4)}
    lag = {"pace": "behind", "light": "yellow", "cause": "lag", "reason": "进度落后序时22个百分点"}
    return (
        _first_street(),
        _street(1, _item(1, "建立街道、社区、楼宇三级职工服务体系", **near, progress=85, expected=97)),
        _street(
            2,
            _item(
                1,
                "培育“石榴红”职工志愿服务队",
                progress=72,
                pace="ahead",
                progress_text="组建志愿服务队12支，开展服务86场，惠及职工4300人次",
                figures=(Figure(value=Decimal(4300), unit="人次", of="服务职工"),),
            ),
            _item(2, "开展困难职工建档立卡动态管理", due_on=date(2017, 9, 30), provisional=True),
        ),
        _street(3, _item(1, "探索网约送餐员入会方式", **lag, progress=28, problem="用工主体多，入会意愿不一")),
        _street(
            4,
            _item(
                1,
                "落实社区工会工作者待遇",
                progress=0,
                expected=0,
                pace="not_started",
                light="grey",
                progress_text="",
                due_on=date(2017, 12, 31),
                original_due_on=date(2017, 12, 31),
                provisional=True,
                missing=("成果形式", "牵头领导"),
            ),
        ),
        _street(
            5,
            _item(
                1,
                "完成职工之家标准化改造",
                progress=100,
                state="closed",
                pace="completed",
                late=True,
                finished_on=date(2017, 5, 22),
                due_on=date(2017, 5, 15),
                original_due_on=date(2017, 5, 15),
                progress_text="改造职工之家5处，面积1260平方米",
            ),
        ),
        _street(
            6,
            _item(
                1,
                "推行工资集体协商区域性合同",
                progress=10,
                expected=50,
                pace="behind",
                light="red",
                cause="silent",
                reason="连续两个季度未报送进展",
                reported=False,
                progress_text="",
            ),
        ),
        _street(7, _item(1, "建设劳动争议调解室", progress=55)),
        _street(
            8,
            _item(
                1,
                "制定会员普惠服务目录",
                progress=100,
                state="completed",
                pace="completed",
                light="blue",
                finished_on=date(2017, 6, 2),
            ),
            _item(2, "职工书屋提升", progress=60, pace="ahead"),
        ),
        _street(9, _item(1, "建立女职工关爱室", due_on=None, original_due_on=None, due_text="逐步", expected=None)),
        _street(
            10,
            _item(
                1,
                "快递行业工会联合会组建",
                **lag,
                progress=25,
                due_on=date(2017, 8, 31),
                problem="末端网点流动性大，联系人三次更换，名册需要重新核对" * 3,
            ),
        ),
        _street(11, _item(1, "职工心理健康服务进企业", progress=51)),
        _street(12, _item(1, "工匠工作室创建", progress=65, pace="ahead", due_on=date(2017, 9, 15))),
        _street(13, _item(1, "工会经费收缴核查", progress=50), _item(2, "会务公开", progress=48)),
        _street(14),
    )


def _reporting(streets: tuple[Street, ...]) -> Reporting:
    rows = []
    for position, street in enumerate(streets):
        due, late = len(street.items), {3: 2, 6: None}.get(position, 0)
        got = due if late is not None else 0
        rows.append(
            StreetReporting(
                street=street.short_name,
                due=due,
                received=got,
                on_time=got if late == 0 else 0,
                received_on=date(2017, 6, 28 if late == 0 else 30) if got else None,
                workdays_late=late,
            )
        )
    supplement = Supplement(
        street="槐安街道",
        number="1",
        title="快递行业工会联合会组建",
        text="3月下旬召开筹备会一次",
        period="2017年第一季度",
        received_on=date(2017, 4, 12),
        workdays_late=5,
    )
    return Reporting(
        due=14,
        received=13,
        on_time=12,
        deadline_on=date(2017, 6, 28),
        streets=tuple(rows),
        supplements=(supplement,),
    )


def _previous() -> TrendPoint:
    lights = LightCounts(red=1, yellow=5, green=10, blue=0, grey=2)
    totals = Totals(total=18, completed=1, ahead=2, on_schedule=8, behind=5, not_started=2, overdue=1, lights=lights)
    return TrendPoint(label="2017年第一季度", totals=totals)


def _definitions() -> tuple[Definition, ...]:
    pairs = [
        ("序时进度", "自开始日期至完成时限所过时间占全部时间的百分比，与报送进度比较，差距以百分点计。"),
        (
            "快于序时、达到序时、慢于序时",
            "进度高于序时进度10个百分点以上为快于；落后10个百分点以内为达到；落后10个百分点以上或逾期为慢于。",
        ),
        ("黄灯", "距时限3个工作日以内未报办结，或落后序时10至30个百分点，或本期进展逾宽限期未报。"),
        ("红灯", "已过时限未办结，或落后序时30个百分点以上，或连续两期未报进展。多项原因并存时取最重者并写明。"),
        ("未开始、提前办结", "未到开始日期的事项标“未开始”；在完成时限之前办结的事项标“提前办结”。"),
        ("迟", "逾期后办结的事项永久标注“迟”，不因办结而取消。"),
        ("暂定", "计划原文没有明确时限，或所依据的节假日安排尚未公布，以计划期末等推定的日期。"),
    ]
    return tuple(Definition(term=term, meaning=meaning) for term, meaning in pairs)


def _changes() -> tuple[Change, ...]:
    return (
        Change(
            kind="closing",
            street="松涛街道",
            number="1",
            title="完成职工之家标准化改造",
            decided_on=date(2017, 6, 5),
            decided_by="区总工会改革督办办公室",
        ),
        Change(
            kind="extension",
            street="月桥街道",
            number="1",
            title="推进楼宇工会联合会建设，年内新建楼宇工会联合会3家",
            decided_on=date(2017, 3, 27),
            decided_by="改革领导小组",
            was_on=date(2017, 3, 31),
            now_on=date(2017, 6, 23),
            reason="场地协议未签",
        ),
    )


@pytest.fixture(scope="session")
def sample() -> Snapshot:
    """The invented second quarter of 2017."""
    streets = _streets()
    items = tuple(item for street in streets for item in street.items)
    return Snapshot(
        schema_version=1,
        period=Period(code="2017Q2", label="2017年第二季度", starts_on=date(2017, 4, 1), ends_on=date(2017, 6, 30)),
        next_period=Period(
            code="2017Q3", label="2017年第三季度", starts_on=date(2017, 7, 1), ends_on=date(2017, 9, 30)
        ),
        as_of=date(2017, 6, 30),
        drawn_up_on=date(2017, 7, 5),
        title="云河区总工会\n2017年第二季度改革任务进展情况报告",
        addressee="云河区总工会改革领导小组",
        district="云河区总工会",
        office="云河区总工会改革督办办公室",
        basis=("《云河区总工会改革实施方案》", "各街道总工会2017年目标计划"),
        definitions=_definitions(),
        rules=Rules(pack="default", version="1", digest="b" * 64, calendars=("2017年国务院办公厅节假日安排",)),
        ledger=Ledger(root="c" * 64, events=214, sealed_at=datetime(2017, 6, 30, 16, 0, tzinfo=UTC)),
        reporting=_reporting(streets),
        totals=_totals(items),
        previous=_previous(),
        streets=streets,
        highlights=(
            Highlight(
                street="石榴街道",
                title="志愿服务“点单—派单—接单”闭环",
                text="职工在服务站填写需求，街道总工会当日派单，志愿队三日内答复，完成情况在社区公开栏公示",
            ),
            Highlight(street="东篱街道", title="普惠服务目录一张纸", text="把37项服务的对象、条件、电话印成一张折页。"),
        ),
        changes=_changes(),
        corrections=(
            Correction(
                period="2017年第一季度", subject="已办结事项", was="2项", now="1项", reason="重复统计了同一事项"
            ),
        ),
        decisions=("月桥街道楼宇联合会办公场地由区商务部门协调", "网约送餐员入会的会费收缴办法"),
    )
