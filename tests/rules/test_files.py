"""Writing files: whole or not at all, and nothing left behind when it fails."""

import errno
import os
from pathlib import Path

import pytest

from config.errors import DubanError
from config.files import reason_of, write_file, write_whole


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_is_written_with_its_folder_and_replaces_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "报告" / "2017Q2.txt"
    write_whole(file, b"first")
    write_whole(file, b"second")
    assert file.read_bytes() == b"second"
    assert names_in(file.parent) == ["2017Q2.txt"]


def test_a_full_disk_leaves_the_file_as_it_was_and_no_part_of_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    file = tmp_path / "名册.csv"
    write_whole(file, b"first")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"second")
    assert file.read_bytes() == b"first"
    assert names_in(tmp_path) == ["名册.csv"]


def test_a_name_as_long_as_the_system_allows_can_be_written(tmp_path: Path) -> None:
    file = tmp_path / ("册" * 83 + ".csv")
    write_whole(file, b"all of it")
    assert file.read_bytes() == b"all of it"


def test_a_folder_in_the_place_of_the_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "名册.csv").mkdir()
    with pytest.raises(DubanError) as caught:
        write_file(tmp_path / "名册.csv", b"any")
    assert caught.value.code == "file-unwritable"
    assert "是目录，不是文件" in str(caught.value)
    assert names_in(tmp_path) == ["名册.csv"]


def test_what_the_system_says_is_told_in_chinese_where_it_is_known() -> None:
    assert reason_of(OSError(errno.ENOSPC, "No space left on device")) == "磁盘已满"
    assert reason_of(OSError(errno.EMLINK, "Too many links")) == "Too many links"
