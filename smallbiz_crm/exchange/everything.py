"""The whole workspace as a zip: a table as CSV per table, attached files by their hash; read back with suspicion."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from smallbiz_crm.domain.errors import NotFound, Refused, Trouble
from smallbiz_crm.exchange.atomic import ZIP_UNIX, ZIP_WHEN, atomic_file
from smallbiz_crm.exchange.cells import guard, unguard

MANIFEST = "workspace.json"
TABLES = "tables/"
FILES = "attachments/"
PROGRAM = "SmallBiz CRM"

MANIFEST_LIMIT = 1024 * 1024
FILE_LIMIT = 25 * 1024 * 1024
TOTAL_LIMIT = 16 * 1024**3
MEMBER_LIMIT = 200_000
CELL_LIMIT = 64 * 1024 * 1024
FREE_OF_RATIO = 64 * 1024 * 1024
RATIO_LIMIT = 200
"""How many times larger than packed a zip of over 64 MB may be; our own tables pack about 15 times."""

_ESCAPE = "\\"
_HEX = frozenset("0123456789abcdef")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError)

Value = str | int | None


@dataclass(frozen=True, slots=True)
class TableOut:
    """A table to be written; a value is a text, a whole number or None."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The version of the schema and the rows of every table."""

    schema: int
    rows: Mapping[str, int]


def is_zip(path: Path) -> bool:
    """Whether a file is to be read as a zip of everything: any zip that is no workbook."""
    if path.suffix.lower() == ".zip":
        return True
    if not path.is_file() or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return MANIFEST in archive.namelist()
    except _DAMAGE:
        return False


def write_everything(
    target: Path, schema: int, tables: Iterable[TableOut], files: Iterable[tuple[str, Iterable[bytes]]]
) -> Manifest:
    """Write tables and files (by the SHA-256 of what they hold); equal contents make equal zips.

    Raises Trouble when the disk fails; what stood at `target` is then still there.
    """
    rows: dict[str, int] = {}
    with atomic_file(target, "wb") as stream, zipfile.ZipFile(stream, "w") as archive:
        for table in tables:
            rows[table.name] = _write_table(archive, table)
        for digest, parts in files:
            with archive.open(_member(FILES + digest), "w") as sink:
                sink.writelines(parts)
        manifest = {"program": PROGRAM, "schema": schema, "rows": rows}
        archive.writestr(_member(MANIFEST), json.dumps(manifest, indent=1) + "\n")
    return Manifest(schema, rows)


def _write_table(archive: zipfile.ZipFile, table: TableOut) -> int:
    count = 0
    with (
        archive.open(_member(f"{TABLES}{table.name}.csv"), "w", force_zip64=True) as sink,
        io.TextIOWrapper(sink, encoding="utf-8-sig", newline="") as text,
    ):
        writer = csv.writer(text)
        writer.writerow(table.header)
        for row in table.rows:
            writer.writerow([to_cell(value) for value in row])
            count += 1
    return count


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, ZIP_WHEN)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = ZIP_UNIX
    member.external_attr = 0o644 << 16
    return member


