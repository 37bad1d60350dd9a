"""The pages speak whole English: every phrase, label and sentence they may show is given, and none is left over."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from config import english, sentences
from web import templating
from web.translating import phrases_of

WEB = Path(templating.__file__).parent
HAN = re.compile(r"[\u3400-\u9fff]")
PLACES = re.compile(r"\{(\w+)[^}]*\}|%[ds]")

#: What is told on the terminal only, where Chinese is spoken.
ON_THE_TERMINAL = frozenset({"commands", "compiling"})
TERMINAL_CODES = re.compile(
    r"host-needs-account|host-unusable|classify-what|assign-what|extend-what|demo-dir-foreign|port-.*"
    r"|review-(file-.*|edit-what|columns-what)"
)
#: What stands in printed files and subscribed calendars, which are Chinese.
IN_FILES = re.compile(r"print-.*|feed-.*")
#: Kinds of labels of the terminal, of files, of reports and of messages.
CHINESE_KINDS = frozenset(
    {"help_word", "flow_result", "flow_value", "review_file_part", "review_file_fault"}
    | {"print_column", "print_part", "file_name", "report_term", "remind"}
)
#: Where Chinese words in code are no text of a page.
CHINESE_CODE = {
    "api/": "descriptions of the API",
    "app.py": "the title of the API's description",
    "services.py": "descriptions of the API",
    "answers/search.py": "descriptions of the API",
    "answers/filed_reports.py": "the name of a file",
    "answers/review_acts.py": "what somebody typed is read",
    "pages/plans.py": "the name of a file",
    "wording.py": "Chinese dates, beside English ones",
}
#: Tables whose words go through ``phrase`` where they are shown.
TABLES = frozenset({"TITLES", "NAVIGATION", "_AMENDED", "_SAID_AS", "_SHOWN_AS_DATE"})


def _said(package: object, name: str, *, but: frozenset[str] = frozenset()) -> dict[str, object]:
    """Return what the modules of a package say in a table, joined; labels by kind and value."""
    found: dict[str, object] = {}
    for module in iter_modules(package.__path__):  # type: ignore[attr-defined]
        if module.name in but:
            continue
        table = getattr(import_module(f"{package.__name__}.{module.name}"), name, {})  # type: ignore[attr-defined]
        for key, said in table.items():
            found |= {f"{key}.{value}": word for value, word in said.items()} if name == "LABELS" else {key: said}
    return found


def _templates() -> Iterator[tuple[str, str]]:
    for file in sorted((WEB / "templates").glob("*.html")):
        for phrase in phrases_of(file.read_text(encoding="utf-8")):
            if HAN.search(phrase):
                yield file.name, phrase


def _texts(node: ast.AST) -> set[str]:
    parts = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return {text for text in parts if isinstance(text, str) and HAN.search(text)}


def _code() -> Iterator[tuple[str, set[str], set[str]]]:
    """Yield each file with the texts it gives to ``phrase`` or keeps in a table, and those it says by itself."""
    for file in sorted(WEB.rglob("*.py")):
        given, spoken = set[str](), set[str]()
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {
            id(each.body[0].value)
            for each in ast.walk(tree)
            if isinstance(each, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and isinstance(each.body[0], ast.Expr)
        }
        for each in ast.walk(tree):
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "phrase":
                given |= _texts(each)
            if isinstance(each, ast.Assign) and TABLES & {getattr(target, "id", "") for target in each.targets}:
                given |= _texts(each)
            if isinstance(each, ast.Constant) and id(each) not in docs:
                spoken |= _texts(each)
        yield file.relative_to(WEB).as_posix(), given, spoken


PHRASES = {key: str(said) for key, said in _said(english, "PHRASES").items()}
CODES = _said(sentences, "SENTENCES", but=ON_THE_TERMINAL)
ENGLISH_CODES = _said(english, "SENTENCES")
WORDS, ENGLISH_WORDS = _said(sentences, "LABELS"), _said(english, "LABELS")
ASKED = {phrase for _, given, _ in _code() for phrase in given}


def test_every_phrase_of_a_template_is_given_in_english() -> None:
    assert [f"{name}: {phrase}" for name, phrase in _templates() if phrase not in PHRASES] == []


def test_every_phrase_of_the_code_is_given_in_english() -> None:
    assert sorted(phrase for phrase in ASKED if phrase not in PHRASES) == []


def test_every_label_of_a_page_is_given_in_english() -> None:
    wanting = [key for key in WORDS if key not in ENGLISH_WORDS and key.partition(".")[0] not in CHINESE_KINDS]
    assert wanting == []


def test_every_sentence_of_a_page_is_given_in_english() -> None:
    known = (code for code in CODES if code not in ENGLISH_CODES)
    assert [code for code in known if not TERMINAL_CODES.fullmatch(code) and not IN_FILES.fullmatch(code)] == []


def test_english_knows_nothing_that_chinese_does_not() -> None:
    everything = _said(sentences, "SENTENCES")
    assert sorted(ENGLISH_CODES.keys() - everything.keys()) == []
    assert sorted(ENGLISH_WORDS.keys() - WORDS.keys()) == []


def test_no_english_phrase_is_left_over() -> None:
    used = ASKED | {phrase for _, phrase in _templates()}
    assert sorted(PHRASES.keys() - used) == []


@pytest.mark.parametrize("table", ["PHRASES", "SENTENCES", "LABELS"])
def test_english_has_the_places_of_the_chinese(table: str) -> None:
    said = {key: str(text) for key, text in _said(english, table).items()}
    chinese = {key: str(text) for key, text in _said(sentences, table).items()} if table != "PHRASES" else {}
    wrong = [
        key
        for key, text in said.items()
        if not set(PLACES.findall(text)) <= (there := set(PLACES.findall(chinese.get(key, key))))
        or (table == "PHRASES" and there != set(PLACES.findall(text)))
    ]
    assert wrong == []


def test_code_says_nothing_in_chinese_by_itself() -> None:
    left = [
        f"{name}: {text}"
        for name, given, spoken in _code()
        for text in spoken - given
        if not any(name.startswith(place) for place in CHINESE_CODE)
    ]
    assert sorted(left) == []


def test_scripts_take_their_words_from_the_page() -> None:
    scripts = sorted((WEB / "static").glob("*.js"))
    assert scripts
    assert [file.name for file in scripts if HAN.search(file.read_text(encoding="utf-8"))] == []
