"""However a table of tasks is drawn, its tasks are the same: order of columns, merged cells, titles, formats."""

import random
from dataclasses import dataclass
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import Limits
from planning.extraction import extract
from planning.reading import read_document
from planning.reading.document import Cell, Table
from tests.intake.sheet_files import Rows, book

LIMITS = Limits()
DAYS = {"2017年6月底前": date(2017, 6, 30), "9月30日前": date(2017, 9, 30), "12月底": date(2017, 12, 31), "": None}
WIDE = {code: chr(code + 0xFEE0) for code in range(ord("0"), ord("9") + 1)}


@dataclass(frozen=True)
class Task:
    """A task of a made table."""

    group: str
    name: str
    measure: str
    lead: str
    support: str
    due: str


_GROUPS = st.sampled_from(["组织建设", "权益维护", "职工文化", "队伍改革"])
_BODIES = st.sampled_from(["区总工会", "区人社局", "月桥街道总工会", "区委组织部"])
_VERBS = st.sampled_from(["开办", "组织", "举办", "建立", "走访"])
_THINGS = st.sampled_from(["职工夜校", "劳模宣讲", "技能比武", "调解室", "困难职工"])


@st.composite
def tables(draw: st.DrawFn) -> list[Task]:
    """Draw tasks in their groups; no two have the same name or measure."""
    tasks: list[Task] = []
    for group in draw(st.lists(_GROUPS, min_size=1, max_size=3, unique=True)):
        for _ in range(draw(st.integers(1, 3))):
            number = len(tasks) + 1
            measure = f"{draw(_VERBS)}{draw(_THINGS)}{draw(st.integers(2, 60))}场次，第{number}批如期完成。"
            support = draw(st.sampled_from(["", "区财政局", "区教育局、区文旅局"]))
            tasks.append(
                Task(group, f"第{number}件实事", measure, draw(_BODIES), support, draw(st.sampled_from(list(DAYS))))
            )
    return tasks


def wanted(tasks: list[Task]) -> list[tuple[object, ...]]:
    return [
        (
            str(number),
            (task.group,),
            f"{task.name}。{task.measure}",
            (task.lead,),
            tuple(task.support.split("、")) if task.support else (),
            DAYS[task.due],
        )
        for number, task in enumerate(tasks, start=1)
    ]


def found(data: bytes, name: str = "清单.xlsx") -> list[tuple[object, ...]]:
    document = read_document(data, name, LIMITS)
    items = extract(document.text, year=2017, tables=document.tables).items
    for item in items:
        assert item.text.rpartition("。")[0][-4:] in document.text[item.start : item.end]
    return [(item.number, item.path, item.text, item.lead, item.support, item.deadline) for item in items]


HEAD = ["序号", "类别", "项目名称", "工作内容", "牵头单位", "配合单位", "完成时限"]


def cells(tasks: list[Task]) -> list[list[object]]:
    return [[n, t.group, t.name, t.measure, t.lead, t.support, t.due] for n, t in enumerate(tasks, start=1)]


def runs(tasks: list[Task]) -> list[tuple[int, int]]:
    """Return where each group begins and ends among the tasks."""
    starts = [i for i in range(len(tasks)) if i == 0 or tasks[i].group != tasks[i - 1].group]
    return list(zip(starts, [*starts[1:], len(tasks)], strict=True))


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_columns_changes_nothing(tasks: list[Task], chance: random.Random) -> None:
    order = list(range(len(HEAD)))
    chance.shuffle(order)
    rows = [[row[place] for place in order] for row in [list[object](HEAD), *cells(tasks)]]
    assert found(book(("表", rows))) == wanted(tasks)


@given(tables(), st.sampled_from(["merged", "repeated", "同上", "empty", "section"]))
def test_a_group_may_be_merged_repeated_ditto_empty_or_a_row_of_its_own(tasks: list[Task], how: str) -> None:
    rows: Rows = cells(tasks)
    merges: list[str] = []
    table = [HEAD, *rows]
    for begin, end in runs(tasks):
        for row in range(begin + 1, end):
            cell = {"同上": "同上", "empty": "", "merged": None}.get(how, tasks[begin].group)
            rows[row][1] = cell  # type: ignore[index]  # the rows are lists
        if how == "merged" and end - begin > 1:
            merges.append(f"B{begin + 2}:B{end + 1}")
    if how == "section":
        table = [HEAD]
        for begin, end in runs(tasks):
            merges.append(f"A{len(table) + 1}:G{len(table) + 1}")
            table += [[tasks[begin].group], *([*row[:1], "", *row[2:]] for row in rows[begin:end])]
    assert found(book(("表", table), merges={"表": merges})) == wanted(tasks)


