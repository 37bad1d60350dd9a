"""Rule packs: every default of the field (lights, reminders, extensions, terms) as versioned data with its source.

``default.toml`` is complete; another pack names it as its ``base`` and gives only the parts that differ.
"""

from config.rule_packs.pack import (
    DeadlineClass,
    ExtensionRules,
    LadderRule,
    LightRule,
    RulePack,
    SendingRules,
    UpdateRules,
)
from config.rule_packs.reading import load_pack, pack_names

__all__ = [
    "DeadlineClass",
    "ExtensionRules",
    "LadderRule",
    "LightRule",
    "RulePack",
    "SendingRules",
    "UpdateRules",
    "load_pack",
    "pack_names",
]
