"""Sending one claimed digest and writing down what became of it."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from config.database import Database
from notifications import outbox
from notifications.channels.contract import Channel, ChannelError, Message
from notifications.notices import QueuedItem
from notifications.outbox.leasing import Claimed
from notifications.rendering import Letterhead, Quick, Rendered, hidden, render
from notifications.retrying import CHANNEL_PAUSE, retry_delay

Outcome = Literal["sent", "failed", "dead", "put_back"]

_FAILURES_IN_A_ROW = 5
"""After so many temporary failures in a row a channel rests for the run: something is wrong with it, not with them."""

_log = logging.getLogger(__name__)


class Courier:
    """Sends digests for one run. ``troubles`` names the channels out of order, with the sentence that says why."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
        owner: str,
        letterhead: Letterhead,
        sending_moment: Callable[[datetime], datetime],
    ) -> None:
        self.database = database
        self.channels = channels
        self.now = now
        self.owner = owner
        self.troubles: dict[str, ChannelError] = {}
        self._letterhead = letterhead
        self._sending_moment = sending_moment
        self._in_a_row: Counter[str] = Counter()

    def send(self, digest: Claimed, items: Sequence[QueuedItem], quick: Quick | None = None) -> Outcome:
        """Write out and send one digest outside any transaction, then record it in a short one.

        What is recorded has no quick links in it: they are good for whoever has them.
        """
        if digest.channel in self.troubles:
            return self._put_back(digest, self.troubles[digest.channel])
        try:
            links = {item.id: quick[item.id] for item in items if item.id in quick} if quick else {}
            written = self._written(digest, items, links)
            receipt = self.channels[digest.channel].send(self._message(digest, written))
        except ChannelError as error:
            return self._failed(digest, error)
        except Exception as error:  # noqa: BLE001 - one message nobody foresaw must not keep the others from going out
            _log.exception("digest %s could not be sent", digest.id)
            detail = type(error).__name__
            return self._failed(digest, ChannelError("channel-broken", detail, temporary=True, channel=digest.channel))
        self._in_a_row[digest.channel] = 0
        kept = self._written(digest, items, hidden(links)) if links else written
        outbox.record_sent(
            self.database,
            digest.id,
            [item.id for item in items],
            now=self.now(),
            subject=written.subject,
            parts=json.dumps({"text": kept.text, "html": kept.html}, ensure_ascii=False),
            receipt=receipt.detail,
        )
        return "sent"

    def _written(self, digest: Claimed, items: Sequence[QueuedItem], quick: Quick) -> Rendered:
        return render(
            items, recipient_name=digest.recipient_name, day=digest.day, letterhead=self._letterhead, quick=quick
        )

    def _message(self, digest: Claimed, written: Rendered) -> Message:
        return Message(
            message_id=digest.message_id,
            name=digest.recipient_name,
            address=digest.address,
            subject=written.subject,
            text=written.text,
            html=written.html,
            at=self.now(),
        )

    def _failed(self, digest: Claimed, error: ChannelError) -> Outcome:
        _log.warning("digest %s was not sent: %s (%s)", digest.id, error.code, error.detail)
        if error.concern == "channel":
            self.troubles[digest.channel] = error
            return self._put_back(digest, error)
        if not error.temporary:
            return self._refused(digest, error)
        self._in_a_row[digest.channel] += 1
        if self._in_a_row[digest.channel] >= _FAILURES_IN_A_ROW:
            self.troubles[digest.channel] = error
        return self._retry(digest, error)

    def _put_back(self, digest: Claimed, error: ChannelError) -> Outcome:
        later = self._sending_moment(self.now() + CHANNEL_PAUSE)
        outbox.put_back(
            self.database, [digest.id], self.owner, next_attempt_at=later, code=error.code, detail=str(error)
        )
        return "put_back"

    def _retry(self, digest: Claimed, error: ChannelError) -> Outcome:
        delay = retry_delay(digest.attempts)
        if delay is None:
            outbox.record_given_up(
                self.database,
                digest.id,
                self.owner,
                now=self.now(),
                reason="gave_up",
                code=error.code,
                detail=str(error),
            )
            return "dead"
        later = self._sending_moment(self.now() + delay)
        outbox.record_retry(
            self.database, digest.id, self.owner, next_attempt_at=later, code=error.code, detail=str(error)
        )
        return "failed"

    def _refused(self, digest: Claimed, error: ChannelError) -> Outcome:
        outbox.record_refused(
            self.database,
            digest.id,
            self.owner,
            now=self.now(),
            code=error.code,
            detail=str(error),
            block=error.concern == "address",
        )
        return "dead"
