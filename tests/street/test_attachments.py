"""Attachments: what a file is, what is taken out of it, who gets it, and what is refused."""

import hashlib
import io
import re
import struct
import zlib
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from config.errors import DubanError
from config.settings import Attachments, Settings
from planning.attachment_kinds import cleaned_name, kind_of
from planning.attachments import AttachedFile, KeptFile, Ways, keep_file
from planning.drafts import drafts_of
from planning.previews import small_picture
from planning.store import Store
from tests.intake.pdf_files import set_pdf
from tests.planning.house import DAY, instant
from tests.street.forms import fields_of, office_file, picture, send
from tests.web.site import Site

JPEG, TEXT = "image/jpeg", "text/plain"


@pytest.fixture
def ways(tmp_path: Path) -> Ways:
    settings = Settings(data_dir=tmp_path, attachments=Attachments(file_bytes=300_000, pixels=1_000_000, files=3))
    return Ways(Store(tmp_path), settings.attachments, settings.limits)


def test_a_picture_is_kept_upright_and_without_what_the_camera_said(ways: Ways) -> None:
    sent = picture(said="SECRET PLACE", turned=6)

    kept = keep_file(sent, "现场.JPG", ways)

    data = ways.store.read(kept.sha256)
    with Image.open(io.BytesIO(data)) as found:
        assert found.size == (300, 400)
        assert dict(found.getexif()) == {}
        assert "comment" not in found.info
    assert b"SECRET" in sent
    assert b"SECRET" not in data
    assert kept == KeptFile(
        hashlib.sha256(data).hexdigest(), "现场.jpg", JPEG, len(data), hashlib.sha256(sent).hexdigest()
    )


def test_the_first_page_of_a_pdf_is_shown_small_and_a_broken_one_is_told_apart(ways: Ways, tmp_path: Path) -> None:
    pages = set_pdf("#set page(width: 200pt, height: 100pt)\n走访记录")
    kept = keep_file(pages, "记录.PDF", ways)
    shown = AttachedFile(1, 1, 1, kept.sha256, kept.name, kept.media_type, kept.size, "Y01", instant(DAY))

    made = small_picture(shown, ways, tmp_path)

    with Image.open(io.BytesIO(made)) as found:
        assert (found.format, found.size) == ("WEBP", (480, 240))
    assert [path.name for path in (tmp_path / "previews").rglob("*.webp")] == [f"{kept.sha256}.webp"]
    assert small_picture(shown, ways, tmp_path) == made
    broken = keep_file(b"%PDF-1.7 cut off", "坏.pdf", ways)
    with pytest.raises(DubanError) as refused:
        small_picture(shown._replace(sha256=broken.sha256), ways, tmp_path)
    assert refused.value.code == "preview-impossible"


def test_a_picture_too_large_to_unpack_is_refused_by_its_head(ways: Ways) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )

    with pytest.raises(DubanError) as refused:
        keep_file(bomb, "bomb.png", ways)

    assert refused.value.code == "picture-too-many-pixels"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.txt", b"", "attachment-empty"),
        ("大.txt", b"a" * 300_001, "attachment-too-large"),
        ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "attachment-refused"),
        ("页.txt", "\ufeff  <!DOCTYPE html><script>alert(1)</script>".encode(), "attachment-refused"),
        ("单.xml", b'<?xml version="1.0"?><a/>', "attachment-refused"),
        ("装.jpg", b"MZ\x90\0\3\0\0\0", "attachment-refused"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "attachment-old-office"),
        ("包.zip", office_file("other"), "attachment-archive"),
        ("包.docx", b"PK\3\4 cut off", "attachment-archive"),
        ("宏.docx", office_file("word", "word/vbaProject.bin"), "attachment-macros"),
    ],
)
def test_a_file_that_is_not_what_is_asked_for_is_refused(ways: Ways, name: str, data: bytes, code: str) -> None:
    with pytest.raises(DubanError) as refused:
        keep_file(data, name, ways)

    assert refused.value.code == code
    assert name in str(refused.value)


