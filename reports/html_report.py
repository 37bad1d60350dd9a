"""The report as one HTML file that needs nothing else: for reading on a phone, in a browser, or on paper."""

from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from reports.blocks import Block, Chart, Report
from reports.charts import COLOURS
from reports.drawing import svg
from reports.lettering import faces_of


def render(report: Report) -> bytes:
    """Return the page in UTF-8; the same report gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(str(files("reports") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lines"] = _lines
    environment.filters["drawing"] = _drawing
    environment.tests["kind"] = _is_kind
    return (
        environment.get_template("report.html").render(report=report, colours=COLOURS, faces=faces_of(report)).encode()
    )


def _is_kind(block: Block, kind: str) -> bool:
    return type(block).__name__ == kind


def _lines(text: str) -> Markup:
    """Return escaped text whose line feeds are visible."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _drawing(chart: Chart) -> Markup:
    """Return the chart's SVG, our own output, scaled to the width there is and hidden from screen readers."""
    drawn = svg(chart)
    size = f'width="{chart.width}" height="{chart.height}"'
    return Markup(drawn.replace(size, 'class="chart" aria-hidden="true"', 1))  # noqa: S704 - drawn by us, not received
