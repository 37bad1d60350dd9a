"""The outbox: a message is a row before it is sent.

``plan`` and ``cancel_items`` work inside the caller's transaction. ``claim``, ``return_expired`` and the ``record_…``
functions are short transactions of their own, used by ``notifications.delivering``. The guarantee is: at least once,
and a duplicate (with the same Message-ID) only if the process dies between the sending and its record.
"""

from notifications.outbox.cancelling import cancel_items
from notifications.outbox.collecting import PlanResult, plan
from notifications.outbox.leasing import Claimed, claim, put_back, return_expired
from notifications.outbox.mending import requeue, unblock
from notifications.outbox.reading import read_items
from notifications.outbox.recording import (
    drop_items,
    record_given_up,
    record_nothing_left,
    record_refused,
    record_retry,
    record_sent,
)

__all__ = [
    "Claimed",
    "PlanResult",
    "cancel_items",
    "claim",
    "drop_items",
    "plan",
    "put_back",
    "read_items",
    "record_given_up",
    "record_nothing_left",
    "record_refused",
    "record_retry",
    "record_sent",
    "requeue",
    "return_expired",
    "unblock",
]
