"""Files that are not what they should be: refused in one sentence, quickly, and nothing is changed."""

import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from duban.samples import sample_path
from tests.commands.desk import PLAN, Desk
from tests.intake.word_files import packed, paragraph, word_file

DOCX = sample_path("plan-2017.docx").read_bytes()
ENTITY = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def encrypted(data: bytes) -> bytes:
    """Set the flag of encryption in every entry of an archive's directory."""
    found = bytearray(data)
    at = found.find(b"PK\x01\x02")
    while at >= 0:
        found[at + 8] |= 1
        at = found.find(b"PK\x01\x02", at + 4)
    return bytes(found)


def bomb(megabytes: int) -> bytes:
    """Return a small Word file that would unpack into many megabytes."""
    return word_file(paragraph("字"), extra={"word/media/a.xml": b"<a>" + b" " * (megabytes * 1_000_000) + b"</a>"})


FILES = [
    ("空.txt", b"", 1, "文件 空.txt 是空的"),
    ("空白.txt", b"  \n\n ", 1, "文件 空白.txt 是空的"),
    ("空.docx", b"", 1, "文件 空.docx 是空的"),
    ("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", 2, "图.txt 是图片"),
    ("改名.txt", DOCX, 1, "下列单位不在名册中"),
    ("乱.txt", b"\xff\xff\xfe\x81", 1, "文字编码认不出来"),
    ("无事项.txt", "今天天气很好。".encode(), 1, "没有找到目标计划事项"),
    ("陌生.txt", PLAN.replace("砚池街道", "天边街道").encode(), 1, "下列单位不在名册中：天边街道"),
    ("无单位.txt", "目标计划\n\n1.走访小微企业30家。\n".encode(), 1, "请用 --unit 指定默认单位"),
    ("计划.pdf", b"%PDF-1.7", 1, "计划.pdf"),
    ("计划.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 2, "计划.doc 是旧版 Word 或 WPS 文字文件"),
    ("旧.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 2, "旧.docx 是旧版 Word 或 WPS 文字文件"),
    ("计划", PLAN.encode(), 2, "不认识文件 计划 的格式（无后缀）"),
    ("计划.xyz", PLAN.encode(), 2, "不认识文件 计划.xyz 的格式"),
    ("截断.docx", DOCX[: len(DOCX) // 2], 1, "不是完好的 .docx"),
    ("文本.docx", PLAN.encode(), 1, "不是完好的 .docx"),
    ("压缩.docx", packed({"a.txt": b"a"}), 1, "里面不是 Word 文档"),
    ("炸弹.docx", bomb(30), 1, "像是压缩炸弹"),
    ("实体.docx", word_file(paragraph("字"), prolog=ENTITY), 1, "含有外部实体或 DTD 声明"),
    ("路径.docx", word_file(paragraph("字"), extra={"../../etc/x": b"x"}), 1, "内有不安全的路径"),
    ("绝对.docx", word_file(paragraph("字"), extra={"/etc/x": b"x"}), 1, "内有不安全的路径"),
    ("密码.docx", encrypted(DOCX), 1, "设有打开密码"),
    ("图片.docx", word_file(""), 1, "里没有文字"),
]


@pytest.mark.parametrize(("name", "content", "code", "sentence"), FILES, ids=[name for name, *_ in FILES])
def test_a_file_that_cannot_become_a_plan_is_refused(
    office: Desk, tmp_path: Path, name: str, content: bytes, code: int, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)

    told = office.refused("import", tmp_path / name, "--year", 2017, code=code)

    assert sentence in told
    assert told.endswith("。")


@pytest.mark.parametrize("command", ["extract", "import"])
@pytest.mark.parametrize(
    ("name", "sentence"),
    [("无.txt", "找不到文件"), ("目录.txt", "无法读取（是目录，不是文件）"), ("长" * 200, "无法读取（名称过长）")],
)
def test_a_file_that_is_not_there_leaves_no_trace(
    desk: Desk, tmp_path: Path, command: str, name: str, sentence: str
) -> None:
    (tmp_path / "目录.txt").mkdir()

    assert sentence in desk.refused(command, tmp_path / name, "--year", 2017, code=2)
    assert not desk.folder.exists()


@pytest.mark.parametrize("command", ["extract", "import"])
@pytest.mark.parametrize(
    ("name", "content", "sentence"), [("空.txt", b"", "是空的"), ("炸弹.docx", bomb(25), "压缩炸弹")]
)
def test_a_file_that_fails_leaves_no_data_folder_behind(
    desk: Desk, tmp_path: Path, command: str, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)

    assert sentence in desk.refused(command, tmp_path / name, "--year", 2017, code=1)
    assert not desk.folder.exists()


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        ("abc", "--year 的值不对：“abc”不是整数"),
        ("2017.5", "“2017.5”不是整数"),
        ("17", "年份 17 不合理"),
        ("3000", "年份 3000 不合理"),
        ("-2017", "年份 -2017 不合理"),
        ("9" * 5000, "不是整数"),
    ],
)
@pytest.mark.parametrize("command", ["extract", "import"])
def test_a_wrong_year_is_told_before_the_file_is_looked_for(desk: Desk, command: str, year: str, sentence: str) -> None:
    assert sentence in desk.refused(command, "无.txt", f"--year={year}", code=2)
    assert not desk.folder.exists()


def test_names_and_days_of_an_import_are_checked_before_anything_is_written(office: Desk, tmp_path: Path) -> None:
    other = tmp_path / "plan.txt"
    other.write_text(PLAN.replace("30家", "31家"), encoding="utf-8")

    assert "已有名为" in office.refused("import", other, "--year", 2017, "--plan", "月桥等两个街道的计划", code=2)
    assert "名册中没有单位“火星街道”" in office.refused("import", other, "--year", 2017, "--unit", "火星街道", code=2)
    assert "“一月”不是日期" in office.refused("import", other, "--year", 2017, "--start", "一月", code=2)
    assert "名册中没有“赵无名”" in office.refused("import", other, "--year", 2017, "--by", "赵无名", code=2)


def test_a_file_over_the_limit_is_refused_before_it_is_read(office: Desk, tmp_path: Path) -> None:
    with (tmp_path / "大.txt").open("wb") as file:
        file.truncate(60_000_000)

    assert "有 60 MB，超过上限 50 MB" in office.refused("import", tmp_path / "大.txt", "--year", 2017, code=2)


def test_a_bomb_of_hundreds_of_megabytes_is_refused_at_once_and_in_little_memory(tmp_path: Path) -> None:
    packed_bomb = tmp_path / "炸弹.docx"
    with zipfile.ZipFile(packed_bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 1_000_000)
    assert packed_bomb.stat().st_size < 500_000
    begun = time.monotonic()

    ended = subprocess.run(
        [sys.executable, "-m", "duban", "--data-dir", tmp_path / "data", "extract", packed_bomb, "--year", "2017"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_little_memory,
    )

    assert ended.returncode == 1, ended.stderr
    assert "解压后有 300000008 字节，超过上限 200000000 字节" in ended.stderr
    assert time.monotonic() - begun < 30
    assert not (tmp_path / "data").exists()


def _little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000))
