"""Reviews behind the pages: a plan of our own uploaded as a browser does it, and short ways to act and to look."""

import re
from datetime import date
from typing import Any

from planning.models import Holding, Person, Post, Unit
from planning.review.showing import review_view
from planning.review.view import ReviewView
from tests.planning.house import add_row
from tests.web.site import Site

PLAN = """2017年街道工会目标计划

月桥街道

目标计划

- 1.建立职工服务站点地图,6月底前完成;继续做好困难职工帮扶,走访30户。
- 2.举办第三届职工技能比武,9月底前完成。
- 3.不断扩大互助保障覆盖面。

柳岸街道

目标计划

- 1.举办第三届职工技能比武,9月底前完成。
- 2.适时挂牌两家户外劳动者驿站。
"""
ITEMS = ("1", "2", "3", "4", "5")


def upload(site: Site, text: str = PLAN, *, name: str = "计划.txt", year: str = "2017", **fields: str) -> Any:  # noqa: ANN401 - a response
    """Send the form of the page of plans; redirects are not followed."""
    files = {"file": (name, text.encode(), "text/plain")} if text else None
    given = {"year": year, "plan_name": "", "unit": "", "amends": "", "pasted": "", **fields}
    return site.client.post("/plans/upload", data=given, files=files, follow_redirects=False)


def reviewed(site: Site, text: str = PLAN, **fields: str) -> int:
    """Upload a plan; return the id of its review."""
    return review_led_to(site, upload(site, text, **fields))


def review_led_to(site: Site, answer: Any) -> int:  # noqa: ANN401 - a response
    """Return the id of the review that an upload leads to, also when reading takes longer than a page waits."""
    assert answer.status_code == 303, answer.text[:2000]
    place = str(answer.headers["location"])
    if place.startswith("/readings/"):
        [reading] = [each for each in site.client.app.state.readings.all() if place.endswith(each.token)]  # type: ignore[attr-defined]
        assert reading.ended.wait(60), place
        place = str(site.client.get(place, follow_redirects=False).headers.get("location"))
    found = re.fullmatch(r"/reviews/(\d+)", place)
    assert found, place
    return int(found[1])


def view(site: Site, review_id: int) -> ReviewView:
    """Return the review as it stands."""
    with site.house.database.read() as session:
        return review_view(session, review_id)


def send(site: Site, review_id: int, act: str, *, seq: int | None = None, part: bool = False, **fields: Any) -> Any:  # noqa: ANN401 - any field, a response
    """Send one of the forms of a review's page as a browser does."""
    given = {"seq": str(view(site, review_id).seq if seq is None else seq), "act": act, **fields}
    headers = {"HX-Request": "true"} if part else {}
    return site.client.post(f"/reviews/{review_id}/acts", data=given, headers=headers, follow_redirects=False)


def done(site: Site, review_id: int, act: str, **fields: Any) -> ReviewView:  # noqa: ANN401 - any field
    """Send a form that must be carried out; return the review after it."""
    answer = send(site, review_id, act, **fields)
    assert answer.status_code == 303, answer.text[:3000]
    return view(site, review_id)


def add_streets(site: Site, *names: str) -> None:
    """Enter more streets in the roster, each with a liaison who is there."""
    with site.house.database.write() as session:
        for place, name in enumerate(names, start=10):
            unit = add_row(session, Unit, name=f"{name}总工会", short_name=name, kind="street", position=place)
            post = add_row(session, Post, unit_id=unit, name="联络员", role="staff", is_liaison=True)
            person = add_row(session, Person, code=f"S{place}", name=f"联络{place}", mail="", mobile="", robot="")
            add_row(session, Holding, post_id=post, person_id=person, since=date(2016, 1, 1), until=None)
