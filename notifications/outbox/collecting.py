"""Planning: notices become decided rows and digests, inside the caller's one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from notifications.notices import Notice
from notifications.outbox.burden import keep_within_cap
from notifications.outbox.folding import fold_older
from notifications.outbox.placing import Digest, gather, place
from notifications.outbox.tables import BLOCKED, ITEM, in_chunks, take_turn
from notifications.outbox.writing import write_digests, write_items

DEFAULT_SITE = "duban.localhost"


@dataclass(frozen=True)
class PlanResult:
    """What planning did.

    Attributes:
        planned: Notices that will be sent.
        known: Notices decided before; nothing was done for them.
        skipped: Notices kept back, by reason code.
        digests: New digests.
        joined: Digests that were waiting and got more to say.
        moved: Notices put off because that day's digest had gone out.
        superseded: Older unsent notices this plan made needless.
    """

    planned: int = 0
    known: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    digests: int = 0
    joined: int = 0
    moved: int = 0
    superseded: int = 0


def plan(
    session: Session,
    items: Sequence[Notice],
    *,
    now: datetime,
    day: date,
    not_before: datetime,
    cap: int | None,
    next_day: Callable[[date], date],
    site: str = DEFAULT_SITE,
) -> PlanResult:
    """Decide about every notice and put the wanted ones into digests; running it again does nothing new.

    Writes but does not commit; the session must be a writing one. Every decision not to send is a row with its reason:
    the notice's own ``skip``, ``no_address``, ``address_blocked`` or ``burden_cap``.

    Args:
        session: The caller's transaction.
        items: The notices, in the order they should stand within a digest; the same key twice counts once.
        now: The present instant.
        day: The day the digests are for.
        not_before: The instant on ``day`` before which none is sent.
        cap: The most digests for one unit in one ISO week, most urgent first; ``None`` for no cap.
        next_day: Gives the day after a day on which digests may go out, for people whose digest has gone already.
        site: A name for this installation that looks like a host name; the right-hand side of Message-IDs.

    Raises:
        ValueError: ``next_day`` does not move forward.
    """
    take_turn(session)
    fresh = _unknown(session, items)
    reasons = _reasons(session, fresh)
    digests = gather([notice for notice in fresh if not reasons.get(notice.key)], day)
    place(session, digests, next_day)
    keep_within_cap(session, digests, cap)
    write_digests(session, digests, now, lambda target: not_before + timedelta(days=(target - day).days), site)
    write_items(session, fresh, reasons, digests, now)
    wanted = [digest for digest in digests if not digest.reason]
    return PlanResult(
        planned=sum(len(digest.notices) for digest in wanted),
        known=len(items) - len(fresh),
        skipped=_skipped(reasons, digests),
        digests=sum(digest.fate != "joined" for digest in wanted),
        joined=sum(digest.fate == "joined" for digest in wanted),
        moved=sum(len(digest.notices) for digest in wanted if digest.day > day),
        superseded=fold_older(session, [digest for digest in wanted if digest.day == day], now),
    )


def _unknown(session: Session, items: Sequence[Notice]) -> list[Notice]:
    by_key: dict[str, Notice] = {}
    for notice in items:
        by_key.setdefault(notice.key, notice)
    for keys in in_chunks(list(by_key)):
        for key in session.connection().execute(select(ITEM.c.key).where(ITEM.c.key.in_(keys))).scalars():
            del by_key[key]
    return list(by_key.values())


def _reasons(session: Session, notices: Sequence[Notice]) -> dict[str, str]:
    blocked = {tuple(row) for row in session.connection().execute(select(BLOCKED.c.channel, BLOCKED.c.address))}
    reasons: dict[str, str] = {}
    for notice in notices:
        if notice.skip:
            reasons[notice.key] = notice.skip
        elif not notice.recipient.address.strip():
            reasons[notice.key] = "no_address"
        elif (notice.channel, notice.recipient.address) in blocked:
            reasons[notice.key] = "address_blocked"
    return reasons


def _skipped(reasons: dict[str, str], digests: Sequence[Digest]) -> dict[str, int]:
    skipped = Counter(reasons.values())
    for digest in digests:
        if digest.reason:
            skipped[digest.reason] += len(digest.notices)
    return dict(skipped)
