"""The desk of a clerk: runs commands in this process on a data folder and on a clock that stands still.

The few people of these tests: 骆一鸣 answers for 月桥街道 (owner), 车立群 for 砚池街道 (outsider), 贺文澜 and 温如海
are the office, 傅景和 leads. Two people are called 周明.
"""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from config.clock import FixedClock, at_local
from duban.cli import run

FIRST_DAY = date(2017, 3, 27)
PLAN_NAME = "月桥等两个街道的计划"

ROSTER = """\
单位,简称,单位类别,上级单位,岗位,角色,联络岗,工号,姓名,手机,邮箱,机器人,任职起
云河区总工会,云河区,区,,组长,领导小组,否,L1,傅景和,13900000001,l1@example.org,,2016-11-01
督办办公室,,部门,云河区总工会,主任,督办办公室,否,O1,贺文澜,13900000002,o1@example.org,,2016-11-01
督办办公室,,部门,云河区总工会,干事,督办办公室,否,O2,温如海,13900000003,o2@example.org,,2016-11-01
月桥街道总工会,月桥街道,街道,云河区总工会,联络员,工作人员,是,S1,骆一鸣,13900000004,s1@example.org,,2016-11-01
月桥街道总工会,月桥街道,街道,云河区总工会,干事,工作人员,否,S3,周明,13900000005,s3@example.org,,2016-11-01
砚池街道总工会,砚池街道,街道,云河区总工会,联络员,工作人员,是,S2,车立群,13900000006,s2@example.org,,2016-11-01
砚池街道总工会,砚池街道,街道,云河区总工会,干事,工作人员,否,S4,周明,13900000007,s4@example.org,,2016-11-01
砚池街道总工会,砚池街道,街道,云河区总工会,主席,单位负责人,否,,,,,,
"""

PLAN = """\
区总工会改革目标计划

月桥街道

目标计划

1.走访小微企业30家，建立企业台账。

2.6月底前签订专项合同15份。

砚池街道

目标计划

1.年底前办理互助保障600人次。
"""


@dataclass(frozen=True)
class Said:
    """What a command said and with which code it ended."""

    code: int
    out: str
    err: str


@dataclass
class Desk:
    """A data folder, a clock and the commands."""

    folder: Path
    clock: FixedClock

    def on(self, day: date, moment: time = time(10, 0)) -> "Desk":
        """Move the clock."""
        self.clock.instant = at_local(day, moment)
        return self

    def __call__(self, *words: object) -> Said:
        """Run a command."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--data-dir", str(self.folder), *map(str, words)])
        return Said(code, out.getvalue(), err.getvalue())

    def done(self, *words: object) -> str:
        """Run a command that must work, and return what it said."""
        said = self(*words)
        assert (said.code, said.err) == (0, ""), said
        return said.out

    def json(self, *words: object) -> Any:  # noqa: ANN401 - whatever the command says
        """Run a command that must work, and return what it said as JSON."""
        return json.loads(self.done(*words, "--json"))

    def refused(self, *words: object, code: int) -> str:
        """Run a command that must refuse in one Chinese sentence and change nothing; return the sentence."""
        before = self.contents()
        said = self(*words)
        assert (said.code, said.out) == (code, ""), said
        assert said.err.startswith("错误："), said.err
        assert "Traceback" not in said.err
        assert self.contents() == before, "something was changed"
        return said.err.removeprefix("错误：").rstrip("\n")

    def contents(self) -> dict[str, bytes]:
        """Return every file of the data folder with its bytes; none when there is no folder."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        }


def is_chinese(text: str) -> bool:
    """Tell whether a text is a Chinese one: names of commands, files and people may be anything."""
    return sum("\u4e00" <= char <= "\u9fff" for char in text) > 1
