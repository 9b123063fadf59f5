"""QR codes: a text drawn as one, and the texts of the codes in a picture; where they come from is told elsewhere."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.encodings import open_binary

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 50 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_ENLARGED = 24_000_000
"""Pixels over which a picture is not enlarged: a code that cannot be read then is not too small."""
QUIET = 4
"""Modules of white around a code, as the standard asks."""
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_FACTORS = (1, 2, 3)


class Pixels(NamedTuple):
    """A grey picture of one byte a pixel; each of its `height` rows takes `stride` bytes."""

    width: int
    height: int
    stride: int
    content: bytes


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The code's rows without the white around them, True for dark. Raises Refused ``qr.too_long``."""
    import segno

    try:
        code = segno.make_qr(text, error="m", encoding="utf-8")
    except segno.DataOverflowError:
        raise Refused("qr.too_long") from None
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def write_code(target: Path, text: str, *, scale: int = 10) -> None:
    """Draw the code into a PNG, `scale` pixels a module. Raises Refused or Trouble as `atomic_file` does."""
    from PIL import Image

    rows = modules(text)
    side = len(rows) + 2 * QUIET
    drawn = Image.new("1", (side, side), 1)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                drawn.putpixel((x + QUIET, y + QUIET), 0)
    with atomic_file(target, "wb") as file:
        drawn.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(file, "PNG", optimize=True)


def texts_in_file(path: Path) -> list[str]:
    """What the codes in a picture say, as `texts_in_pixels`.

    Raises NotFound, Trouble or Refused as `open_binary`, and ``qr.no_picture`` or ``qr.picture_too_large``.
    """
    from PIL import Image, ImageOps

    name = str(path)
    with open_binary(path) as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused("qr.picture_too_large", file=name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused("qr.picture_too_large", file=name)
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
        flat = Image.new("RGB", upright.size, "white")
        flat.paste(upright, mask=upright.getchannel("A"))
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise Refused("qr.no_picture", file=name) from error
    return _texts(flat.convert("L"))


def texts_in_pixels(pixels: Pixels) -> list[str]:
    """What the codes in a picture say, each once, from the top down; none when there are none."""
    from PIL import Image

    size = (pixels.width, pixels.height)
    return _texts(Image.frombuffer("L", size, pixels.content, "raw", "L", pixels.stride, 1))


def _texts(grey: Image) -> list[str]:
    """Read as it is, then enlarged and smoothed: small and rough codes show only there."""
    import zxingcpp

    formats = zxingcpp.barcode_formats_from_str("QRCode|MicroQRCode|RMQRCode|DataMatrix|Aztec|PDF417")
    for tried in _tries(grey):
        view = memoryview(tried.tobytes()).cast("B", shape=(tried.height, tried.width))
        found = [code for code in zxingcpp.read_barcodes(view, formats) if code.valid and code.text.strip()]
        found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
        if found:
            return list(dict.fromkeys(code.text for code in found))
    return []


def _tries(grey: Image) -> Iterator[Image]:
    from PIL import Image, ImageFilter, ImageOps

    for factor in _FACTORS:
        if factor == 1:
            yield grey
        elif grey.width * grey.height * factor * factor <= MOST_ENLARGED:
            size = (grey.width * factor, grey.height * factor)
            yield ImageOps.autocontrast(grey.resize(size, Image.Resampling.BICUBIC), cutoff=1)
    yield ImageOps.autocontrast(grey.filter(ImageFilter.GaussianBlur(1.5)), cutoff=1)
    yield ImageOps.autocontrast(grey.filter(ImageFilter.UnsharpMask(3, 300, 0)), cutoff=2)
