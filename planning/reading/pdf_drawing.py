"""What is drawn on a PDF page besides text: the rulings of tables, dark ground under pale text, pictures."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from planning.reading.pdf_parts import Ruling
from planning.reading.pdf_signs import Place

_THIN = 2.5
_STRAIGHT = 1.0
_SHORTEST = 3.0
_DEEPEST = 6
_MOST_OBJECTS = 200_000
_WHITE = 250
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Drawing:
    """The rulings of a page, the boxes that are filled with a colour or a picture, and how much pictures cover."""

    rulings: list[Ruling] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)


def read_drawing(page: Any, place: Place) -> Drawing:  # noqa: ANN401 - untyped library
    """Return what is drawn on a page; forms within forms are followed six deep, 200 000 objects at most."""
    drawing = Drawing()
    for seen, (thing, kind, matrix) in enumerate(_objects(page)):
        if seen > _MOST_OBJECTS:
            break
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _path(thing, matrix, place, drawing)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            drawing.pictures.append(_bounds(thing, matrix, place))
    drawing.grounds += drawing.pictures
    return drawing


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix]]:  # noqa: ANN401 - untyped library
    unit: Matrix = (1, 0, 0, 1, 0, 0)
    for number in range(pdfium.FPDFPage_CountObjects(page.raw)):
        yield from _within(pdfium.FPDFPage_GetObject(page.raw, number), unit, 0)


def _within(thing: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:  # noqa: ANN401 - untyped library
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind != pdfium.FPDF_PAGEOBJ_FORM:
        yield thing, kind, matrix
    elif depth < _DEEPEST:
        inner = _times(_matrix_of(thing), matrix)
        for number in range(pdfium.FPDFFormObj_CountObjects(thing)):
            yield from _within(pdfium.FPDFFormObj_GetObject(thing, number), inner, depth + 1)


def _matrix_of(thing: Any) -> Matrix:  # noqa: ANN401 - untyped library
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _apply(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(thing: Any, matrix: Matrix, place: Place) -> Box:  # noqa: ANN401 - untyped library
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    corners = [place(*_apply(matrix, x, y)) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    return _box(corners)


def _box(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _path(thing: Any, matrix: Matrix, place: Place, drawing: Drawing) -> None:  # noqa: ANN401 - untyped library
    filling, stroking = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing, filling, stroking)
    shapes = list(_shapes(thing, _times(_matrix_of(thing), matrix), place))
    for shape in shapes:
        x0, y0, x1, y1 = _box(shape)
        thin = min(x1 - x0, y1 - y0) <= _THIN
        if filling.value and not thin:
            if not _is_white(thing):
                drawing.grounds.append((x0, y0, x1, y1))
        elif filling.value and len(shape) > 2:  # noqa: PLR2004 - a ruling drawn as a thin box
            drawing.rulings += _rulings(
                [((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)]
                if x1 - x0 < y1 - y0
                else [(x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)]
            )
            continue
        if stroking.value:
            drawing.rulings += _rulings(shape)


def _shapes(thing: Any, matrix: Matrix, place: Place) -> Iterator[list[Point]]:  # noqa: ANN401 - untyped library
    x, y = ctypes.c_float(), ctypes.c_float()
    shape: list[Point] = []
    for number in range(min(pdfium.FPDFPath_CountSegments(thing), 10_000)):
        segment = pdfium.FPDFPath_GetPathSegment(thing, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = place(*_apply(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            if len(shape) > 1:
                yield shape
            shape = [point]
        else:
            shape.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment) and shape:
            shape.append(shape[0])
    if len(shape) > 1:
        yield shape


def _rulings(shape: list[Point]) -> list[Ruling]:
    found = []
    for (x0, y0), (x1, y1) in pairwise(shape):
        if abs(y1 - y0) <= _STRAIGHT and abs(x1 - x0) >= _SHORTEST:
            found.append(Ruling(level=True, at=(y0 + y1) / 2, start=min(x0, x1), end=max(x0, x1)))
        elif abs(x1 - x0) <= _STRAIGHT and abs(y1 - y0) >= _SHORTEST:
            found.append(Ruling(level=False, at=(x0 + x1) / 2, start=min(y0, y1), end=max(y0, y1)))
    return found


def _is_white(thing: Any) -> bool:  # noqa: ANN401 - untyped library
    colour = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(thing, *colour)
    return all(part.value >= _WHITE for part in colour[:3]) or colour[3].value == 0
