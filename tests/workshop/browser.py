"""A real Chromium (the system's), driven by Playwright, that can reach nothing but this machine."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.workshop.missing import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SWITCH = "DUBAN_TEST_BROWSER"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox",  # its sandbox refuses root, and CI is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """A running browser for one module (Playwright keeps an event loop open); open a context of your own in it."""
    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        missing("Chromium", SWITCH)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and only browser tests need it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_FLAGS))
        yield browser
        browser.close()
