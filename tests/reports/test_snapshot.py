import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.errors import DubanError
from reports.sealing import canonical_json, digest, digest_of, load, seal
from reports.snapshot import Definition, Figure, LightCounts, Reporting, Snapshot, Street, Totals
from reports.verifying import verify_snapshot


def test_a_sealed_snapshot_comes_back_the_same_and_is_intact(sample: Snapshot) -> None:
    data = seal(sample)
    assert load(data) == sample
    verdict = verify_snapshot(data)
    assert verdict.intact
    assert verdict.expected == verdict.found == digest(canonical_json(sample)) == digest_of(load(data))
    assert "完好" in verdict.sentence("2017Q2.json")


def test_the_canonical_form_is_sorted_and_holds_no_float(sample: Snapshot) -> None:
    content = json.loads(canonical_json(sample))
    assert list(content) == sorted(content)
    assert canonical_json(sample) == json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")
    assert not any(isinstance(each, float) for each in _leaves(content))
    assert "2.36" in _leaves(content)


def test_the_layout_of_the_file_does_not_matter_but_its_content_does(sample: Snapshot) -> None:
    form = json.loads(seal(sample))
    assert verify_snapshot(json.dumps(form, indent=2).encode()).intact
    form["content"]["totals"]["completed"] += 1
    verdict = verify_snapshot(json.dumps(form).encode())
    assert (verdict.state, verdict.expected) == ("altered", digest_of(sample))
    assert verdict.expected in verdict.sentence("x")
    assert verdict.found in verdict.sentence("x")
    with pytest.raises(DubanError) as caught:
        load(json.dumps(form).encode())
    assert caught.value.code == "snapshot-altered"


@pytest.mark.parametrize("old", ['"light":"red"', "已逾期5个工作日", "2017-06-23", '"186"', "周明远"])
def test_changing_any_word_date_or_figure_is_seen(sample: Snapshot, old: str) -> None:
    data = seal(sample)
    assert old.encode() in data
    new = {'"light":"red"': '"light":"green"', '"186"': '"187"'}.get(old, "x")
    assert verify_snapshot(data.replace(old.encode(), new.encode(), 1)).state == "altered"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b'{"content":{}}',
        b'{"content":[],"digest":"0"}',
        b'{"content":{"a":1.5},"digest":"0"}',
        b'{"content":{"a":1,"a":2},"digest":"0"}',
        b'{"content":{"a":NaN},"digest":"0"}',
        b"[" * 100_000,
    ],
)
def test_other_bytes_are_unreadable_rather_than_an_accident(data: bytes) -> None:
    assert verify_snapshot(data).state == "unreadable"
    with pytest.raises(DubanError) as caught:
        load(data)
    assert caught.value.code == "snapshot-unreadable"


def test_a_snapshot_of_a_newer_program_asks_for_an_upgrade(sample: Snapshot) -> None:
    content = json.loads(canonical_json(sample)) | {"schema_version": 2}
    data = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(DubanError) as caught:
        load(b'{"content":' + data + b',"digest":"' + digest(data).encode() + b'"}')
    assert caught.value.code == "snapshot-newer"


def test_a_sealed_file_of_the_wrong_shape_names_the_place(sample: Snapshot) -> None:
    content = json.loads(canonical_json(sample))
    content["totals"]["total"] = "many"
    data = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(DubanError) as caught:
        load(b'{"content":' + data + b',"digest":"' + digest(data).encode() + b'"}')
    assert caught.value.values["detail"] == "totals.total"


def test_counts_that_do_not_add_up_cannot_be_frozen(sample: Snapshot) -> None:
    with pytest.raises(ValidationError, match="paces"):
        Totals(total=2, completed=1, lights=LightCounts(green=2))
    with pytest.raises(ValidationError, match="lights"):
        Totals(total=1, completed=1)
    with pytest.raises(ValidationError, match="overdue"):
        Totals(total=1, completed=1, overdue=1, lights=LightCounts(green=1))
    with pytest.raises(ValidationError, match="decrease"):
        Reporting(due=1, received=2, on_time=0)
    with pytest.raises(ValidationError, match="lists 0"):
        Street(code="a", name="a", short_name="a", totals=sample.streets[0].totals)
    with pytest.raises(ValidationError, match="streets"):
        Snapshot.model_validate(sample.model_dump() | {"streets": sample.streets[1:]})


@given(st.text())
def test_any_text_survives_freezing_or_is_cleaned_before(text: str) -> None:
    fact = Definition(term=text, meaning="x")
    assert Definition.model_validate_json(fact.model_dump_json()) == fact
    assert all(each >= " " or each in "\n\t" for each in fact.term)
    fact.term.encode("utf-8")


def test_decimals_stay_exact() -> None:
    assert Figure(value=Decimal("0.10")).model_dump(mode="json")["value"] == "0.10"


def _leaves(value: Any) -> list[object]:  # noqa: ANN401 - JSON is anything
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in _leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in _leaves(each)]
    return [value]
