"""``docs/rules.md`` and the schedules of ``docs/operations.md`` against the tables they tell of."""

from dataclasses import fields
from datetime import timedelta
from typing import get_args

import pytest

from config.calendars import load_calendar
from config.language import label
from config.rule_packs import LightRule, RulePack, load_pack, pack_names
from config.rule_packs.pack import THRESHOLDS
from config.settings import Settings
from flows.schedules import SCHEDULES, Schedule
from planning.lifecycle import LAWFUL, RETURN_REASONS, STATES
from planning.lights import RANK
from tests.docs.pages import codes_in, examples, read, rows, section

PAGE = read("docs/rules.md")
OPERATIONS = read("docs/operations.md")
DEFAULT = load_pack("default")
_ACTS = {codes_in(cells[1])[0]: cells for cells in rows(section(PAGE, "Lifecycle"))[1:]}


def test_every_act_is_in_the_lifecycle_table() -> None:
    assert set(_ACTS) == set(LAWFUL)


@pytest.mark.parametrize("kind", LAWFUL)
def test_an_act_is_described_with_the_states_it_is_lawful_in(kind: str) -> None:
    act, _, lawful, *_ = _ACTS[kind]
    assert act == label("event", kind)
    assert set(codes_in(lawful)) == set(LAWFUL[kind])


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_named_with_its_word(state: str) -> None:
    text = section(PAGE, "Lifecycle")
    assert state in text
    assert label("state", state) in text


def test_every_return_reason_is_named_where_it_is_given() -> None:
    text = section(read("docs/commands.md"), "`duban task return`")
    assert all(f"`{reason}` {label('return_reason', reason)}" in text for reason in RETURN_REASONS)


def test_every_light_is_told() -> None:
    found = {code: cells[0] for cells in rows(section(PAGE, "Lights")) for code in codes_in(cells[0])}
    for light in RANK:
        assert label("light", light) in found[light]


def _threshold(rule: LightRule) -> str:
    given = [(name, getattr(rule, name)) for name in ("at_most", "at_least", "above")]
    return "".join(f"`{name} = {value}`" for name, value in given if value is not None)


def test_every_rule_of_every_pack_shipped_is_in_the_table_of_lights() -> None:
    told = [(*codes_in(" ".join(cells[:3])), cells[3]) for cells in rows(section(PAGE, "Lights")) if len(cells) == 4]
    true = [
        (name, rule.colour, rule.reason, _threshold(rule)) for name in pack_names() for rule in load_pack(name).lights
    ]
    assert sorted(told[1:]) == sorted(true)


@pytest.mark.parametrize("reason", THRESHOLDS)
def test_every_reason_of_a_light_is_explained(reason: str) -> None:
    assert [cells for cells in rows(section(PAGE, "Lights")) if cells[0] == f"`{reason}`" and cells[1]]


def test_the_ladder_is_told() -> None:
    told = {codes_in(cells[0])[0]: cells[1:] for cells in rows(section(PAGE, "Reminders"))[1:]}
    assert told == {
        rule.audience: [", ".join(map(str, rule.offsets)), str(rule.then_every or "")] for rule in DEFAULT.ladder
    }


def test_the_customary_terms_are_told() -> None:
    units = {"days": "day", "workdays": "working day", "months": "month"}
    told = {cells[0]: cells[1] for cells in rows(section(PAGE, "Deadlines"))[1:]}
    assert told == {
        term.title: f"{term.amount} {units[term.unit]}{'s' if term.amount > 1 else ''}"
        for term in DEFAULT.deadline_classes
    }


@pytest.mark.parametrize(
    ("heading", "name", "figure"),
    [
        ("Update requests", "opens_workdays", f"{DEFAULT.updates.opens_workdays} working days before"),
        ("Update requests", "nudge_workdays", " and ".join(map(str, DEFAULT.updates.nudge_workdays)) + " before"),
        ("Update requests", "grace_workdays", f"{DEFAULT.updates.grace_workdays} working days of grace"),
        ("Update requests", "period", f"Each {DEFAULT.updates.period}"),
        ("Extensions", "max_approved", f"at most {DEFAULT.extensions.max_approved} "),
        (
            "Extensions",
            "min_workdays_before_due",
            f"at least {DEFAULT.extensions.min_workdays_before_due} working days",
        ),
        ("Extensions", "beyond_asks", DEFAULT.extensions.beyond_asks.replace("_", " ")),
        ("Reminders", "cap_per_unit_and_week", f"At most {DEFAULT.sending.cap_per_unit_and_week} "),
        ("Reminders", "", f"at {DEFAULT.sending.sending_time:%H:%M}"),
        ("Reminders", "", f"from {DEFAULT.sending.quiet_from:%H:%M} to {DEFAULT.sending.quiet_until:%H:%M}"),
    ],
)
def test_a_figure_of_the_default_pack_is_told(heading: str, name: str, figure: str) -> None:
    text = " ".join(section(PAGE, heading).split())
    assert figure in text
    assert not name or f"`{name}`" in text


def test_every_part_of_a_pack_has_its_place() -> None:
    told = {codes_in(cells[1])[0] for cells in rows(section(PAGE, "Where each default lies"))[1:]}
    assert told == {field.name for field in fields(RulePack)} - {"name", "version", "title", "source"}


def test_the_years_shipped_are_told() -> None:
    years = load_calendar().years
    assert f"from {min(years)} to {max(years)}" in section(PAGE, "A calendar year")


def test_the_examples_of_a_pack_and_a_calendar_could_be_used(tmp_path_factory: pytest.TempPathFactory) -> None:
    own, notices = tmp_path_factory.mktemp("packs"), tmp_path_factory.mktemp("calendars")
    default = read("config/rule_packs/default.toml")
    (own / "default.toml").write_text(default, encoding="utf-8")
    (own / "ours.toml").write_text(examples(section(PAGE, "A pack of your own"), "toml")[0], encoding="utf-8")
    assert load_pack("ours", own).extensions.max_approved == 1
    (notices / "2027.csv").write_text(examples(section(PAGE, "A calendar year"), "csv")[0], encoding="utf-8")
    assert 2027 in load_calendar(notices).years


def _in_words(lateness: timedelta) -> str:
    if lateness.days:
        return f"{lateness.days} day{'s' if lateness.days > 1 else ''}"
    return f"{lateness.seconds // 60} minutes"


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.id)
def test_every_schedule_is_described(schedule: Schedule) -> None:
    told = {codes_in(cells[0])[0]: cells for cells in rows(section(OPERATIONS, "Schedules"))[1:]}
    _, when, cron, lateness, does = told[schedule.id]
    assert cron == f"`{schedule.when.cron}`"
    assert lateness == _in_words(schedule.lateness)
    assert does
    assert not schedule.when.hour.isdigit() or f"{schedule.when.moment:%H:%M}" in when


def test_no_schedule_is_described_that_does_not_exist() -> None:
    told = {codes_in(cells[0])[0] for cells in rows(section(OPERATIONS, "Schedules"))[1:]}
    assert told == {schedule.id for schedule in SCHEDULES}
    assert told <= set(codes_in(section(read("docs/commands.md"), "`duban run`")))


def test_every_channel_is_described() -> None:
    told = {codes_in(cells[0])[0] for cells in rows(section(OPERATIONS, "Mail"))[1:]}
    assert told == set(get_args(Settings.model_fields["channel"].annotation))
