"""Uploading a plan: what the form takes, what it refuses with what was typed kept, and the page of a reading."""

import threading
from typing import Any

import pytest

from config.errors import DubanError
from planning.review.listing import list_reviews
from tests.web.review_site import PLAN, reviewed, upload, view
from tests.web.site import CROSSING, Site
from web import readings
from web.pages import plans
from web.readings import read_upload


def names(site: Site) -> list[str]:
    with site.house.database.read() as session:
        return [line.plan_name for line in list_reviews(session)]


def test_a_file_becomes_a_review_with_its_bytes_kept(site: Site) -> None:
    found = view(site, reviewed(site, plan_name="街道目标计划"))
    assert (found.plan_name, found.year, found.state) == ("街道目标计划", 2017, "open")
    assert [(item.unit, item.number) for item in found.items] == [
        ("月桥街道", "1"),
        ("月桥街道", "2"),
        ("月桥街道", "3"),
        ("柳岸街道", "1"),
        ("柳岸街道", "2"),
    ]
    assert site.services.store.read(found.document.sha256) == PLAN.encode()


def test_pasted_text_is_read_like_a_file(sqlite_site: Site) -> None:
    answer = upload(sqlite_site, "", pasted=PLAN.replace("\n", "\r\n"))
    assert answer.status_code == 303
    found = view(sqlite_site, 1)
    assert (found.document.name, len(found.items)) == ("粘贴的文字.txt", 5)
    assert sqlite_site.services.store.read(found.document.sha256) == PLAN.encode()


