"""Reminders lead to their form in two taps: the owner's message alone has the links, and no record keeps them."""

import json
import re
from datetime import date

from sqlalchemy import select

from config.database import table_of
from notifications.models import Delivery
from planning import acts
from planning.access.action_links import read_link
from planning.access.tokens import signing_key
from tests.flows.stage import Stage, recipients
from tests.planning.house import DUE, progress

LINK = re.compile(r"http://127\.0\.0\.1:8765/k/([\w.-]+)")


def _body(mail: object, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))  # type: ignore[attr-defined]
    return str(part.get_content())


def test_the_owners_message_leads_to_each_form_and_no_record_of_it_keeps_the_way(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    task_id = stage.house.item_in("assigned")
    stage.remind(DUE)
    stage.send(DUE)

    owners = next(mail for mail in stage.mails() if recipients([mail]) == ["沈玉兰"])
    tokens = LINK.findall(_body(owners, "plain"))

    with stage.database.write() as session:
        links = [read_link(signing_key(session), token) for token in tokens]
        kept = session.connection().execute(select(table_of(Delivery).c.parts)).scalars().all()
    assert [(link.task_id, link.purpose) for link in links] == [(task_id, "accept"), (task_id, "report")]
    assert sorted(set(LINK.findall(_body(owners, "html")))) == sorted(tokens)
    assert f"http://127.0.0.1:8765/tasks/{task_id}" in _body(owners, "plain")
    assert all("/k/" not in json.loads(text)["text"] + json.loads(text)["html"] for text in kept if text)
    assert any("直接签收" in json.loads(text)["text"] for text in kept if text)


def test_what_is_done_leads_to_the_form_that_reports_its_completion(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    task_id = stage.house.item_in("accepted")
    stage.house.do(acts.report, task_id, progress(100, done="都办好了"), by=stage.house.owner)
    stage.remind(DUE)
    stage.send(DUE)

    owners = next(mail for mail in stage.mails() if recipients([mail]) == ["沈玉兰"])

    with stage.database.write() as session:
        links = [read_link(signing_key(session), token) for token in LINK.findall(_body(owners, "plain"))]
    assert [link.purpose for link in links] == ["submit", "report"]


def test_who_is_only_told_gets_no_way_to_act(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.house.item_in("in_progress", due_on=date(2017, 4, 30))
    stage.remind(date(2017, 5, 4))
    stage.send(date(2017, 5, 4))

    for mail in stage.mails():
        assert bool(LINK.search(_body(mail, "plain"))) is (recipients([mail]) == ["沈玉兰"])
    assert len(stage.mails()) > 1
