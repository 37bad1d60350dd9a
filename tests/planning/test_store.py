"""The store of uploaded bytes: whole or not at all, under the name of what is in them."""

import hashlib
import os
from pathlib import Path

import pytest

from config.errors import DubanError
from planning.store import Store

DATA = "目标计划".encode()
SHA = hashlib.sha256(DATA).hexdigest()


def test_bytes_come_back_by_their_digest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(DATA, SHA)
    assert store.read(SHA) == DATA
    assert store.path(SHA) == tmp_path / "objects" / SHA[:2] / SHA


def test_keeping_twice_changes_nothing_but_the_time_and_leaves_no_draft(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(DATA, SHA)
    before = store.path(SHA).stat().st_ino
    os.utime(store.path(SHA), (0, 0))
    store.keep(b"others", SHA)
    assert store.read(SHA) == DATA
    assert store.path(SHA).stat().st_ino == before
    assert store.path(SHA).stat().st_mtime > 0
    assert [file.name for file in store.path(SHA).parent.iterdir()] == [SHA]


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("a file where the folder should be")
    with pytest.raises(DubanError) as caught:
        Store(tmp_path).keep(DATA, SHA)
    assert caught.value.code == "data-dir-read-only"
    assert str(tmp_path) in str(caught.value)
