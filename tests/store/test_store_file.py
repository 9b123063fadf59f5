"""The file itself: made whole, refused when foreign, locked, backed up, checked, born by the migrations too."""

from __future__ import annotations

import stat
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlcipher3 import dbapi2

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import CrmError, NotFound, Refused, Trouble
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.backup import make_backup
from smallbiz_crm.store.engine import raw_connection
from smallbiz_crm.store.migrate import run_scripts
from smallbiz_crm.store.schema import SCHEMA_VERSION

CLOCK = FixedClock(date(2026, 5, 14))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    workspace = Workspace.create(tmp_path / "a.crm", clock=CLOCK)
    workspace.contacts.add(NewContact("Ana", company="Acme", emails=("ana@x.example",)))
    workspace.close()
    return workspace.path


def refusal(path: Path, **options: object) -> CrmError:
    with pytest.raises(CrmError) as refused:
        Workspace.open(path, clock=CLOCK, **options)  # type: ignore[arg-type]
    return refused.value


def execute(path: Path, *statements: str) -> None:
    connection = dbapi2.connect(str(path), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_new_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "b.crm", clock=CLOCK)
    workspace.close()
    assert stat.S_IMODE(workspace.path.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.part*"))


def test_a_new_file_is_refused_in_a_synchronised_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    with pytest.raises(Refused) as refused:
        Workspace.create(folder / "a.crm", clock=CLOCK)
    assert refused.value.code == "file.in_synced_folder"
    assert not list(folder.iterdir())


@pytest.mark.parametrize(("name", "code"), [("a.crm", "file.exists"), ("b.txt", "file.wrong_ending")])
def test_a_new_file_never_replaces_one_and_has_our_ending(path: Path, name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        Workspace.create(path.with_name(name), clock=CLOCK)
    assert refused.value.code == code


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none.crm")
    assert isinstance(error, NotFound)
    assert error.params["file"].endswith("none.crm")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file.not_a_workspace"), (b"hello" * 500, "file.not_a_workspace")],
    ids=["empty", "text"],
)
def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.crm"
    path.write_bytes(content)
    assert refusal(path).code == code
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.crm"
    execute(path, "CREATE TABLE x(y)")
    assert refusal(path).code == "file.not_a_workspace"


def test_a_newer_file_is_refused(path: Path) -> None:
    execute(path, f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    assert refusal(path).code == "file.newer"


def test_an_older_file_is_migrated_after_a_backup(path: Path) -> None:
    execute(path, "PRAGMA user_version=0")
    assert refusal(path, holder=None).code == "file.older"
    workspace = Workspace.open(path, clock=CLOCK)
    assert workspace.contacts.count() == 1
    assert workspace.backups.check().schema == SCHEMA_VERSION
    workspace.close()
    assert [file.name for file in (path.parent / "backups").iterdir()] == ["a schema 0.crm"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the open files of Linux")
def test_threads_that_end_leave_no_connection_behind(path: Path) -> None:
    workspace = Workspace.open(path, clock=CLOCK)
    for _ in range(20):
        reader = threading.Thread(target=workspace.contacts.count)
        reader.start()
        reader.join()
    handles = [str(link.resolve()) for link in Path("/proc/self/fd").iterdir()]
    assert handles.count(str(path)) <= 3
    workspace.close()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON contact BEGIN DELETE FROM deal; END",
        "ALTER TABLE contact ADD COLUMN extra TEXT",
    ],
)
def test_a_file_with_a_foreign_schema_is_refused(path: Path, statement: str) -> None:
    execute(path, statement)
    assert refusal(path).code == "file.foreign_schema"


def test_a_damaged_file_is_told_as_such(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:20_000] = b"\xff" * 19_900
    path.write_bytes(content)
    assert refusal(path).code == "file.damaged"


def test_a_truncated_file_is_told_as_such(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:30_000])
    with pytest.raises(Trouble) as trouble:
        Workspace.open(path, clock=CLOCK, holder=None).backups.check()
    assert trouble.value.code == "file.damaged"


def test_a_command_may_not_write_while_a_window_is_open(path: Path) -> None:
    window = Workspace.open(path, clock=CLOCK, holder="window")
    command = Workspace.open(path, clock=CLOCK, holder="command")
    assert command.contacts.count() == 1
    with pytest.raises(Trouble) as trouble:
        command.contacts.add(NewContact("Rita"))
    assert trouble.value.code == "file.open_in_window"
    assert refusal(path, holder="window").code == "file.open_in_window"
    window.close()
    command.contacts.add(NewContact("Rita"))
    assert command.contacts.count() == 2
    command.close()


def test_a_workspace_opened_for_reading_refuses_to_write(path: Path) -> None:
    reader = Workspace.open(path, clock=CLOCK, holder=None)
    with pytest.raises(Trouble) as trouble:
        reader.contacts.add(NewContact("Rita"))
    assert trouble.value.code == "file.opened_for_reading"
    reader.close()


def test_a_backup_opens_and_holds_the_same_rows(path: Path, tmp_path: Path) -> None:
    made = make_backup(path, tmp_path / "copy" / "b.crm")
    assert made.rows["contact"] == 1
    copy = Workspace.open(made.file, clock=CLOCK, holder=None)
    assert copy.contacts.rows(copy.contacts.ids(search="ana"))[0][1] == "Ana"
    copy.close()


def test_a_backup_that_cannot_be_written_leaves_the_old_one(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.crm"
    target.write_bytes(b"old")
    path.write_bytes(path.read_bytes()[:30_000])
    with pytest.raises(Trouble):
        make_backup(path, target)
    assert target.read_bytes() == b"old"
    assert not list(tmp_path.glob("*.part"))


def test_check_finds_an_index_that_does_not_agree(path: Path) -> None:
    connection = raw_connection(path, "maintenance")
    connection.execute("DELETE FROM search_contact")
    connection.close()
    checked = Workspace.open(path, clock=CLOCK, holder=None).backups.check()
    assert [finding.code for finding in checked.findings] == ["check.search"]


def test_check_finds_a_row_without_its_record(path: Path) -> None:
    execute(path, "PRAGMA foreign_keys=OFF", "DELETE FROM contact")
    codes = {
        finding.code for finding in Workspace.open(path, clock=CLOCK, holder=None).backups.check().findings
    }
    assert "check.foreign_key" in codes


def _schema(path: Path) -> dict[str, object]:
    connection = dbapi2.connect(str(path))
    names = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if not row[0].startswith(("sqlite_", "alembic"))
    ]
    found: dict[str, object] = {}
    for name in names:
        columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        keys = connection.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
        indexes = sorted(row[1] for row in connection.execute(f'PRAGMA index_list("{name}")').fetchall())
        sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
        found[name] = (columns, sorted(row[2:5] for row in keys), indexes, sql.count("BETWEEN"))
    connection.close()
    return found


def test_the_migrations_make_the_same_schema_as_a_new_file(path: Path, tmp_path: Path) -> None:
    migrated = tmp_path / "migrated.db"
    engine = create_engine("sqlite://", module=dbapi2, creator=lambda: dbapi2.connect(str(migrated)))
    with engine.begin() as connection:
        run_scripts(connection, "head")
    engine.dispose()
    assert _schema(migrated) == _schema(path)


def test_a_closed_workspace_is_one_file(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "one.crm")
    workspace.contacts.add(NewContact(name="Ana"))
    assert workspace.contacts.count() == 1
    workspace.close()
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".lock") == ["one.crm"]
