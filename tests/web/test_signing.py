"""Signing a report: a leader puts a name under the digest seen, the office issues it, and nothing changes any more."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from config.database import table_of
from config.errors import DubanError
from planning.access.models import AuditRecord
from planning.models import Signature, Snapshot
from planning.periods import Quarter
from planning.sealing import check_seals
from reports.freezing import freeze
from tests.planning.house import instant, rules
from tests.web.site import Site


def frozen(site: Site, on: date = date(2017, 7, 5), as_of: date = date(2017, 7, 4)) -> str:
    """Freeze the second quarter and return the digest."""
    with site.house.database.write() as session:
        return freeze(
            session, rules(), Quarter.parse("2017Q2"), as_of, now=instant(on), by="D02", office_name="督办办公室"
        ).digest


@pytest.fixture
def filed(site: Site) -> Site:
    """The second quarter is frozen, on the fifth of July."""
    site.house.item()
    frozen(site)
    site.clock.advance(timedelta(days=84))
    return site


def post(site: Site, ref: str, act: str, digest: str, snapshot: int = 1, **form: str) -> tuple[int, str]:
    answer = site.browser(ref).post(f"/reports/{snapshot}/{act}", data={"sha256": digest, "read": "1", **form})
    return answer.status_code, answer.text


def state_of(site: Site) -> str:
    return str(site.json("/reports")["periods"][0]["state"])


def test_a_report_is_signed_by_a_leader_and_then_issued_by_the_office(filed: Site) -> None:
    digest = frozen(filed)
    assert "这是阶段稿" not in filed.get("/reports/1")
    status, page = post(filed, "D01", "sign", digest, note="同意")
    assert status == 200
    assert "顾长河</strong> 签字" in page
    assert "同意" in page
    assert state_of(filed) == "signed"
    status, page = post(filed, "D02", "issue", digest)
    assert (status, state_of(filed)) == (200, "issued")
    assert "何思远</strong> 印发" in page
    with filed.house.database.read() as session:
        kinds = [row.kind for row in session.connection().execute(table_of(AuditRecord).select())]
        assert {"report-signed", "report-issued"} <= set(kinds)
        assert check_seals(session).broken == ()


def test_only_who_may_signs_and_issues(filed: Site) -> None:
    digest = frozen(filed)
    for ref, act in (("D02", "sign"), ("Y01", "sign"), ("D01", "issue"), ("Y01", "issue")):
        assert post(filed, ref, act, digest)[0] == 403
    assert state_of(filed) == "frozen"
    status, page = post(filed, "D02", "issue", digest)
    assert status == 422
    assert "还没有领导签字" in page


def test_signing_needs_the_report_read_and_keeps_what_was_typed(filed: Site) -> None:
    status, page = post(filed, "D01", "sign", frozen(filed), read="", note="同意印发")
    assert status == 422
    assert "请先阅读报告" in page
    assert 'aria-describedby="sign-fault" autofocus' in page
    assert 'value="同意印发"' in page
    assert state_of(filed) == "frozen"


def test_a_report_frozen_again_meanwhile_is_not_signed_by_mistake(filed: Site) -> None:
    seen = frozen(filed)
    filed.house.item(at=date(2017, 7, 3))
    newer = frozen(filed)
    assert newer != seen
    assert post(filed, "D01", "sign", newer)[0] == 409
    status, page = post(filed, "D01", "sign", seen)
    assert status == 422
    assert "已有更新的版本" in page
    assert post(filed, "D01", "sign", newer, snapshot=2)[0] == 200
    lines = filed.json("/reports")["periods"][0]["snapshots"]
    assert [line["state"] for line in lines] == ["signed", "frozen"]
    assert "（稿）" in filed.get("/reports/1/view")
    assert "（稿）" not in filed.get("/reports/2/view")


def test_a_double_click_signs_once_and_two_leaders_sign_beside_each_other(filed: Site) -> None:
    digest = frozen(filed)
    post(filed, "D01", "sign", digest)
    assert post(filed, "D01", "sign", digest)[0] == 200
    with filed.house.database.read() as session:
        assert len(session.connection().execute(table_of(Signature).select()).all()) == 1


def test_nothing_is_frozen_again_after_signing(filed: Site) -> None:
    digest = frozen(filed)
    before = filed.client.get("/reports/1/download/json").content
    post(filed, "D01", "sign", digest)
    filed.house.item()
    with pytest.raises(DubanError, match="更正"):
        frozen(filed)
    assert filed.client.get("/reports/1/download/json").content == before


def test_an_interim_report_is_not_signed(site: Site) -> None:
    site.house.item()
    digest = frozen(site, date(2017, 6, 20), date(2017, 6, 20))
    site.clock.advance(timedelta(days=84))
    assert "这是阶段稿" in site.get("/reports/1")
    status, page = post(site, "D01", "sign", digest)
    assert status == 422
    assert "阶段稿（填报中）" in page


def test_an_altered_report_is_not_signed_and_an_altered_signature_is_found(filed: Site) -> None:
    digest = frozen(filed)
    post(filed, "D01", "sign", digest)
    with filed.house.database.write() as session:
        session.connection().execute(update(table_of(Signature)).values(sha256="0" * 64))
    with filed.house.database.read() as session:
        assert [seal.kind for seal in check_seals(session).broken] == ["signature"]
    with filed.house.database.write() as session:
        session.connection().execute(table_of(Signature).delete())
        session.connection().execute(update(table_of(Snapshot)).values(content="{}"))
    with filed.house.database.read() as session:
        assert {seal.kind for seal in check_seals(session).broken} == {"content", "unsigned"}
    assert post(filed, "D01", "sign", digest)[0] == 422


def test_what_came_after_the_sealing_is_told_before_signing(filed: Site) -> None:
    assert "台账没有新的记录" in filed.get("/reports/1")
    filed.house.item(at=date(2017, 7, 5))
    filed.house.item(at=date(2017, 7, 6))
    assert "台账又有 2 条记录，列入下一期" in filed.get("/reports/1")
