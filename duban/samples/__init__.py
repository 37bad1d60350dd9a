"""The bundled sample: an invented district, its plan of 2017 and a quarter of its life. Every name in it is made up.

This module only says where the files lie. ``scripts/make_samples`` makes the Word and Excel files from the text ones.
"""

from importlib.resources import files
from pathlib import Path
from typing import Literal

Sample = Literal[
    "roster.csv",
    "roster.xlsx",
    "plan-2017.txt",
    "plan-2017.docx",
    "plan-2017-amended.txt",
    "tasks-2017.csv",
    "tasks-2017.xlsx",
    "figures-2017.csv",
    "expected.json",
    "acts-2017.json",
]

#: The plan year: as on real newspaper pages, the plan itself does not name it.
PLAN_YEAR = 2017


def sample_path(name: Sample) -> Path:
    """Return the path of a bundled file; treat it as read-only.

    ``roster.csv`` (UTF-8 with BOM) and ``roster.xlsx`` hold one row per post and its holder; a row without a post is a
    unit, a post without a person is vacant. ``plan-2017.txt`` and ``plan-2017.docx`` carry the same goal items;
    ``figures-2017.csv`` is the table of results that only the Word file shows. ``expected.json`` is what a careful
    clerk registers from the plan: items with their deliverables, ``deadline`` null where the text states none, and the
    number of headed results of each street. ``plan-2017-amended.txt`` is the plan as revised in July: one item gone,
    one new, two changed. ``tasks-2017.csv`` and ``tasks-2017.xlsx`` are one table of tasks of the district's
    departments, the workbook with two header rows and merged groups. ``acts-2017.json`` lists what people did from
    28 March to 5 July 2017 in order of time; progress is in percent, by deliverable counted from "1", or of the item
    where it has only one.
    """
    return Path(str(files(__name__) / name))
