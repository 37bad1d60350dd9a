from datetime import time
from pathlib import Path

import pytest

from config import rule_packs
from config.errors import CallError, DubanError
from config.rule_packs import load_pack, pack_names
from config.sentences.rules import LABELS, SENTENCES
from planning.lights import GRAVITY, RANK
from planning.reminding import AUDIENCES
from tests.rules.cases import DEFAULT, PACKS

SHIPPED = Path(rule_packs.__file__).parent


def _folder(tmp_path: Path, extra: str, *, name: str = "own") -> Path:
    """A folder with the shipped default and one pack more."""
    (tmp_path / "default.toml").write_text((SHIPPED / "default.toml").read_text("utf-8"), "utf-8")
    (tmp_path / f"{name}.toml").write_text(extra, "utf-8")
    return tmp_path


def test_four_practices_are_shipped_each_with_version_title_and_source() -> None:
    assert pack_names() == ("default", "gongqi", "ouhai", "yinchuan")
    assert all(pack.version and pack.title and pack.source for pack in PACKS.values())
    assert [pack.name for pack in PACKS.values()] == list(PACKS)


def test_the_default_holds_the_figures_of_the_field() -> None:
    assert (DEFAULT.extensions.max_approved, DEFAULT.extensions.min_workdays_before_due) == (2, 2)
    assert DEFAULT.extensions.beyond_asks == "leading_group"
    assert (DEFAULT.updates.period, DEFAULT.updates.opens_workdays) == ("quarter", 10)
    assert (DEFAULT.updates.nudge_workdays, DEFAULT.updates.grace_workdays) == ((5, 2), 2)
    assert (DEFAULT.sending.cap_per_unit_and_week, DEFAULT.sending.sending_time) == (20, time(8, 30))
    terms = {term.code: (term.amount, term.unit) for term in DEFAULT.deadline_classes}
    assert terms["13710-complex"] == (1, "months")
    assert terms["meeting-decision"] == (30, "workdays")
    assert [terms[f"13710-{name}"][0] for name in ("study", "answer", "ordinary")] == [1, 3, 7]


def test_another_pack_inherits_what_it_does_not_say() -> None:
    assert PACKS["ouhai"].ladder == DEFAULT.ladder
    assert PACKS["ouhai"].updates.period == "month"
    assert PACKS["gongqi"].updates == DEFAULT.updates
    assert PACKS["gongqi"].lights != DEFAULT.lights


def test_every_value_a_pack_may_hold_has_a_rank_and_a_chinese_word() -> None:
    rules = [rule for pack in PACKS.values() for rule in pack.lights]
    assert {rule.reason for rule in rules} == set(GRAVITY) == set(LABELS["light_reason"])
    assert {rule.colour for rule in rules} <= set(RANK) == set(LABELS["light"])
    assert {rule.audience for rule in DEFAULT.ladder} == set(AUDIENCES) == set(LABELS["audience"])
    assert {term.unit for term in DEFAULT.deadline_classes} == set(LABELS["term_unit"])
    assert {pack.updates.period for pack in PACKS.values()} == set(LABELS["period_kind"])


@pytest.mark.parametrize("name", ["", "beijing", "../default", "default.toml"])
def test_an_unknown_pack_is_a_wrong_call_that_names_the_known_ones(name: str) -> None:
    with pytest.raises(CallError) as caught:
        load_pack(name)
    assert caught.value.values == {"name": name, "known": "default、gongqi、ouhai、yinchuan"}
    assert "ouhai" in SENTENCES[caught.value.code].format(**caught.value.values)


EARLY_SENDING = """[sending]
sending_time = 07:00:00
quiet_from = 20:00:00
quiet_until = 08:30:00
cap_per_unit_and_week = 20
"""
HEAD = 'base = "default"\nversion = "1"\ntitle = "本区"\nsource = "本区办法"\n'


