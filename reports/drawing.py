"""Draws an ECharts option without a browser: SVG by the vendored ECharts inside QuickJS, PNG by typst from that SVG.

A fresh JavaScript context per chart: ECharts numbers its ids upwards, and only a new one gives the same SVG twice.
"""

import json
import tempfile
from importlib.resources import files
from pathlib import Path

import quickjs
import typst

from reports.blocks import Chart
from reports.typefaces import Typefaces

ENGINE = Path(str(files("reports"))) / "vendor" / "echarts.common.min.js"
MEMORY_BYTES = 256_000_000
SECONDS = 30
PIXELS_PER_INCH = 200
_BROWSER = "var setTimeout=function(){},clearTimeout=function(){};var self=globalThis;"
_DRAW = """
function draw(option, width, height) {
  var chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width: width, height: height});
  chart.setOption(JSON.parse(option));
  return JSON.stringify(chart.renderToSVGString());
}
"""


def svg(chart: Chart, engine: Path = ENGINE) -> str:
    """Return the chart as a standalone SVG; its ids begin with the chart's name, so that several fit on one page."""
    context = quickjs.Context()
    context.set_memory_limit(MEMORY_BYTES)
    context.set_time_limit(SECONDS)
    context.eval(_BROWSER)
    context.eval(engine.read_text(encoding="utf-8"))
    context.eval(_DRAW)
    # A string put together piecewise cannot cross the border; its JSON form can.
    drawn = context.get("draw")(json.dumps(chart.option, ensure_ascii=False), chart.width, chart.height)
    return str(json.loads(drawn)).replace("zr0-", f"{chart.name}-")


def png(chart: Chart, typefaces: Typefaces, engine: Path = ENGINE) -> bytes:
    """Return the chart as a picture of 200 pixels an inch, lettered in the report's own faces."""
    drawing = typefaces.covered(svg(chart, engine))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "chart.svg").write_text(drawing, encoding="utf-8")
        source = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.svg")'
        (Path(folder) / "chart.typ").write_bytes(source)
        return typst.compile(
            Path(folder) / "chart.typ",
            root=Path(folder),
            font_paths=typefaces.fonts,
            ignore_system_fonts=True,
            format="png",
            ppi=PIXELS_PER_INCH,
        )
