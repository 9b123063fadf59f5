"""The lines of a text file, decoded piece by piece: never the whole file in memory, however it is made."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from smallbiz_crm.exchange.encodings import open_binary

LINE_LIMIT = 4_000_000
_CHUNK_BYTES = 1 << 18
_GUARDS = ("'=", "'@", "'+", "'-", "''", "'\t", "'\r")


class NotText(Exception):
    """Bytes that are no text in this encoding (``file.bad_bytes``) or NUL (``file.binary``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TextLines:
    """Lines with their ends, as csv wants them; ended by LF, CRLF or CR alone. One pass.

    `bytes_read` counts up; `has_guards`: an apostrophe which may be our guard was seen; `is_over`: more was
    asked for after the last line. A line over LINE_LIMIT characters is cut there.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = encoding
        self.bytes_read = 0
        self.has_guards = False
        self.is_over = False

    def __iter__(self) -> Iterator[str]:
        """Raises NotText after the last sound line."""
        with open_binary(self._path) as stream:
            carry = ""
            skips_rest = False
            for text in self._texts(stream):
                carry += text
                cut = max(carry.rfind("\n"), carry.rfind("\r", 0, -1)) + 1
                if cut:
                    whole, carry = carry[:cut], carry[cut:]
                    if skips_rest:
                        whole = whole[_first_break(whole) :]
                        skips_rest = False
                    yield from io.StringIO(whole, newline="")
                if len(carry) > LINE_LIMIT:
                    if not skips_rest:
                        yield carry[:LINE_LIMIT]
                    carry, skips_rest = carry[-1:], True
            if carry and not skips_rest:
                yield from io.StringIO(carry.rstrip("\x1a"), newline="")
        self.is_over = True

    def _texts(self, stream: BinaryIO) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._encoding)()
        while True:
            chunk = stream.read(_CHUNK_BYTES)
            self.bytes_read += len(chunk)
            state = decoder.getstate()
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as failure:
                decoder.setstate(state)
                yield decoder.decode(chunk[: max(0, failure.start - len(state[0]))])
                raise NotText("file.bad_bytes") from None
            if "\0" in text:
                yield text[: text.index("\0")]
                raise NotText("file.binary")
            if not self.has_guards:
                self.has_guards = any(mark in text for mark in _GUARDS)
            yield text
            if not chunk:
                return


def _first_break(text: str) -> int:
    """Where the line begins that follows the first end of line."""
    first = min(place for place in (text.find("\n"), text.find("\r")) if place >= 0)
    return first + (2 if text[first : first + 2] == "\r\n" else 1)
