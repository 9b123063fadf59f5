"""A workspace with a password: nothing readable on disk, one way in, and never neither old nor new."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import CrmError, Refused, Trouble
from smallbiz_crm.services.backups import restore_workspace
from smallbiz_crm.services.encryption import open_copies, protect_workspace, remove_copies
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.engine import raw_connection
from smallbiz_crm.store.keys import Key, read_recovery, unlock

CLOCK = FixedClock(date(2026, 5, 14))
PASSWORD = "Grüße 'from' \"Café\""
PEOPLE = 500
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    workspace = Workspace.create(tmp_path / "a.crm", clock=CLOCK)
    workspace.contacts.add(NewContact("Ana Lindqvist", company="Acme", emails=("ana@x.example",)))
    workspace.close()
    return workspace.path


@pytest.fixture
def path(plain: Path) -> Path:
    protect_workspace(plain, None, PASSWORD, CLOCK, "command")
    return plain


def names(path: Path, secret: str | Key | None) -> list[str]:
    workspace = Workspace.open(path, clock=CLOCK, secret=secret)
    try:
        assert workspace.backups.check().ok
        return sorted(row[1] for row in workspace.contacts.rows(range(1, 20)))
    finally:
        workspace.close()


def refusal(path: Path, secret: str | Key | None) -> str:
    with pytest.raises(CrmError) as refused:
        Workspace.open(path, clock=CLOCK, secret=secret)
    return refused.value.code


def test_the_password_opens_it_and_nothing_else(path: Path) -> None:
    assert names(path, PASSWORD) == ["Ana Lindqvist"]
    assert refusal(path, None) == "file.needs_password"
    assert refusal(path, "something else") == "file.wrong_password"
    assert refusal(path, "") == "file.wrong_password"


def test_the_password_means_the_same_however_its_accents_were_typed(path: Path) -> None:
    assert names(path, "Gru\u0308\u00dfe 'from' \"Cafe\u0301\"") == ["Ana Lindqvist"]


def test_other_programs_for_this_format_open_it_by_the_password(path: Path) -> None:
    connection = dbapi2.connect(str(path))
    quoted = PASSWORD.replace("'", "''")
    connection.execute(f"PRAGMA key='{quoted}'")
    assert connection.execute("SELECT name FROM contact").fetchall() == [("Ana Lindqvist",)]
    connection.close()


def test_the_recovery_key_opens_it_however_it_was_typed(plain: Path) -> None:
    done = protect_workspace(plain, None, PASSWORD, CLOCK, "command")
    assert done.key is not None
    printed = done.key.recovery_text()
    assert names(plain, printed) == ["Ana Lindqvist"]
    assert names(plain, f"  {printed.replace('-', ' ').lower()}\n") == ["Ana Lindqvist"]
    wrong = printed[:-1] + ("A" if printed[-1] != "A" else "B")
    assert refusal(plain, wrong) == "file.wrong_password"


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
def test_a_recovery_key_is_read_back_as_printed(raw: bytes, salt: bytes) -> None:
    key = Key(raw, salt)
    assert read_recovery(key.recovery_text()) == key
    assert raw.hex() not in repr(key)
    assert read_recovery(key.recovery_text()[:-1]) is None


@given(st.text(max_size=100))
def test_no_text_is_taken_for_a_recovery_key_by_accident(text: str) -> None:
    assert read_recovery(text) is None


def test_another_password_makes_the_old_one_and_its_recovery_key_worthless(plain: Path) -> None:
    old = protect_workspace(plain, None, PASSWORD, CLOCK, "command").key
    protect_workspace(plain, PASSWORD, "another password", CLOCK, "command")
    assert names(plain, "another password") == ["Ana Lindqvist"]
    assert refusal(plain, PASSWORD) == refusal(plain, old) == "file.wrong_password"


def test_the_password_is_removed_and_every_row_stays(path: Path) -> None:
    protect_workspace(path, PASSWORD, None, CLOCK, "command")
    workspace = Workspace.open(path, clock=CLOCK)
    assert workspace.contacts.count() == 1
    workspace.history.undo()
    assert workspace.contacts.count() == 0
    workspace.close()


def test_a_password_is_not_too_short(plain: Path) -> None:
    with pytest.raises(Refused) as refused:
        protect_workspace(plain, None, "1234567", CLOCK, "command")
    assert refused.value.code == "password.too_short"
    assert names(plain, None) == ["Ana Lindqvist"]


def test_whoever_has_it_open_keeps_it_as_it_is(plain: Path) -> None:
    reader = Workspace.open(plain, clock=CLOCK, holder=None)
    assert reader.contacts.count() == 1
    with pytest.raises(Trouble) as refused:
        protect_workspace(plain, None, PASSWORD, CLOCK, "command")
    assert refused.value.code == "file.locked"
    reader.close()
    assert names(plain, None) == ["Ana Lindqvist"]
    assert not list(plain.parent.glob("*.encrypting"))


def test_writing_works_as_before_and_undo_too(path: Path) -> None:
    workspace = Workspace.open(path, clock=CLOCK, secret=PASSWORD)
    workspace.contacts.add(NewContact("Ben"))
    workspace.history.undo()
    workspace.history.redo()
    workspace.close()
    assert names(path, PASSWORD) == ["Ana Lindqvist", "Ben"]


def test_copies_keep_the_password_and_are_put_back(path: Path) -> None:
    workspace = Workspace.open(path, clock=CLOCK, secret=PASSWORD)
    made = workspace.backups.make()
    assert workspace.backups.look_at(made.file).is_encrypted
    workspace.contacts.add(NewContact("Ben"))
    key = workspace.key
    workspace.close()
    assert refusal(made.file, None) == "file.needs_password"
    restored = restore_workspace(made.file, path, CLOCK, "command", key)
    assert names(path, PASSWORD) == ["Ana Lindqvist"]
    assert restored.backup is not None
    assert names(restored.backup.file, PASSWORD) == ["Ana Lindqvist", "Ben"]


def test_a_copy_with_an_older_password_wants_that_one(path: Path) -> None:
    workspace = Workspace.open(path, clock=CLOCK, secret=PASSWORD)
    made = workspace.backups.make()
    workspace.close()
    key = protect_workspace(path, PASSWORD, "another password", CLOCK, "command").key
    with pytest.raises(Trouble) as refused:
        restore_workspace(made.file, path, CLOCK, "command", key)
    assert refused.value.code == "file.wrong_password"
    restore_workspace(made.file, path, CLOCK, "command", PASSWORD)
    assert names(path, PASSWORD) == ["Ana Lindqvist"]


def test_copies_from_before_the_password_are_found_and_removed(path: Path) -> None:
    (copy,) = open_copies(path)
    assert names(copy, None) == ["Ana Lindqvist"]
    assert remove_copies([copy]) == 1
    assert open_copies(path) == []
    assert names(path, PASSWORD) == ["Ana Lindqvist"]


def test_a_damaged_page_is_noticed(path: Path) -> None:
    reader = raw_connection(path, "reader", unlock(path, PASSWORD))
    size = int(reader.execute("PRAGMA cipher_page_size").fetchone()[0])
    root = reader.execute("SELECT rootpage FROM sqlite_master WHERE name = 'product'").fetchone()[0]
    reader.close()
    content = bytearray(path.read_bytes())
    content[root * size - 1000] ^= 1
    path.write_bytes(content)
    workspace = Workspace.open(path, clock=CLOCK, secret=PASSWORD)
    try:
        assert "check.pages" in [found.code for found in workspace.backups.check().findings]
    finally:
        workspace.close()


@pytest.mark.full
def test_nothing_is_readable_on_disk(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand values typed: none is found in the file, its log, copies, or any file beside them."""
    temp = plain.parent / "temp"
    temp.mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(temp))
    protect_workspace(plain, None, PASSWORD, CLOCK, "command")
    remove_copies(open_copies(plain))
    workspace = Workspace.open(plain, clock=CLOCK, secret=PASSWORD)
    typed = [(f"Quillon{n}xv", f"quillon{n}@zebrafinch.example") for n in range(PEOPLE)]
    for name, address in typed:
        workspace.contacts.add(NewContact(name, emails=(address,)))
    workspace.backups.make()
    wanted = [value.encode() for pair in typed for value in pair] + [b"Lindqvist", b"CREATE TABLE"]
    files = [file for file in plain.parent.rglob("*") if file.is_file() and not file.name.endswith(".lock")]
    assert any(file.name.endswith("-wal") and file.stat().st_size for file in files)
    found = [(value, file) for file in files for value in wanted if value in file.read_bytes()]
    workspace.close()
    assert found == []
    assert (plain.stat().st_mode & 0o777) == 0o600


