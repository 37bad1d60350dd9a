"""What is wrong with a setting or a rule pack is said in Chinese, with the values that would be right."""

import re
from pathlib import Path

import pytest

from config.errors import CallError, DubanError
from config.rule_packs import load_pack
from config.settings import SETTINGS_FILE, load_settings

PACK = 'base = "default"\nversion = "1"\ntitle = "本区"\nsource = "本区办法"\n'


@pytest.mark.parametrize(
    ("written", "field", "words"),
    [
        ('port = "x"', "port", "应是整数"),
        ("port = 99999", "port", "应不大于 65535"),
        ("colour = 1", "colour", "不是认识的字段"),
        ('channel = "fax"', "channel", "应为 file、smtp 之一"),
        ('prefect = "maybe"', "prefect", "应是 true 或 false"),
        ("fonts_dir = 3", "fonts_dir", "应是路径"),
        ("smtp = 3", "smtp", "应是对象"),
        ("smtp = { timeout_seconds = 0 }", "smtp.timeout_seconds", "应大于 0.0"),
        ('smtp = { timeout_seconds = "q" }', "smtp.timeout_seconds", "应是数字"),
        ("office_name = 3", "office_name", "应是文字"),
    ],
)
def test_a_wrong_setting_is_told_in_chinese(tmp_path: Path, written: str, field: str, words: str) -> None:
    (tmp_path / SETTINGS_FILE).write_text(written, encoding="utf-8")
    with pytest.raises(CallError) as caught:
        load_settings(tmp_path)
    assert str(caught.value).startswith(f"设置项 {field} 的值不对（{words}）")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('colour = "red"', "不是认识的字段"),
        ('lights = [{ colour = "purple", reason = "overdue", at_least = 1 }]', "应为 yellow、orange、red 之一"),
        ('lights = [{ colour = "red", reason = "overdue", at_least = 0 }]', "应不小于 1"),
        ('lights = [{ colour = "red", reason = "overdue" }]', "overdue: at_least ≠ -"),
        ("lights = [3]", "应是对象"),
        ('ladder = [{ audience = "owner", offsets = [] }]', "项数太少"),
        ("ladder = 3", "应是数组"),
        ("[extensions]\nmax_approved = 2", "没有填写"),
        ('[sending]\nsending_time = "soon"', "应是时刻，如 08:30:00"),
    ],
)
def test_what_is_wrong_with_a_rule_pack_is_told_in_chinese(tmp_path: Path, written: str, words: str) -> None:
    (tmp_path / "own.toml").write_text(PACK + written, encoding="utf-8")
    with pytest.raises(DubanError) as caught:
        load_pack("own", own=tmp_path)
    assert f"项不对（{words}）" in str(caught.value)
    assert not re.search(r"[Ii]nput|[Ff]ield|should", str(caught.value))
