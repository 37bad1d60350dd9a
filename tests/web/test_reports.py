"""Reports: what was frozen can be read and taken along in every form, and an altered one is refused."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from config.database import table_of
from planning.models import Snapshot
from planning.periods import Quarter
from reports.freezing import freeze
from tests.planning.house import instant, rules
from tests.web.site import Site

FROZEN_ON = date(2017, 7, 5)


@pytest.fixture
def filed(sqlite_site: Site) -> Site:
    """The second quarter is frozen."""
    sqlite_site.house.item_in("completed")
    sqlite_site.house.item()
    with sqlite_site.house.database.write() as session:
        freeze(
            session, rules(), Quarter.parse("2017Q2"), date(2017, 7, 4), now=instant(FROZEN_ON), by="D02",
            office_name="督办办公室",
        )  # fmt: skip
    sqlite_site.clock.advance(timedelta(days=90))
    return sqlite_site


def test_periods_are_listed_with_their_snapshots_and_digests(filed: Site) -> None:
    [period] = filed.json("/reports")["periods"]
    [snapshot] = period["snapshots"]
    assert (period["code"], snapshot["version"], snapshot["as_of"]) == ("2017Q2", 1, "2017-07-04")
    page = filed.get("/reports")
    assert "2017年第二季度" in page
    assert snapshot["sha256"] in page
    assert snapshot["ledger_root"] in page


MAGIC = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "html": b"<!doctype html", "json": b'{"content":'}


@pytest.mark.parametrize("form", MAGIC)
def test_a_report_is_downloaded_in_every_form(filed: Site, form: str) -> None:
    answer = filed.client.get(f"/reports/1/download/{form}")
    assert answer.status_code == 200
    assert answer.content.lower().startswith(MAGIC[form].lower())
    assert answer.headers["content-disposition"].endswith(f"-2017Q2-v1.{form}")


def test_the_downloaded_snapshot_is_the_one_that_was_frozen(filed: Site) -> None:
    content = filed.client.get("/reports/1/download/json").json()
    assert content["digest"] == filed.json("/reports")["periods"][0]["snapshots"][0]["sha256"]


def test_the_report_is_read_under_a_policy_of_its_own(filed: Site) -> None:
    answer = filed.client.get("/reports/1/view")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "<script" not in answer.text


def digest(site: Site, at: int = 0) -> str:
    return str(site.json("/reports")["periods"][0]["snapshots"][at]["sha256"])


def test_a_report_is_a_draft_until_it_is_signed(filed: Site) -> None:
    draft = filed.client.get("/reports/1/view").text
    filed.browser("D01").post("/reports/1/sign", data={"sha256": digest(filed), "read": "1"})
    assert "（稿）" in draft
    assert "（稿）" not in filed.client.get("/reports/1/view").text


def test_an_unknown_form_is_told_with_the_known_ones(filed: Site) -> None:
    page = filed.get("/reports/1/download/odt", 400)
    assert "没有“odt”这种格式" in page
    assert "Word 文档（docx）" in page


def test_an_altered_snapshot_is_refused(filed: Site) -> None:
    table = table_of(Snapshot)
    with filed.house.database.write() as session:
        content = json.loads(session.connection().execute(table.select()).one().content)
        content["title"] = "改过的标题"
        altered = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        session.connection().execute(update(table).values(content=altered))
    assert "与封存时不一致" in filed.get("/reports/1/view", 422)
    sealed = filed.client.get("/reports/1/download/json").json()
    assert sealed["content"]["title"] == "改过的标题"
    assert sealed["digest"] == filed.json("/reports")["periods"][0]["snapshots"][0]["sha256"]
