"""Reading a roster file (CSV or XLSX) into checked rows, with every problem named by its line. Pure; writes nothing."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from config.errors import CallError, DubanError
from config.language import label, labels
from config.settings import Limits

COLUMNS = (
    "单位", "简称", "单位类别", "上级单位", "岗位", "角色", "联络岗",
    "工号", "姓名", "手机", "邮箱", "机器人", "任职起",
)  # fmt: skip
REQUIRED = ("单位", "单位类别", "岗位", "姓名")
_MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_MOBILE = re.compile(r"1[0-9]{10}")
_SHOWN = 50
_TEMPTING = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell begins with that spreadsheet programs compute when they open a CSV file, wide forms included."""
#: What a cell begins with that ``as_text`` may change.
MAY_TEMPT = frozenset({"'", *_TEMPTING})


@dataclass(frozen=True)
class RosterRow:
    """One line of the roster: a unit, possibly one of its posts, possibly the post's holder.

    ``short_name`` is the full name when none is given. None stands for a column the file does not have: what is known
    then stays as it is, while an empty cell means that there is none.
    """

    line: int
    unit: str
    short_name: str
    kind: str
    parent: str
    post: str
    role: str
    is_liaison: bool | None
    code: str
    name: str
    mobile: str | None
    mail: str | None
    robot: str | None
    since: date | None


def read_roster(data: bytes, name: str, limits: Limits, *, known_units: Iterable[str] = ()) -> list[RosterRow]:
    """Return the rows of a roster file.

    Raises:
        CallError: ``roster-format`` for another kind of file.
        DubanError: ``roster-file-broken``, ``roster-columns-missing``, or ``roster-invalid`` listing every bad line.
    """
    table = _cells(data, name, limits)
    header = [cell.strip() for cell in next(table, [])]
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise DubanError("roster-columns-missing", file=name, missing="、".join(missing), expected=",".join(COLUMNS))
    problems: list[str] = []
    rows = []
    for line, cells in enumerate(table, start=2):
        values = dict(zip(header, (as_written(cell.strip()) for cell in cells), strict=False))
        if any(values.values()):
            given = {column: values.get(column, "") for column in COLUMNS}
            rows.append(_without_columns_left_out(_row(line, given, problems), header))
    problems += _across(rows, set(known_units))
    if problems:
        shown = "\n".join(problems[:_SHOWN]) + (
            f"\n……另有 {len(problems) - _SHOWN} 处" if len(problems) > _SHOWN else ""
        )
        raise DubanError("roster-invalid", file=name, count=len(problems), problems=shown)
    return rows


def as_text(cell: str) -> str:
    """Return a cell as spreadsheet programs take it for text: an apostrophe before what would be a formula to them."""
    return f"'{cell}" if cell.removeprefix("'").startswith(_TEMPTING) else cell


def as_written(cell: str) -> str:
    """Return a cell without the apostrophe of ``as_text``."""
    return cell[1:] if cell.startswith("'") and as_text(cell[1:]) == cell else cell


def is_mail(text: str) -> bool:
    """Tell whether a text is written like a mail address."""
    return _MAIL.fullmatch(text) is not None


def is_mobile(text: str) -> bool:
    """Tell whether a text is a mobile number of eleven digits."""
    return _MOBILE.fullmatch(text) is not None


def _without_columns_left_out(row: RosterRow, header: Sequence[str]) -> RosterRow:
    return replace(
        row,
        is_liaison=row.is_liaison if "联络岗" in header else None,
        mobile=row.mobile if "手机" in header else None,
        mail=row.mail if "邮箱" in header else None,
        robot=row.robot if "机器人" in header else None,
    )


def _cells(data: bytes, name: str, limits: Limits) -> Iterator[list[str]]:
    suffix = name.lower().rpartition(".")[2]
    if len(data) > limits.file_bytes:
        raise DubanError("roster-file-broken", file=name, detail=f"文件超过 {limits.file_bytes // 1_000_000} MB")
    if suffix == "csv":
        try:
            return iter(list(csv.reader(io.StringIO(_decoded(data, name, limits)))))
        except csv.Error as error:
            raise DubanError("roster-file-broken", file=name, detail=error) from error
    if suffix == "xlsx":
        return iter(_sheet(data, name, limits))
    raise CallError("roster-format", file=name)


def _decoded(data: bytes, name: str, limits: Limits) -> str:
    from planning.reading.plaintext import read_plain_text  # noqa: PLC0415 - only a CSV file needs it

    return read_plain_text(data, name, limits).text


def _sheet(data: bytes, name: str, limits: Limits) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a quarter of a second, only for XLSX

    from planning.reading.archive import open_archive  # noqa: PLC0415 - as above

    try:
        open_archive(data, name, limits).close()
    except DubanError as error:
        raise DubanError("roster-archive-refused", file=name, reason=label("archive_fault", error.code)) from error
    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        return [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True, max_col=40)]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, SyntaxError) as error:
        raise DubanError("roster-file-broken", file=name, detail=error) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a mobile number typed as a number
    return str(value)


