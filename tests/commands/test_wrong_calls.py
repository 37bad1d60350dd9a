"""Calls that are written wrong: what is wrong is said in Chinese, with where the usage stands, and the code is 2."""

import pytest

from duban.cli import run
from tests.commands.desk import Desk


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("extract",), "缺少参数 文件。用法见 duban extract --help。"),
        (("extract", "a.txt"), "缺少选项 --year。用法见 duban extract --help。"),
        (("task", "show"), "缺少参数 编号。用法见 duban task show --help。"),
        (("task", "return", "1"), "缺少选项 --reason。用法见 duban task return --help。"),
        (("roster", "hand-over"), "缺少参数 单位/岗位。用法见 duban roster hand-over --help。"),
        (("report",), "缺少参数 季度。用法见 duban report --help。"),
        (("run",), "缺少参数 流程。用法见 duban run --help。"),
        (("extract", "a.txt", "--yaer", "2017"), "没有选项 --yaer。是不是想写 --year？用法见 duban extract --help。"),
        (("task", "list", "--qqq"), "没有选项 --qqq。用法见 duban task list --help。"),
        (("-x",), "没有选项 -x。用法见 duban --help。"),
        (("改革",), "没有命令 改革。用法见 duban --help。"),
        (("imprt", "a.txt"), "没有命令 imprt。是不是想写 import？用法见 duban --help。"),
        (("task", "lst"), "没有命令 lst。是不是想写 list？用法见 duban task --help。"),
        (("extract", "a.txt", "--year"), "选项 --year 后面要写一个值。用法见 duban --help。"),
        (("task", "list", "--json=1"), "选项 --json 不带值，请去掉等号和后面的内容。用法见 duban --help。"),
        (("extract", "我的", "计划.txt", "--year", "2017"), "多写了 计划.txt。含有空格的内容请用引号括起来。"),
        (
            ("extract", "a.txt", "--year", "二〇一七"),
            "--year 的值不对：“二〇一七”不是整数。用法见 duban extract --help。",
        ),
        (("task", "list", "--limit", "0"), "--limit 的值不对：“0”小于 1。"),
        (("serve", "--port", "99999"), "--port 的值不对：“99999”大于 65535。"),
        (("task", "report", "1", "--progress", "一半"), "--progress 的值不对：“一半”不是整数。"),
        (("report", "2017年二季度"), "“2017年二季度”不是季度。写法为 2017Q2（"),
        (("report", "2017Q5"), "“2017Q5”不是季度"),
        (("report", "2017Q2", "--format", "doc"), "不认识的格式：doc。可用：docx、pdf、html、xlsx。"),
        (("report", "2017Q2", "--format", ""), "可用：docx、pdf、html、xlsx。"),
        (("report", "2017Q2", "--as-of", "月底"), "“月底”不是日期"),
        (("run", "催办"), "没有名为“催办”的流程。可用的流程：compile_progress、"),
        (("run", "deliver", "--as-of", "2017-13-01"), "“2017-13-01”不是日期。写法为 2017-06-30。"),
    ],
)
def test_a_wrong_call_is_told_in_chinese(office: Desk, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in office.refused(*words, code=2)


@pytest.mark.parametrize("words", [("task",), ("roster",)])
def test_a_call_without_a_command_shows_the_help(desk: Desk, words: tuple[str, ...]) -> None:
    said = desk(*words)

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("用法：duban")
    assert not desk.folder.exists()


def test_a_bare_call_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert capsys.readouterr().err.startswith("用法：duban [选项] 命令")


@pytest.mark.parametrize(
    "text", ["2017-06-30", "2017-6-30", "2017/6/30", "2017.06.30", "2017年6月30日", " 2017-06-30 "]
)
def test_days_are_taken_as_people_write_them(office: Desk, text: str) -> None:
    assert office.json("task", "list", "--as-of", text)["day"] == "2017-06-30"
