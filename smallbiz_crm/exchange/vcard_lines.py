"""The lines of vCard files (2.1, 3.0, 4.0) as properties, read tolerantly; what they mean is told elsewhere."""

from __future__ import annotations

import binascii
import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.exchange.encodings import open_binary, wide_encoding

FILE_LIMIT = 10 << 20
LINES_LIMIT = 1_000_000
LINE_LIMIT = 4 << 20
_HEAD_LIMIT = 10_000
_CHARSET = re.compile(rb"CHARSET=\"?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}\s*")
_PARAMETERS = re.compile(r';((?:[^;"]|"[^"]*"?)*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_QUOTED_PRINTABLE = frozenset({"quoted-printable", "q"})
_BASE64 = frozenset({"base64", "b"})
_TRANSFER = _QUOTED_PRINTABLE | _BASE64 | {"7bit", "8bit"}
_CODECS = re.compile(
    r"utf-?(8|16).*|(iso8859|iso-8859)-.*|latin.*|cp(125\d|437|850|852|866|932|949)|koi8.*|mac.*|shift_jis.*"
    r"|euc_.*|iso2022_.*|gb.*|big5.*|ascii|tis.*"
)


class Property(NamedTuple):
    """One property. `types` are lower case; `params` have upper-case names; `data` is set instead of `value` for
    what is written in base64.

    `pref` is 1 for the preferred one of several (``PREF``, ``TYPE=pref``), 0 when nothing is said.
    """

    name: str
    group: str
    types: frozenset[str]
    params: dict[str, str]
    value: str
    data: bytes | None = None
    pref: int = 0


@dataclass(slots=True)
class Line:
    """A logical line: what belongs together although the file broke it. `number` counts physical lines from 1.

    More than LINE_LIMIT bytes are not kept.
    """

    number: int
    content: bytearray
    is_folded: bool = False
    _declared: bytes | None = None

    def add(self, text: bytes) -> None:
        self.is_folded = True
        if len(self.content) < LINE_LIMIT:
            self.content += text

    def declares(self, encoding: bytes) -> bool:
        """Whether the words before the value name the transfer encoding."""
        if self._declared is None:
            self._declared = bytes(self.content[:_HEAD_LIMIT]).partition(b":")[0].upper()
        return encoding in self._declared


def read_bytes(path: Path) -> bytes:
    """The file with LF line ends, in UTF-8 if it was in UTF-16.

    Raises NotFound, Trouble or Refused as `open_binary` does, with ``file.too_large``, ``file.empty``,
    ``file.binary`` or ``vcard.too_many_lines``.
    """
    with open_binary(path) as stream:
        content = stream.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise Refused("file.too_large", file=str(path), limit=FILE_LIMIT >> 20)
    encoding = wide_encoding(content[:4096])
    if encoding:
        content = content.decode(encoding, "replace").encode()
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        raise Refused("file.empty", file=str(path))
    if b"\0" in content:
        raise Refused("file.binary", file=str(path))
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if content.count(b"\n") > LINES_LIMIT:
        raise Refused("vcard.too_many_lines", file=str(path), limit=LINES_LIMIT)
    return content


def fallback_charset(content: bytes) -> str:
    """How bytes that are no UTF-8 are read where nothing is declared: as elsewhere in the file, else cp1252."""
    for declared in _CHARSET.findall(content):
        codec = known_codec(declared.decode("ascii"))
        if codec and not codec.startswith("utf"):
            return codec
    return "cp1252"


@cache
def known_codec(name: str) -> str | None:
    """Python's name for a charset that text is written in; None for all others."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return codec if _CODECS.fullmatch(codec) else None


def logical_lines(content: bytes) -> Iterator[Line]:
    """The lines with their folds, soft breaks and loose base64 joined; blank lines end what stands before."""
    current: Line | None = None
    for number, physical in enumerate(io.BytesIO(content), start=1):
        text = physical.removesuffix(b"\n")
        if current is not None and _continues(current, text):
            continue
        if current is not None:
            yield current
        current = Line(number, bytearray(text)) if text.strip() else None
    if current is not None:
        yield current


def _continues(line: Line, text: bytes) -> bool:
    """Add the physical line to the logical one if it belongs to it."""
    if line.content.endswith(b"=") and line.declares(b"QUOTED-PRINTABLE") and not _is_end(text):
        del line.content[-1]
        # Writers that break a soft line fold it too: the blank is theirs, as in a folded line.
        line.add(text[1:] if text[:1] in {b" ", b"\t"} else text)
        return True
    if text[:1] in {b" ", b"\t"}:
        line.add(text[1:])
        return True
    if text and b":" not in text and line.declares(b"BASE64") and _BASE64_LINE.fullmatch(text):
        line.add(text)
        return True
    return False


def _is_end(text: bytes) -> bool:
    return text.strip().upper() == b"END:VCARD"


def parse_property(line: bytes, fallback: str) -> Property | None:
    """The property of a logical line; None when the line is none."""
    colon = _colon(line)
    if not 0 < colon <= _HEAD_LIMIT:
        return None
    head, raw = _head(line[:colon], fallback), line[colon + 1 :]
    if head.encoding in _BASE64:
        return head.bare._replace(data=raw)
    if head.encoding in _QUOTED_PRINTABLE:
        raw = binascii.a2b_qp(raw)
    name, group, types, params, _value, _data, pref = head.bare
    return Property(name, group, types, params, _decoded(raw, head.charset, fallback), None, pref)


class _Head(NamedTuple):
    """What stands before the value: the property without it, and how the value is written."""

    bare: Property
    encoding: str
    charset: str


@lru_cache(maxsize=256)
def _head(told: bytes, fallback: str) -> _Head:
    """The same words before a value come in every card, so they are taken apart once."""
    head = _decoded(told, "", fallback)
    name, *_ = head.partition(";")
    group, _, name = name.strip().rpartition(".")
    params, types = _parameters(head)
    bare = Property(name.upper(), group.lower(), types, params, "", None, _pref(params, types))
    return _Head(bare, params.get("ENCODING", "").lower(), params.get("CHARSET", ""))


def _colon(line: bytes) -> int:
    """Where the value begins: at the first colon outside quotes."""
    first = line.find(b":")
    if b'"' not in line[: max(first, 0)]:
        return first
    is_quoted = False
    for place, byte in enumerate(line[:_HEAD_LIMIT]):
        if byte == 0x22:
            is_quoted = not is_quoted
        elif byte == 0x3A and not is_quoted:
            return place
    return first


def _parameters(head: str) -> tuple[dict[str, str], frozenset[str]]:
    params: dict[str, str] = {}
    types: set[str] = set()
    for part in _PARAMETERS.findall(head):
        name, sign, value = part.partition("=")
        name, value = name.strip().upper(), value.strip()
        if not sign:
            name, value = ("ENCODING" if name.lower() in _TRANSFER else "TYPE"), part
        if name == "TYPE":
            types.update(word.strip(' "').lower() for word in value.split(","))
        else:
            params.setdefault(name, value.strip('"'))
    return params, frozenset(types - {""})


def _pref(params: dict[str, str], types: frozenset[str]) -> int:
    told = params.get("PREF", "")
    if told.isdecimal() and told.isascii() and len(told) <= 3:
        return int(told) or 1
    return 1 if "pref" in types or "PREF" in params else 0


def _decoded(raw: bytes, charset: str, fallback: str) -> str:
    codec = known_codec(charset) if charset else None
    for name in (codec, "utf-8"):
        if name:
            try:
                return raw.decode(name)
            except UnicodeDecodeError:
                continue
    return raw.decode(codec or fallback, "replace")


def split_structured(value: str, separator: str = ";") -> list[str]:
    """The parts of a value, split where the separator is not escaped; each part still escaped."""
    if "\\" not in value:
        return value.split(separator)
    parts = [""]
    for piece in re.split(rf"(\\.|{re.escape(separator)})", value, flags=re.DOTALL):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def unescape(value: str) -> str:
    """The text of a value: ``\\n`` is a line end, any other escaped sign is itself."""
    return (
        _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value) if "\\" in value else value
    )
