"""Pictures written anew without what cameras put into them, and small pictures to look at. Runs in a child process.

The child (``python -m planning.picturing``) is bounded in time and memory by ``planning.apart``; a picture's size is
read and held to its bound before a single row of it is unpacked.
"""

import base64
import io
import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from config.errors import DubanError
from planning.apart import OUT_OF_MEMORY, Order, serve
from planning.reading import Progress, ReadingLimits

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MODULE = "planning.picturing"
_SIDE, _QUALITY, _SMALL_QUALITY = 480, 90, 80
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_WRITTEN = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def work(data: bytes, order: Order, limits: ReadingLimits, progress: Progress) -> bytes:
    """Return, as JSON ``{"data": base64}``, what the order asks to be made of the bytes.

    Raises:
        DubanError: ``picture-damaged``, ``picture-too-many-pixels``, ``preview-impossible``.
    """
    del limits, progress
    made = _MAKERS[order["do"]](data, order)
    return json.dumps({"data": base64.b64encode(made).decode()}).encode()


def _stripped(data: bytes, order: Order) -> bytes:
    """Write a picture anew, turned upright, with nothing but its pixels."""
    from PIL import ImageOps  # noqa: PLC0415 - only where pictures are made

    picture = ImageOps.exif_transpose(_opened(data, order))
    kind = _WRITTEN[order["media_type"]]
    plain = picture.convert("RGBA" if _has_alpha(picture) and kind != "JPEG" else "RGB")
    plain.info.clear()
    written = io.BytesIO()
    plain.save(written, kind, **({} if kind == "PNG" else {"quality": _QUALITY}))
    return written.getvalue()


def _small(data: bytes, order: Order) -> bytes:
    return _thumbnail(_opened(data, order))


def _first_page(data: bytes, order: Order) -> bytes:
    """Draw the first page of a PDF, no larger than the small picture asks for."""
    import pypdfium2  # noqa: PLC0415 - only where pages are drawn

    try:
        document = pypdfium2.PdfDocument(data)
        page = document[0]
        width, height = page.get_size()
        scale = min(2 * _SIDE / max(width, height, 1), 4)
        return _thumbnail(page.render(scale=scale, may_draw_forms=False).to_pil())
    except (pypdfium2.PdfiumError, IndexError, ValueError, OSError) as error:
        raise DubanError("preview-impossible", name=order["name"]) from error


_MAKERS: dict[str, Callable[[bytes, Order], bytes]] = {"strip": _stripped, "small": _small, "page": _first_page}


def _opened(data: bytes, order: Order) -> "Picture":
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - as above

    Image.MAX_IMAGE_PIXELS = None  # the bound below is ours
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height > order["pixels"]:
            raise DubanError(
                "picture-too-many-pixels", name=order["name"], width=picture.width, height=picture.height,
                most=order["pixels"] // 1_000_000,
            )  # fmt: skip
        picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise DubanError("picture-damaged", name=order["name"]) from error
    return picture


def _thumbnail(picture: "Picture") -> bytes:
    from PIL import ImageOps  # noqa: PLC0415 - as above

    small = ImageOps.exif_transpose(picture).convert("RGB")
    small.thumbnail((_SIDE, _SIDE))
    small.info.clear()
    written = io.BytesIO()
    small.save(written, "WEBP", quality=_SMALL_QUALITY)
    return written.getvalue()


def _has_alpha(picture: "Picture") -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


if __name__ == "__main__":
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer, work)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # without any clearing up, which would need memory itself
