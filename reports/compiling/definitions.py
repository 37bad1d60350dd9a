"""How the report counted: its terms, the rule pack in words and its digest, the calendars the dates rest on. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date

from config.language import label, sentence
from config.rule_packs import LightRule, RulePack
from planning.rules import Rules as OfficeRules
from planning.workdays import WorkCalendar
from reports.compiling.frame import Frame
from reports.snapshot import Definition, Rules
from reports.wording import day as day_text
from reports.wording import listed

_PLAIN = (
    "time-share",
    "pace",
    "overdue",
    "lights",
    "grey-blue",
    "late",
    "provisional",
    "filing",
    "supplement",
    "correction",
    "changes",
    "results",
)


def definitions_of(frame: Frame, empty_streets: Sequence[str], suspended: int) -> list[Definition]:
    """Return the terms in the order a reader meets them; streets and suspended items not counted are named."""
    scope = sentence("define-scope", as_of=day_text(frame.as_of), year=frame.quarter.year)
    if suspended:
        scope += sentence("define-scope-suspended", count=suspended)
    if empty_streets:
        scope += sentence("define-scope-missing", streets=listed(empty_streets))
    found = [Definition(term=label("report_term", "scope"), meaning=scope)]
    for name in _PLAIN:
        if name == "lights":
            found += _lights(frame.rules.pack)
        else:
            meaning = sentence(f"define-{name}", **_pace_words(frame.rules.pack))
            found.append(Definition(term=label("report_term", name), meaning=meaning))
    return found


def rules_of(rules: OfficeRules, days: Iterable[date]) -> Rules:
    """Return the pack and the calendars used for some days, with a word on each year not announced yet."""
    years = sorted({day.year for day in days})
    return Rules(
        pack=rules.pack.title,
        version=rules.pack.version,
        digest=pack_digest(rules.pack),
        calendars=tuple(_calendar(rules.calendar, year) for year in years),
    )


def pack_digest(pack: RulePack) -> str:
    """Return the SHA-256 over all values of a rule pack."""
    text = json.dumps(asdict(pack), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _calendar(calendar: WorkCalendar, year: int) -> str:
    return sentence("calendar-announced" if calendar.is_announced(year) else "calendar-provisional", year=year)


def _pace_words(pack: RulePack) -> dict[str, str]:
    """Return the distance from which an item is ahead or behind, in words: the pack's mildest rule."""
    counts = [
        (rule.at_least if rule.above is None else rule.above, rule) for rule in pack.lights if rule.reason == "lag"
    ]
    if not counts:
        return {"ahead": "", "behind": ""}  # any distance counts
    points, mildest = min(counts, key=lambda pair: pair[0] or 0)
    words = sentence("define-pace-above" if mildest.above is not None else "define-pace-at-least", points=points)
    return {"ahead": words, "behind": words}


def _lights(pack: RulePack) -> Iterator[Definition]:
    colours = [colour for colour in ("yellow", "orange", "red") if any(rule.colour == colour for rule in pack.lights)]
    for colour in colours:
        meaning = "；".join(_rule_words(rule) for rule in pack.lights if rule.colour == colour) + "。"
        if colour == colours[-1]:
            meaning += sentence("define-lights-worst")
        yield Definition(term=label("light", colour), meaning=meaning)


def _rule_words(rule: LightRule) -> str:
    if rule.reason == "lag":
        code = "rule-lag-at-least" if rule.above is None else "rule-lag-above"
        return sentence(code, count=rule.at_least if rule.above is None else rule.above)
    return sentence(f"rule-{rule.reason}", count=rule.at_most if rule.reason == "near" else rule.at_least)
