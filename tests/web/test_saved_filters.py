"""Questions kept under a name: chips that lead to them, shared within the office, told when they cannot be asked."""

from sqlalchemy import select, update

from planning.saved_filters import MOST_EACH, filters, save_filter
from tests.planning.house import DAY, instant
from tests.web.site import Browser, Site


def save(site: Site, name: str, query: str = "light=red", by: Browser | None = None, **more: str) -> int:
    given = {"page": "/register", "name": name, "query": query, **more}
    browser = by or site.client
    return int(browser.post("/saved-filters", data=given, follow_redirects=False).status_code)


def kept(site: Site) -> list[tuple[str, str, str, bool]]:
    with site.house.database.read() as session:
        columns = (filters.c.owner, filters.c.name, filters.c.query, filters.c.shared)
        return [tuple(row) for row in session.connection().execute(select(*columns).order_by(filters.c.id))]


def test_a_question_is_kept_and_leads_back_to_where_it_was_asked(site: Site) -> None:
    given = {"page": "/register", "name": " 红灯  事项 ", "query": "light=red&page=3&as_of=2017-01-01&columns=problem"}
    answer = site.client.post("/saved-filters", data=given, follow_redirects=False)
    query = "light=red&columns=number.title.problem"
    assert (answer.status_code, answer.headers["location"]) == (303, f"/register?{query}")
    assert kept(site) == [("D02", "红灯 事项", query, False)]
    text = site.get("/register")
    assert f'href="/register?{query.replace("&", "&amp;")}"' in text
    assert "红灯 事项" in text
    assert "红灯 事项" not in site.get("/tasks")


def test_a_name_is_had_once_and_must_be_given(sqlite_site: Site) -> None:
    assert save(sqlite_site, "红灯") == 303
    given = {"page": "/register", "name": "红灯", "query": "light=yellow"}
    again = sqlite_site.client.post("/saved-filters", data=given)
    assert again.status_code == 409
    assert 'value="light=yellow"' in again.text
    assert "请换个名字" in again.text
    assert "替换原来的“红灯”" in again.text
    answer = sqlite_site.client.post("/saved-filters", data=given | {"replace": "1"}, follow_redirects=False)
    assert answer.headers["location"] == "/register?light=yellow"
    assert kept(sqlite_site) == [("D02", "红灯", "light=yellow", False)]
    assert save(sqlite_site, "  ") == 400
    assert save(sqlite_site, "长" * 31) == 400
    assert len(kept(sqlite_site)) == 1


def test_only_questions_that_can_be_asked_are_kept(sqlite_site: Site) -> None:
    assert save(sqlite_site, "坏", "light=pink") == 400
    assert save(sqlite_site, "坏", "light=red", page="/admin") == 400
    assert save(sqlite_site, "坏", "text=" + "长" * 101) == 400
    assert kept(sqlite_site) == []


def test_one_is_renamed_shared_and_deleted_by_its_owner_alone(sqlite_site: Site) -> None:
    save(sqlite_site, "红灯")
    sponsor = sqlite_site.browser("D01")
    for path in ("/saved-filters/1", "/saved-filters/1/delete"):
        assert sponsor.post(path, data={"name": "别人的"}).status_code == 404
    assert 'value="红灯"' in sqlite_site.get("/saved-filters/1")
    changed = sqlite_site.client.post("/saved-filters/1", data={"name": "全部红灯", "shared": "1"})
    assert changed.status_code == 200
    assert kept(sqlite_site) == [("D02", "全部红灯", "light=red", True)]
    assert sqlite_site.client.post("/saved-filters/1/delete", follow_redirects=False).status_code == 303
    assert kept(sqlite_site) == []
    assert sqlite_site.client.post("/saved-filters/1/delete").status_code == 404


def test_a_shared_question_is_seen_in_the_office_only(sqlite_site: Site) -> None:
    with sqlite_site.house.database.write() as session:
        save_filter(session, "other", "/register", "大家的", "light=red", instant(DAY), shared=True)
        save_filter(session, "other", "/register", "自己的", "light=red", instant(DAY))
    text = sqlite_site.get("/register")
    assert ("大家的" in text, "（共享）" in text, "自己的" in text) == (True, True, False)
    assert "大家的" not in sqlite_site.browser("D01").get("/register").text
    assert save(sqlite_site, "想共享", by=sqlite_site.browser("D01"), shared="1") == 303
    assert kept(sqlite_site)[-1][3] is False


def test_an_old_question_that_can_be_asked_no_more_is_told(sqlite_site: Site) -> None:
    save(sqlite_site, "旧的")
    with sqlite_site.house.database.write() as session:
        session.connection().execute(update(filters).values(query="light=violet"))
    text = sqlite_site.get("/register")
    assert "不能再用" in text
    assert "violet" in text


def test_there_is_an_end_to_how_many_are_kept(sqlite_site: Site) -> None:
    with sqlite_site.house.database.write() as session:
        for number in range(MOST_EACH):
            save_filter(session, "D02", "/register", f"第{number}个", "", instant(DAY))
    assert save(sqlite_site, "多一个") == 422
