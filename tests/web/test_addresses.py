"""Addresses handed to us lead to our own pages, and to nothing else."""

import pytest

from tests.web.site import Site
from web.addresses import own_path
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
