"""What a rule pack holds. Values only; what they mean on a day is decided in ``planning``.

The classes are plain frozen dataclasses; pydantic checks them when a pack is read and refuses names it does not know.
"""

from dataclasses import dataclass
from datetime import time
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

Colour = Literal["yellow", "orange", "red"]
Reason = Literal["near", "lag", "missing", "silent", "overdue", "not_begun", "late_update"]
Audience = Literal["owner", "leading_official", "office", "leading_group"]
Positive = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
_STRICT = ConfigDict(extra="forbid")

#: reason → the thresholds one of which it needs, and what they count.
THRESHOLDS: dict[str, tuple[str, ...]] = {
    "near": ("at_most",),  # working days left before the due day
    "lag": ("at_least", "above"),  # percentage points behind the share of time passed (序时进度)
    "missing": ("at_least",),  # period updates missing past grace
    "silent": ("at_least",),  # the same count, under the graver name
    "overdue": ("at_least",),  # calendar days past the due day
    "not_begun": ("at_least",),  # calendar months ended without any progress, the starting month included
    "late_update": (),  # the last period update came after its grace
}


@dataclass(frozen=True, slots=True)
class LightRule:
    """One way to turn: to this colour, for this reason, from this threshold on."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    colour: Colour
    reason: Reason
    at_most: Count | None = None
    at_least: Positive | None = None
    above: Count | None = None

    def __post_init__(self) -> None:
        given = {name for name in ("at_most", "at_least", "above") if getattr(self, name) is not None}
        lawful = THRESHOLDS[self.reason]
        if len(given) != bool(lawful) or not given <= set(lawful):
            raise ValueError(f"{self.reason}: {' | '.join(lawful) or '-'} ≠ {', '.join(sorted(given)) or '-'}")


@dataclass(frozen=True, slots=True)
class LadderRule:
    """When an audience hears of a due date: working-day offsets, ascending, then every so many working days."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    audience: Audience
    offsets: Annotated[tuple[int, ...], Field(min_length=1)]
    then_every: Positive | None = None

    def __post_init__(self) -> None:
        if list(self.offsets) != sorted(set(self.offsets)):
            raise ValueError(f"offsets ≠ {sorted(set(self.offsets))}")


@dataclass(frozen=True, slots=True)
class UpdateRules:
    """The period update: opened and nudged this many working days before it is due, tolerated this many after."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    period: Literal["quarter", "month"]
    opens_workdays: Count
    nudge_workdays: tuple[Count, ...]
    grace_workdays: Count


@dataclass(frozen=True, slots=True)
class ExtensionRules:
    """Extensions: how many the office may grant, how long before the due day they are asked, who decides beyond."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    max_approved: Count
    min_workdays_before_due: Count
    beyond_asks: Literal["leading_group", "office"]


@dataclass(frozen=True, slots=True)
class SendingRules:
    """When messages may go (Asia/Shanghai), and how many of them a unit gets in a week (burden cap)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    sending_time: time
    quiet_from: time
    quiet_until: time
    cap_per_unit_and_week: Positive

    def __post_init__(self) -> None:
        if self.is_quiet(self.sending_time) or self.is_quiet(self.quiet_until):
            raise ValueError(f"sending_time {self.sending_time} ∈ {self.quiet_from}–{self.quiet_until}")

    def is_quiet(self, moment: time) -> bool:
        """Tell whether a wall-clock time lies in [quiet_from, quiet_until), which may run over midnight."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= moment < self.quiet_until
        return moment >= self.quiet_from or moment < self.quiet_until


@dataclass(frozen=True, slots=True)
class DeadlineClass:
    """A customary term to choose when an item is given out: an amount of days, working days or months."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    code: str
    title: str
    amount: Positive
    unit: Literal["days", "workdays", "months"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RulePack:
    """All rules of one practice. ``version`` is printed on reports; ``source`` says where the rules come from."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    version: str
    title: str
    source: str
    updates: UpdateRules
    lights: tuple[LightRule, ...]
    ladder: tuple[LadderRule, ...]
    extensions: ExtensionRules
    sending: SendingRules
    deadline_classes: tuple[DeadlineClass, ...]

    def __post_init__(self) -> None:
        audiences = [rule.audience for rule in self.ladder]
        if len(audiences) != len(set(audiences)):
            raise ValueError(f"ladder: {', '.join(audiences)}")
