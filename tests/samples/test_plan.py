import json
from collections import Counter
from datetime import date

import docx
import pytest

from duban.samples import sample_path
from tests.samples.plan_pages import Expected, items_of_text, items_of_word, street_sections, style_of


@pytest.fixture(scope="module")
def expected() -> Expected:
    loaded: Expected = json.loads(sample_path("expected.json").read_text(encoding="utf-8"))
    return loaded


def test_text_and_word_carry_the_same_items() -> None:
    in_word, automatic = items_of_word()
    assert in_word == items_of_text()
    assert automatic == {"砚池街道", "听泉街道"}


def test_the_clerk_registered_every_item_and_no_other(expected: Expected) -> None:
    assert [(item["unit"], item["number"]) for item in expected["items"]] == list(items_of_text())
    per_street = Counter(item["unit"] for item in expected["items"])
    assert per_street == {"月桥街道": 4, "青槐街道": 4, "砚池街道": 5, "松塔街道": 4, "听泉街道": 3}


def test_deliverables_deadlines_and_units_stand_in_their_item(expected: Expected) -> None:
    texts = items_of_text()
    for item in expected["items"]:
        text = texts[item["unit"], item["number"]]
        places = [text.index(part) for part in item["deliverables"]]
        assert 1 <= len(places) <= 4
        assert places == sorted(places)
        assert all(part in text for part in (item["deadline_text"], *item["responsible"], *item["support"]))
        assert item["deadline"] is None or date.fromisoformat(item["deadline"]).year == expected["year"]


def test_the_plan_says_when_in_many_ways_and_mostly_not_at_all(expected: Expected) -> None:
    stated = {item["deadline_text"] for item in expected["items"]}
    assert stated >= {"6月底前", "9月30日前", "第三季度", "下半年", "年底前", "上半年", "适时", "不断", ""}
    assert sum(item["deadline"] is None for item in expected["items"]) > len(expected["items"]) / 2
    assert sum(bool(item["responsible"]) for item in expected["items"]) == 1


def test_each_street_has_its_number_of_headed_results(expected: Expected) -> None:
    sections = street_sections(sample_path("plan-2017.txt").read_text(encoding="utf-8"))
    headings = {
        street: sum(0 < len(line) <= 16 and not line.endswith("。") for line in results.splitlines())
        for street, (results, _) in sections.items()
    }
    assert headings == expected["results"]


def test_the_text_page_is_torn_like_a_newspaper_page() -> None:
    page = sample_path("plan-2017.txt").read_text(encoding="utf-8")
    assert all(torn in page for torn in ("年货礼\n\n包", "工作流\n\n程", "每周固\n\n定", "其\n\n余", "操作员\n\n20名"))
    assert "2017" not in page


def test_the_word_file_has_headings_as_styles_and_one_table() -> None:
    document = docx.Document(str(sample_path("plan-2017.docx")))
    styles = Counter(style_of(paragraph) for paragraph in document.paragraphs)
    assert styles["Heading 2"] == 2 * 5
    assert styles["Heading 3"] == 13 + 3
    assert styles["Caption"] == 3
    assert [len(table.rows) for table in document.tables] == [5]
