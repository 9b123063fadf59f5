"""The whole workspace out as one zip, and such a zip into an empty workspace: nobody is locked in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from smallbiz_crm.domain.errors import Refused, Trouble
from smallbiz_crm.domain.imports import ImportResult
from smallbiz_crm.exchange.checksum import file_sha256
from smallbiz_crm.exchange.everything import (
    EverythingFile,
    TableOut,
    is_zip,
    open_everything,
    write_everything,
)
from smallbiz_crm.services.exports import Exported
from smallbiz_crm.services.imports import Progress, Silent
from smallbiz_crm.services.targets import require_elsewhere
from smallbiz_crm.store import everything as stored
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.schema import SCHEMA_VERSION
from smallbiz_crm.store.unit_of_work import UnitOfWork

KIND = "everything"


class Everything:
    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, target: Path, progress: Progress | None = None) -> Exported:
        """Write every table, also what is in the Trash, and all attached files, from one view of the workspace.

        What stands at `target` survives a failure or Cancel. Raises Refused, or Trouble when the disk fails.
        """
        require_elsewhere(self._database.path, target)
        told = progress or Silent()
        with self._database.reading() as connection:
            made = write_everything(
                target,
                SCHEMA_VERSION,
                _tables(connection, told),
                ((digest, stored.parts_of(connection, digest)) for digest in stored.digests(connection)),
            )
        return Exported(target, file_sha256(target), sum(made.rows.values()))

    def is_one(self, path: Path) -> bool:
        """Whether a file is to be read here: any zip that is no workbook."""
        return is_zip(path)

    def look_at(self, path: Path) -> ImportResult:
        """What reading the zip would bring, with nothing written. Raises like `read`."""
        with open_everything(path) as file, self._database.reading() as connection:
            self._require_fit(file, connection)
            return _result(sum(file.manifest.rows.values()), None)

    def read(self, path: Path, progress: Progress | None = None) -> ImportResult:
        """Bring everything of the zip into this workspace, which must hold no record yet, as one step.

        Ids and uids stay; lists and settings of the file take the place of those here. Raises Refused for a zip that
        is foreign, damaged, hostile or of a newer program, and for a workspace in use; nothing is then written.
        """
        told = progress or Silent()
        with open_everything(path) as file, self._database.step("everything.read", file=path.name) as unit:
            self._require_fit(file, unit.connection)
            stored.clear_lists(unit)
            rows = _bring_in(file, unit, told)
            stored.require_whole(unit.connection)
            told.raise_if_cancelled()
            unit.params["count"] = rows
        return _result(rows, unit.step_id)

    def _require_fit(self, file: EverythingFile, connection: Connection) -> None:
        version = file.manifest.schema
        if version > SCHEMA_VERSION:
            raise Trouble("file.newer", file=str(file.path), version=version, known=SCHEMA_VERSION)
        if unknown := file.manifest.rows.keys() - set(stored.TABLES):
            raise Refused("everything.damaged", file=str(file.path), part=min(unknown))
        if not stored.is_empty(connection):
            raise Refused("everything.not_empty", file=str(file.path), workspace=str(self._database.path))


def _tables(connection: Connection, progress: Progress) -> Iterator[TableOut]:
    for done, name in enumerate(stored.TABLES):
        progress.raise_if_cancelled()
        progress.report(done, len(stored.TABLES))
        yield TableOut(name, stored.header_of(name), stored.rows_of(connection, name))
    progress.raise_if_cancelled()


def _bring_in(file: EverythingFile, unit: UnitOfWork, progress: Progress) -> int:
    total, done = sum(file.manifest.rows.values()), 0
    for name in stored.TABLES:
        expected = file.manifest.rows.get(name)
        if expected is None:
            continue
        progress.raise_if_cancelled()
        written = stored.write_rows(unit, name, file.table(name))
        if written != expected:
            raise Refused("everything.rows_missing", file=str(file.path), table=name)
        done += written
        progress.report(done, total)
    for digest in stored.digests(unit.connection):
        progress.raise_if_cancelled()
        stored.write_content(unit, digest, file.content(digest))
    return done


def _result(rows: int, step: int | None) -> ImportResult:
    return ImportResult(KIND, KIND, rows, rows, 0, 0, 0, (), (), step)
