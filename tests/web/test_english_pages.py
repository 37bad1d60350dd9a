"""A page read in English shows no Chinese but what is data; files and messages are Chinese all the same."""

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, table, text, update

from config.database import Database
from planning.access.accounts import accounts
from tests.web.filled_site import filled_site
from tests.web.site import Site
from tests.web.test_axe import Town, looked_at_by, pages
from web.speaking import COOKIE

RUN = re.compile(r"[\u3400-\u9fff]+")
TAG = re.compile(r"<script.*?</script>|<style.*?</style>|<[^>]*>", re.DOTALL)
#: The mark of the brand, the language button, and what is read as Chinese and so shown as it must be written.
ALWAYS = "督 中文 督办 关于某某年部分节假日安排的通知 春节 月 日至 日放假调休 共 天 日上班"
#: Pages that show a file, a rule pack or a message as it is, or name the columns a file must have.
OF_FILES = ("/documents/", "/reports/", "/s/", "/admin/roster", "/admin/rules", "/deliveries/{delivery_id}")
#: Words of themes, kinds of instructions, the rule pack, schedules and findings of documents, which are data too.
OF_SETTINGS = (
    "改革机制 组织建设 维权服务 阵地建设 服务职工 宣传教育 信息化建设 经费与资产 一般 疑难 紧急 批示 "
    "各地督查督办公开规则与通行做法汇编 按催办阶梯生成提醒 行 月桥街道服务部部长"
)


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A site with something of everything, without a server, for this whole file."""
    folder = tmp_path_factory.mktemp("english")
    shutil.copyfile(sqlite_template, folder / "duban.db")
    database = Database(f"sqlite:///{folder / 'duban.db'}", durable=False)
    site, given = filled_site(database, folder)
    yield Town(site, "", given)
    database.close()


def _data(site: Site) -> str:
    """Return every text that stands in the database or the rules, joined."""
    with site.house.database.read() as session:
        names = [name for name in inspect(session.connection()).get_table_names() if "words" not in name]
        rows = [
            row for name in names for row in session.connection().execute(select(text("*")).select_from(table(name)))
        ]
    texts = [
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for row in rows for value in row
    ]
    told = [json.dumps(json.loads(each), ensure_ascii=False) for each in texts if each[:2] in {'{"', '["'}]
    return " ".join([*texts, *told, site.app.state.services.settings.office_name, ALWAYS, OF_SETTINGS])


def _chinese(text: str) -> set[str]:
    return set(RUN.findall(unescape(TAG.sub(lambda tag: " " + " ".join(re.findall('"([^"]*)"', tag[0])) + " ", text))))


def test_no_page_in_english_says_anything_in_chinese_that_is_no_data(town: Town) -> None:
    known, found = _data(town.site), []
    for route in pages():
        if route.startswith(OF_FILES):
            continue
        browser = town.site.browser(looked_at_by(route))
        browser.cookies.set(COOKIE, "en")
        shown = browser.get(town.path(route)).text
        found += [f"{route}: {run}" for run in sorted(_chinese(shown)) if run not in known]
    assert found == [], "\n".join(found)


def test_a_file_is_chinese_though_its_page_is_english(town: Town) -> None:
    browser = town.site.browser("D02")
    browser.cookies.set(COOKIE, "en")
    assert "任务" in browser.get("/register/export.csv").text.splitlines()[0]
    assert "经办人" in browser.get("/admin/audit.csv").text.splitlines()[0]


def test_an_error_of_the_api_is_told_in_the_language_of_the_browser(sqlite_site: Site) -> None:
    browser = sqlite_site.browser("D02")
    assert RUN.search(browser.get("/api/v1/tasks/999").text)
    browser.cookies.set(COOKIE, "en")
    assert not RUN.search(browser.get("/api/v1/tasks/999").text)


def test_a_browser_speaks_the_language_of_the_account_after_signing_in(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.entering.check_password", lambda *_: (True, None))
    sqlite_site.session_of("D02")
    with sqlite_site.house.database.write() as session:
        session.connection().execute(update(accounts).where(accounts.c.login == "D02").values(language="en"))
    browser = sqlite_site.browser(None)
    browser.get("/sign-in")
    browser.post("/sign-in", data={"login": "D02", "password": "any"}, follow_redirects=False)
    assert browser.cookies[COOKIE] == "en"
    assert '<html lang="en">' in browser.get("/desk").text
