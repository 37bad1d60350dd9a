"""Messages and runs on paper: what went to whom, and what the jobs did."""

from collections.abc import Iterable

from config.language import label, labels
from reports.blocks import Cell, Column, Table
from web.answers.deliveries import DeliveryLine
from web.answers.running import Run
from web.wording import instant_words, outcome_words, span_words

_MESSAGE = (("day", 5), ("subject", 14), ("recipient", 9), ("delivery", 7), ("matters", 5), ("sent_at", 7))
_RUN = (("job", 6), ("slot", 6), ("begun", 6), ("took", 4), ("state", 5), ("result", 20))


def messages_table(lines: Iterable[DeliveryLine], told: str) -> Table:
    """Return messages as a table under what it says of itself."""
    columns = tuple(Column(label("print_column", key), weight) for key, weight in _MESSAGE)
    return Table("deliveries", told, columns, tuple(map(_message, lines)))


def runs_table(runs: Iterable[Run], told: str) -> Table:
    """Return runs as a table under what it says of itself."""
    columns = tuple(Column(label("print_column", key), weight) for key, weight in _RUN)
    return Table("runs", told, columns, tuple(map(_run, runs)))


def _message(line: DeliveryLine) -> tuple[Cell, ...]:
    reason = f"\n{label('notice_reason', line.reason)}" if line.reason else ""
    return (
        Cell(str(line.day)),
        Cell(line.subject or "—"),
        Cell(f"{line.recipient}\n{line.address}".strip()),
        Cell(f"{label('delivery_state', line.state)}{reason}"),
        Cell(f"{line.told} / {line.told + line.untold}"),
        Cell(instant_words(line.sent_at)),
    )


def _run(run: Run) -> tuple[Cell, ...]:
    by_hand = f"\n{label('print_part', 'by_hand')}" if run.manual else ""
    return (
        Cell(f"{label('job', run.job)}{by_hand}"),
        Cell(instant_words(run.slot)),
        Cell(instant_words(run.started_at)),
        Cell(span_words(run.took) if run.took is not None else "—"),
        Cell(label("run_state", run.state)),
        Cell(_result(run) or "—"),
    )


def _result(run: Run) -> str:
    """Return what a run did, or why it did nothing; noughts say nothing."""
    told = [label("run_result", name) + " " + outcome_words(value) for name, value in run.result.items() if value]
    if run.error:
        told.insert(0, label("run_note" if run.error in labels("run_note") else "run_reason", run.error))
    return "；".join(told)
