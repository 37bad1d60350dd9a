"""Filling in the forms of a street as a browser does, and making the files people send with them."""

import io
import re
import zipfile
from typing import Any

from PIL import Image

from tests.web.client import TestClient
from tests.web.site import Site

NUMBER = re.compile(r'name="(once|seen)" value="(\w+)"')


def fields_of(browser: TestClient, path: str) -> dict[str, str]:
    """Return the hidden fields of a form."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return dict(NUMBER.findall(answer.text))


def send(
    browser: TestClient,
    path: str,
    hidden: dict[str, str] | None = None,
    *,
    files: Any = None,  # noqa: ANN401 - what the client takes
    **typed: Any,  # noqa: ANN401 - any field
) -> Any:  # noqa: ANN401 - what the client gives
    """Send a form, with the hidden fields it was shown with."""
    given = fields_of(browser, path) if hidden is None else hidden
    return browser.post(path, data={**given, **typed}, files=files, follow_redirects=False)


def kinds(site: Site, task_id: int) -> list[str]:
    """Return the kinds of a task's events, in order."""
    return [event.kind for event in site.house.events(task_id)]


def picture(width: int = 400, height: int = 300, *, said: str = "", turned: int = 1) -> bytes:
    """Return a photograph, as a camera writes it."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010E] = said
    exif.get_ifd(0x8825)[1] = "N"
    written = io.BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(written, "JPEG", exif=exif, comment=said.encode())
    return written.getvalue()


def office_file(folder: str, *more: str) -> bytes:
    """Return an archive that has the parts of an Office file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for part in ("[Content_Types].xml", f"{folder}/document.xml", *more):
            archive.writestr(part, "<x/>")
    return written.getvalue()
