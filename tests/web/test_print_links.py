"""The way from a view to its paper: the list as it is narrowed, the task as of the day looked at."""

import html
import re

from tests.web.site import Site


def test_the_list_and_the_task_lead_to_their_pdf_with_filters_and_day(sqlite_site: Site) -> None:
    item = sqlite_site.house.item()
    listed = html.unescape(sqlite_site.get("/tasks?sort=number&as_of=2017-04-12"))
    (found,) = re.findall(r'href="(/print/tasks\.pdf[^"]*)"', listed)
    assert "sort=number" in found
    assert "as_of=2017-04-12" in found
    assert sqlite_site.client.get(found).headers["content-type"] == "application/pdf"
    assert f'href="/print/tasks/{item}.pdf?as_of=2017-04-12"' in sqlite_site.get(f"/tasks/{item}?as_of=2017-04-12")
