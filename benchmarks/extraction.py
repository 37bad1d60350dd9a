"""Extraction: how right it is on documents with a gold, and what a large document costs.

Accuracy: every document beside a ``.gold.json`` in a folder is read and scored by the scoring tool kept with the data.
Targets: item F1 at least 0.90 each and 0.95 on average; responsible units and dated deadlines at least 0.95 on average;
no trap hit. Figures are compared as sets of (value, unit); they have no target.

Cost: a Word file and a PDF of 200 pages and a workbook of 10 000 rows, made here, against just reading their text with
the library underneath, each in a process of its own. Targets: 10 s, 10 s and 5 s; 500 MB; at most 3×.

Run: ``.venv/bin/python -m benchmarks.extraction [--plans FOLDER] [--scorer FILE] [--accuracy | --cost]``.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.large_documents import LARGE, make_large

BESIDE = Path(__file__).resolve().parents[2] / "shared"
SUFFIXES = (".txt", ".docx", ".xlsx", ".pdf", ".csv", ".html", ".md")
REFERENCES = {"docx": ("python-docx",), "pdf": ("PDFium, signs with boxes", "pdfminer.six"), "xlsx": ("openpyxl",)}
SECONDS = {"docx": 10.0, "pdf": 10.0, "xlsx": 5.0}
MEGABYTES, RATIO = 500, 3.0


def main() -> None:
    """Print the table of documents and the table of costs."""
    asked = argparse.ArgumentParser(description="Accuracy and cost of extraction")
    asked.add_argument("--plans", type=Path, default=BESIDE / "data" / "plans", help="folder of documents with golds")
    asked.add_argument("--scorer", type=Path, default=BESIDE / "tools" / "score_extraction.py")
    asked.add_argument("--accuracy", action="store_true", help="only the table of documents")
    asked.add_argument("--cost", action="store_true", help="only the table of costs")
    asked.add_argument("--measure", nargs=3, metavar=("WHAT", "KIND", "FILE"), help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.measure:
        print(json.dumps(_measure(*given.measure)))
        return
    if not given.cost:
        _accuracy(given.plans, given.scorer)
    if not given.accuracy:
        _cost()


def _accuracy(folder: Path, scorer: Path) -> None:
    if not folder.is_dir() or not scorer.is_file():
        print(f"no documents to score: {folder} or {scorer} is missing")
        return
    score = _load(scorer).score
    rows = [_scored(file, gold, score) for file, gold in _documents(folder)]
    columns = ("items", "F1", "responsible", "dated", "traps", "figures P", "figures R")
    print(f"{'document':44}" + "".join(f"{column:>12}" for column in columns))
    for name, values in rows:
        print(f"{name[:40]:44}" + "".join(f"{_shown(value):>12}" for value in values))
    averages = [_average([values[place] for _, values in rows]) for place in range(len(columns))]
    traps = sum(values[4] or 0 for _, values in rows)
    print(
        f"{'average':44}{'':12}" + "".join(f"{_shown(value):>12}" for value in (*averages[1:4], traps, *averages[5:]))
    )
    lowest = min((values[1] or 0.0 for _, values in rows), default=0.0)
    print(f"lowest F1 {lowest:.3f} (target ≥ 0.90); averages: target ≥ 0.95; traps {traps} (target 0)")


def _documents(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each document with the gold of its own layout, or that of the text it was made from."""
    for file in sorted(each for each in folder.iterdir() if each.suffix in SUFFIXES):
        own = file.with_name(file.name + ".gold.json")
        gold = own if own.exists() else file.with_suffix(".gold.json")
        if gold.exists():
            yield file, gold


def _scored(file: Path, gold_file: Path, score: Callable[..., dict[str, Any]]) -> tuple[str, list[float | int | None]]:
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    found = _read_plan(file, gold["plan_year"]).as_json()
    result = score(gold, [{**item, "number": item["number"] or None} for item in found["items"]])
    wanted = _figures(item for item in gold["items"] if "quantities" in item)
    got = _figures(found["items"])
    right = (wanted & got).total()
    known = any(item.get("quantities") for item in gold["items"])
    return file.name, [
        result["gold_items"], result["item_f1"], result["responsible_f1"], result["deadline_accuracy_dated"],
        result["trap_hits"], right / got.total() if known and got else None, right / wanted.total() if known else None,
    ]  # fmt: skip


