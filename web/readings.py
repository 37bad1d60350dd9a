"""Uploads being read: worker threads turn each into a review, and pages ask how far they have come.

Kept in the memory of this process: a reading that a stop interrupts has changed nothing and is uploaded again.
"""

import logging
import secrets
from dataclasses import dataclass, field
from threading import Event, Lock, Semaphore, Thread

from config.errors import DubanError
from config.language import phrase
from planning.people import Actor
from planning.plan_reading import ReadPlan, read_plan
from planning.reading import Progress
from planning.reading.naming import shown_name
from planning.review.opening import open_review
from web.ports import Services
from web.wording import instant_words

log = logging.getLogger(__name__)
_WORKERS = 2
_MOST_WAITING = 4
_MOST_KEPT = 30


@dataclass(frozen=True)
class Upload:
    """What is to be read and how: the bytes with their name, and the fields of the form."""

    name: str
    data: bytes = field(repr=False)
    year: int
    by: Actor
    plan_name: str | None = None
    default_unit: str = ""
    amends_plan_id: int | None = None


@dataclass
class Reading:
    """One upload on its way. ``parts`` of ``total`` have been read (0: not known); ``review_id`` or ``fault`` ends it.

    ``given`` keeps the form for a second try, without the file.
    """

    token: str
    name: str
    given: dict[str, str]
    parts: int = 0
    total: int = 0
    stage: str = "waiting"
    review_id: int | None = None
    fault: DubanError | None = None
    ended: Event = field(default_factory=Event)

    @property
    def percent(self) -> int:
        """How much of the file has been read; the rest of the work takes the last tenth."""
        if self.stage == "extracting":
            return 90
        return min(90, self.parts * 90 // self.total) if self.total else 0

    @property
    def measure(self) -> str:
        """What the parts are called."""
        return phrase("页" if self.name.lower().endswith(".pdf") else "部分")


class Readings:
    """The uploads of this process, the oldest ones forgotten."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turns = Semaphore(_WORKERS)
        self._known: dict[str, Reading] = {}
        self._lock = Lock()

    def start(self, upload: Upload, given: dict[str, str]) -> Reading:
        """Begin to read an upload.

        Raises:
            DubanError: ``reading-busy`` when too many are on their way.
        """
        reading = Reading(secrets.token_urlsafe(12), shown_name(upload.name), given)
        with self._lock:
            waiting = sum(not each.ended.is_set() for each in self._known.values())
            if waiting >= _MOST_WAITING:
                raise DubanError("reading-busy", count=waiting)
            for token in [token for token, each in self._known.items() if each.ended.is_set()][:-_MOST_KEPT]:
                del self._known[token]
            self._known[reading.token] = reading
        # A daemon: a server that is asked to stop does not wait for what will be uploaded again.
        Thread(target=self._work, args=(reading, upload), name="reading", daemon=True).start()
        return reading

    def find(self, token: str) -> Reading:
        """Return a reading.

        Raises:
            DubanError: ``reading-missing``.
        """
        found = self._known.get(token)
        if found is None:
            raise DubanError("reading-missing")
        return found

    def all(self) -> list[Reading]:
        """Return the readings that are remembered, the oldest first."""
        return list(self._known.values())

    def _work(self, reading: Reading, upload: Upload) -> None:
        try:
            with self._turns:
                reading.review_id = self._review(reading, upload)
            reading.given = {}
        except DubanError as error:
            reading.fault = error
        except Exception:
            log.exception("reading %s failed", upload.name)
            reading.fault = DubanError("server-failed", at=instant_words(self._services.clock.now()))
        finally:
            reading.ended.set()

    def _review(self, reading: Reading, upload: Upload) -> int:
        """Read, extract and open the review; the bytes are kept before the commit."""
        services = self._services

        def told(parts: int, total: int) -> None:
            reading.parts, reading.total = parts, total
            reading.stage = "extracting" if parts == total else "reading"

        reading.stage = "reading"
        read = read_upload(services, upload, told)
        with services.database.write() as session:
            review_id = open_review(
                session,
                upload.by,
                services.clock.now(),
                read.document,
                len(upload.data),
                read.extraction,
                year=upload.year,
                plan_name=upload.plan_name,
                default_unit=upload.default_unit,
                amends_plan_id=upload.amends_plan_id,
            )
            # Bytes before the commit: a document without its bytes must never be seen.
            services.store.keep(upload.data, read.document.sha256)
        return review_id


def read_upload(services: Services, upload: Upload, told: Progress) -> ReadPlan:
    """Return an upload's text and what was found in it; the one place where the pages read bytes from outside."""
    return read_plan(upload.data, upload.name, upload.year, services.settings.limits, progress=told)
