"""Nine real public plans kept beside the checkout: how many of a careful clerk's items are found."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from config.settings import Limits
from planning.extraction import extract
from planning.reading import read_document
from tests.intake.data import FOLDER, PLANS, needs

SCORER = FOLDER.parent / "tools" / "score_extraction.py"
GOLDS = [
    "01-职工文化建设示范工程-2011",
    "02-软件园安全生产年方案-2010",
    "03-迎国庆隐患治理方案-2009",
    "05-职工技术创新成果奖转发通知-2011",
    "06-广州人才集聚工程-2012",
    "07-数字广东建设2025年工作要点",
    "08-小区配套幼儿园治理-2019",
    "10-促进就业若干意见-2018",
    "11-科研自主权落实通知-2018",
]
DOCUMENTS = [
    *((f"{name}.txt", name) for name in GOLDS),
    ("01-职工文化建设示范工程-2011.docx", GOLDS[0]),
    ("08-小区配套幼儿园治理-2019.docx", "08-小区配套幼儿园治理-2019.docx"),
    ("10-促进就业若干意见-2018.docx", GOLDS[7]),
]


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    needs(PLANS)
    spec = importlib.util.spec_from_file_location("score_extraction", needs(SCORER))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scored(scorer: ModuleType, document: Path, gold_name: str) -> dict[str, Any]:
    gold = json.loads(needs(PLANS / f"{gold_name}.gold.json").read_text(encoding="utf-8"))
    text = read_document(needs(document).read_bytes(), document.name, Limits()).text
    items = extract(text, year=gold["plan_year"]).as_json()["items"]
    found: dict[str, Any] = scorer.score(gold, items)
    return found


@pytest.mark.parametrize(("document", "gold"), DOCUMENTS)
def test_items_units_and_deadlines_are_those_of_a_careful_clerk(scorer: ModuleType, document: str, gold: str) -> None:
    found = scored(scorer, PLANS / document, gold)
    assert found["item_f1"] >= 0.9
    assert found["trap_hits"] == 0
    assert found["unit_accuracy"] == 1
    assert found["deadline_accuracy"] >= 0.9
    assert found["responsible_f1"] is None or found["responsible_f1"] >= 0.9
