"""Every code of intake has a sentence, every place in a sentence is filled, and no sentence is left over."""

import re
from pathlib import Path

import planning.apart
import planning.extraction
import planning.reading
from config.language import codes
from config.sentences.intake import LABELS, SENTENCES
from planning.extraction import CLARITIES

FOLDERS = [Path(str(package.__file__)).parent for package in (planning.extraction, planning.reading)]
FILES = [*(path for folder in FOLDERS for path in sorted(folder.glob("*.py"))), Path(str(planning.apart.__file__))]
SOURCE = "".join(path.read_text(encoding="utf-8") for path in FILES)
MADE_UP = {
    "deadline-no-such-day",
    "deadline-before-plan-year",
    "deadline-needs-issue-date",
    "deadline-year-impossible",
    "deadline-festival-unknown",
}


def test_every_code_that_is_raised_has_a_sentence() -> None:
    raised = set(re.findall(r'(?:DubanError|CallError)\(\s*"([a-z-]+)"', SOURCE))
    flagged = set(re.findall(r'"(?:error|warning|info)", "((?!warning|info)[a-z-]+)"', SOURCE))
    assert raised
    assert flagged
    assert raised | flagged <= codes()


def test_every_sentence_is_used_and_says_what_to_do() -> None:
    for code, sentence in SENTENCES.items():
        assert f'"{code}"' in SOURCE or code in MADE_UP, code
        assert re.search(r"请|建议|如", sentence), code


def test_every_clarity_and_basis_has_a_label() -> None:
    assert tuple(LABELS["clarity"]) == CLARITIES
    assert set(LABELS["deadline_basis"]) == {"explicit", "inferred", "recurring", "vague", "none"}
    assert set(LABELS["issue_severity"]) == {"error", "warning", "info"}
