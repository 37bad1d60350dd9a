"""Hostile files by the ways people use: the command, the page of uploads, and what goes out to a spreadsheet later."""

import csv
import io
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from config.clock import FixedClock, at_local
from config.database import Database
from config.settings import Limits
from planning.people import known_units
from planning.review.listing import list_reviews
from planning.roster import roster_csv, store_roster
from planning.roster_file import COLUMNS, as_text, as_written, read_roster
from tests.commands.desk import FIRST_DAY, Desk
from tests.intake.hostile import archives, papers
from tests.intake.hostile.books import FORMULAS
from tests.planning.house import DAY
from tests.web.site import Site, make_site

HOSTILE = (
    ("计划.docx", archives.flat_bomb(archives.word_with), "压缩炸弹"),
    ("计划.xlsx", archives.locked(), "打开密码"),
    ("计划.doc", archives.old_word(), "另存为” .docx"),
    ("计划.pdf", papers.scan(), "扫描件"),
    ("计划.pdf", papers.locked(b"secret"), "打开密码"),
    ("计划\u202efdp.exe", b"MZ" + bytes(90), "计划fdp.exe"),
    ("长" * 70 + ".txt", bytes(200), "不是文本文件"),
)
NAMES = [f"{name} {says}" for name, _, says in HOSTILE]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose data folder does not exist yet."""
    return Desk(tmp_path / "data", FixedClock(at_local(FIRST_DAY, time(10, 0))))


@pytest.mark.parametrize("command", ["extract", "import"])
@pytest.mark.parametrize(("name", "data", "says"), HOSTILE, ids=NAMES)
def test_a_command_refuses_a_hostile_file_and_leaves_no_trace(
    desk: Desk, tmp_path: Path, command: str, name: str, data: bytes, says: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    said = desk(command, file, "--year", 2017)
    assert said.code in (1, 2)
    assert said.out == ""
    assert said.err.startswith("错误：")
    assert says in said.err
    assert "请" in said.err
    assert "\u202e" not in said.err
    assert not desk.folder.exists() or desk.contents() == {}


@pytest.fixture
def pages(sqlite_database: Database, tmp_path: Path) -> Site:
    """The pages of a small district."""
    return make_site(sqlite_database, tmp_path / "pages")


def sent(site: Site, name: str, data: bytes) -> Any:  # noqa: ANN401 - a response
    """Send a file as a browser does; follow it until it has been read."""
    given = {"year": "2017", "plan_name": "", "unit": "", "amends": "", "pasted": ""}
    files = {"file": (name, data, "application/octet-stream")}
    answer = site.client.post("/plans/upload", data=given, files=files, follow_redirects=False)
    place = answer.headers.get("location", "")
    if place.startswith("/readings/"):
        reading = site.client.app.state.readings.find(place.rpartition("/")[2])  # type: ignore[attr-defined]
        assert reading.ended.wait(60)
        answer = site.client.get(place, follow_redirects=False)
    return answer


@pytest.mark.parametrize(("name", "data", "says"), HOSTILE, ids=NAMES)
def test_the_page_refuses_a_hostile_file_beside_the_form(pages: Site, name: str, data: bytes, says: str) -> None:
    kept = sorted(pages.services.settings.data_dir.rglob("*"))
    answer = sent(pages, name, data)
    alert = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert says in alert
    assert "请" in alert
    assert "\u202e" not in answer.text
    with pages.house.database.read() as session:
        assert list(list_reviews(session)) == []
    assert sorted(pages.services.settings.data_dir.rglob("*")) == kept


def test_a_script_in_a_file_and_its_name_is_text_on_the_page(pages: Site) -> None:
    answer = sent(pages, "<img src=x onerror=alert(1)>.txt", "目标计划\n1.开办<script>alert(1)</script>夜校。".encode())
    page = pages.get(answer.headers["location"])
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("text", [text.strip() for text in FORMULAS])
def test_a_roster_goes_out_as_text_and_comes_back_as_it_was(sqlite_database: Database, text: str) -> None:
    row = dict.fromkeys(COLUMNS, "") | {"单位": "云河区总工会", "单位类别": "区", "岗位": text, "角色": "工作人员"}
    row |= {"联络岗": "否", "工号": "L1", "姓名": text, "任职起": "2016-11-01"}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerow(row)
    with sqlite_database.write() as session:
        rows = read_roster(out.getvalue().encode(), "名册.csv", Limits(), known_units=known_units(session))
        store_roster(session, rows, DAY)
    with sqlite_database.read() as session:
        exported = roster_csv(session, DAY)
    cells = [cell for line in csv.reader(io.StringIO(exported.decode("utf-8-sig"))) for cell in line]
    assert "'" + text in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]
    assert [each.name for each in read_roster(exported, "名册.csv", Limits())] == [text]


@pytest.mark.parametrize("text", [*FORMULAS, "'", "''", "'=1", "普通", "", "'引"])
def test_what_is_marked_as_text_reads_as_it_was_written(text: str) -> None:
    assert as_written(as_text(text)) == text
