"""Tasks in running text: a sentence with a limit (…前); in a procedure also one that obliges bodies by name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from planning.extraction.bodies import GENERIC
from planning.extraction.candidates import Why
from planning.extraction.charged import named_in_sentence
from planning.extraction.deadlines import read_deadline
from planning.extraction.paragraphs import Paragraph
from planning.extraction.passage import Passage, fold
from planning.extraction.responsibility import NOBODY, Responsibility

_SENTENCE = re.compile(r"[^。]+。?")
_NO_SUBJECT = re.compile(r"[于并在]")
PREAMBLE = re.compile(r"(?:为|根据|依据|遵照).*(?:制定|如下|决定|通知|提出)")
"""The sentence that says why a document is issued."""
_HANDS_IN = re.compile(r"报|提交|发送|发至|寄送|寄至|送至|送交|上传|交至|提出|反馈|上交|完成|落实|办结|制定|出台|公示")
_HANDS_IN_ON = re.compile(
    r"请.{0,200}?于(?:20[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日(?:[上下]午|中午|下班)?[^,。;]{0,30}?(?:交|报|提交|反馈|寄|发送)(?!流|通|警)"
)
"""What is asked for on a day, not before it: 请各村把名册于9月20日交镇农办."""
_REPORTS = re.compile(
    r"报(?:送|至|告|备|区|市|省|县|局|领导|协调|办|送至)|上报|报.{2,20}(?:办公室|部|局|科|处|政府)|反馈|提交"
)
_ANNOUNCES = re.compile(r"如下[:。]?$")
_ADDRESSEE = re.compile(r"[^。;!?]{2,120}:")
_GENERAL = re.compile(
    rf"(?:请|要求)?(?:{GENERIC.pattern}|各级[^,。]{{0,12}}?)(?:[、和](?:{GENERIC.pattern}))*(?:要|应|须|将|在|于|对|可|[^,。]{{0,4}}要)"
)
_ANY = re.compile(r"各|有关|相关")
"""Bodies of a kind (各基层工会): how to hand in obliges them all, what they must do has a day."""
_LONGEST_LOOK = 2_000
LONGEST_PROSE = 100_000
"""Characters of one paragraph of running text that are looked through for tasks."""


@dataclass(frozen=True)
class Duty:
    """A task of running text: its sentences, who answers, and how it was recognised."""

    passage: Passage
    responsibility: Responsibility
    why: Why


@dataclass
class Prose:
    """Running text that is looked through for tasks.

    ``procedure`` says that it tells how to hand in; ``notice`` that it stands before the first heading of a document,
    where a line names whom it is for. ``too_long`` collects the paragraphs that were not looked through to their end.
    """

    year: int
    procedure: bool
    notice: bool
    addressees: Responsibility = NOBODY
    """Whom the document is for, once a line has named them."""
    too_long: list[Passage] = field(default_factory=list)

    def tasks(self, paragraphs: list[Paragraph]) -> Iterator[Duty]:
        """Yield the tasks of these paragraphs in order."""
        for paragraph in paragraphs:
            if self.notice and _ADDRESSEE.fullmatch(paragraph.folded):
                named = named_in_sentence(paragraph.body.text[:-1] + "应")
                self.addressees = Responsibility(named.responsible) if named.stated else self.addressees
            told = self.notice and bool(_ANNOUNCES.search(paragraph.folded))
            for passage in self._sentences(paragraph.body):
                # The introduction of a notice tells what others demanded before; only what it asks for is its own.
                if not told or passage.folded.startswith("请"):
                    yield self._task(passage)

    def _task(self, passage: Passage) -> Duty:
        named = named_in_sentence(passage.text)
        reports = _REPORTS.search(passage.folded) and sets_limit(passage.text, self.year)
        general = _GENERAL.match(passage.folded) and not named.stated and not reports
        return Duty(
            passage, named if named.stated else self.addressees, "general-subject" if general else "task-in-prose"
        )

    def _sentences(self, body: Passage) -> Iterator[Passage]:
        if len(body) > LONGEST_PROSE:
            self.too_long.append(body)
        spans = [match.span() for match in _SENTENCE.finditer(body.folded, 0, LONGEST_PROSE)]
        for position, (start, end) in enumerate(spans):
            sentence = body.folded[start:end]
            if PREAMBLE.match(sentence):
                continue
            if sets_limit(sentence, self.year):
                alone = position == 0 or not _NO_SUBJECT.match(sentence)
                yield body.cut(start if alone else spans[position - 1][0], end)
            elif self.procedure and any(not _ANY.match(unit) for unit in named_in_sentence(sentence).responsible):
                yield body.cut(start, end)


def sets_limit(text: str, year: int) -> bool:
    """Return whether a text sets a day before which something is handed in or done."""
    deadline = read_deadline(text[:_LONGEST_LOOK], year)
    if deadline.basis != "explicit":
        return False
    before = deadline.text.endswith("前") and _HANDS_IN.search(text)
    return bool(before or _HANDS_IN_ON.search(fold(text[:_LONGEST_LOOK])))
