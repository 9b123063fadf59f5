"""What commands print: one JSON object or lines for people on stdout, sentences on stderr."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress

from smallbiz_crm.domain.errors import Trouble

Json = dict[str, object]

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def prepare_streams() -> None:
    """Let every text be printed, whatever the terminal's own encoding lacks; files and pipes get UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def put(text: str = "") -> None:
    """Print a line on stdout."""
    _write(f"{text}\n")


def put_lines(lines: Iterable[str]) -> None:
    for line in lines:
        put(line)


def put_json(facts: Json) -> None:
    """Print one JSON object, the only thing on stdout."""
    put(json.dumps(facts, ensure_ascii=False, indent=2))


def put_json_line(facts: Json) -> None:
    """Print one of several JSON objects, a line each, at once."""
    put(json.dumps(facts, ensure_ascii=False))
    flush()


def put_json_list(facts: Json, name: str, items: Iterator[Json]) -> None:
    """Print one JSON object whose last member `name` is a list too long to be held in memory."""
    head = json.dumps(facts, ensure_ascii=False, indent=2)[:-2]
    _write(f'{head},\n  "{name}": [')
    separator = "\n    "
    for item in items:
        _write(separator + json.dumps(item, ensure_ascii=False))
        separator = ",\n    "
    _write("\n  ]\n}\n" if separator.startswith(",") else "]\n}\n")


def tell(text: str) -> None:
    """Print a sentence for a person on stderr, as one line without signs that steer a terminal."""
    shown = "".join(" " if unicodedata.category(sign) in _INVISIBLE else sign for sign in text)
    with suppress(OSError):
        sys.stderr.write(f"{shown}\n")
        sys.stderr.flush()


def flush() -> None:
    """Hand over what was printed. Raises Trouble ``output.not_writable``, or BrokenPipeError."""
    with _as_trouble():
        sys.stdout.flush()


def _write(text: str) -> None:
    with _as_trouble():
        sys.stdout.write(text)


@contextmanager
def _as_trouble() -> Generator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Trouble("output.not_writable", reason=error.strerror or str(error)) from error
