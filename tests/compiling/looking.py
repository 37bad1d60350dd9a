"""Short ways to compile, to freeze, and to find one item in what came of it."""

from datetime import date, time

from config.clock import at_local
from planning.periods import Quarter
from reports.compiling import compile_snapshot
from reports.freezing import Frozen, freeze
from reports.snapshot import Item, Snapshot
from tests.planning.house import House, rules

Q2 = Quarter(2017, 2)
DUE = date(2017, 6, 30)
GRACE = date(2017, 7, 4)
DRAWN_UP = date(2017, 7, 5)
OFFICE = "云河区总工会督办办公室"


def compiled(
    house: House, as_of: date = GRACE, quarter: Quarter = Q2, *, pack: str = "default", now: date | None = None
) -> Snapshot:
    """Compile a quarter; with ``now`` at noon of that day."""
    with house.database.read() as session:
        return compile_snapshot(
            session,
            rules(pack),
            quarter,
            as_of,
            drawn_up_on=DRAWN_UP,
            office_name=OFFICE,
            now=at_local(now, time(12)) if now else None,
        )


def frozen(house: House, as_of: date = GRACE, quarter: Quarter = Q2, *, on: date = DRAWN_UP) -> Frozen:
    """Freeze a quarter at noon of a day."""
    with house.database.write() as session:
        return freeze(session, rules(), quarter, as_of, now=at_local(on, time(12)), by="D02", office_name=OFFICE)


def only_item(snapshot: Snapshot) -> Item:
    """Return the one item there is."""
    [item] = [item for street in snapshot.streets for item in street.items]
    return item
