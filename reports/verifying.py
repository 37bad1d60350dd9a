"""Says whether a sealed snapshot is what it was when it was frozen. The ledger's own check is elsewhere."""

from dataclasses import dataclass
from typing import Literal

from config.language import sentence
from reports.sealing import opened


@dataclass(frozen=True)
class Verdict:
    """The answer about one file: what was sealed (``expected``) and what is there (``found``), as SHA-256 hex."""

    state: Literal["intact", "altered", "unreadable"]
    expected: str = ""
    found: str = ""
    detail: str = ""

    @property
    def intact(self) -> bool:
        """True only when the content has the digest it was sealed with."""
        return self.state == "intact"

    def sentence(self, name: str) -> str:
        """Return the answer in Chinese about the file called ``name``."""
        return sentence(
            f"snapshot-{self.state}", name=name, expected=self.expected, found=self.found, detail=self.detail
        )


def verify_snapshot(data: bytes) -> Verdict:
    """Compare the sealed digest with the digest of the content; never raises, whatever the bytes are."""
    try:
        expected, found, _ = opened(data)
    except ValueError as error:
        return Verdict("unreadable", detail=str(error))
    return Verdict("intact" if expected == found else "altered", expected, found)
