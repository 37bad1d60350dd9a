import shutil
from pathlib import Path

from fontTools.ttLib import TTFont

from reports.blocks import Chart
from reports.charts import lights_option
from reports.drawing import png, svg
from reports.snapshot import LightCounts
from reports.typefaces import VENDORED, typefaces


def test_our_reading_of_the_fonts_agrees_with_fonttools() -> None:
    expected: set[int] = set()
    for path in VENDORED.glob("*.ttf"):
        with TTFont(path) as font:
            expected |= set(font.getBestCmap())
    assert typefaces().characters == expected


def test_every_standard_character_can_be_set() -> None:
    table = (VENDORED / "standard-characters.txt").read_text(encoding="utf-8")
    assert len(table.replace("\n", "")) == 8105
    assert typefaces().missing_glyphs(table) == ""


def test_missing_characters_are_named_once_in_order() -> None:
    assert typefaces().missing_glyphs("好😀 x\n🚀😀〇〔〕①℃—“”") == "😀🚀"


def test_each_vendored_face_comes_with_its_licence_and_all_stay_small() -> None:
    faces = list(VENDORED.glob("*.ttf"))
    assert len(faces) == 4
    for face in faces:
        licence = (VENDORED / f"{face.stem.split('-')[0]}-OFL.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence.upper()
        assert "Copyright" in licence.split("\n")[0]
    assert sum(face.stat().st_size for face in faces) <= 13_000_000


def test_the_office_s_own_face_is_tried_before_the_vendored_one(tmp_path: Path) -> None:
    with TTFont(VENDORED / "LXGWWenKai-Regular.ttf") as font:
        for record in font["name"].names:
            if record.nameID in {1, 4, 16}:
                record.string = "FangSong"
        font.save(tmp_path / "simfang.ttf")
    shutil.copy(VENDORED / "LXGWWenKai-OFL.txt", tmp_path / "readme.txt")
    families = typefaces(tmp_path).families()
    assert families["body"] == ["FangSong", "Noto Serif SC"]
    assert families["title"] == ["Noto Serif SC"]


def test_a_chart_is_drawn_the_same_twice_with_ids_of_its_own() -> None:
    option = lights_option(["月桥街道"], [LightCounts(red=1, green=2)])
    chart = Chart("chart-x", "图", "一句话", option, 400, 200)
    drawn = svg(chart)
    assert drawn == svg(chart)
    assert "红1" in drawn
    assert "绿2" in drawn
    assert "zr0-" not in drawn
    assert png(chart, typefaces()).startswith(b"\x89PNG")
    assert png(chart, typefaces()) == png(chart, typefaces())
