"""Soft wording: words that promise without committing (适时, 不断, 力争), which the office asks to be made firm."""

import re

from planning.extraction.passage import fold

_SOFT = re.compile(
    r"适时|继续(?:做好|加强|推进|开展|深化|抓好|完善)|尽快|尽早|逐步|逐渐|不断|长期坚持|持续|进一步|力争|争取|原则上|视情|择机|适当|有条件的|条件成熟|努力|尽量|积极探索|探索|鼓励|加大力度|近期|早日|陆续"
)


def soft_words(text: str) -> tuple[str, ...]:
    """Return the soft words of a text, each once, in the order they appear."""
    return tuple(dict.fromkeys(_SOFT.findall(fold(text))))
