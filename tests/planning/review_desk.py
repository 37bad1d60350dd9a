"""A plan under review: opened, acted on and adopted in a house, in short words for the tests."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from planning.adoption import Adoption, adopt_review
from planning.extraction import Extraction, extract
from planning.ledger import tasks
from planning.lifecycle import Event
from planning.people import Actor
from planning.reading import DocumentText
from planning.review.acting import act
from planning.review.opening import open_review
from planning.review.showing import review_view
from planning.review.view import ReviewView
from tests.planning.house import DAY, House, instant

YEAR = 2017
PLAN = """\
改革目标计划

月桥街道

目标计划

1.走访小微企业30家，建立企业台账；6月底前建成职工服务站。

2.年底前签订专项合同15份。

3.不断加强职工教育培训。

柳岸街道

目标计划

1.9月底前办理互助保障600人次。
"""


def document_of(text: str, name: str = "计划.txt") -> DocumentText:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return DocumentText(name, "text/plain", digest, text, ())


def reading_of(document: DocumentText, year: int = YEAR) -> Extraction:
    return extract(document.text, year=year, name=document.name, sha256=document.sha256)


@dataclass
class ReviewDesk:
    """One review in a house; each act is a transaction of its own."""

    house: House
    id: int
    at: date | datetime = DAY

    @classmethod
    def open(
        cls,
        house: House,
        text: str = PLAN,
        *,
        name: str = "计划.txt",
        by: Actor | None = None,
        at: date | datetime = DAY,
        extraction: Extraction | None = None,
        **given: Any,  # noqa: ANN401 - whatever opening takes
    ) -> "ReviewDesk":
        document = document_of(text, name)
        with house.database.write() as session:
            opened = open_review(
                session, by or house.clerk, instant(at), document, len(text.encode()),
                extraction or reading_of(document), **{"year": YEAR, **given},
            )  # fmt: skip
        return cls(house, opened, at)

    def view(self) -> ReviewView:
        with self.house.database.read() as session:
            return review_view(session, self.id)

    def do(self, kind: str, *, by: Actor | None = None, seen: int | None = None, **payload: Any) -> ReviewView:  # noqa: ANN401 - any payload
        with self.house.database.write() as session:
            return act(session, self.id, kind, payload, by or self.house.clerk, instant(self.at), expected_seq=seen)

    def keep(self, *keys: str) -> ReviewView:
        return self.do("decided", keys=keys or [item.key for item in self.view().items], decision="keep")

    def adopt(self, *keys: str, by: Actor | None = None, at: date | datetime | None = None, **given: Any) -> Adoption:  # noqa: ANN401 - whatever adopting takes
        with self.house.pen(by, at or self.at) as ledger:
            return adopt_review(ledger, self.id, keys or None, **given)

    def texts(self) -> dict[str, str]:
        return {item.key: item.text for item in self.view().items}


def task_rows(house: House) -> dict[str, Any]:
    with house.database.read() as session:
        found = session.connection().execute(select(tasks).order_by(tasks.c.id))
        return {row.number: row for row in found}


def events_by_number(house: House, number: str) -> list[Event]:
    return house.events(task_rows(house)[number].id)