def test_a_broken_picture_is_told_apart_from_the_program(ways: Ways) -> None:
    with pytest.raises(DubanError) as refused:
        keep_file(b"\xff\xd8\xff\xe0 no picture", "坏.jpg", ways)

    assert refused.value.code == "picture-damaged"


@pytest.mark.parametrize(
    ("folder", "suffix"), [("word", ".docx"), ("xl", ".xlsx"), ("ppt", ".pptx")],
)  # fmt: skip
def test_an_office_file_is_known_by_its_parts(ways: Ways, folder: str, suffix: str) -> None:
    assert keep_file(office_file(folder), "材料.bin", ways).name == f"材料{suffix}"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\资料\\方案.TXT", "方案.txt"),
        ("a\u202egnp.txt", "agnp.txt"),
        ("con.txt", "_con.txt"),
        (".htaccess", "htaccess.txt"),
        ('x<y>:"|?*.txt', "x_y_.txt"),
        ("", "附件.txt"),
        ("长" * 200 + ".txt", "长" * 76 + ".txt"),
        ("2017.6.30小结", "2017.6.30小结.txt"),
    ],
)
def test_a_name_is_one_any_system_keeps(name: str, cleaned: str) -> None:
    assert cleaned_name(name, TEXT) == cleaned


def test_text_in_the_encoding_of_offices_is_text(ways: Ways) -> None:
    assert kind_of("走访记录".encode("gb18030"), "记.txt", ways.limits).media_type == TEXT


def test_a_report_carries_its_files_into_the_ledger_and_only_who_sees_the_task_gets_them(site: Site) -> None:
    task_id = site.house.item_in("in_progress")
    street, other = site.browser("Y01"), site.browser("L01")
    files = [("file", ("现场.jpg", picture(), JPEG)), ("file", ("记录.txt", "走访三家".encode(), TEXT))]

    answer = send(street, f"/tasks/{task_id}/report", files=files, progress="50", done="走访三家企业")

    assert answer.status_code == 303, answer.text
    event = site.house.events(task_id)[-1]
    assert [file["name"] for file in event.payload["files"]] == ["现场.jpg", "记录.txt"]
    assert event.payload["files"][1]["sha256"] == hashlib.sha256("走访三家".encode()).hexdigest()
    assert "现场.jpg" in street.get(f"/tasks/{task_id}").text
    got = street.get("/attachments/2")
    assert got.content.decode() == "走访三家"
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert street.get("/attachments/2/preview").text == "走访三家"
    small = street.get("/attachments/1/preview")
    with Image.open(io.BytesIO(small.content)) as found:
        assert (found.format, max(found.size) <= 480) == ("WEBP", True)
    assert [other.get(f"/attachments/{number}").status_code for number in (1, 2, 9)] == [404, 404, 404]
    assert other.get("/attachments/1/preview").status_code == 404
    assert site.browser(None).get("/attachments/2", follow_redirects=False).status_code == 303