def test_an_office_may_keep_a_pack_of_its_own(tmp_path: Path) -> None:
    own = 'lights = [{ colour = "red", reason = "overdue", at_least = 1 }]\n'
    pack = load_pack("own", _folder(tmp_path, HEAD + own))
    assert (pack.name, pack.title, len(pack.lights)) == ("own", "本区", 1)


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("lights = [", "rule-pack-unreadable", ""),
        ('colour = "red"\n', "rule-pack-invalid", "colour"),
        (
            'lights = [{ colour = "purple", reason = "overdue", at_least = 1 }]\n',
            "rule-pack-invalid",
            "lights.0.colour",
        ),
        ('lights = [{ colour = "red", reason = "mood", at_least = 1 }]\n', "rule-pack-invalid", "lights.0.reason"),
        ('lights = [{ colour = "red", reason = "overdue" }]\n', "rule-pack-invalid", "lights.0"),
        ('lights = [{ colour = "red", reason = "overdue", above = 1 }]\n', "rule-pack-invalid", "lights.0"),
        ('lights = [{ colour = "red", reason = "lag", above = 1, at_least = 2 }]\n', "rule-pack-invalid", "lights.0"),
        ('lights = [{ colour = "red", reason = "overdue", at_least = 0 }]\n', "rule-pack-invalid", "lights.0.at_least"),
        ('ladder = [{ audience = "owner", offsets = [3, 1] }]\n', "rule-pack-invalid", "ladder.0"),
        ('ladder = [{ audience = "owner", offsets = [] }]\n', "rule-pack-invalid", "ladder.0.offsets"),
        ('ladder = [{ audience = "mayor", offsets = [1] }]\n', "rule-pack-invalid", "ladder.0.audience"),
        (
            'ladder = [{ audience = "owner", offsets = [1] }, { audience = "owner", offsets = [2] }]\n',
            "rule-pack-invalid",
            "",
        ),
        ("[extensions]\nmax_approved = 2\n", "rule-pack-invalid", "extensions.min_workdays_before_due"),
        (
            EARLY_SENDING,
            "rule-pack-invalid",
            "sending",
        ),
    ],
)
def test_a_wrong_pack_is_refused_with_file_and_field(tmp_path: Path, text: str, code: str, field: str) -> None:
    with pytest.raises(DubanError) as caught:
        load_pack("own", _folder(tmp_path, HEAD + text))
    assert (caught.value.code, caught.value.values.get("field", "")) == (code, field)
    assert "own.toml" in SENTENCES[code].format(**caught.value.values)


def test_a_pack_cannot_build_on_one_that_builds_on_another(tmp_path: Path) -> None:
    folder = _folder(tmp_path, HEAD)
    (folder / "third.toml").write_text(HEAD.replace("default", "own"), "utf-8")
    with pytest.raises(DubanError) as caught:
        load_pack("third", folder)
    assert caught.value.values["field"] == "base"


def test_a_missing_base_is_named(tmp_path: Path) -> None:
    with pytest.raises(CallError) as caught:
        load_pack("own", _folder(tmp_path, HEAD.replace("default", "nowhere")))
    assert caught.value.values["name"] == "nowhere"


def test_a_pack_in_another_encoding_is_unreadable_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(HEAD, "gb18030")
    with pytest.raises(DubanError) as caught:
        load_pack("own", tmp_path)
    assert caught.value.code == "rule-pack-unreadable"


def test_an_office_pack_comes_before_the_shipped_one_and_may_build_on_it(tmp_path: Path) -> None:
    own = tmp_path / "rule_packs"
    own.mkdir()
    (own / "default.toml").write_text('base = "default"\nversion = "ours"\n', encoding="utf-8")
    found = load_pack("default", own=own)
    assert (found.version, found.ladder) == ("ours", load_pack("default").ladder)
    assert load_pack("yinchuan", own=own).name == "yinchuan"


def test_an_unknown_pack_is_refused_with_the_office_packs_among_the_known(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text('base = "default"\n', encoding="utf-8")
    with pytest.raises(CallError) as refused:
        load_pack("theirs", own=tmp_path)
    assert "ours" in str(refused.value)
    assert "default" in str(refused.value)
