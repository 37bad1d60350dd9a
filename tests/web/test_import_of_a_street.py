"""The office of one street imports plans for its own units, and sees no review of others."""

from typing import Any

import pytest
from sqlalchemy import select

from config.errors import CallError
from planning.ledger import tasks
from planning.people import actor_by
from planning.review.acting import act
from planning.review.listing import list_reviews
from planning.review.showing import review_view
from tests.planning.house import OTHER_STREET, STREET
from tests.web.review_site import PLAN, review_led_to, reviewed
from tests.web.site import Site

OWN_PLAN = "2017年计划\n\n目标计划\n\n- 1.建立职工书屋三家,6月底前完成。\n- 2.走访困难职工三十户,9月底前完成。\n"


@pytest.fixture
def street(sqlite_site: Site) -> Site:
    """A house in which the street has an office of its own: S01."""
    sqlite_site.house.seat("S01", STREET, "office", name="温如故")
    return sqlite_site


def upload(site: Site, text: str, **fields: str) -> Any:  # noqa: ANN401 - a response
    given = {"year": "2017", "plan_name": "", "unit": "", "amends": "", "pasted": "", **fields}
    files = {"file": ("街道计划.txt", text.encode(), "text/plain")}
    return site.client.post("/plans/upload", data=given, files=files, follow_redirects=False)


def test_its_plan_is_registered_under_its_own_unit(street: Site) -> None:
    street.sign_in("S01")
    review = review_led_to(street, upload(street, OWN_PLAN))
    page = street.client.get(f"/reviews/{review}")
    assert page.status_code == 200
    document = page.text.split('href="/documents/')[1].split('"')[0]
    for path in (f"/documents/{document}", f"/documents/{document}/original"):
        assert street.client.get(path).status_code == 200
        assert street.browser("Y01").get(path).status_code == 404
    seq = review_seq(street, review)
    street.client.post(f"/reviews/{review}/acts", data={"seq": str(seq), "act": "keep-all"})
    seq = review_seq(street, review)
    done = street.client.post(f"/reviews/{review}/adopt", data={"seq": str(seq)}, follow_redirects=False)
    assert done.status_code == 303, done.text[:2000]
    with street.house.database.read() as session:
        units = session.connection().execute(select(tasks.c.unit_id).where(tasks.c.parent_id.is_(None))).scalars().all()
    assert list(units) == [street.house.units[STREET]] * 2
    assert "街道计划" in street.client.get("/plans").text


def review_seq(site: Site, review: int) -> int:
    with site.house.database.read() as session:
        return review_view(session, review).seq


def test_items_of_another_street_are_not_registered(street: Site) -> None:
    street.sign_in("S01")
    review = review_led_to(street, upload(street, PLAN))
    street.client.post(f"/reviews/{review}/acts", data={"seq": "0", "act": "keep-all"})
    refused = street.client.post(f"/reviews/{review}/adopt", data={"seq": str(review_seq(street, review))})
    assert refused.status_code == 403
    assert "柳岸街道" in refused.text
    assert "不在其内" in refused.text
    with street.house.database.read() as session:
        assert session.connection().execute(select(tasks.c.id)).first() is None


@pytest.mark.parametrize(("field", "status"), [({"unit": OTHER_STREET}, 403), ({"amends": "1"}, 400)])
def test_it_begins_no_review_for_others(street: Site, field: dict[str, str], status: int) -> None:
    street.house.item(unit_id=street.house.units[OTHER_STREET], owner_post_id=street.house.posts["outsider"])
    street.sign_in("S01")
    assert upload(street, OWN_PLAN, **field).status_code == status
    with street.house.database.read() as session:
        assert list_reviews(session) == []