CHILD = """
import sys
from datetime import date
from pathlib import Path
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.encryption import protect_workspace
print("ready", flush=True)
sys.stdin.readline()
old, new = (word or None for word in sys.argv[2:4])
protect_workspace(Path(sys.argv[1]), old, new, FixedClock(date(2026, 5, 14)), "command")
print("done", flush=True)
"""


def killed_while_encrypting(path: Path, old: str, new: str, after: float) -> None:
    """Kill a process that gives the file another password, `after` seconds into the work."""
    command = [sys.executable, "-c", CHILD, str(path), old, new]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        child.stdin.write(b"go\n")
        child.stdin.flush()
        time.sleep(after)
        child.send_signal(signal.SIGKILL)


@pytest.mark.full
@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_file(plain: Path) -> None:
    kills = int(os.environ.get("KILLS", "20"))
    chance = random.Random(7)
    passwords = ["", "first password", "second password"]
    current, changed = "", 0
    for _number in range(kills):
        wanted = chance.choice([word for word in passwords if word != current])
        killed_while_encrypting(plain, current, wanted, chance.uniform(0, 0.8))
        if opens(plain, wanted):
            current, changed = wanted, changed + 1
        else:
            assert opens(plain, current)
        assert names(plain, current or None) == ["Ana Lindqvist"]
        Workspace.open(plain, clock=CLOCK, holder="window", secret=current or None).close()
        assert not list(plain.parent.glob("*.encrypting"))
        assert not list(plain.parent.glob("*-wal"))
    assert changed, "every kill came before the swap; wait longer before it"


def opens(path: Path, password: str) -> bool:
    """Whether it is a file of this password, and not merely one that ignores passwords."""
    try:
        workspace = Workspace.open(path, clock=CLOCK, secret=password or None)
    except Trouble:
        return False
    is_encrypted = workspace.key is not None
    workspace.close()
    return is_encrypted == bool(password)
