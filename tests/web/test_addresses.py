"""Addresses handed to us lead to our own pages, and to nothing else."""

import pytest

from tests.web.site import Site
from web.addresses import doubts_of, own_path
from web.answers.done import done_address

#: Browsers leave tabs and line ends out of an address: what is left of these leads elsewhere, or into the headers.
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "/\\evil.example", "/tasks\\", "/\t/evil.example", "/\n/evil.example",
    "/\t///evil.example", "/tasks\nSet-Cookie: duban_session=x", "/tasks\x7f", "/tasks\x85", "",
)  # fmt: skip


@pytest.mark.parametrize("text", ELSEWHERE)
def test_an_address_that_browsers_read_as_another_is_none_of_ours(text: str) -> None:
    assert own_path(text) == ""
    assert done_address(text, done="complete") == "/tasks?done=complete"


def test_a_way_back_in_chinese_can_be_told_in_a_header() -> None:
    assert done_address("/计划/%E6%9C%88?text=月桥", done="read").isascii()
    assert done_address("/tasks/%E6%9C%88", done="read") == "/tasks/%E6%9C%88?done=read"


@pytest.mark.parametrize("text", ["/", "/tasks?text=制度 汇编", "/计划", "/tasks/3#events"])
def test_an_address_of_ours_stays_as_it_is(text: str) -> None:
    assert own_path(text) == text


def test_an_act_sent_back_by_a_made_up_address_leads_to_our_own_page(sqlite_site: Site) -> None:
    site = sqlite_site
    task_id = site.house.item()
    seq = site.house.state(task_id).seq
    form = {"due_on": "2017-05-31", "note": "会议改期。", "seq": str(seq), "back": "/\t///evil.example/in"}
    answer = site.client.post(f"/tasks/{task_id}/acts/deadline", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"/tasks/{task_id}?")


@pytest.mark.parametrize(
    ("url", "base", "doubted"),
    [
        ("http://127.0.0.1:8765/shares", "http://127.0.0.1:8765", "own_only"),
        ("http://duban.example.org/shares", "https://duban.example.org", ""),
        ("http://10.0.0.8:8765/shares", "https://duban.example.org", "elsewhere"),
        ("http://duban:9000/shares", "http://duban:8765", "elsewhere"),
    ],
)
def test_an_address_to_hand_on_is_doubted_where_it_may_not_open(url: str, base: str, doubted: str) -> None:
    found = doubts_of(url, base)
    assert found.pop("base") == base
    assert [name for name, holds in found.items() if holds] == ([doubted] if doubted else [])


def test_a_page_that_shows_an_address_says_that_it_opens_here_only(sqlite_site: Site) -> None:
    said = "只有装系统的这台电脑打得开"
    assert said not in sqlite_site.browser("Y01").get("/calendar").text
    assert said in sqlite_site.browser("Y01").post("/calendar").text
