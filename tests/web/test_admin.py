"""The page of the administration says how everything stands; a roster file is looked at before it is brought in."""

from dataclasses import replace

import pytest

from duban.doctor import Finding
from tests.web.site import Site

HEAD = "单位,简称,单位类别,上级单位,岗位,角色,联络岗,工号,姓名,手机,邮箱,机器人\n"
UNIT = "月桥街道工会服务站,月桥服务站"
GOOD = f"{HEAD}{UNIT},服务站,月桥街道总工会,站长,工作人员,否,N09,新站长,13800000009,n9@example.org,\n"
BAD = f"{HEAD}{UNIT},车站,月桥街道总工会,站长,工作人员,否,N09,新站长,123,n9@example.org,\n"


def upload(site: Site, text: str, name: str = "名册.csv") -> str:
    """Look at a file; return the page."""
    return str(site.client.post("/admin/roster", files={"file": (name, text.encode())}).text)


def digest(page: str) -> str:
    """Return the digest the page carries on."""
    return page.partition('name="sha256" value="')[2].partition('"')[0]


def test_each_place_says_how_it_stands_and_what_needs_a_look(sqlite_site: Site) -> None:
    page = sqlite_site.get("/admin")
    for to in ("/admin/units", "/admin/people", "/admin/calendars", "/admin/rules", "/runs", "/admin/audit"):
        assert f'href="{to}"' in page
    assert "/admin/accounts" not in page  # an administrator's
    assert "已有 2017–2026 年的放假通知" in page
    assert sqlite_site.browser("Y01").get("/admin").status_code == 403


def test_the_check_of_the_system_is_shown(sqlite_site: Site) -> None:
    found = [Finding("磁盘", "warning", "只剩 0.5 GB"), Finding("数据库", "ok", "正常")]
    site = replace(sqlite_site, services=replace(sqlite_site.services, examine=lambda: found))
    page = site.get("/admin/check")
    assert "只剩 0.5 GB" in page
    assert "注意" in page
    assert "duban doctor" in sqlite_site.get("/admin/check")


def test_a_file_is_looked_at_first_and_changes_nothing_until_it_is_brought_in(site: Site) -> None:
    page = upload(site, GOOD)
    assert "新增人员" in page
    assert "新站长" not in site.get("/admin/people")
    site.client.post("/admin/roster/import", data={"sha256": digest(page), "name": "名册.csv"})
    assert "新站长" in site.get("/admin/people")
    assert "导入名册" in site.get("/admin/audit")
    assert "不用导入" in upload(site, GOOD)


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        (BAD, "名册.csv", "有 2 处问题"),
        ("", "名册.csv", "还没有选择"),
        (GOOD, "名册.doc", "既不是 .csv"),
        ("x", "x.csv", "缺少列"),
    ],
)
def test_a_wrong_file_is_told_and_nothing_is_brought_in(sqlite_site: Site, text: str, name: str, told: str) -> None:
    assert told in upload(sqlite_site, text, name)
    assert "新站长" not in sqlite_site.get("/admin/people")


def test_nothing_is_brought_in_that_was_not_looked_at(sqlite_site: Site) -> None:
    for sha256 in ("0" * 64, "../../etc/passwd", ""):
        answer = sqlite_site.client.post("/admin/roster/import", data={"sha256": sha256, "name": "x.csv"})
        assert answer.status_code == 400
        assert "请先选择文件" in answer.text
