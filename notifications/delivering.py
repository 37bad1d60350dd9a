"""Delivering: claim a batch, ask once more what is still wanted, write it out, send, record.

The guarantee is at least once. A digest is sent a second time only if the process dies between the sending and its
record, and then with the same Message-ID. Nothing is sent inside a transaction, and nothing here waits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config.database import Database
from notifications import outbox
from notifications.channels.contract import Channel
from notifications.notices import QueuedItem
from notifications.outbox.leasing import Claimed
from notifications.owners import is_gone
from notifications.rendering import Letterhead, Quick
from notifications.sending import Courier

StillWanted = Callable[[Sequence[QueuedItem]], Mapping[int, str]]
"""From notices about to go out to the reasons why some of them (by id) are no longer wanted."""

QuickLinks = Callable[[Sequence[QueuedItem]], Quick]
"""From notices about to go out to the links that open a form for their reader without signing in."""

LEASE = timedelta(minutes=10)
"""A message is begun in the first half of its lease only; the other half outlasts every timeout of one message."""


@dataclass
class DeliverResult:
    """What a run of delivering did; all figures count digests but ``dropped``, which counts notices.

    Attributes:
        returned: Taken back from processes that died or were too slow.
        put_back: Claimed and not tried: asked to stop, or the channel was out of order.
        resting: It was no time for messages; nothing was tried.
        troubles: Channels out of order, with the sentence that says why.
    """

    sent: int = 0
    failed: int = 0
    dead: int = 0
    cancelled: int = 0
    dropped: int = 0
    returned: int = 0
    put_back: int = 0
    resting: bool = False
    troubles: dict[str, str] = field(default_factory=dict)


def deliver(
    database: Database,
    channels: Mapping[str, Channel],
    *,
    now: Callable[[], datetime],
    owner: str,
    still_wanted: StillWanted,
    letterhead: Letterhead,
    batch: int = 50,
    lease: timedelta = LEASE,
    stop: Callable[[], bool] = lambda: False,
    sending_moment: Callable[[datetime], datetime] = lambda instant: instant,
    gone: Callable[[str], bool] = is_gone,
    quick_links: QuickLinks = lambda _items: {},
) -> DeliverResult:
    """Send everything that is due, then return what was done.

    Args:
        database: The outbox; every transaction here is short.
        channels: The channels to send through, by name; digests for others stay in the queue.
        now: Gives the present instant.
        owner: A name of this run that no other has (``notifications.owners.owner_name``).
        still_wanted: Asked about each batch outside any transaction, just before sending.
        letterhead: Who writes.
        batch: How many digests are claimed at once.
        lease: How long a claim holds.
        stop: Asked between messages; the rest goes back to the queue.
        sending_moment: The first instant from the given one at which messages may go out (quiet hours, rest days).
        gone: Whether the process behind an owner's name has certainly ended; its claims return at once.
        quick_links: Asked about each batch just before sending; what it gives is sent and not kept.
    """
    result = DeliverResult(returned=outbox.return_expired(database, now(), gone=gone))
    result.resting = sending_moment(now()) > now()
    courier = Courier(database, channels, now, owner, letterhead, sending_moment)
    try:
        while not stop() and not result.resting:
            usable = channels.keys() - courier.troubles.keys()
            claimed = outbox.claim(database, now(), owner, batch, lease, channels=usable)
            if not claimed:
                break
            _deliver_batch(courier, claimed, still_wanted, stop, now() + lease / 2, result, quick_links)
    finally:
        for channel in channels.values():
            channel.close()
    result.troubles = {name: str(error) for name, error in courier.troubles.items()}
    return result


def _deliver_batch(
    courier: Courier,
    claimed: Sequence[Claimed],
    still_wanted: StillWanted,
    stop: Callable[[], bool],
    until: datetime,
    result: DeliverResult,
    quick_links: QuickLinks,
) -> None:
    untried = {digest.id for digest in claimed}
    try:
        wanted = _wanted(courier, untried, still_wanted, result)
        untried = set(wanted)
        quick = quick_links([item for items in wanted.values() for item in items]) if wanted else {}
        for digest in claimed:
            if digest.id not in wanted:
                continue
            untried.discard(digest.id)
            outcome = courier.send(digest, wanted[digest.id], quick)
            setattr(result, outcome, getattr(result, outcome) + 1)
            if stop() or courier.now() > until:
                break
    finally:
        # Also on the way out of an error nobody foresaw: what was not tried is free at once.
        outbox.put_back(courier.database, sorted(untried), courier.owner)
        result.put_back += len(untried)


def _wanted(
    courier: Courier, delivery_ids: set[int], still_wanted: StillWanted, result: DeliverResult
) -> dict[int, list[QueuedItem]]:
    items = outbox.read_items(courier.database, sorted(delivery_ids))
    reasons = still_wanted(items) if items else {}
    wanted: dict[int, list[QueuedItem]] = {}
    for item in items:
        if item.id not in reasons:
            wanted.setdefault(item.delivery_id, []).append(item)
    empty = delivery_ids - wanted.keys()
    if reasons or empty:
        outbox.drop_items(courier.database, reasons, now=courier.now())
        outbox.record_nothing_left(courier.database, sorted(empty), courier.owner)
    result.dropped += len(reasons)
    result.cancelled += len(empty)
    return wanted
