"""Photos of people: PNG, JPEG or WebP by their first bytes, made small, without what a camera wrote into them."""

from __future__ import annotations

import io
import struct
import warnings

from smallbiz_crm.domain.errors import Refused

LONGEST_SIDE = 512
MOST_PIXELS = 60_000_000
LARGEST = 25 * 1024 * 1024
QUALITY = 88
_MAGIC = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"RIFF": "WEBP"}


def kind_of_picture(content: bytes) -> str | None:
    """PNG, JPEG or WEBP by the first bytes; None for anything else."""
    kind = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)
    return None if kind == "WEBP" and content[8:12] != b"WEBP" else kind


def small_photo(content: bytes, name: str) -> tuple[str, bytes]:
    """A picture as a JPEG of at most 512 pixels a side, upright; its media type and bytes.

    Transparent parts become white. Raises Refused for what is no picture, damaged or too large; `name` is the
    file's, for the sentence.
    """
    kind = kind_of_picture(content)
    if kind is None:
        raise Refused("photo.no_picture", file=name)
    if len(content) > LARGEST:
        raise Refused("attachment.too_large", file=name, limit_mb=LARGEST // 1024 // 1024)
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused("photo.too_many_pixels", file=name)
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        flat = Image.new("RGB", upright.size, "white")
        flat.paste(upright, mask=upright.getchannel("A"))
        saved = io.BytesIO()
        flat.save(saved, "JPEG", quality=QUALITY, optimize=True)
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise Refused("photo.damaged", file=name) from error
    return "image/jpeg", saved.getvalue()
