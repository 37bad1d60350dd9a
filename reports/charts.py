"""The report's charts as ECharts options, drawn as SVG for page, PDF and Word; the workbook draws its own.

Colour never speaks alone: every bar segment carries the light's word and count, and each chart comes with a sentence
and a table that say the same.
"""

from typing import Any

from config.language import label
from reports.blocks import Chart
from reports.snapshot import LIGHTS, Light, LightCounts, Snapshot, TrendPoint
from reports.wording import light_counts

FONT = "Noto Sans SC"
INK = "#222222"
GRID = "#d9d9d9"
COLOURS: dict[Light, str] = {
    "red": "#b3261e",
    "orange": "#c2570c",
    "yellow": "#e0b000",
    "green": "#2e7d4f",
    "blue": "#2563a8",
    "grey": "#9aa0a6",
}
DARK_TEXT: frozenset[Light] = frozenset({"yellow", "grey"})
WIDTH = 520


def lights_chart(snapshot: Snapshot, caption: str) -> Chart:
    """Return streets × lights as stacked bars, first street on top."""
    names = [street.short_name for street in snapshot.streets]
    counts = [street.totals.lights for street in snapshot.streets]
    sums = "；".join(f"{name}{light_counts(each)}" for name, each in zip(names, counts, strict=True))
    return Chart("chart-lights", caption, f"{sums}。", lights_option(names, counts), WIDTH, 80 + 20 * len(names))


def lights_option(names: list[str], counts: list[LightCounts]) -> dict[str, Any]:
    """Return the option of horizontal stacked bars: one bar a name, one segment a light."""
    option = _base([light for light in LIGHTS if light != "orange" or any(each.orange for each in counts)], counts)
    option["xAxis"] = {"type": "value", "minInterval": 1, "axisLabel": _text(), "splitLine": _lines()}
    option["yAxis"] = {"type": "category", "data": names, "inverse": True, "axisLabel": _text(), **_quiet()}
    return option


def trend_chart(snapshot: Snapshot, caption: str) -> Chart:
    """Return the counts of the earlier quarters and this one as stacked columns, oldest first."""
    points = [*snapshot.earlier, *([snapshot.previous] if snapshot.previous else [])]
    points.append(TrendPoint(label=snapshot.period.label, totals=snapshot.totals))
    sums = "；".join(
        f"{point.label}办结{point.totals.completed}项，{light_counts(point.totals.lights)}" for point in points
    )
    return Chart("chart-trend", caption, f"{sums}。", trend_option(points), WIDTH, 310)


def trend_option(points: list[TrendPoint]) -> dict[str, Any]:
    """Return the option of stacked columns: one column a period, one segment a light, what is finished below."""
    counts = [point.totals.lights for point in points]
    option = _base([light for light in LIGHTS if any(getattr(each, light) for each in counts)], counts, column=True)
    names = [f"{point.label}\n办结{point.totals.completed}/{point.totals.total}" for point in points]
    option["xAxis"] = {"type": "category", "data": names, "axisLabel": _text(), **_quiet()}
    option["yAxis"] = {"type": "value", "minInterval": 1, "axisLabel": _text(), "splitLine": _lines()}
    return option


def _base(lights: list[Light], counts: list[LightCounts], *, column: bool = False) -> dict[str, Any]:
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT},
        "aria": {"enabled": True},
        "tooltip": {"trigger": "axis", "renderMode": "richText", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "itemWidth": 14, "itemHeight": 10, "textStyle": _text()},
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 8, "containLabel": True},
        "series": [_series(light, counts, 44 if column else 16) for light in lights],
    }


def _series(light: Light, counts: list[LightCounts], width: int) -> dict[str, Any]:
    return {
        "name": label("light", light),
        "type": "bar",
        "stack": "lights",
        "barMaxWidth": width,
        "itemStyle": {"color": COLOURS[light], "borderColor": "#ffffff", "borderWidth": 1},
        "label": {
            "show": True,
            "formatter": f"{label('light_short', light)}{{c}}",
            "fontFamily": FONT,
            "fontSize": 11,
            "color": INK if light in DARK_TEXT else "#ffffff",
        },
        "labelLayout": {"hideOverlap": True},
        "data": [{"value": getattr(each, light), "label": {"show": bool(getattr(each, light))}} for each in counts],
    }


def _text() -> dict[str, Any]:
    return {"fontFamily": FONT, "fontSize": 12, "color": INK}


def _lines() -> dict[str, Any]:
    return {"lineStyle": {"color": GRID}}


def _quiet() -> dict[str, Any]:
    return {"axisTick": {"show": False}, "axisLine": {"lineStyle": {"color": GRID}}}
