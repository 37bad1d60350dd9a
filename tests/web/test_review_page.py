"""The page of a review: what it shows of each item and of the text, what a filter leaves; and all of it is text."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.review_site import PLAN, done, reviewed, view
from tests.web.site import CROSSING, Site
from tests.web.test_query_count import counted
from web.answers.review_text import Gap, Span, Stretch, merged, stretches, whole_range
from web.answers.text_diff import text_diff


def cards(page: str) -> dict[str, str]:
    """Return the HTML of each item by its key."""
    pieces = re.split(r'(?=<li class="prop )', page)[1:]
    return {re.search(r'data-item="([^"]+)"', piece)[1]: piece for piece in pieces}  # type: ignore[index]


def test_each_item_shows_what_was_read_of_it(site: Site) -> None:
    found = cards(site.get(f"/reviews/{reviewed(site)}"))
    assert list(found) == ["1", "2", "3", "4", "5"]
    first = found["1"]
    assert "2017-06-30" in first
    assert "月桥街道 联络员（韩小满）" in first
    assert "由原文推算" in first or "原文写明" in first
    assert "“6月底前”" in first
    assert "暂定" not in first
    assert "暂定" in found["3"]
    assert "2017-12-31" in found["3"]
    assert re.search(r'class="lacks">.*?缺</span>牵头领导', first)
    assert re.search(r'class="has">.*?有</span>完成时限', first)
    assert '<span class="soft">不断</span>' in found["3"]
    assert "“适时”没有可核对的目标" in found["5"]


def test_the_text_and_the_items_lead_to_each_other(sqlite_site: Site) -> None:
    page = sqlite_site.get(f"/reviews/{reviewed(sqlite_site)}")
    for key in ("1", "2", "3", "4", "5"):
        assert f'href="#src-{key}"' in page
        assert re.search(rf'id="src-{key}" href="#item-{key}"', page)
        assert f'id="item-{key}"' in page


def test_the_text_shown_is_the_text_read(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    page = sqlite_site.get(f"/reviews/{review_id}")
    body = page.partition("data-text>")[2].partition("</div>")[0]
    body = re.sub(r'<(a|span) class="tag[^>]*>.*?</\1>', "", body)
    assert re.sub(r"<[^>]+>", "", body) == view(sqlite_site, review_id).text


def test_the_same_of_two_streets_is_offered_as_a_merge(sqlite_site: Site) -> None:
    page = cards(sqlite_site.get(f"/reviews/{reviewed(sqlite_site)}"))
    assert "与第 4 项（柳岸街道）有 100% 相同" in page["2"]
    assert "与第 2 项（月桥街道）有 100% 相同" in page["4"]


def test_a_streets_own_results_are_offered_to_its_items(sqlite_site: Site) -> None:
    told = "现阶段工作成果\n\n帮扶\n\n今年以来,月桥街道总工会走访慰问困难职工130户。\n\n目标计划\n\n- 1.建立"
    text = PLAN.replace("目标计划\n\n- 1.建立", told, 1).replace(
        "继续做好困难职工帮扶,走访30户", "继续做好走访慰问困难职工"
    )
    page = cards(sqlite_site.get(f"/reviews/{reviewed(sqlite_site, text)}"))
    assert "该单位已有成果，可作基数：" in page["1"]
    assert re.search(r"“继续做好”没有可核对的目标。该单位此前成果为[^。]*130 户", page["1"])
    assert "该单位已有成果" not in page["5"]


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("show=open", ["2", "3", "4", "5"]),
        ("show=decided", ["1"]),
        ("show=soft", ["1", "3", "5"]),
        ("show=twin", ["2", "4"]),
        ("text=驿站", ["5"]),
        ("text=柳岸", ["4", "5"]),
        ("show=soft&text=驿站", ["5"]),
        ("show=nonsense", ["1", "2", "3", "4", "5"]),
        ("text=没有的话", []),
    ],
)
def test_a_filter_leaves_what_it_says(sqlite_site: Site, question: str, keys: list[str]) -> None:
    review_id = reviewed(sqlite_site)
    done(sqlite_site, review_id, "keep", key="1")
    assert list(cards(sqlite_site.get(f"/reviews/{review_id}?{question}"))) == keys


def test_whatever_a_document_says_is_shown_as_text(sqlite_site: Site) -> None:
    text = PLAN.replace("访30户", CROSSING).replace("月桥街道\n", f"月桥街道\n\n{CROSSING}\n", 1)
    review_id = reviewed(sqlite_site, text, plan_name=CROSSING)
    for path in ("", "?item=1&mode=edit", "?item=1&mode=split", "?item=1&mode=merge", "?mode=add", f"?text={CROSSING}"):
        page = sqlite_site.get(f"/reviews/{review_id}{path}")
        assert "<script>alert" not in page
    assert "&lt;script&gt;" in sqlite_site.get(f"/reviews/{review_id}/adopt")
    assert "<script>alert" not in sqlite_site.get("/plans")


@pytest.mark.parametrize("path", ["/reviews/99", "/reviews/99/adopt", "/reviews/x"])
def test_a_review_that_is_not_there_is_told(sqlite_site: Site, path: str) -> None:
    assert "404" in sqlite_site.get(path, 404)


def long_plan(items: int) -> str:
    lines = ["月桥街道", "", "目标计划", ""]
    lines += [
        f"- {number}.举办第{number}场职工技能培训,培训{number + 10}人,9月底前完成。" for number in range(1, items + 1)
    ]
    return "\n".join(["2017年街道工会目标计划", "", *lines])


def test_a_long_plan_is_shown_fifty_items_at_a_time(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site, long_plan(120))
    pages = [sqlite_site.get(f"/reviews/{review_id}?page={page}") for page in (1, 2, 3, 9)]
    assert [len(cards(page)) for page in pages] == [50, 50, 20, 20]
    assert "第51场" not in pages[0].partition("data-text>")[2].partition("</div>")[0]
    assert "第51场" in pages[1].partition("data-text>")[2].partition("</div>")[0]
    assert "第 2/3 页" in pages[1]
    assert len(cards(sqlite_site.get(f"/reviews/{review_id}?item=77"))) == 50
    assert "77" in cards(sqlite_site.get(f"/reviews/{review_id}?item=77"))


def test_the_number_of_queries_does_not_grow_with_the_items(sqlite_site: Site) -> None:
    found = []
    for text in (PLAN, long_plan(45)):
        review_id = reviewed(sqlite_site, text, plan_name=f"计划{len(text)}")
        done(sqlite_site, review_id, "keep-all")
        asked = []
        for path in (f"/reviews/{review_id}", f"/reviews/{review_id}?item=2&mode=edit", f"/reviews/{review_id}/adopt"):
            sqlite_site.get(path)
            with counted(sqlite_site.house.database) as statements:
                sqlite_site.get(path)
            asked.append(len(statements))
        seq = str(view(sqlite_site, review_id).seq)
        place = sqlite_site.client.post(f"/reviews/{review_id}/adopt", data={"seq": seq}).url.path
        assert place.startswith("/plans/")
        for path in ("/plans", place, f"{place}?version=1&adopted={review_id}"):
            with counted(sqlite_site.house.database) as statements:
                sqlite_site.get(path)
            asked.append(len(statements))
        found.append(asked)
    few, many = found
    assert many == few
    assert max(many) <= 30


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from("abc")).map(
        lambda given: Span(min(given[:2]), max(given[:2]), given[2], "open")
    ),
    max_size=8,
)
RANGES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair))), max_size=4
)


def _joined(pieces: list[Stretch | Gap], text: str) -> Iterator[str]:
    for piece in pieces:
        yield text[piece.start : piece.start + piece.chars] if isinstance(piece, Gap) else piece.text


@given(st.text(min_size=60, max_size=60), SPANS, RANGES)
def test_stretches_and_gaps_joined_are_the_text(text: str, spans: list[Span], ranges: list[tuple[int, int]]) -> None:
    pieces = stretches(text, spans, merged(ranges))
    assert "".join(_joined(pieces, text)) == text
    at = 0
    for piece in pieces:
        assert piece.start == at
        at += piece.chars if isinstance(piece, Gap) else len(piece.text)


@given(SPANS.filter(bool))
def test_every_mark_shown_begins_once(spans: list[Span]) -> None:
    text = "文" * 60
    pieces = [piece for piece in stretches(text, spans, [(0, 60)]) if isinstance(piece, Stretch)]
    shown = {piece.key for piece in pieces if piece.key}
    assert shown <= {piece.key for piece in pieces if piece.first}


def test_the_middle_of_a_long_gap_is_left_out_with_a_way_in() -> None:
    text = "\n".join("序言" * 20 for _ in range(1000)) + "\n1.办好一件事。\n"
    at = text.index("1.办好")
    [first, second] = whole_range(text, [Span(at, at + 8, "1", "open")], 0, len(text))
    assert first[0] == 0
    assert first[1] < second[0]
    assert second[1] == len(text)
    assert text[second[0] - 1] == "\n"


@given(st.text("甲乙丙丁0123。，", max_size=40), st.text("甲乙丙丁0123。，", max_size=40))
def test_a_difference_tells_both_texts(before: str, after: str) -> None:
    parts = text_diff(before, after)
    assert "".join(part.text for part in parts if part.kind != "new") == before
    assert "".join(part.text for part in parts if part.kind != "gone") == after


def test_figures_are_told_whole() -> None:
    parts = [(part.kind, part.text) for part in text_diff("培训职工120人次。", "培训职工150人次。")]
    assert parts == [("same", "培训职工"), ("gone", "120"), ("new", "150"), ("same", "人次。")]