def test_it_is_offered_to_amend_the_plans_that_are_its_own_alone(street: Site) -> None:
    house = street.house
    house.item()
    street.sign_in("S01")
    for path in ("/plans", "/plans/1"):
        assert "/plans?amends=1#upload" in street.client.get(path).text
    house.item(unit_id=house.units[OTHER_STREET], owner_post_id=house.posts["outsider"])
    for path in ("/plans", "/plans/1"):
        assert "/plans?amends=1#upload" not in street.client.get(path).text
    street.sign_in("D02")
    for path in ("/plans", "/plans/1"):
        assert "/plans?amends=1#upload" in street.client.get(path).text


def test_it_sees_no_review_of_the_district(street: Site) -> None:
    review = reviewed(street)
    street.sign_in("S01")
    for path in (f"/reviews/{review}", f"/reviews/{review}/adopt", "/documents/2", "/documents/2/original"):
        assert street.client.get(path).status_code == 404
    given = {"seq": "0", "act": "drop", "key": "1"}
    assert street.client.post(f"/reviews/{review}/acts", data=given).status_code == 404
    assert street.client.post(f"/reviews/{review}/adopt", data={"seq": "0"}).status_code == 404
    assert "已由其他单位导入" in upload(street, PLAN).text
    for path in ("/plans", "/desk?kind=review"):
        assert f"/reviews/{review}" not in street.client.get(path).text
    street.sign_in("D02")
    for path in ("/plans", "/desk?kind=review"):
        assert f"/reviews/{review}" in street.client.get(path).text


def test_it_reads_what_the_district_reviews_for_it_and_changes_nothing(street: Site) -> None:
    street.sign_in("D02")
    review = review_led_to(street, upload(street, OWN_PLAN, unit=STREET))
    street.sign_in("S01")
    plans = street.client.get("/plans").text
    assert "上级正在核对的" in plans
    assert f"/reviews/{review}" in plans
    page = street.client.get(f"/reviews/{review}?item=1&mode=edit")
    assert page.status_code == 200
    assert "建立职工书屋三家" in page.text
    assert "由上级核对，这里只能看；有出入请告诉 何思远" in page.text
    assert f'action="/reviews/{review}/acts"' not in page.text
    given = {"seq": "0", "act": "drop", "key": "1"}
    assert street.client.post(f"/reviews/{review}/acts", data=given).status_code == 404
    assert street.client.get(f"/reviews/{review}/adopt").status_code == 404
    assert street.browser("Y01").get(f"/reviews/{review}").status_code == 403
    street.sign_in("D02")
    other = review_led_to(street, upload(street, PLAN, unit=STREET))
    street.sign_in("S01")
    assert street.client.get(f"/reviews/{other}").status_code == 404  # it names another street
    assert f"/reviews/{other}" not in street.client.get("/plans").text


def test_it_is_told_of_no_items_posts_and_units_of_others(street: Site) -> None:
    same = "建立职工书屋三家，6月底前完成"
    other, post = street.house.units[OTHER_STREET], street.house.posts["outsider"]
    street.house.item(title=same, text=same, unit_id=other, owner_post_id=post)
    street.sign_in("S01")
    review = review_led_to(street, upload(street, OWN_PLAN))
    told = street.client.get(f"/reviews/{review}?item=1&mode=edit").text
    assert "温如故" in told
    assert "陆明" not in told
    assert "2017-001" not in told
    into = {"seq": "0", "act": "merge-into", "key": "1", "into": "2017-001"}
    assert street.client.post(f"/reviews/{review}/acts", data=into).status_code == 422
    owner = {"seq": "0", "act": "edit", "key": "1", "owner": f"{OTHER_STREET}/联络员"}
    assert street.client.post(f"/reviews/{review}/acts", data=owner).status_code in {400, 403}
    street.sign_in("D02")
    assert "2017-001" in street.client.get(f"/reviews/{review}").text


def test_the_command_line_asks_the_same(street: Site) -> None:
    review = reviewed(street)
    with street.house.database.write() as session:
        actor = actor_by(session, "S01", street.clock.now().date())
        with pytest.raises(CallError, match=f"没有编号为 {review} 的核对"):
            act(session, review, "discarded", {"reason": ""}, actor, street.clock.now())
