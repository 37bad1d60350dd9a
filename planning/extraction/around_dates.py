"""What stands around an expression of time, and whether it makes it no deadline: a beginning, a count, no year."""

import re
from dataclasses import dataclass

from planning.extraction.date_forms import FORMS

_BEGINS = re.compile(r"\s*(?:起|以来|开始|始|后|之后|以后)")
_LIMIT = re.compile(r"\s*(?:之前|以前|前|底|末|内|止|完成|达到|实现)")
_DATE_GOES_ON = re.compile(r"\s*(?:以?之?前|[至到,、。;:)完开举召组])")
_SINCE = re.compile(r"(?:从|自)\s*$")
_YEAR_BEFORE = re.compile(r"([0-9]+)年度?的?\s*$")
_YEAR_GROUPS = ("fy", "sy", "py", "ay", "by", "qy", "hy", "my", "ey", "wy")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True)
class Around:
    """An expression with a few characters on either side, which decide whether it is a deadline at all."""

    match: re.Match[str]
    before: str
    after: str

    @property
    def kind(self) -> str:
        """The name of its form."""
        return next(kind for kind in FORMS if self.match[kind])

    @property
    def limits(self) -> bool:
        """The words or those behind them set a limit (底, 完成), so that an early year is a mistake, not history."""
        return bool(_LIMIT.match(self.match[0][-1] + self.after) or _LIMIT.match(self.after))

    @property
    def only_begins(self) -> bool:
        """The words say when something began (自2月中旬以来, 2019年1月1日起), not when it ends."""
        if _BEGINS.match(self.after):
            return self.kind != "within"
        return bool(_SINCE.search(self.before)) and self.kind not in ("within", "span")

    @property
    def impossible_year(self) -> bool:
        """The year cannot be one (12345年, 217年6月)."""
        said = [self.match[name] for name in _YEAR_GROUPS if self.match[name]]
        if not any(self.match[name] for name in ("py", "ay")) and self.kind in ("point", "span"):
            before = _YEAR_BEFORE.search(self.before)
            said += [before[1]] if before else []
        return any(year.isascii() and not _FIRST_YEAR <= int(year) <= _LAST_YEAR for year in said)

    @property
    def is_count(self) -> bool:
        """A bare month that is none (一月一次): Chinese numerals with nothing of a date behind them."""
        said = self.match["pm"] or ""
        bare = said and not said.isascii() and not (self.match["py"] or self.match["pd"] or self.match["ppart"])
        return bool(bare) and not _DATE_GOES_ON.match(self.after)