@pytest.mark.parametrize(
    ("text", "fields", "says"),
    [
        ("", {}, "还没有选择文件"),
        (PLAN, {"pasted": "1.办好一件事。"}, "只能选一样"),
        (PLAN, {"year": "去年"}, "计划年度“去年”不对"),
        (PLAN, {"year": "1066"}, "1066"),
        (PLAN, {"year": ""}, "请写四位数字，如 2017"),
        (PLAN, {"unit": "没有的街道"}, "没有的街道"),
        (PLAN, {"amends": "99"}, "99"),
        ("\0\1\2" * 50, {}, "不是文本文件"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_form_kept(
    sqlite_site: Site, text: str, fields: dict[str, str], says: str
) -> None:
    answer = upload(sqlite_site, text, plan_name="我起的名字", **fields)
    assert answer.status_code in {400, 422}
    alert = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert says in alert
    assert 'value="我起的名字"' in answer.text
    assert names(sqlite_site) == []


def test_what_was_pasted_is_kept_beside_what_was_wrong(sqlite_site: Site) -> None:
    answer = upload(sqlite_site, "", pasted=CROSSING, year="x")
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;" in answer.text


def test_an_old_word_file_is_refused_with_what_to_do(sqlite_site: Site) -> None:
    answer = upload(sqlite_site, PLAN, name="计划.doc")
    assert answer.status_code == 400
    assert ".docx" in answer.text.partition('role="alert"')[2]


def test_the_same_file_sent_twice_is_one_review(sqlite_site: Site) -> None:
    assert reviewed(sqlite_site) == reviewed(sqlite_site)
    assert len(names(sqlite_site)) == 1


def test_a_long_reading_shows_how_far_it_has_come(sqlite_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    real = readings.read_upload

    def slow(services: Any, given: Any, told: Any) -> Any:  # noqa: ANN401 - as the real one
        told(34, 200)
        begun.set()
        assert go_on.wait(20)
        return real(services, given, told)

    monkeypatch.setattr(readings, "read_upload", slow)
    monkeypatch.setattr("web.pages.plans._WAIT_SECONDS", 0.01)
    answer = upload(sqlite_site, name="计划.pdf.txt")
    place = answer.headers["location"]
    assert place.startswith("/readings/")
    assert begun.wait(20)
    page = sqlite_site.get(place)
    assert "已读 34/200 部分" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    part = sqlite_site.client.get(place, headers={"HX-Request": "true"}).text
    assert part.startswith("<section")
    go_on.set()
    reading = sqlite_site.client.app.state.readings.find(place.rpartition("/")[2])  # type: ignore[attr-defined]
    assert reading.ended.wait(20)
    led = sqlite_site.client.get(place, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/reviews/1")
    by_htmx = sqlite_site.client.get(place, headers={"HX-Request": "true"})
    assert by_htmx.headers["HX-Redirect"] == "/reviews/1"


def test_a_reading_that_fails_late_shows_the_form_again(sqlite_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def broken(*_given: object) -> Any:  # noqa: ANN401 - never returns
        assert go_on.wait(20)
        raise DubanError("document-empty", name="计划.txt")

    monkeypatch.setattr(readings, "read_upload", broken)
    monkeypatch.setattr("web.pages.plans._WAIT_SECONDS", 0.01)
    place = upload(sqlite_site, plan_name="我起的名字").headers["location"]
    go_on.set()
    reading = sqlite_site.client.app.state.readings.find(place.rpartition("/")[2])  # type: ignore[attr-defined]
    assert reading.ended.wait(20)
    page = sqlite_site.get(place, 422)
    assert 'value="我起的名字"' in page
    assert "计划.txt" in page.partition('role="alert"')[2]


def test_an_unforeseen_fault_of_reading_is_told_without_its_inside(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> Any:  # noqa: ANN401 - never returns
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr(readings, "read_upload", broken)
    answer = upload(sqlite_site)
    assert answer.status_code == 422
    assert "系统内部出错" in answer.text
    assert "secret inside" not in answer.text


def test_no_more_than_a_few_files_are_read_at_once(sqlite_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def slow(*_given: object) -> Any:  # noqa: ANN401 - never returns
        assert go_on.wait(20)
        raise DubanError("document-empty", name="计划.txt")

    monkeypatch.setattr(readings, "read_upload", slow)
    monkeypatch.setattr("web.pages.plans._WAIT_SECONDS", 0.01)
    sent = [upload(sqlite_site) for _ in range(5)]
    go_on.set()
    for reading in sqlite_site.client.app.state.readings.all():  # type: ignore[attr-defined]
        assert reading.ended.wait(20)
    assert [answer.status_code for answer in sent] == [303, 303, 303, 303, 422]
    assert "正在读取，请等它们读完" in sent[-1].text


def test_an_unknown_reading_is_told(sqlite_site: Site) -> None:
    assert "请从“计划”页重新上传" in sqlite_site.get("/readings/nothing", 404)


def test_only_the_upload_takes_much(sqlite_site: Site) -> None:
    answer = upload(sqlite_site, "背景情况说明。\n" * 30_000)
    assert answer.status_code != 413
    for reading in sqlite_site.client.app.state.readings.all():  # type: ignore[attr-defined]
        assert reading.ended.wait(60)
    too_big = sqlite_site.client.post("/sign-out", content=b"x" * 300_000)
    assert too_big.status_code == 413
    assert "256 KB" in too_big.text


def test_a_reading_that_takes_long_leads_to_its_review_all_the_same(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "_WAIT_SECONDS", 0.0)
    started = threading.Event()

    def read_slowly(*args: Any) -> Any:  # noqa: ANN401 - what reading takes and returns
        started.wait(0.3)
        return read_upload(*args)

    monkeypatch.setattr(readings, "read_upload", read_slowly)
    assert view(sqlite_site, reviewed(sqlite_site)).state == "open"


def test_a_file_over_the_limit_is_refused(sqlite_site: Site) -> None:
    limits = sqlite_site.services.settings.limits
    object.__setattr__(limits, "file_bytes", 100_000)
    sqlite_site.__dict__.pop("client", None)
    answer = upload(sqlite_site, "1.办好一件事。\n" * 40_000)
    assert answer.status_code == 413
    assert "文件太大" in answer.text


def test_who_is_signed_in_opened_the_review(sqlite_site: Site) -> None:
    assert view(sqlite_site, reviewed(sqlite_site)).opened_by == "何思远"


def test_who_may_not_import_cannot_upload_and_is_not_offered_it(sqlite_site: Site) -> None:
    sqlite_site.sign_in("Y01")
    assert 'action="/plans/upload"' not in sqlite_site.get("/plans")
    answer = upload(sqlite_site)
    assert answer.status_code == 403
    assert "沈玉兰" in answer.text
    assert sqlite_site.client.get("/readings/nothing").status_code == 403