def _figures(items: Any) -> Counter[tuple[float, str]]:  # noqa: ANN401 - parsed JSON
    return Counter((float(each["value"]), each["unit"]) for item in items for each in item["quantities"])


def _cost() -> None:
    header = ("reference", "read", "and extract", "ratio", "ratio all", "memory")
    print(f"\n{'large document against a bare reading':50}" + "".join(f"{column:>12}" for column in header))
    with tempfile.TemporaryDirectory() as folder:
        for kind in LARGE:
            file = Path(folder) / f"large.{kind}"
            make_large(kind, file)
            ours = _apart("ours", kind, file)
            read, whole = ours["read"], ours["read"] + ours["extract"]
            for reference in REFERENCES[kind]:
                bare = _apart(reference, kind, file)["read"]
                print(
                    f"{kind + ', ' + LARGE[kind] + ', ' + reference:50}{bare:>10.2f} s{read:>10.2f} s{whole:>10.2f} s"
                    f"{read / bare:>11.2f}×{whole / bare:>11.2f}×{ours['megabytes']:>9.0f} MB"
                    f"  target ≤ {SECONDS[kind]:.0f} s, ≤ {RATIO:.0f}×, ≤ {MEGABYTES} MB; {ours['items']} items"
                )


def _apart(what: str, kind: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.extraction", "--measure", what, kind, str(file)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def _measure(what: str, kind: str, file: str) -> dict[str, float]:
    """Read a file once in this process, after its library has been loaded, and tell time and memory."""
    data = Path(file).read_bytes()
    if what != "ours":
        reader = READERS[what]()
        begun = time.perf_counter()
        reader(data)
        return {"read": time.perf_counter() - begun}
    from config.settings import Limits  # noqa: PLC0415 - not in the process that reads bare
    from planning.plan_reading import extract_plan  # noqa: PLC0415 - as above
    from planning.reading import read_document  # noqa: PLC0415 - as above

    for reference in REFERENCES[kind]:
        READERS[reference]()
    begun = time.perf_counter()
    document = read_document(data, Path(file).name, Limits())
    done = time.perf_counter()
    items = len(extract_plan(document, 2017).items)
    ended = time.perf_counter()
    return {"read": done - begun, "extract": ended - done, "megabytes": _peak_megabytes(), "items": items}


def _python_docx() -> Callable[[bytes], object]:
    import docx  # noqa: PLC0415 - loaded before the clock starts

    def words(data: bytes) -> list[str]:
        document = docx.Document(BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return [paragraph.text for paragraph in document.paragraphs] + cells

    return words


def _pdfium() -> Callable[[bytes], object]:
    """Read every sign with its place: the least a reader of columns has to ask."""
    import pypdfium2  # noqa: PLC0415 - loaded before the clock starts

    def signs(data: bytes) -> int:
        count = 0
        document = pypdfium2.PdfDocument(data)
        for page in document:
            text = page.get_textpage()
            count += sum(len(text.get_charbox(at)) for at in range(text.count_chars())) + len(text.get_text_range())
            text.close()
            page.close()
        document.close()
        return count

    return signs


def _pdfminer() -> Callable[[bytes], object]:
    from pdfminer.high_level import extract_text  # noqa: PLC0415 - loaded before the clock starts

    return lambda data: extract_text(BytesIO(data))


def _openpyxl() -> Callable[[bytes], object]:
    import openpyxl  # noqa: PLC0415 - loaded before the clock starts

    return lambda data: [
        list(row) for row in openpyxl.load_workbook(BytesIO(data), read_only=True).worksheets[0].values
    ]


READERS: dict[str, Callable[[], Callable[[bytes], object]]] = {
    "python-docx": _python_docx,
    "PDFium, signs with boxes": _pdfium,
    "pdfminer.six": _pdfminer,
    "openpyxl": _openpyxl,
}
"""How the libraries underneath give a file's text; calling one loads its library."""


def _read_plan(file: Path, year: int) -> Any:  # noqa: ANN401 - loaded late
    from config.settings import Limits  # noqa: PLC0415 - see _measure
    from planning.plan_reading import read_plan  # noqa: PLC0415 - see _measure

    return read_plan(file.read_bytes(), file.name, year, Limits()).extraction


def _peak_megabytes() -> float:
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", file)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{file} is no Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _average(values: list[float | int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _shown(value: float | None) -> str:
    return "–" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
