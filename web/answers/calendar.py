"""Somebody's own dates as an iCalendar feed (RFC 5545): all-day events with stable names, no reminders of its own."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from icalendar import Calendar, Event

from config.language import label, sentence
from planning.own_dates import OwnDate
from web.wording import period_words

MEDIA_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//duban//duban//ZH"
_DAY = timedelta(days=1)


class Feed(NamedTuple):
    """The bytes of a feed and the mark by which a calendar program knows that nothing changed."""

    data: bytes
    etag: str


def feed(dates: Iterable[OwnDate], owner: int, name: str, base_url: str) -> Feed:
    """Return the feed of a person; the same dates give the same bytes."""
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", sentence("feed-name", name=name))
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("x-published-ttl", "PT6H")
    for each in dates:
        made.add_component(_event(each, owner, base_url))
    data = made.to_ical()
    return Feed(data, f'"{hashlib.sha256(data).hexdigest()[:32]}"')


def _event(each: OwnDate, owner: int, base_url: str) -> Event:
    path = f"/tasks/{each.task_id}" if each.task_id is not None else "/my"
    made = Event()
    made.add("uid", f"{each.key}-{owner}@duban")
    # A publisher's events are stamped with when they last changed, not with when they were asked for.
    made.add("dtstamp", each.changed_at)
    made.add("last-modified", each.changed_at)
    made.add("sequence", each.version)
    made.add("dtstart", each.on)
    made.add("dtend", each.on + _DAY)
    made.add("summary", _summary(each))
    made.add("url", f"{base_url}{path}")
    made.add("transp", "TRANSPARENT")
    made.add("categories", [label("own_date", each.kind)])
    return made


def _summary(each: OwnDate) -> str:
    if each.kind == "update":
        return sentence("feed-update", period=period_words(each.number), count=each.count)
    told = {"number": each.number, "title": each.title}
    if each.kind == "answer":
        return sentence("feed-answer", **told)
    return sentence("feed-provisional" if each.provisional else "feed-due", **told)
