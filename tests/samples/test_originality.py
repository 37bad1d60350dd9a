"""The sample is written afresh: nothing longer than a term of the field is common with the founding document."""

import re
from pathlib import Path

import docx
import pytest

from duban.samples import Sample, sample_path

FOUNDING = Path(__file__).parents[3] / "shared" / "data" / "xicheng-union-reform-2017.txt"
LONGEST_TERM = 8  # characters
HALF_WIDTH = str.maketrans("，；：（）", ",;:()")
# The two words every such page has as headings; they part what stands before them from what follows.
HEADINGS = re.compile("现阶段工作成果|目标计划")


def phrases(text: str) -> set[str]:
    """Return all pieces of one character more than a term, without spaces and line breaks, in half width."""
    size = LONGEST_TERM + 1
    parts = (re.sub(r"\s", "", part).translate(HALF_WIDTH) for part in HEADINGS.split(text))
    return {part[at : at + size] for part in parts for at in range(len(part) - size + 1)}


@pytest.mark.founding
@pytest.mark.parametrize(
    "name",
    [
        "plan-2017.txt",
        "plan-2017.docx",
        "plan-2017-amended.txt",
        "tasks-2017.csv",
        "acts-2017.json",
        "roster.csv",
        "expected.json",
    ],
)
def test_no_phrase_is_taken_from_the_founding_document(name: Sample) -> None:
    if not FOUNDING.exists():
        pytest.skip("the founding document is not beside this checkout (../shared/data)")
    path = sample_path(name)
    if name.endswith(".docx"):
        text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    else:
        text = path.read_text(encoding="utf-8-sig")
    assert phrases(text) & phrases(FOUNDING.read_text(encoding="utf-8")) == set()