def to_cell(value: Value) -> str:
    """The cell of a value: empty for none, a backslash before an empty text and one that begins with it."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return guard(_ESCAPE + value if not value or value[0] == _ESCAPE else value)


def from_cell(cell: str) -> str | None:
    """The text that was written; ``from_cell(to_cell(text)) == text`` for every text and None."""
    if not cell:
        return None
    text = unguard(cell)
    return text[1:] if text[:1] == _ESCAPE else text


class EverythingFile:
    """A zip of everything, looked at before anything of it is read."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self._members = {member.filename: member for member in archive.infolist()}
        self._require_safe()
        self.manifest = self._read_manifest()

    def table(self, name: str) -> Generator[list[str | None]]:
        """The header of a table, then its rows; an empty cell is None. Raises Refused where it is broken."""
        member = self._members[f"{TABLES}{name}.csv"]
        before = csv.field_size_limit(CELL_LIMIT)
        try:
            with (
                _damage_told(self.path, member.filename),
                self._archive.open(member) as stream,
                io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text,
            ):
                yield from _rows(text)
        except csv.Error as error:
            raise Refused("everything.damaged", file=str(self.path), part=member.filename) from error
        finally:
            csv.field_size_limit(before)

    def content(self, digest: str) -> bytes:
        """What an attached file holds. Raises Refused where it is missing or not what its name says."""
        member = self._members.get(FILES + digest)
        if member is None:
            raise Refused("everything.damaged", file=str(self.path), part=FILES + digest)
        with _damage_told(self.path, member.filename):
            content = self._archive.read(member)
        if hashlib.sha256(content).hexdigest() != digest:
            raise Refused("everything.damaged", file=str(self.path), part=member.filename)
        return content

    def _require_safe(self) -> None:
        members = self._archive.infolist()
        total = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        is_bomb = (
            total > TOTAL_LIMIT
            or packed > self.path.stat().st_size
            or (total > FREE_OF_RATIO and total > RATIO_LIMIT * max(packed, 1))
        )
        names_collide = len(self._members) != len(members)
        if is_bomb or names_collide or len(members) > MEMBER_LIMIT or not all(map(_is_ours, members)):
            raise Refused("everything.unsafe", file=str(self.path))

    def _read_manifest(self) -> Manifest:
        member = self._members.get(MANIFEST)
        if member is None:
            raise Refused("everything.not_one", file=str(self.path))
        with _damage_told(self.path, MANIFEST):
            text = self._archive.read(member)
        try:
            told = json.loads(text)
            rows = {str(name): int(count) for name, count in told["rows"].items()}
            manifest = Manifest(int(told["schema"]), rows)
            is_ours = told["program"] == PROGRAM
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Refused("everything.damaged", file=str(self.path), part=MANIFEST) from error
        if not is_ours:
            raise Refused("everything.not_one", file=str(self.path))
        for name in rows:
            if f"{TABLES}{name}.csv" not in self._members:
                raise Refused("everything.damaged", file=str(self.path), part=f"{TABLES}{name}.csv")
        return manifest


@contextmanager
def open_everything(path: Path) -> Generator[EverythingFile]:
    """Open a zip of everything. Raises NotFound, Trouble, or Refused for one that is foreign, damaged or hostile."""
    if not path.is_file():
        raise NotFound("file.not_found", file=str(path))
    try:
        stream: BinaryIO = path.open("rb")
    except OSError as error:
        raise Trouble("file.unreadable", file=str(path), reason=error.strerror or str(error)) from error
    with stream:
        try:
            archive = zipfile.ZipFile(stream)
        except _DAMAGE as error:
            raise Refused("everything.not_one", file=str(path)) from error
        with archive:
            yield EverythingFile(path, archive)


@contextmanager
def _damage_told(path: Path, part: str) -> Generator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise Refused("everything.damaged", file=str(path), part=part) from error


def _is_ours(member: zipfile.ZipInfo) -> bool:
    """Exactly the names that we write, none that leads elsewhere; nothing locked, nothing larger than it may be."""
    name = member.filename
    if member.flag_bits & 1:
        return False
    if name == MANIFEST:
        return member.file_size <= MANIFEST_LIMIT
    if name.startswith(FILES):
        digest = name.removeprefix(FILES)
        return len(digest) == 64 and _HEX.issuperset(digest) and member.file_size <= FILE_LIMIT
    table = name.removeprefix(TABLES).removesuffix(".csv")
    return name == f"{TABLES}{table}.csv" and table.isascii() and table.replace("_", "").isalpha()


def _rows(text: io.TextIOWrapper) -> Iterator[list[str | None]]:
    lines = csv.reader(text, strict=True)
    header = next(lines, None)
    if header is None:
        raise csv.Error("no header")
    yield [*header]
    for cells in lines:
        if len(cells) != len(header):
            raise csv.Error("a row of another width")
        yield [from_cell(cell) for cell in cells]
