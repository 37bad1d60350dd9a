"""The page of a report brings its own faces: cut to what it shows, the same bytes each time, readable as fonts."""

import base64
import io
import re

from fontTools.ttLib import TTFont

from reports.composing import compose
from reports.lettering import faces_of
from reports.rendering import render
from reports.snapshot import Snapshot
from reports.webfonts import FOLDER, woff


def test_a_cut_face_draws_the_characters_asked_for_and_no_others() -> None:
    for name in ("NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"):
        data = woff(name, "更正：é😀更\n")
        cut = TTFont(io.BytesIO(data))
        whole = TTFont(io.BytesIO((FOLDER / name).read_bytes()))
        assert set(cut.getBestCmap()) == {ord(each) for each in "更正：é"} & set(whole.getBestCmap())
        for code in cut.getBestCmap():
            before, after = (font["glyf"][font.getBestCmap()[code]] for font in (whole, cut))
            assert before.getCoordinates(whole["glyf"])[0] == after.getCoordinates(cut["glyf"])[0]
            assert whole["hmtx"][whole.getBestCmap()[code]] == cut["hmtx"][cut.getBestCmap()[code]]
        assert len(data) < 30_000
        assert data == woff(name, "正更：é😀")


def test_the_body_s_face_holds_every_character_of_the_page(sample: Snapshot) -> None:
    page = render(sample, "html").decode()
    faces = re.findall(r'font-family: "([^"]+)"; font-weight: (\d+); src: url\(data:font/woff;base64,([^)]+)\)', page)
    assert [(family, weight) for family, weight, _ in faces] == [
        ("Noto Serif SC", "400"), ("Noto Serif SC", "700"), ("Noto Sans SC", "400"), ("LXGW WenKai", "400"),
    ]  # fmt: skip
    held = set(TTFont(io.BytesIO(base64.b64decode(faces[0][2]))).getBestCmap())
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL)
    assert {each for each in shown if each > " " and ord(each) not in held} <= {"😀"}
    assert "font-src data:" in page
    assert len(page) < 900_000


def test_headings_are_lettered_in_the_faces_prescribed_for_them(sample: Snapshot) -> None:
    serif, bold, sans, kai = faces_of(compose(sample))
    assert "总体进展" in sans.words
    assert "（一）" in kai.words
    assert sample.title in bold.words
    assert len(serif.words) > len(sans.words)