@given(tables(), st.integers(0, 4), st.sampled_from(["", "total"]), st.sampled_from(["", "blank"]))
def test_titles_notes_totals_and_blank_rows_change_nothing(
    tasks: list[Task], above: int, total: str, blank: str
) -> None:
    titles: list[list[object]] = [
        ["重点任务分解表"],
        ["（依据年度要点整理）"],
        ["填表单位：办公室", "", "", "2017年2月1日"],
        ["说明：时限为2017年。"],
    ]
    rows: list[list[object]] = [*titles[:above], [*HEAD]]
    for row in cells(tasks):
        rows += [row, *([[]] if blank else [])]
    closing: list[list[object]] = [["合计", "", f"{len(tasks)}项"], ["注：每月报送。"]]
    rows += closing if total else []
    merges = [f"A{n + 1}:G{n + 1}" for n in range(above) if n != 2]  # the third has two cells
    assert found(book(("表", rows), merges={"表": merges})) == wanted(tasks)


@given(tables())
def test_two_levels_of_headings_change_nothing(tasks: list[Task]) -> None:
    top = ["序号", "类别", "任务", None, "责任分工", None, "完成时限"]
    low = [None, None, "名称", "工作内容", "牵头单位", "配合单位", None]
    merges = ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"]
    assert found(book(("表", [top, low, *cells(tasks)]), merges={"表": merges})) == wanted(tasks)


@settings(max_examples=50)
@given(tables(), st.sampled_from(["csv", "tsv", "tabs"]), st.sampled_from(["", "wide"]))
def test_the_kind_of_file_and_the_width_of_digits_change_nothing(tasks: list[Task], kind: str, wide: str) -> None:
    rows = [HEAD, *([str(cell) for cell in row] for row in cells(tasks))]
    text = "\n".join(("," if kind == "csv" else "\t").join(row) for row in rows)
    name = {"csv": "清单.csv", "tsv": "清单.tsv", "tabs": "清单.txt"}[kind]
    plain = [(*row[:2], str(row[2]).translate(WIDE), *row[3:]) for row in wanted(tasks)]
    read = found((text.translate({**WIDE, ord("."): "．"}) if wide else text).encode(), name)
    assert [(str(row[0]).translate(WIDE), row[1], str(row[2]).translate(WIDE), *row[3:]) for row in read] == [
        (str(row[0]).translate(WIDE), *row[1:]) for row in plain
    ]


@given(tables())
def test_the_same_bytes_give_the_same_answer(tasks: list[Task]) -> None:
    data = book(("表", [HEAD, *cells(tasks)]))
    assert found(data) == found(data)


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "序号", "任务", "责任单位", "1", "甲局", "合计", "同上", "开办夜校8个班", "6月底"]),
            max_size=6,
        ),
        max_size=8,
    )
)
def test_any_cells_at_all_are_read_without_a_fault_and_every_text_is_from_the_table(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows) or "空"
    document = read_document(text.encode() if text.strip() else "空".encode(), "清单.tsv", LIMITS)
    items = extract(document.text, year=2017, tables=document.tables).items
    assert all(item.text in document.text.replace("\t", "。") for item in items)


@given(st.data())
def test_merged_cells_that_overlap_or_reach_too_far_are_read_without_a_fault(data: st.DataObject) -> None:
    words = ["", "序号", "任务", "责任单位", "完成时限", "1", "2", "甲局", "合计", "同上", "开办夜校8个班", "6月底"]
    rows = data.draw(st.lists(st.lists(st.sampled_from(words), min_size=4, max_size=4), min_size=1, max_size=6))
    text, found, at = "\n".join("\t".join(row) for row in rows), [], 0
    for row, said in enumerate(rows):
        for column, cell in enumerate(said):
            down, right = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9))
            found.append(Cell(row, column, at, at + len(cell), down, right))
            at += len(cell) + 1
    tables = (Table(0, len(text), tuple(found), "表"),)
    items = extract(text, year=2017, tables=tables).items
    assert all(text[item.start : item.end] for item in items)
    assert items == extract(text, year=2017, tables=tables).items
