"""The API: documented, the same answers as the pages, and reports that are written once or told why not."""

import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.client import TestClient
from tests.web.site import Site


def test_the_description_needs_nothing_from_elsewhere_and_names_every_answer(sqlite_site: Site) -> None:
    described = sqlite_site.client.get("/api/openapi.json").json()
    assert sorted(described["paths"]) == [
        "/api/v1/deliveries", "/api/v1/deliveries/{delivery_id}", "/api/v1/documents/{document_id}",
        "/api/v1/overview", "/api/v1/reports", "/api/v1/runs", "/api/v1/search",
        "/api/v1/tasks", "/api/v1/tasks/{task_id}",
        "/api/v1/tasks/{task_id}/reports",
    ]  # fmt: skip
    for path in described["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            [answer] = [each for status, each in operation["responses"].items() if status.startswith("2")]
            assert "$ref" in answer["content"]["application/json"]["schema"]
    assert sqlite_site.client.get("/docs").status_code == 404


def test_a_progress_report_is_written_and_answered_with_the_new_state(site: Site) -> None:
    item = site.house.item_in("accepted")
    seq = site.house.state(item).seq
    status, answer = site.report(
        item, by="Y01", progress=45, done="走访18家。", figures=[{"value": "18", "unit": "家", "of": "走访企业"}],
        expected_seq=seq,
    )  # fmt: skip
    assert status == 201
    assert (answer["line"]["progress"], answer["line"]["state"], answer["line"]["seq"]) == (45, "in_progress", seq + 1)
    assert answer == site.json(f"/tasks/{item}")
    event = site.house.events(item)[-1]
    assert (event.kind, event.actor, event.payload["done"], event.payload["period"]) == (
        "reported",
        "Y01",
        "走访18家。",
        "2017Q2",
    )


def test_a_stand_ins_report_is_logged_for_both(sqlite_site: Site) -> None:
    item = sqlite_site.house.item_in("accepted")
    sqlite_site.let_stand_in("Y02", "Y01")
    status, _ = sqlite_site.report(item, by="Y02", progress=5)
    event = sqlite_site.house.events(item)[-1]
    assert (status, event.actor, event.on_behalf_of) == (201, "Y02", "Y01")


def test_deliverables_are_reported_by_their_position(site: Site) -> None:
    item = site.house.item_in("accepted", 3)
    status, answer = site.report(item, by="Y01", deliverables={"1": 100, "3": 50})
    assert status == 201
    assert [part["progress"] for part in answer["deliverables"]] == [100, 0, 50]
    assert answer["line"]["progress"] == 50


def test_the_second_of_two_writers_is_told(site: Site) -> None:
    item = site.house.item_in("accepted")
    seq = site.house.state(item).seq
    assert site.report(item, by="Y01", progress=10, expected_seq=seq)[0] == 201
    status, problem = site.report(item, by="Y02", progress=90, expected_seq=seq)
    assert (status, problem["code"]) == (409, "task-changed")
    assert "请刷新后再操作" in problem["message"]
    assert site.house.state(item).progress == 10


def test_of_many_writers_at_once_exactly_one_is_first(site: Site) -> None:
    item = site.house.item_in("accepted")
    seq = site.house.state(item).seq
    browsers = [site.browser("Y01") for _ in range(5)]
    found: list[int] = []

    def send(browser: TestClient, progress: int) -> None:
        body = {"progress": progress, "expected_seq": seq}
        found.append(browser.post(f"/api/v1/tasks/{item}/reports", json=body).status_code)

    threads = [threading.Thread(target=send, args=given) for given in zip(browsers, range(1, 6), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == [201, 409, 409, 409, 409]
    assert site.house.state(item).seq == seq + 1


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({}, 422, "report-empty"),
    ({"by": "Y01", "progress": 5}, 422, "request-invalid"),
    ({"progress": 101}, 422, "progress-out-of-range"),
    ({"progress": -1}, 422, "progress-out-of-range"),
    ({"progress": 10**30}, 422, "progress-out-of-range"),
    ({"progress": "45"}, 422, "request-invalid"),
    ({"progress": 4.5}, 422, "request-invalid"),
    ({"progress": True}, 422, "request-invalid"),
    ({"progress": 5, "period": "soon"}, 400, "period-invalid"),
    ({"progress": 5, "extra": 1}, 422, "request-invalid"),
    ({"deliverables": {"1": 50}}, 422, "deliverable-unknown"),
    ({"deliverables": {"x": 50}}, 422, "request-invalid"),
    ({"done": "a\x00b"}, 422, "request-invalid"),
    ({"done": "长" * 5001}, 422, "request-invalid"),
    ({"figures": [{"unit": "家"}]}, 422, "request-invalid"),
    ({"progress": 5, "expected_seq": 10**30}, 409, "task-changed"),
]


@pytest.mark.parametrize(("body", "status", "code"), REFUSED)
def test_a_wrong_report_changes_nothing_and_is_told_in_chinese(
    sqlite_site: Site, body: dict[str, Any], status: int, code: str
) -> None:
    item = sqlite_site.house.item_in("accepted")
    before = sqlite_site.house.state(item)
    answer = sqlite_site.browser("Y01").post(f"/api/v1/tasks/{item}/reports", json=body)
    found, problem = answer.status_code, answer.json()
    assert (found, problem["code"]) == (status, code)
    assert problem["message"].endswith("。")
    assert problem["message"].isascii() is False
    assert sqlite_site.house.state(item) == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"by": "\\ud800"}', b"1" * 5000])
def test_a_body_that_is_no_report_is_refused(sqlite_site: Site, content: bytes) -> None:
    item = sqlite_site.house.item_in("accepted")
    answer = sqlite_site.client.post(
        f"/api/v1/tasks/{item}/reports", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] == "request-invalid"


def test_a_report_on_a_task_that_takes_none_is_refused(sqlite_site: Site) -> None:
    item = sqlite_site.house.item_in("completed")
    status, problem = sqlite_site.report(item, by="Y01", progress=5)
    assert (status, problem["code"]) == (422, "act-not-lawful")
    assert "已办结" in problem["message"]
    assert sqlite_site.report(999, by="Y01", progress=5)[1]["code"] == "task-unknown"
    assert sqlite_site.report(999, by="Y01", progress=5)[0] == 404


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("progress", "deliverables", "done", "problem", "figures", "period", "expected_seq")


@given(body=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_whatever_ends_in_an_error_of_ours(sqlite_site: Site, body: dict[str, Any]) -> None:
    if not sqlite_site.json("/tasks")["total"]:
        sqlite_site.house.item_in("accepted")
    status, answer = sqlite_site.report(1, by="Y01", **body)
    assert status in {201, 400, 409, 422}
    assert status == 201 or set(answer) == {"code", "message"}


@pytest.mark.parametrize("path", ["/tasks/0", "/tasks/x", "/nothing", "/deliveries/99999999999999", "/documents/-1"])
def test_what_is_not_there_is_told_as_json(sqlite_site: Site, path: str) -> None:
    problem = sqlite_site.json(path, 404)
    assert set(problem) == {"code", "message"}
