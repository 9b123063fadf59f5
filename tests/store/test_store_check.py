"""Checking and mending a workspace: what does not agree is named, the index made anew, a damaged file saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.services.backups import recover_workspace
from smallbiz_crm.services.encryption import protect_workspace
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.backup import make_backup

CLOCK = FixedClock(date(2026, 5, 14))
PASSWORD = "correct horse"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The sample company, with a file and a person that was renamed."""
    workspace = Workspace.create(tmp_path / "a.crm", clock=CLOCK, with_sample=True)
    note = tmp_path / "note.txt"
    note.write_text("the offer as sent")
    workspace.files.attach("contact", 1, [note])
    ana = workspace.contacts.add(NewContact("Ana"))
    workspace.contacts.edit(ana, name="Ana Lindqvist")
    workspace.close()
    return workspace.path


def codes(path: Path) -> set[str]:
    workspace = Workspace.open(path, clock=CLOCK, holder=None)
    try:
        return {found.code for found in workspace.backups.check().findings}
    finally:
        workspace.close()


def execute(path: Path, *statements: str) -> None:
    connection = dbapi2.connect(str(path), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_the_sample_company_is_in_order(path: Path) -> None:
    assert codes(path) == set()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE attachment_bytes SET bytes = CAST('the offer as sEnt' AS BLOB)", "check.attachments"),
        ("DELETE FROM attachment_bytes", "check.attachments"),
        (
            "UPDATE deal SET amount = amount + 1 WHERE id IN (SELECT deal_id FROM deal_line)",
            "check.deal_sums",
        ),
        ("UPDATE contact SET name = 'Eve' WHERE name = 'Ana Lindqvist'", "check.journal_rows"),
        ("DELETE FROM search_contact WHERE rowid = 1", "check.search"),
        ("INSERT INTO reached (contact_id, lead_on) VALUES (4711, '2026-01-01')", "check.reached"),
    ],
)
def test_what_does_not_agree_is_named(path: Path, statement: str, code: str) -> None:
    execute(path, statement)
    assert code in codes(path)


def test_the_index_is_made_anew(path: Path) -> None:
    execute(
        path, "DELETE FROM search_contact", "DELETE FROM search_deal WHERE rowid = 1", "DELETE FROM reached"
    )
    workspace = Workspace.open(path, clock=CLOCK)
    steps = len(workspace.history.list())
    workspace.backups.rebuild()
    assert workspace.backups.check().ok
    assert len(workspace.history.list()) == steps
    assert workspace.contacts.ids(search="lindqv")
    workspace.close()


def overwrite(path: Path, pages: Callable[[int], bool]) -> None:
    content = bytearray(path.read_bytes())
    for page in range(1, len(content) // 4096):
        if pages(page):
            content[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
    path.write_bytes(content)


def leaves(path: Path, text: str) -> list[int]:
    """Numbers (from 0) of the pages that hold a text."""
    content = path.read_bytes()
    wanted = text.encode()
    return [
        page for page in range(len(content) // 4096) if wanted in content[page * 4096 : (page + 1) * 4096]
    ]


def test_what_can_be_read_of_a_damaged_file_is_saved(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "a.crm", clock=CLOCK)
    for number in range(300):
        workspace.contacts.add(NewContact(f"Quillon {number}", emails=(f"q{number}@x.example",)))
    workspace.close()
    middle = leaves(workspace.path, "Quillon 150")
    overwrite(workspace.path, lambda page: page in middle)
    with pytest.raises(CrmError):
        make_backup(workspace.path, tmp_path / "copy.crm")
    done = recover_workspace(workspace.path, tmp_path / "saved.crm")
    assert 0 < done.lost["contact"] < 150
    assert done.rows["contact"] + done.lost["contact"] == 300
    saved = Workspace.open(done.file, clock=CLOCK)
    assert saved.backups.check().findings == ()
    assert len(saved.contacts.ids(search="quillon")) == done.rows["contact"]
    assert saved.contacts.add(NewContact("Ben")) > 300
    saved.close()


def test_a_whole_file_is_saved_whole(path: Path, tmp_path: Path) -> None:
    done = recover_workspace(path, tmp_path / "saved.crm")
    assert done.lost == {}
    workspace = Workspace.open(path, clock=CLOCK)
    assert done.rows == workspace.backups.rows()
    workspace.close()
    assert codes(done.file) == set()


def test_an_encrypted_file_is_saved_encrypted(path: Path, tmp_path: Path) -> None:
    protect_workspace(path, None, PASSWORD, CLOCK, "command")
    size = path.stat().st_size // 4096
    overwrite(path, lambda page: page == size // 2)
    done = recover_workspace(path, tmp_path / "saved.crm", PASSWORD)
    saved = Workspace.open(done.file, clock=CLOCK, secret=PASSWORD)
    assert saved.key is not None
    found = {finding.code for finding in saved.backups.check().findings}
    assert found <= {"check.won_without_sale", "check.deals_without_history", "check.deal_sums"}
    saved.close()
