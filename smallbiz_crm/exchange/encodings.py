"""Which encoding a text file has, told from its first bytes and the first that are not ASCII."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from smallbiz_crm.domain.errors import NotFound, Refused, Trouble

SAMPLE_BYTES = 1 << 16
_SCAN_BYTES = 1 << 20
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"SQLite format",
)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_CONTROLS_ALLOWED = 100  # one in so many bytes
_UTF8_MAJORITY = 4  # so many sound characters for each bad byte make it a damaged UTF-8 file
_LEGACY = (
    "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "mac_roman", "iso8859_2", "koi8_r",
    "cp437", "cp850", "cp866", "shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_LATIN = ("cp1252", "cp1250")
_CAPITALS = "À-ÖØ-ÞŠŽŸŒĄĆĘŁŃŚŹŻČĎĚŇŘŤŮŐŰŞŢĂĽĹŔĐ"
_STRANGE_IN_LATIN = re.compile(
    r"(?<=[^\W\d_])(?![’‘´·–—\u00ad])(?:[^\w\x00-\x7f]|[¹²³¼½¾])(?=[a-z])"
    rf"|[a-z][{_CAPITALS}](?=[a-zß-ÿ])|[\u0080-\u009f]"
)
_FOREIGN_RUN = re.compile(r"(?:(?![\x00-\x7f])[^\W\d_]){3,}")


def open_binary(path: Path) -> BinaryIO:
    """The file opened for reading. Raises NotFound, Refused (a folder, no plain file) or Trouble (rights)."""
    file = str(path)
    if path.is_dir():
        raise Refused("file.is_folder", file=file)
    try:
        if path.exists() and not path.is_file():
            raise Refused("file.not_plain", file=file)
        return path.open("rb")
    except FileNotFoundError:
        raise NotFound("file.not_found", file=file) from None
    except OSError as failure:
        raise Trouble("file.unreadable", file=file, reason=failure.strerror or "") from None


def sniff_encoding(stream: BinaryIO, file: str) -> str:
    """The codec name of an open file, read on up to its first bytes that are not ASCII, which may be its end.

    Raises Refused("file.binary") for what is no text and Refused("file.encoding_unknown") when nothing fits.
    """
    head = stream.read(SAMPLE_BYTES)
    if head.startswith(_NOT_TEXT):
        raise Refused("file.binary", file=file)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if wide := wide_encoding(head):
        return wide
    if b"\0" in head or len(_CONTROL.findall(head)) * _CONTROLS_ALLOWED > len(head):
        raise Refused("file.binary", file=file)
    sample = head if not head.isascii() else _telling_bytes(stream)
    if sample.isascii() or _is_utf8(sample):
        return "utf-8"
    return _legacy(sample, file)


def wide_encoding(head: bytes) -> str | None:
    """UTF-16, with its mark or without: in mostly Latin text every other byte is NUL."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _telling_bytes(stream: BinaryIO) -> bytes:
    """The bytes around the first that is not ASCII, from whole lines; nothing when there is none."""
    for chunk in _chunks(stream):
        if chunk.isascii():
            continue
        first = _NOT_ASCII.search(chunk)
        start = chunk.rfind(b"\n", 0, first.start()) + 1 if first else 0
        return chunk[start : start + SAMPLE_BYTES]
    return b""


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_SCAN_BYTES):
        yield chunk


def _is_utf8(sample: bytes) -> bool:
    """True also for UTF-8 with a little damage: read as anything else it would all be garbled."""
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    bad = len(re.findall("[\udc80-\udcff]", text))
    if not bad:
        return True
    sound = len(re.findall("[^\x00-\x7f\udc80-\udcff]", text))
    return sound >= bad * _UTF8_MAJORITY


def is_text_encoding(name: str) -> bool:
    """Whether Python can read text by this codec, piece by piece."""
    try:
        codecs.getincrementaldecoder(name)
        b"a".decode(name)
    except UnicodeDecodeError:
        return True
    except (LookupError, ValueError):
        return False
    return True


def _legacy(sample: bytes, file: str) -> str:
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    for encoding in _LATIN:
        if _looks_latin(_decoded(sample, encoding)):
            return encoding
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample, cp_isolation=list(_LEGACY)).best()
    if best is not None:
        return best.encoding
    if _decoded(sample, "cp1252") is None:
        raise Refused("file.encoding_unknown", file=file)
    return "cp1252"


def _decoded(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return None


def _looks_latin(text: str | None) -> bool:
    """Accented letters stand among plain ones; other alphabets read as Latin give runs and odd signs."""
    if text is None:
        return False
    high = len(re.findall(r"[^\x00-\x7f]", text))
    in_runs = sum(len(run) for run in _FOREIGN_RUN.findall(text))
    return len(_STRANGE_IN_LATIN.findall(text)) * 20 <= high and in_runs * 10 <= high * 4
