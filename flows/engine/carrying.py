"""Carrying out a claimed run: through Prefect when a conductor is there, plainly otherwise, recorded in both cases."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from config.clock import Clock
from config.errors import DubanError
from flows import runs
from flows.context import FlowContext
from flows.engine.performance import Performance
from flows.engine.pulse import pulse
from flows.run_models import RunState
from flows.schedules import Schedule

log = logging.getLogger(__name__)


class Conductor(Protocol):
    """Something that calls the flow around a performance: Prefect, or a fake in tests."""

    def conduct(self, job: str, performance: Performance) -> str | None:
        """Run the flow of the job and return the id the engine gave the run. May fail before or after the body."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt. ``error`` is a sentence; the exception itself is kept for callers that re-raise."""

    job: str
    slot: datetime
    as_of: datetime
    attempt: int
    state: RunState
    engine: str
    result: dict[str, object]
    error: str = ""
    exception: BaseException | None = None
    run_id: int | None = None


def carry_out(
    schedule: Schedule, held: runs.Claim, context: FlowContext, clock: Clock, conductor: Conductor | None = None
) -> Outcome:
    """Carry out one claimed attempt, write down what came of it, and return it. Never raises what the body raises.

    An interruption of the process (Ctrl-C, exit) is written down as a failure and goes on its way. ``clock`` stamps the
    record; the body has its own, which may stand on another day.
    """
    performance = Performance(schedule.body, context)
    try:
        with pulse(context.database, held, clock):
            engine, prefect_run_id = _perform(schedule.id, performance, conductor)
    except BaseException as interruption:
        runs.fail(context.database, held, describe(interruption), clock.now())
        raise
    error, now = performance.error, clock.now()
    if error is None:
        try:
            runs.finish(context.database, held, performance.result, now, engine=engine, prefect_run_id=prefect_run_id)
            log.info("%s: done, %s", schedule.id, performance.result)
        except (TypeError, ValueError) as wrong_result:  # what it returned cannot be written down
            error = wrong_result
    if error is not None:
        runs.fail(context.database, held, describe(error), now, engine=engine, prefect_run_id=prefect_run_id)
        log.error("%s: failed on attempt %d", schedule.id, held.attempt, exc_info=error)
    return Outcome(
        job=schedule.id,
        slot=held.slot,
        as_of=held.as_of,
        attempt=held.attempt,
        state=RunState.DONE if error is None else RunState.FAILED,
        engine=engine,
        result=performance.result,
        error="" if error is None else describe(error),
        exception=error,
        run_id=held.run_id,
    )


def describe(error: BaseException) -> str:
    """Return what a page says about an error: our own sentence, or the kind and wording of a foreign one."""
    if not isinstance(error, DubanError):
        return f"{type(error).__name__}: {error}"
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a fault in the table of sentences must not keep the run from being recorded
        return f"{error.code}: {error.values}"


def _perform(job: str, performance: Performance, conductor: Conductor | None) -> tuple[str, str | None]:
    """Carry out the body once; return the engine that did and its own id of the run. Raises interruptions only."""
    engine, prefect_run_id = "prefect", None
    if conductor is not None:
        try:
            prefect_run_id = conductor.conduct(job, performance)
        except Exception as error:  # noqa: BLE001 - whatever Prefect does, our record is made from the performance
            if error is not performance.error:
                log.warning("%s: Prefect failed (%s); our own record decides", job, describe(error))
    if not performance.begun:
        engine = "plain"
        try:
            performance.perform()
        except Exception:  # noqa: BLE001 - the performance keeps it; the caller records and logs it
            log.debug("%s: the body raised", job)
    if performance.error is not None and not isinstance(performance.error, Exception):
        raise performance.error
    return engine, prefect_run_id
