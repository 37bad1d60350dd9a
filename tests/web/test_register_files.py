"""The register as a file: as seen, safe in spreadsheet programs, streamed with flat memory, told in the audit trail."""

import csv
import io
import json
import tracemalloc
from datetime import date, datetime

from openpyxl import load_workbook
from sqlalchemy import select

from planning import acts
from planning.access.audit import records
from planning.ledger import tasks
from planning.narrowing import TaskFilter
from reports.register_export import cells, csv_pieces, heads
from tests.planning.house import DAY, OTHER_STREET, House, progress
from tests.web.site import Site

COLUMNS = ("number", "title", "due", "light", "done", "evidence")
GOLDEN = (
    "\ufeff序号,改革事项,完成时限（原）,完成时限（现）,时限备注,亮灯,本季进展,佐证\r\n"
    '2017-001,\'=HYPERLINK(1),2017-06-30,2017-06-30,,绿灯,"走访18家，\n建站1个",0\r\n'
    "2017-002,建立职工服务站点地图,2017-04-10,2017-04-10,,红灯 逾期,本季度未报送进展,0\r\n"
)


def test_a_column_of_percents_says_so_in_its_head() -> None:
    assert heads(("expected", "progress", "light")) == ["序时进度（%）", "进度（%）", "亮灯"]


def fill(site: Site) -> None:
    house = site.house
    item = house.item_in("accepted", title="=HYPERLINK(1)", at=date(2017, 3, 1), start_on=date(2017, 4, 1))
    house.do(acts.report, item, progress(50, done="走访18家，\n建站1个"), by=house.owner)
    house.item(due_on=date(2017, 4, 10))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_file_holds_what_was_seen_and_nothing_a_program_would_run(site: Site) -> None:
    fill(site)
    answer = site.client.get(f"/register/export.csv?columns={'.'.join(COLUMNS)}")
    assert answer.status_code == 200
    assert answer.content.decode() == GOLDEN
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert (
        "filename*=UTF-8''%E4%BB%BB%E5%8A%A1%E5%8F%B0%E8%B4%A6-2017-04-12.csv" in answer.headers["content-disposition"]
    )


def test_filter_order_day_and_columns_are_those_of_the_page(sqlite_site: Site) -> None:
    fill(sqlite_site)
    get = sqlite_site.client.get
    assert [row[0] for row in rows(get("/register/export.csv?light=red").text)[1:]] == ["2017-002"]
    assert [row[0] for row in rows(get("/register/export.csv?sort=due").text)[1:]] == ["2017-002", "2017-001"]
    assert [row[0] for row in rows(get("/register/export.csv?as_of=2017-04-11").text)[1:]] == ["2017-001"]
    assert len(rows(get("/register/export.csv").text)[0]) == 19
    assert get("/register/export.pdf").status_code == 400


def test_a_workbook_has_dates_as_dates_and_text_as_text(sqlite_site: Site) -> None:
    fill(sqlite_site)
    answer = sqlite_site.client.get(f"/register/export.xlsx?columns={'.'.join(COLUMNS)}")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert found[0][0] == "序号"
    assert found[1][:4] == ["2017-001", "=HYPERLINK(1)", datetime(2017, 6, 30), datetime(2017, 6, 30)]  # noqa: DTZ001 - as in a cell
    assert sheet["B2"].data_type == "s"
    assert (sheet.freeze_panes, sheet.title) == ("C2", "任务台账")


def test_a_file_holds_what_one_may_see(sqlite_site: Site) -> None:
    fill(sqlite_site)
    sqlite_site.house.item(unit_id=sqlite_site.house.units[OTHER_STREET])
    assert len(rows(sqlite_site.browser("D01").get("/register/export.csv").text)) == 4
    assert sqlite_site.browser("Y01").get("/register/export.xlsx").status_code == 403


def test_the_audit_trail_tells_who_took_which_register_out(sqlite_site: Site) -> None:
    fill(sqlite_site)
    sqlite_site.client.get("/register/export.csv?light=red&as_of=2017-04-12")
    with sqlite_site.house.database.read() as session:
        query = select(records).where(records.c.kind == "exported")
        [row] = session.connection().execute(query).mappings()
    assert (row["actor"], row["subject"]) == ("D02", "register")
    assert json.loads(row["detail"]) == {"format": "csv", "as_of": "2017-04-12", "question": "light=red"}


def peak(house: House, count: int) -> int:
    """Return the most memory a stream of so many rows holds beyond what was there before."""
    with house.database.read() as session:
        batches = cells(session, tasks, DAY, None, TaskFilter(text=None, sort="number"), ("number", "title", "done"))
        pieces = csv_pieces(heads(("number", "title", "done")), batches)
        tracemalloc.start()
        lines = sum(piece.count(b"\r\n") for piece in pieces)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert lines == count + 1
    return most


def test_memory_does_not_grow_with_the_rows(sqlite_site: Site) -> None:
    house = sqlite_site.house
    found = []
    for first, count in ((0, 1_000), (1_000, 1_500)):
        with house.pen() as ledger:
            ledger.register([house.payload(f"2017-{at:05d}") for at in range(first, first + count)])
        found.append(peak(house, first + count))
    few, many = found
    assert many < few * 1.3 + 200_000
