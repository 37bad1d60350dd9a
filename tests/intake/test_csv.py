"""CSV files: encoding, delimiter and quotes are what the file shows; nothing in it is computed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import DubanError
from config.settings import Limits
from planning.reading import DocumentText, read_document

ROWS = [["序号", "任务", "责任单位"], ["1", "开办夜校，9月底前完成", "区总工会"], ["2", '办"好"讲座', "月桥街道"]]


def read(text: str | bytes, name: str = "清单.csv", limits: Limits | None = None) -> DocumentText:
    return read_document(text if isinstance(text, bytes) else text.encode(), name, limits or Limits())


def cells(document: DocumentText) -> list[list[str]]:
    return [line.split("\t") for line in document.text.split("\n")]


def written(rows: list[list[str]], delimiter: str, end: str = "\r\n") -> str:
    quoted = [
        delimiter.join(
            '"' + cell.replace('"', '""') + '"' if any(s in cell for s in '",;\t|，\n') else cell for cell in row
        )
        for row in rows
    ]
    return end.join(quoted) + end


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_delimiter_and_the_encoding_are_found(delimiter: str, encoding: str) -> None:
    assert cells(read(written(ROWS, delimiter).encode(encoding))) == ROWS


def test_a_line_break_in_quotes_stays_in_its_cell_and_places_count_the_lines_of_the_file() -> None:
    document = read('序号,任务\n1,"甲\n乙"\n2,丙\n')
    assert cells(document) == [["序号", "任务"], ["1", "甲 乙"], ["2", "丙"]]
    assert document.place_of(document.text.index("丙")) == "第4行"
    [table] = document.tables
    assert [(cell.row, cell.column) for cell in table.cells] == [(r, c) for r in range(3) for c in range(2)]


def test_ragged_and_blank_rows_are_filled_or_left_out() -> None:
    assert cells(read("序号,任务,单位\n1,甲\n,,\n\n2,乙,丙,丁\n")) == [
        ["序号", "任务", "单位", ""], ["1", "甲", "", ""], ["2", "乙", "丙", "丁"],
    ]  # fmt: skip


def test_what_looks_like_a_formula_stays_text() -> None:
    assert cells(read("甲,=1+1,@SUM(A1)\n乙,+1,\"=cmd|' /C calc'!A0\"\n")) == [
        ["甲", "=1+1", "@SUM(A1)"], ["乙", "+1", "=cmd|' /C calc'!A0"],
    ]  # fmt: skip


def test_a_quote_that_is_never_closed_does_not_swallow_the_file() -> None:
    rows = "\n".join(f"{n},任务{n},单位" for n in range(2, 400))
    assert len(read(f'1,"没有合上的引号,单位\n{rows}\n').text.split("\n")) == 399


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(DubanError) as caught:
        read("甲,乙\n" * 20, limits=Limits(sheet_rows=10))
    assert caught.value.code == "sheet-too-many-rows"


def test_a_single_line_of_millions_of_cells_is_refused_and_empty_ones_are_nothing() -> None:
    with pytest.raises(DubanError) as caught:
        read("甲,乙," * 600_000)
    assert caught.value.code == "sheet-too-many-cells"
    assert cells(read("甲,乙" + "," * 2_000_000)) == [["甲", "乙"]]


_WORDS = st.text("甲乙丙丁1.，；\"' \n", max_size=6).map(lambda text: " ".join(text.split()))


@given(st.lists(st.lists(_WORDS, min_size=3, max_size=3), min_size=2, max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_is_written_is_read(rows: list[list[str]], delimiter: str) -> None:
    rows = [["序号", "任务", "单位"], *rows]
    data = written([[cell.replace(delimiter, "") for cell in row] for row in rows], delimiter)
    said = [[cell.replace(delimiter, "").strip() for cell in row] for row in rows]
    assert cells(read(data)) == [row for row in said if any(row)]
