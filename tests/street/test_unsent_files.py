"""Files that came with a form nobody sent are forgotten after a while; what the ledger names never is."""

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from config.database import table_of
from flows.compiling import compile_progress
from flows.context import FlowContext
from planning.attachments import attachments
from planning.drafts import save_draft
from planning.models import Document
from planning.unsent_files import KEPT_FOR, forget_unsent
from tests.street.forms import fields_of, kinds, send
from tests.web.site import Site

LONG_AGO = KEPT_FOR + timedelta(days=1)
SENT = "走访记录".encode()


def aged(path: Path, instant: datetime) -> None:
    """Let a file look as if it was received at an instant."""
    os.utime(path, (instant.timestamp(), instant.timestamp()))


def kept(site: Site, data: bytes, *, ago: timedelta = LONG_AGO) -> str:
    """Keep bytes as a form does that was sent so long ago; return their digest."""
    store, sha256 = site.services.store, hashlib.sha256(data).hexdigest()
    store.keep(data, sha256)
    aged(store.path(sha256), site.clock.now() - ago)
    return sha256


def forgotten(site: Site) -> int:
    return forget_unsent(site.house.database, site.services.store, site.clock.now())


def there(site: Site, sha256: str) -> bool:
    return site.services.store.path(sha256).is_file()


@pytest.fixture
def named(site: Site) -> str:
    """A file that was sent with a report, long ago."""
    task_id = site.house.item_in("in_progress")
    answer = send(site.browser("Y01"), f"/tasks/{task_id}/report", progress="40", files={"file": ("记录.txt", SENT)})
    assert answer.status_code == 303, answer.text[:2000]
    return kept(site, SENT)


def test_what_nobody_sent_goes_after_a_while_and_what_was_sent_stays(site: Site, named: str) -> None:
    old, young = kept(site, b"old"), kept(site, b"young", ago=KEPT_FOR - timedelta(days=1))
    assert forgotten(site) == 1
    assert [there(site, each) for each in (named, old, young)] == [True, False, True]
    assert forgotten(site) == 0


def test_a_document_a_draft_and_an_event_keep_what_they_name(site: Site, named: str) -> None:
    plan, drafted, lost = kept(site, b"a plan"), kept(site, b"in a draft"), kept(site, b"lost")
    document = {
        "sha256": plan, "name": "计划.txt", "media_type": "text/plain", "size_bytes": 6, "text": "",
        "imported_by": "D02", "imported_at": site.clock.now(),
    }  # fmt: skip
    with site.house.database.write() as session:
        session.connection().execute(insert(table_of(Document)).values(document))
        save_draft(session, "Y01", "report-1", {"kept": [f"x:{drafted}"]}, site.clock.now())
        session.connection().execute(delete(attachments))  # only the event of the report names its file now
    assert forgotten(site) == 1
    assert [there(site, each) for each in (named, plan, drafted, lost)] == [True, True, True, False]


def test_what_comes_again_counts_as_new(sqlite_site: Site) -> None:
    store, old = sqlite_site.services.store, kept(sqlite_site, b"sent twice")
    store.keep(b"sent twice", old)
    assert not store.forget(old, sqlite_site.clock.now() - KEPT_FOR)
    assert there(sqlite_site, old)


def test_a_database_that_knows_no_file_of_the_folder_lets_none_go(sqlite_site: Site) -> None:
    old = kept(sqlite_site, b"of another database")
    assert forgotten(sqlite_site) == 0
    assert there(sqlite_site, old)


def test_the_daily_run_does_it_but_no_rehearsal(sqlite_site: Site) -> None:
    site = sqlite_site
    task_id = site.house.item_in("in_progress")
    send(site.browser("Y01"), f"/tasks/{task_id}/report", progress="40", files={"file": ("记录.txt", SENT)})
    mine, old = kept(site, SENT), kept(site, b"old")
    for dry_run in (True, False):
        now = site.clock.now()
        compile_progress(FlowContext(site.house.database, site.services.settings, site.clock, now, dry_run=dry_run))
        assert [there(site, mine), there(site, old)] == [True, dry_run]


def test_a_form_that_stood_open_for_too_long_asks_for_the_file_again(sqlite_site: Site) -> None:
    site = sqlite_site
    task_id = site.house.item_in("in_progress")
    street, path = site.browser("Y01"), f"/tasks/{task_id}/report"
    hidden = fields_of(street, path)
    back = send(street, path, hidden, progress="150", done="走访三家", files={"file": ("记录.txt", SENT)})
    field = back.text.split('name="kept_file" value="')[1].split('"')[0].replace("&#34;", '"').replace("&quot;", '"')
    site.services.store.path(hashlib.sha256(SENT).hexdigest()).unlink()

    answer = send(street, path, hidden, progress="50", done="走访三家", kept_file=field)

    assert answer.status_code == 422
    assert "记录.txt" in answer.text
    assert "重新选择附件" in answer.text
    assert "走访三家" in answer.text
    assert kinds(site, task_id)[-1] == "reported"
    assert len(site.house.events(task_id)) == 4