def _row(line: int, values: dict[str, str], problems: list[str]) -> RosterRow:
    kinds = {word: value for value, word in labels("unit_kind").items()}
    roles = {word: value for value, word in labels("role").items()}

    def wrong(text: str) -> None:
        problems.append(f"  第 {line} 行：{text}")

    if not values["单位"]:
        wrong("“单位”为空，请填写单位全称")
    if values["单位类别"] not in kinds:
        wrong(f"单位类别“{values['单位类别']}”不对，应为 {'/'.join(kinds)}")
    if values["岗位"] and values["角色"] not in roles:
        wrong(f"角色“{values['角色']}”不对，应为 {'/'.join(roles)}")
    if values["联络岗"] not in {"", "是", "否"}:
        wrong(f"联络岗“{values['联络岗']}”不对，应为 是/否")
    for given, needed in (("姓名", "岗位"), ("姓名", "工号"), ("工号", "姓名")):
        if values[given] and not values[needed]:
            wrong(f"{given} {values[given]} 没有{needed}，请填写“{needed}”")
    if values["邮箱"] and not is_mail(values["邮箱"]):
        wrong(f"邮箱“{values['邮箱']}”写法不对")
    if values["手机"] and not is_mobile(values["手机"]):
        wrong(f"手机“{values['手机']}”不是 11 位手机号")
    return RosterRow(
        line=line, unit=values["单位"], short_name=values["简称"] or values["单位"],
        kind=kinds.get(values["单位类别"], ""), parent=values["上级单位"], post=values["岗位"],
        role=roles.get(values["角色"], ""), is_liaison=values["联络岗"] == "是", code=values["工号"],
        name=values["姓名"], mobile=values["手机"], mail=values["邮箱"], robot=values["机器人"],
        since=_since(values["任职起"], wrong),
    )  # fmt: skip


def _since(text: str, wrong: Callable[[str], None]) -> date | None:
    if not text:
        return None
    try:
        year, month, day = re.split(r"[-/.]", text)
        return date(int(year), int(month), int(day))
    except ValueError:
        wrong(f"任职起“{text}”不是日期，写法为 2017-01-01")
        return None


def _across(rows: Sequence[RosterRow], known: set[str]) -> list[str]:
    """Return what is wrong between lines: superiors, circles, units and codes told in two ways, posts told twice."""
    return [
        *_superiors(rows, known),
        *_told_twice(rows),
        *_repeated("岗位“{0}/{1}”出现 {n} 次，一个岗位只能一行", ((r, (r.unit, r.post)) for r in rows if r.post)),
        *_repeated("单位“{0}”有 {n} 个联络岗，只能有一个", ((row, (row.unit,)) for row in rows if row.is_liaison)),
    ]


def _superiors(rows: Sequence[RosterRow], known: set[str]) -> Iterator[str]:
    full = {row.unit for row in rows}
    called: dict[str, set[str]] = {}
    for row in rows:
        called.setdefault(row.short_name, set()).add(row.unit)
    above: dict[str, tuple[str, int]] = {}
    for row in rows:
        if not row.parent:
            continue
        units = {row.parent} if row.parent in full else called.get(row.parent, set())
        if len(units) > 1:
            yield f"  第 {row.line} 行：有 {len(units)} 个单位简称“{row.parent}”，上级单位请写全称"
        elif not units and row.parent not in known:
            yield f"  第 {row.line} 行：上级单位“{row.parent}”不在名册中"
        elif row.unit in units:
            yield f"  第 {row.line} 行：“{row.unit}”的上级单位是它自己"
        elif units:
            above[row.unit] = (next(iter(units)), row.line)
    for unit in circles({unit: superior for unit, (superior, _) in above.items()}):
        yield f"  第 {above[unit][1]} 行：单位“{unit}”的上级关系成环，请检查“上级单位”"


def _told_twice(rows: Sequence[RosterRow]) -> Iterator[str]:
    """Yield lines that tell of a unit or of a person other than a line before; what is left empty tells nothing."""
    people: dict[str, RosterRow] = {}
    units: dict[tuple[str, str], tuple[str, int]] = {}
    for row in rows:
        short = "" if row.short_name == row.unit else row.short_name
        for column, told in (("简称", short), ("单位类别", row.kind), ("上级单位", row.parent)):
            before, line = units.setdefault((row.unit, column), (told, row.line)) if told else (told, row.line)
            if before != told:
                yield f"  第 {row.line} 行：“{row.unit}”的{column}与第 {line} 行不同"
        first = people.setdefault(row.code, row) if row.code else row
        if first.name != row.name:
            taken = f"工号 {row.code} 已用于 {first.name}（第 {first.line} 行）"
            yield f"  第 {row.line} 行：{taken}，不能再用于 {row.name}"


def _repeated(sentence: str, found: Iterable[tuple[RosterRow, tuple[str, ...]]]) -> Iterator[str]:
    lines: dict[tuple[str, ...], list[int]] = {}
    for row, key in found:
        lines.setdefault(key, []).append(row.line)
    for key, where in lines.items():
        if len(where) > 1:
            yield f"  第 {'、'.join(map(str, where))} 行：" + sentence.format(*key, n=len(where))


def circles(parents: Mapping[str, str]) -> list[str]:
    """Return the units that stand, by some way up, above themselves; ``parents`` gives each unit's superior."""
    found = []
    for unit, direct in parents.items():
        seen = {unit}
        above: str | None = direct
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == unit and direct != unit:
            found.append(unit)
    return found