def test_files_need_not_be_chosen_twice_when_something_else_is_wrong(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    street, path = sqlite_site.browser("Y01"), f"/tasks/{task_id}/report"
    hidden = fields_of(street, path)
    once = [("file", ("记录.txt", b"one", TEXT))]

    wrong = send(street, path, hidden, files=once, progress="150", done="走访")
    assert (wrong.status_code, "已收到，不用重新选择" in wrong.text) == (422, True)
    kept = _kept(wrong.text)[0]
    assert send(street, path, hidden, kept_file=kept, progress="50", done="走访").status_code == 303
    assert [file["name"] for file in sqlite_site.house.events(task_id)[-1].payload["files"]] == ["记录.txt"]

    other_task = sqlite_site.house.item_in("in_progress")
    send(street, f"/tasks/{other_task}/report", kept_file=kept, progress="50", done="走访")
    assert "files" not in sqlite_site.house.events(other_task)[-1].payload


def test_a_refused_file_leaves_no_report_and_keeps_the_text(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    before = len(sqlite_site.house.events(task_id))

    answer = send(
        sqlite_site.browser("Y01"), f"/tasks/{task_id}/report",
        files=[("file", ("图.svg", b"<svg/>", "image/svg+xml"))], done="写了很多字",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "图.svg" in answer.text
    assert "写了很多字" in answer.text
    assert len(sqlite_site.house.events(task_id)) == before


@pytest.mark.parametrize("wish", ["", "more", "draft"])
def test_nothing_is_kept_for_somebody_whose_task_it_is_not(sqlite_site: Site, wish: str) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    form = {"act": wish, "once": "0" * 32, "seen": "1", "done": "不是我的事项"}
    data = "他人的附件".encode()
    for where, status in ((task_id, 404), (999_999, 404)):
        answer = sqlite_site.browser("L01").post(
            f"/tasks/{where}/report", data=form, files={"file": ("a.txt", data)}, follow_redirects=False
        )
        assert answer.status_code == status, answer.text
    assert not sqlite_site.services.store.path(hashlib.sha256(data).hexdigest()).exists()
    with sqlite_site.house.database.read() as session:
        assert drafts_of(session, "L01", sqlite_site.clock.now()) == {}


def test_good_files_are_kept_beside_one_that_cannot_be_and_the_first_of_too_many(sqlite_site: Site) -> None:
    street, path = sqlite_site.browser("Y01"), f"/tasks/{sqlite_site.house.item_in('in_progress')}/report"
    some = [("file", (name, name.encode(), TEXT)) for name in ("一.txt", "二.txt")]

    mixed = send(street, path, files=[*some, ("file", ("坏.exe", b"MZ\0", TEXT))], done="走访")
    many = send(street, path, files=[("file", (f"{at}.txt", f"{at}".encode(), TEXT)) for at in range(11)], done="走访")
    photo = send(street, path, files=[("file", ("照片.heic", b"\0\0\0\x18ftypheic", TEXT))], done="走访")

    assert (mixed.status_code, "坏.exe" in mixed.text, len(_kept(mixed.text))) == (422, True, 2)
    assert (many.status_code, "先收下了前 9 个" in many.text, len(_kept(many.text))) == (422, True, 9)
    assert (photo.status_code, "HEIC" in photo.text, _kept(photo.text)) == (422, True, [])


def test_a_draft_keeps_its_files_on_every_device_and_one_can_be_put_aside(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    path = f"/tasks/{task_id}/report"
    files = [("file", (name, name.encode(), TEXT)) for name in ("一.txt", "二.txt")]
    assert send(sqlite_site.browser("Y01"), path, files=files, done="走访", act="draft").status_code == 303

    street = sqlite_site.browser("Y01")
    kept = _kept(street.get(path).text)
    one = hashlib.sha256("一.txt".encode()).hexdigest()
    fewer = send(street, path, kept_file=kept, done="走访", without=one)

    assert (len(kept), _kept(fewer.text)) == (2, kept[1:])
    assert "走访</textarea>" in fewer.text
    assert send(street, path, kept_file=_kept(fewer.text), done="走访").status_code == 303
    assert [file["name"] for file in sqlite_site.house.events(task_id)[-1].payload["files"]] == ["二.txt"]


def test_a_file_sent_ahead_of_its_form_is_kept_and_nothing_is_written(sqlite_site: Site) -> None:
    task_id = sqlite_site.house.item_in("in_progress")
    before = len(sqlite_site.house.events(task_id))

    answer = send(
        sqlite_site.browser("Y01"), f"/tasks/{task_id}/report", act="keep",
        files=[("file", ("一.txt", b"one", TEXT)), ("file", ("坏.exe", b"MZ\0", TEXT))],
    ).json()  # fmt: skip

    assert [(file["name"], file["size"]) for file in answer["files"]] == [("一.txt", 3)]
    assert "坏.exe" in answer["fault"]
    assert len(sqlite_site.house.events(task_id)) == before


def _kept(text: str) -> list[str]:
    """Return the values of the fields that keep files, without the empty one of the row to copy."""
    return [unescape(value) for value in re.findall(r'name="kept_file" value="([^"]+)"', text)]
