from datetime import date
from pathlib import Path

from reports.blocks import Chart, Paragraph, Report, Table
from reports.composing import compose
from reports.snapshot import LIGHTS, Reporting, Snapshot, Totals

GOLDEN = Path(__file__).parent / "golden" / "report.txt"


def table(report: Report, name: str) -> Table:
    return next(each for each in report.every_block() if isinstance(each, Table) and each.name == name)


def paragraphs(report: Report) -> str:
    return "\n".join(each.lead + each.text for each in report.blocks if isinstance(each, Paragraph))


def empty(sample: Snapshot) -> Snapshot:
    facts = sample.model_dump() | {"streets": (), "totals": Totals(total=0), "previous": None, "highlights": ()}
    facts |= {"changes": (), "corrections": (), "decisions": (), "basis": (), "reporting": {}}
    return Snapshot.model_validate(facts | {"reporting": Reporting(due=0, received=0, on_time=0)})


def test_the_words_are_those_reviewed_in_the_golden_file(sample: Snapshot) -> None:
    assert compose(sample).text() == GOLDEN.read_text(encoding="utf-8")


def test_the_counts_of_the_text_are_those_of_the_snapshot(sample: Snapshot) -> None:
    text = paragraphs(compose(sample))
    totals = sample.totals
    assert f"共{totals.total}项，已办结{totals.completed}项" in text
    assert f"慢于序时{totals.behind}项（含已逾期{totals.overdue}项）" in text
    assert f"红灯{totals.lights.red}项、黄灯{totals.lights.yellow}项、绿灯{totals.lights.green}项" in text


def test_every_item_stands_in_the_register_and_in_exactly_one_list(sample: Snapshot) -> None:
    report = compose(sample)
    register = [row[1].text.split("\n")[1] for row in table(report, "register").rows]
    slow, steady = ([row[2].text for row in table(report, name).rows] for name in ("slow", "steady"))
    assert sorted(slow + steady) == sorted(register)
    assert len(register) == sample.totals.total
    assert len(slow) == sample.totals.behind


def test_the_register_has_the_fifteen_columns_of_the_field(sample: Snapshot) -> None:
    titles = [column.title.replace("\n", "") for column in table(compose(sample), "register").columns]
    assert titles == [
        *("序号", "改革事项", "任务措施", "成果形式", "牵头领导", "牵头单位", "责任单位", "配合单位"),
        *("完成时限（原/现）", "序时进度", "本季进展", "存在问题", "下一步", "亮灯", "佐证"),
    ]


def test_the_last_row_of_the_lights_sums_the_streets(sample: Snapshot) -> None:
    rows = table(compose(sample), "lights").rows
    values = [[cell.value for cell in row[1:]] for row in rows]
    assert values[-1] == [sum(each) for each in zip(*values[:-1], strict=True)]


def test_every_red_and_yellow_item_is_named_with_reason_and_responsible_unit(sample: Snapshot) -> None:
    text = paragraphs(compose(sample))
    for street in sample.streets:
        for item in street.items:
            if item.light in {"red", "orange", "yellow"}:
                assert f"{item.reason}。责任单位：{'、'.join(item.responsible)}。" in text


def test_a_street_with_updates_missing_is_short_of_them_and_has_no_one_day(sample: Snapshot) -> None:
    first, *others = sample.reporting.streets
    short = first.model_copy(update={"received": 1, "on_time": 1, "workdays_late": 4})
    facts = sample.reporting.model_copy(update={"streets": (short, *others)})
    report = compose(sample.model_copy(update={"reporting": facts}))
    assert [cell.text for cell in table(report, "reporting").rows[0]] == ["月桥街道", "2", "1", "1", "—", "缺报1项"]
    assert "迟报：青塔街道（迟报2个工作日）。部分未报：月桥街道（缺报1项）。未报：梨园街道。" in paragraphs(report)


def test_an_outcome_has_light_and_date_of_its_own_only_where_they_differ(sample: Snapshot) -> None:
    text = paragraphs(compose(sample))
    assert "银泰楼宇联合会（100%，绿灯，2017年6月20日办结）；金桥楼宇联合会（20%）；创客楼宇联合会（0%）。" in text


def test_what_was_not_surveyed_is_said_plainly(sample: Snapshot) -> None:
    assert "本季度未开展会员满意度测评和第三方社会评价" in paragraphs(compose(sample))
    surveyed = sample.model_copy(update={"satisfaction": ("满意率91%",)})
    assert "未开展" not in paragraphs(compose(surveyed))


def test_next_quarter_lists_what_falls_due_in_it_soonest_first(sample: Snapshot) -> None:
    rows = table(compose(sample), "due").rows
    dates = [row[0].value for row in rows]
    assert dates == sorted(dates)  # type: ignore[type-var]
    assert all(date(2017, 7, 1) <= each <= date(2017, 9, 30) for each in dates if isinstance(each, date))
    assert len(rows) == 4


def test_a_quarter_without_anything_still_makes_an_honest_report(sample: Snapshot) -> None:
    text = compose(empty(sample)).text()
    for line in ("报送率—", "共0项", "上季度没有可比的封存数据", "没有亮红灯或黄灯", "没有延期", "没有提请"):
        assert line in text


def test_charts_say_in_words_what_they_show(sample: Snapshot) -> None:
    charts = [each for each in compose(sample).blocks if isinstance(each, Chart)]
    assert [each.name for each in charts] == ["chart-lights", "chart-trend"]
    for street in sample.streets:
        assert street.short_name in charts[0].alt
    for series in charts[0].option["series"]:
        assert series["data"][0]["label"]["show"] == bool(series["data"][0]["value"])
    shown = sum(each["value"] for series in charts[0].option["series"] for each in series["data"])
    assert shown == sum(getattr(sample.totals.lights, light) for light in LIGHTS)


def test_the_draft_mark_goes_when_the_office_signs(sample: Snapshot) -> None:
    assert compose(sample).mark == "（稿）"
    assert compose(sample, draft=False).mark == ""
