"""Documents: the pieces joined are the text that was read, whatever the places; the original comes as a file."""

import hashlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from config.database import table_of
from planning.models import Document
from tests.web.site import Site
from web.answers.source import pieces_of

PLACES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair))), max_size=8
)


def places(spans: list[tuple[int, int]]) -> list[dict[str, Any]]:
    return [
        {"id": number, "number": f"2017-{number:03d}", "source_start": start, "source_end": end}
        for number, (start, end) in enumerate(spans, start=1)
    ]


@given(st.text(max_size=40), PLACES)
def test_the_pieces_joined_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = pieces_of(text, places(spans), 1)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


def test_the_chosen_sentence_wins_where_two_begin_together() -> None:
    [first, second] = pieces_of("甲乙丙", places([(0, 3), (0, 2)]), 2)
    assert (first.text, first.chosen, second.text, second.task_id) == ("甲乙", True, "丙", 1)


def test_a_deliverables_own_words_are_marked_inside_its_item(sqlite_site: Site) -> None:
    house = sqlite_site.house
    item = house.item(1)
    part = house.child_id(item, 1)
    with house.database.write() as session:
        from planning.ledger import tasks  # noqa: PLC0415 - only this test moves a place

        session.connection().execute(update(tasks).where(tasks.c.id == part).values(source_start=2, source_end=6))
    page = sqlite_site.get(f"/documents/1?task={part}")
    assert f'<a class="item" href="/tasks/{item}" title="2017-001">建立</a><mark id="source">职工服务</mark>' in page


def test_a_stretch_is_marked_by_its_place_alone(sqlite_site: Site) -> None:
    item = sqlite_site.house.item(1)
    page = sqlite_site.get("/documents/1?start=2&end=6")
    assert f'title="2017-001">建立</a><mark id="source">职工服务</mark><a class="item" href="/tasks/{item}"' in page
    for wrong in ("start=6&end=2", f"start=1&end={'9' * 5000}", "start=x&end=3"):
        assert '<mark id="source">' not in sqlite_site.get(f"/documents/1?{wrong}")


def test_a_task_of_another_document_is_not_found(sqlite_site: Site) -> None:
    assert "没有这件事项" in sqlite_site.get("/documents/1?task=77", 404)
    assert "筛选条件“事项”" in sqlite_site.get("/documents/1?task=x", 400)


def test_the_original_comes_as_a_file_to_keep(sqlite_site: Site) -> None:
    data = "<script>计划".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    table = table_of(Document)
    with sqlite_site.house.database.write() as session:
        session.connection().execute(update(table).values(sha256=sha256, name='计划 "一".txt'))
    missing = sqlite_site.get("/documents/1/original", 404)
    assert "从备份恢复" in missing
    sqlite_site.services.store.keep(data, sha256)
    answer = sqlite_site.client.get("/documents/1/original")
    assert answer.content == data
    assert answer.headers["content-type"] == "application/octet-stream"
    assert (
        answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%E8%AE%A1%E5%88%92%20%22%E4%B8%80%22.txt"
    )
