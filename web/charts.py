"""What the browser draws a chart from: plain data in the page, beside a table that says the same."""

from collections.abc import Sequence

from config.language import label
from web.answers.overview import LIGHTS, TrendDay
from web.wording import month_day

#: The same colours as the style sheet's; each series carries its word as well.
COLOURS = {
    "red": "#b3261e",
    "orange": "#c2570c",
    "yellow": "#d9a21b",
    "green": "#2f8f4e",
    "blue": "#0b5cad",
    "grey": "#8a93a0",
}


def trend_chart(days: Sequence[TrendDay]) -> dict[str, object]:
    """Return days and one stacked series for each light that ever occurs, the gravest at the bottom."""
    shown = [light for light in LIGHTS if any(day.lights.get(light) for day in days)]
    return {
        "days": [month_day(day.day) for day in days],
        "series": [
            {"name": label("light", light), "colour": COLOURS[light], "values": [day.lights[light] for day in days]}
            for light in shown
        ],
    }
