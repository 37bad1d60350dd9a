"""``CHANGELOG.md`` keeps step with the version of the program."""

import re

from tests.docs.pages import read, section
from tests.workshop.checkout import project


def test_the_present_version_is_the_newest_entry() -> None:
    entries = re.findall(r"^## \[([^\]]+)\]", read("CHANGELOG.md"), re.MULTILINE)
    assert entries[0] in {"Unreleased", project()["project"]["version"]}
    assert project()["project"]["version"] in entries


def test_the_entry_says_what_a_user_can_do_now() -> None:
    text = section(read("CHANGELOG.md"), "Added")
    assert len(re.findall(r"^- ", text, re.MULTILINE)) >= 5
