"""Links between documents, to files and to headings; folders and files named in code type."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.pages import READMES, codes_in, documents, examples, read, rows, section, without_examples
from tests.workshop.checkout import ROOT, files_in_git

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ELSEWHERE = ("https://", "http://", "mailto:")
_FILE = re.compile(r"[\w.-]+(?:/[\w.*-]+)+/?")
_NAMES = [file for file in documents() if file.name != "LICENSES.md"]


def _anchors(file: Path) -> set[str]:
    """Return the anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", without_examples(file.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", _NAMES, ids=_name)
def test_every_link_leads_somewhere(file: Path) -> None:
    lost = []
    for target in _LINK.findall(without_examples(file.read_text(encoding="utf-8"))):
        if target.startswith(_ELSEWHERE):
            continue
        path, _, anchor = unquote(target).partition("#")
        there = (file.parent / path).resolve() if path else file
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            lost.append(target)
    assert lost == []


@pytest.mark.parametrize("file", _NAMES, ids=_name)
def test_every_file_of_the_project_that_is_named_exists(file: Path) -> None:
    top = {path.parts[0] for path in files_in_git() if len(path.parts) > 1}
    named = [code for code in codes_in(without_examples(file.read_text(encoding="utf-8"))) if _FILE.fullmatch(code)]
    lost = [name for name in named if name.split("/")[0] in top and not list(ROOT.glob(name.rstrip("/")))]
    assert lost == []


@pytest.mark.parametrize("file", _NAMES, ids=_name)
def test_every_document_can_be_reached_from_the_readme(file: Path) -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        if here in seen or here.suffix != ".md" or not here.is_file():
            continue
        seen.add(here)
        links = _LINK.findall(without_examples(here.read_text(encoding="utf-8")))
        waiting += [(here.parent / target.partition("#")[0]).resolve() for target in links if "://" not in target]
    assert file in seen


def test_both_readmes_name_the_same_commands() -> None:
    calls = [
        [re.sub(r"\s+#.*", "", line) for block in examples(read(name), "sh") for line in block.splitlines()]
        for name in READMES
    ]
    assert calls[0] == calls[1]
    assert "make demo" in calls[0]
    assert "make test" in calls[0]


def test_both_readmes_link_the_same_documents_and_show_the_same_picture() -> None:
    found = [set(_LINK.findall(read(name))) - set(READMES) for name in READMES]
    assert found[0] == found[1]


@pytest.mark.parametrize(("name", "heading"), [("README.md", "The folders"), ("README.zh-CN.md", "目录")])
def test_every_folder_is_in_the_table_of_folders(name: str, heading: str) -> None:
    told = [code for cells in rows(section(read(name), heading))[1:] for code in codes_in(cells[0])]
    top = {path.parts[0] for path in files_in_git() if len(path.parts) > 1}
    assert sorted(told) == sorted(folder for folder in top if not folder.startswith("."))


@pytest.mark.parametrize("name", [*READMES, "docs/development.md"])
def test_the_way_without_make_is_what_make_does(name: str) -> None:
    makefile = read("Makefile")
    lines = [line for block in examples(read(name), "sh") for line in block.splitlines() if "/pip install" in line]
    assert len(lines) == 2
    for line in lines:
        options = set(line.split()[2:])
        made = [
            {*recipe.split()[1:], "--no-deps"} for recipe in makefile.splitlines() if recipe.startswith("\t@$(INSTALL)")
        ]
        assert options in made
