"""A district with something of everything, long words among it: what the checks that visit every page look at."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from config.database import Database, table_of
from planning import acts
from planning.access.accounts import From
from planning.access.administering import invite
from planning.access.audit import write_down
from planning.access.links import make_link
from planning.models import Document
from planning.people import person_by
from planning.periods import Quarter
from planning.saved_filters import save_filter
from reports.freezing import freeze
from reports.signing import issue, sign
from tests.planning.house import DAY, DISTRICT, OTHER_STREET, STREET, WAYS, House, instant, progress, rules
from tests.street.forms import picture, send
from tests.street.test_action_links import path_to
from tests.web.review_site import reviewed
from tests.web.site import FakeRun, FakeSchedule, Site, make_site, notice

LONG = "推进街道社区三级工会服务体系建设并将责任落实到自然片区的每一名包干到人的工会干部" * 2
EARLY = date(2017, 3, 20)
#: Somebody of each role, by staff number.
ROLES = {
    "D01": "leader", "D02": "office", "H01": "unit_head", "Y01": "staff", "A01": "assessor", "U01": "auditor",
    "M01": "administrator",
}  # fmt: skip


def filled_site(database: Database, folder: Any) -> tuple[Site, dict[str, str]]:  # noqa: ANN401 - a path
    """Return the site and, by name, what its addresses have in the place of a parameter."""
    site = make_site(database, folder)
    house = site.house
    _people(house)
    _text(house)
    items = _items(house)
    site.tell(
        *(
            notice(item, title=LONG, ref=str(item), address="" if item == items[0] else "y01@example.org")
            for item in items
        )
    )
    for day in range(1, 13):
        site.count(date(2017, 4, day), red=day, green=12 - day)
    _report(house)
    run = FakeRun(result={"planned": 3, "would_tell": {LONG: 2}}, error="x" * 300)
    site = site.running(run, state="prefect", prefect_url="http://127.0.0.1:1", schedules=(FakeSchedule(last_run=run),))
    return site, {"task_id": str(items[0]), **_kept(site, items[0])}


def _people(house: House) -> None:
    for code, unit in (("H01", STREET), ("A01", DISTRICT), ("U01", DISTRICT), ("M01", DISTRICT)):
        house.seat(code, unit, ROLES[code])


def _text(house: House) -> None:
    table, around = table_of(Document), "背景情况。\n" * 60
    with house.database.write() as session:
        session.connection().execute(update(table).values(text=f"{around}建立职工服务站点地图。\n{around}"))


def _items(house: House) -> list[int]:
    """Return items in every state; the first is reported on, instructed and asked to be extended."""
    start = len("背景情况。\n" * 60)
    words = {"title": LONG, "text": LONG, "source_start": start, "source_end": start + 11, "theme": "组织建设"}
    first = house.item_in("accepted", 3, due_on=date(2017, 4, 14), due_provisional=True, at=EARLY, **words)
    told = progress(deliverables={1: 40}, done=LONG + "x" * 200, problem=LONG, next_step=LONG)
    house.do(acts.report, first, told, by=house.owner)
    house.do(acts.instruct, first, text=LONG, answer_by=date(2017, 4, 14), by=house.sponsor)
    house.do(acts.request_extension, first, proposed_on=date(2017, 5, 31), reason=LONG, by=house.owner)
    others = [house.item_in(state) for state in WAYS if state not in {"draft", "merged"}]
    late = house.item(due_on=date(2017, 3, 27), at=EARLY, first_period="2017Q1")
    elsewhere = house.item(unit_id=house.units[OTHER_STREET], owner_post_id=house.posts["outsider"], at=EARLY)
    return [first, *others, late, elsewhere]


def _report(house: House) -> None:
    with house.database.write() as session:
        given = {"now": instant(DAY), "by": "D02", "office_name": "督办办公室"}
        made = freeze(session, rules(), Quarter.parse("2017Q1"), date(2017, 4, 11), **given)  # type: ignore[arg-type]
        sign(session, made.snapshot_id, made.digest, house.sponsor, instant(DAY))
        issue(session, made.snapshot_id, made.digest, house.clerk, instant(DAY))


def _kept(site: Site, item: int) -> dict[str, str]:
    """Keep a file, a filter, a review and links; return what their addresses have."""
    answer = send(
        site.browser("Y01"), f"/tasks/{item}/report", done=LONG, files={"files": ("现场.jpg", picture(), "image/jpeg")}
    )
    assert answer.status_code == 303, answer.text[:500]
    asked = site.client.post("/shares", data={"subject": "plan:1", "days": "30"})
    assert asked.status_code == 200
    now = site.clock.now()
    with site.house.database.write() as session:
        shared = make_link(session, "plan", 1, LONG, site.house.clerk, now, timedelta(days=9))
        kept = save_filter(session, "D02", "/tasks", LONG[:30], "light=red", now)
        write_down(
            session, site.house.clerk, "signed-in", now, subject="account:1", detail={"how": LONG}, address="127.0.0.1"
        )
    site.session_of("L01")
    with site.house.database.write() as session:
        assert person_by(session, "L01").id
        invited = invite(session, 2, From(), now)
    return {
        "review_id": str(reviewed(site)), "filter_id": str(kept), "share": shared, "invited": invited,
        "link": path_to(site, item),
    }  # fmt: skip
