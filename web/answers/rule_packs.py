"""Rule packs side by side: each in words, and where it differs from the one in force."""

from pathlib import Path

from config.errors import DubanError
from config.language import label, phrase
from config.rule_packs import RulePack, load_pack, pack_names
from planning.rules import OWN_PACKS
from web.answers.lines import Answer
from web.ports import Services
from web.rules_words import in_words

#: The parts of a pack that have words, in the order they are shown; values of the labels ``pack_part``.
PARTS = ("lights", "ladder", "updates", "extensions", "sending")


class PackLine(Answer):
    """A pack there is: ``parts`` names what differs from the one in force, ``fault`` says why it cannot be read."""

    name: str
    title: str = ""
    version: str = ""
    source: str = ""
    is_own: bool = False
    is_current: bool = False
    parts: tuple[str, ...] = ()
    fault: str = ""


def pack_lines(services: Services) -> list[PackLine]:
    """Return every pack shipped and of the office's own, the one in force first."""
    own = own_packs(services)
    names = {*pack_names(), *pack_names(own)}
    lines = [_line(services, name, is_own=name in pack_names(own)) for name in sorted(names)]
    return sorted(lines, key=lambda line: not line.is_current)


def own_packs(services: Services) -> Path:
    """Return the folder of the office's own packs, which need not be there."""
    return services.settings.data_dir / OWN_PACKS


def _line(services: Services, name: str, *, is_own: bool) -> PackLine:
    current = services.rules.pack
    if name == current.name:
        return _said(current, is_own=is_own, is_current=True)
    try:
        pack = load_pack(name, own=own_packs(services))
    except DubanError as error:
        return PackLine(name=name, is_own=is_own, fault=str(error))
    return _said(pack, is_own=is_own, parts=tuple(part for part, _, _ in differences(current, pack)))


def _said(pack: RulePack, *, is_own: bool, is_current: bool = False, parts: tuple[str, ...] = ()) -> PackLine:
    return PackLine(
        name=pack.name,
        title=pack.title,
        version=pack.version,
        source=pack.source,
        is_own=is_own,
        is_current=is_current,
        parts=parts,
    )


def differences(current: RulePack, other: RulePack) -> list[tuple[str, list[str], list[str]]]:
    """Return each part whose words differ, with the words of the one in force and those of the other."""
    here, there = _words(current), _words(other)
    return [(part, here[part], there[part]) for part in PARTS if here[part] != there[part]]


def _words(pack: RulePack) -> dict[str, list[str]]:
    said = in_words(pack)
    return {
        "lights": [phrase("{who}：{words}", who=label("light", colour), words=words) for colour, words in said.lights],
        "ladder": [phrase("{who}：{words}", who=label("audience", who), words=words) for who, words in said.ladder],
        "updates": [said.updates],
        "extensions": [said.extensions],
        "sending": [said.sending],
    }
