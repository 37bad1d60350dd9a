"""Tables drawn in other ways than a heading above and one task a row: turned on their side, or two side by side."""

from dataclasses import replace

from planning.extraction.columns import BODIES, heading_of
from planning.extraction.table_grid import Grid, Spot
from planning.extraction.table_header import Header, headers_of

_FEWEST_FIELDS, _MOST_FIELDS = 3, 30
_SAYS_WHAT = frozenset({"content", "action", "task", "outcome"})
_SAYS_WHO_OR_WHEN = frozenset({*BODIES, "deadline", "person", "schedule"})
_SHORT = 8
_MOST_PARTS = 8


def turned(grid: Grid) -> Grid | None:
    """Return a table whose fields stand one below the other at the left (one task a column), with its rows as columns.

    None for a table drawn otherwise: rows above the fields are its title, and no other cell may be the name of a field.
    """
    rows = [row for row in range(len(grid.rows)) if grid.own(row)]
    while rows and len(grid.own(rows[0])) == 1:
        rows = rows[1:]
    firsts = [grid.rows[row].get(0) for row in rows]
    kinds = [heading_of((spot.text.text,)).kind if spot else "" for spot in firsts]
    known = {kind for kind in kinds if kind}
    if not (_FEWEST_FIELDS <= len(rows) <= _MOST_FIELDS and known & _SAYS_WHAT and known & _SAYS_WHO_OR_WHEN):
        return None
    if sum(1 for kind in kinds if kind) * 4 < len(rows) * 3 or any(_names_field(grid, row) for row in rows):
        return None
    columns: list[dict[int, Spot]] = [{} for _ in range(grid.width)]
    for place, row in enumerate(rows):
        for spot in grid.own(row):
            down = min(spot.rows, len(rows) - place)
            across = replace(spot, row=spot.column, column=place, rows=spot.columns, columns=down)
            for column in range(spot.column, min(spot.column + spot.columns, grid.width)):
                for field in range(place, place + down):
                    columns[column].setdefault(field, across)
    merged = any(spot.rows > 1 for column in columns for spot in column.values())
    return Grid(grid.name, grid.start, grid.end, tuple(columns), len(rows), merged)


def _names_field(grid: Grid, row: int) -> bool:
    """Return whether a cell beside the first one of a row is the name of a field too, as on a slip."""
    others = [spot.text for spot in grid.own(row) if spot.column]
    return any(len(text) <= _SHORT and heading_of((text.text,)).kind not in ("", "task") for text in others)


def side_by_side(grid: Grid, header: Header) -> list[Grid]:
    """Return the tables of which a grid is made where a heading says its words twice from left to right; else itself.

    Each keeps its columns at their places, so that their letters stay those of the sheet.
    """
    grids = [_columns(grid, first, end) for first, end in _parts(header)]
    return grids if len(grids) > 1 and all(headers_of(part) for part in grids) else [grid]


def _parts(header: Header) -> list[tuple[int, int]]:
    """Return from which column to which each part reaches that begins with the first word of the heading."""
    words = [heading.words[-1] if heading.words else "" for heading in header.headings]
    begins = [place for place, word in enumerate(words) if word and word == next(filter(None, words))]
    ends = [*begins[1:], len(words)]
    parts = list(zip(begins, ends, strict=True))
    said = [{word for word in words[first:end] if word} for first, end in parts]
    return parts if 1 < len(parts) <= _MOST_PARTS and all(len(one) > 1 and one == said[0] for one in said) else []


def _columns(grid: Grid, first: int, end: int) -> Grid:
    rows = tuple({c: spot for c, spot in row.items() if first <= spot.column and c < end} for row in grid.rows)
    return replace(grid, rows=rows, width=end)
