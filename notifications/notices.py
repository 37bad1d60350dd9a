"""What may be told to whom: the values the outbox is fed with. They know nothing of plans and check themselves."""

import json
import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Severity = Literal["red", "yellow", "green", "info"]
"""How urgent a notice is; red comes first everywhere."""

Topic = Literal["overdue", "due_today", "near", "lagging", "update", "decision", "other"]
"""What kind of matter it is; the subject of a digest counts by it."""

_STEP = re.compile(r"-(?:T-?\d+|\+\d+)$")
SEVERITIES: tuple[Severity, ...] = ("red", "yellow", "green", "info")
TOPICS: tuple[Topic, ...] = ("overdue", "due_today", "near", "lagging", "update", "decision", "other")
DEFAULT_TOPIC: dict[Severity, Topic] = {"red": "overdue", "yellow": "near", "green": "other", "info": "other"}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person as the outbox sees one. ``ref`` is stable; ``unit_ref`` is empty where no burden cap applies."""

    ref: str
    name: str
    address: str
    unit_ref: str = ""


class Line(NamedTuple):
    """What a person reads about one matter: its title, how it stands, details, what to do, and where.

    ``path`` is the page within the product (``/tasks/12``); ``role`` says why this person gets it (责任人).
    """

    title: str
    status: str
    detail: str = ""
    action: str = ""
    path: str = ""
    role: str = ""

    def as_json(self) -> str:
        """Return the line as JSON text."""
        return json.dumps(self._asdict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Line":
        """Read a line back from ``as_json``."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Notice:
    """One matter for one person through one channel, on one rung of a ladder.

    Attributes:
        subject_ref: The matter, such as ``task:12``.
        rung: The step of the ladder, such as ``T-3``; any code that differs between notices of one matter.
        due_version: Counts moved deadlines, so that a new deadline starts a new ladder.
        version: The state of the matter this was planned from.
        skip: A reason code of ``notice_reason`` when it was decided not to send; the decision is kept.
        topic: Left out, it follows from the severity (red: overdue, yellow: near).
    """

    subject_ref: str
    rung: str
    due_version: int
    recipient: Recipient
    channel: str
    severity: Severity
    line: Line
    version: int = 0
    skip: str = ""
    topic: Topic | None = None
    key: str = field(init=False)

    def __post_init__(self) -> None:
        key = f"{self.subject_ref}|{self.rung}|{self.due_version}|{self.recipient.ref}|{self.channel}"
        object.__setattr__(self, "key", key)

    @property
    def rank(self) -> int:
        """0 for red, rising towards the less urgent."""
        return SEVERITIES.index(self.severity)

    @property
    def effective_topic(self) -> Topic:
        """The topic given, or the one that goes with the severity."""
        return self.topic or DEFAULT_TOPIC[self.severity]


class QueuedItem(NamedTuple):
    """A planned notice at the moment of delivery: enough to ask whether it is still wanted, and to write it out."""

    id: int
    delivery_id: int
    key: str
    subject_ref: str
    recipient_ref: str
    version: int
    severity: Severity
    topic: Topic
    line: str

    @property
    def rung(self) -> str:
        """The step of the ladder the notice was planned for."""
        return rung_of(self.key)

    @property
    def due_version(self) -> int:
        """The deadline's version the notice was planned for."""
        return int(self.key.split("|")[2])


def rung_of(key: str) -> str:
    """Return the step of the ladder in a notice's key; empty when the key has none."""
    return key.partition("|")[2].partition("|")[0]


def matter_of(subject_ref: str, topic: str, rung: str) -> tuple[str, str]:
    """Return what a notice is about, of which a digest has one line: later steps of one matter replace earlier ones.

    The deadline and a period's update are two matters of one task. A decision is one by itself (``event-5``), and so
    is each that is chased in steps (``answer-20170619-T-1``, ``answer-20170619-+3``).
    """
    if topic == "decision":
        return subject_ref, _STEP.sub("", rung)
    return subject_ref, "update" if topic == "update" else "deadline"
