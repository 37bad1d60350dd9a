"""Templates in English: phrases are found by themselves, put in their places, and everything else stays as it is."""

import pytest
from jinja2 import DictLoader, Environment

from tests.web.site import Site
from web.speaking import COOKIE
from web.translating import phrases_of, speaking_environment, translated


@pytest.mark.parametrize(
    ("source", "phrases"),
    [
        ("<p>共 {{ n }} 项</p>", ["共 {0} 项"]),
        ('<a title="看 {{ x }}">全部</a>', ["看 {0}", "全部"]),
        ("{% if a > 1 %}多{% else %}少{% endif %}", ["多", "少"]),
        ("{{ '有' if a else '无' }}", ["有", "无"]),
        ("{% with w = '已逾期' %}{{ w }}{% endwith %}", ["已逾期"]),
        ("{# 注释 #}<b>x</b>", []),
        ("<p>\n  两行\n  文字\n</p>", ["两行 文字"]),
        ("<p>{{ label('a', b) }}</p>", []),
    ],
)
def test_whole_phrases_are_found_with_their_places_numbered(source: str, phrases: list[str]) -> None:
    assert phrases_of(source) == phrases


def test_a_template_that_nothing_is_known_of_stays_as_it_is() -> None:
    source = '<p class="x">\n共 {{ n }} 项 {# 注 #}</p>{% if a %}{{ "有" }}{% endif %}'
    assert translated(source, lambda phrase: phrase) == source


def test_values_stand_where_the_translation_puts_them_and_are_still_escaped() -> None:
    words = {"{0}于 {1} 报送": "Reported by {0} on {1}", "'s": "x", "无": "it's none"}
    made = Environment(loader=DictLoader({"t": "<p>{{ who }}于 {{ day }} 报送</p>{{ '无' }}"}), autoescape=True)
    speaking_environment(made, lambda phrase: words.get(phrase, phrase))
    shown = made.get_template("t").render(who="<沈>", day="4 May")
    assert shown == "<p>Reported by &lt;沈&gt; on 4 May</p>it&#39;s none"


def test_the_switch_is_kept_in_the_browser_and_in_the_account(sqlite_site: Site) -> None:
    browser = sqlite_site.browser("D02")
    answer = browser.post("/language", data={"language": "en", "back": "/tasks"}, follow_redirects=False)
    assert answer.headers["location"] == "/tasks"
    assert browser.cookies[COOKIE] == "en"
    assert '<html lang="en">' in browser.get("/tasks").text
    assert '<html lang="zh-CN">' in sqlite_site.browser("D02").get("/tasks").text


def test_the_switch_leads_nowhere_else_and_knows_two_languages(sqlite_site: Site) -> None:
    answer = sqlite_site.client.post(
        "/language", data={"language": "xx", "back": "https://evil.example/"}, follow_redirects=False
    )
    assert answer.headers["location"] == "/"
    assert answer.cookies[COOKIE] == "zh"
