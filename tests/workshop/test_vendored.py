"""The web assets we ship load nothing from anywhere else, and carry their licences."""

import re
from pathlib import Path

import pytest

from tests.workshop.checkout import ROOT

STATIC = ROOT / "web" / "static"
ASSETS = sorted(file for file in (STATIC / "vendor").iterdir() if file.suffix in {".js", ".css"})
ICONS = sorted((STATIC / "icons").glob("*.svg"))
OURS = sorted(
    file
    for file in (ROOT / "web").rglob("*")
    if file.suffix in {".html", ".css", ".js", ".jinja", ".j2"} and "vendor" not in file.parts
)

_NEVER_LOADED = {"www.w3.org"}
"""Hosts that only occur in the names of XML languages."""
_ADDRESS = re.compile(r"""(?:["'=]|url\()\s*(?:https?:)?//([\w-]+(?:\.[\w-]+)+)""")
_STYLE_REFERENCE = re.compile(r"""url\(\s*["']?(?!data:|#|%23)([^)"']+)""")


def _name(file: Path) -> str:
    return file.name


@pytest.mark.parametrize("file", [*ASSETS, *ICONS, *OURS], ids=_name)
def test_a_file_sends_the_browser_nowhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert set(_ADDRESS.findall(text)) <= _NEVER_LOADED
    assert "sourceMappingURL" not in text


@pytest.mark.parametrize("file", [file for file in ASSETS if file.suffix == ".css"], ids=_name)
def test_a_style_sheet_needs_no_other_file(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "@import" not in text
    assert _STYLE_REFERENCE.findall(text) == []


@pytest.mark.parametrize("file", ICONS, ids=_name)
def test_an_icon_is_a_drawing_that_screen_readers_pass_over(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith('<svg aria-hidden="true"')
    assert text.count("\n") == 1
    assert re.findall(r"<script|<style|href=|style=|\son\w+=", text) == []


def test_every_vendored_file_is_named_with_its_licence() -> None:
    licences = (STATIC / "vendor" / "LICENSES.md").read_text(encoding="utf-8")
    assert [file.name for file in ASSETS if f"`{file.name}`" not in licences] == []
    assert "Permission is hereby granted" in licences
    assert "Apache License" in licences


def test_the_report_draws_its_charts_with_the_same_library_as_the_pages() -> None:
    report, page = ROOT / "reports" / "vendor" / "echarts.common.min.js", STATIC / "vendor" / "echarts.common.min.js"
    assert report.read_bytes() == page.read_bytes()
