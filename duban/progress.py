"""How far a reading has come, shown on a terminal; nothing is shown where nobody looks, or when it is done at once."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def reading_shown(name: str) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how many parts of a document have been read, while the block lasts."""
    if not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console  # noqa: PLC0415 - only for a person who waits
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - as above

    columns = (TextColumn("读取 {task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield told


def _nothing(done: int, total: int) -> None:
    del done, total
