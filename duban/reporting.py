"""The quarterly report as one use case: freeze the period, then write all formats from what was frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.clock import today
from duban.bootstrap import Application
from planning.people import actor_by
from planning.periods import Quarter
from reports.freezing import Frozen, default_as_of, freeze, period_state
from reports.rendering import Format, produce
from reports.sealing import seal


@dataclass(frozen=True)
class MadeReport:
    """A frozen report, how far its period has come, and its files by name: the formats asked for, and the snapshot."""

    frozen: Frozen
    state: str
    files: dict[str, bytes]
    warnings: tuple[str, ...]


def freeze_and_render(
    app: Application, period: str, *, as_of: date | None = None, formats: Sequence[Format], by: str | None = None
) -> MadeReport:
    """Freeze a quarter as of a day (the end of its grace, or today if that is earlier) and render it.

    Raises:
        CallError: ``period-invalid``, ``person-unknown``.
        DubanError: ``report-too-early``, or that the period is signed.
    """
    quarter, day = Quarter.parse(period), today(app.clock)
    cut_off = as_of or default_as_of(quarter, app.rules, day)
    with app.database.write() as session:
        actor = actor_by(session, by, day)
        frozen = freeze(
            session,
            app.rules,
            quarter,
            cut_off,
            now=app.clock.now(),
            by=actor.ref,
            office_name=app.settings.office_name,
        )
        state = period_state(session, str(quarter)) or "open"
    made = [produce(frozen.content, form, fonts_dir=app.settings.fonts_dir) for form in formats]
    files = {frozen.file_name(rendering.format): rendering.data for rendering in made}
    files[frozen.file_name("snapshot.json")] = seal(frozen.content)
    warnings = dict.fromkeys(warning for rendering in made for warning in rendering.warnings)
    return MadeReport(frozen, state, files, tuple(warnings))
