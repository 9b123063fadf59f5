"""Copies made when it matters, thinned out, looked at, and put back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.errors import NotFound, Refused, Trouble
from smallbiz_crm.services.backups import restore_workspace
from smallbiz_crm.services.places import choose_backup_folder
from smallbiz_crm.services.workspace import Workspace


@dataclass
class MovingClock:
    moment: datetime = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)

    def today(self) -> date:
        return self.moment.date()

    def now(self) -> datetime:
        return self.moment

    def go(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def workspace(tmp_path: Path, clock: MovingClock) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "shop.crm", clock=clock, holder="window")
    yield opened
    opened.close()


def names(workspace: Workspace) -> list[str]:
    return [copy.name for copy in workspace.backups.copies()]


def test_a_copy_is_made_on_leaving_only_where_something_changed(workspace: Workspace, clock: MovingClock):
    assert workspace.backups.make_if_changed() is not None
    clock.go(hours=1)
    assert workspace.backups.make_if_changed() is None
    workspace.contacts.add(NewContact(name="Ana"))
    made = workspace.backups.make_if_changed()
    assert made is not None
    assert made.rows["contact"] == 1
    assert len(names(workspace)) == 2


def test_a_large_step_is_preceded_by_one_copy_an_hour(workspace: Workspace, clock: MovingClock):
    assert workspace.backups.make_before(10_000) is None
    assert workspace.backups.make_before(10_001) is not None
    clock.go(minutes=50)
    assert workspace.backups.make_before(50_000) is None
    clock.go(minutes=11)
    assert workspace.backups.make_before(50_000) is not None


def test_a_month_of_daily_copies_is_thinned_out(workspace: Workspace, clock: MovingClock):
    for _day in range(30):
        workspace.backups.make()
        clock.go(days=1)
    kept = workspace.backups.copies()
    assert 12 <= len(kept) <= 18
    manifest = json.loads(next(workspace.backups.folder.path.glob("*backups.json")).read_text("utf-8"))
    assert set(manifest["copies"]) == {copy.name for copy in kept}
    assert all(copy.sha256 and copy.rows for copy in kept)


def test_two_copies_in_one_second_are_two_files(workspace: Workspace):
    first, second = workspace.backups.make(), workspace.backups.make()
    assert first.file != second.file
    assert len(names(workspace)) == 2


def test_what_a_copy_cut_off_left_behind_is_swept_away(workspace: Workspace):
    workspace.backups.make()
    part = workspace.backups.folder.path / "shop 2026-01-01 10.00.00.crm.part"
    part.write_bytes(b"half")
    workspace.backups.make()
    assert not part.exists()


def test_other_files_in_the_folder_are_left_alone(workspace: Workspace, clock: MovingClock):
    workspace.backups.make()
    folder = workspace.backups.folder.path
    others = [folder / "shop by hand.crm", folder / "other 2020-01-01 10.00.00.crm", folder / "notes.txt"]
    for other in others:
        other.write_bytes(b"mine")
    for _time in range(5):
        clock.go(days=30)
        workspace.backups.make()
    assert all(other.exists() for other in others)
    assert len(names(workspace)) == 6


def test_copies_go_where_the_user_chose(workspace: Workspace, tmp_path: Path, clock: MovingClock):
    stick = tmp_path / "stick"
    stick.mkdir()
    choose_backup_folder(workspace.path, stick)
    made = workspace.backups.make()
    assert made.file.parent == stick
    workspace.contacts.add(NewContact(name="Ana"))
    clock.go(days=8)
    state = workspace.backups.state()
    assert state.is_there
    assert state.is_overdue
    assert state.newest is not None
    stick.rename(tmp_path / "pulled out")
    assert not workspace.backups.state().is_there
    choose_backup_folder(workspace.path, None)
    assert workspace.backups.make().file.parent == workspace.path.parent / "backups"


def test_restoring_brings_the_copy_back_and_keeps_what_stood_there(tmp_path: Path, clock: MovingClock):
    path = tmp_path / "shop.crm"
    workspace = Workspace.create(path, clock=clock)
    workspace.contacts.add(NewContact(name="Ana"))
    copy = workspace.backups.make().file
    clock.go(hours=1)
    workspace.contacts.add(NewContact(name="Ben"))
    workspace.close()
    clock.go(hours=1)
    restored = restore_workspace(copy, path, clock, "command")
    back = Workspace.open(path, clock=clock)
    assert back.contacts.count() == 1
    assert back.backups.check().ok
    back.history.undo()
    assert back.contacts.count() == 0
    back.close()
    assert restored.aside is not None
    assert restored.backup is not None
    before = restore_workspace(restored.backup.file, path, clock, "command")
    assert before.made.rows["contact"] == 2


def test_a_damaged_workspace_is_moved_aside_not_lost(tmp_path: Path, clock: MovingClock):
    path = tmp_path / "shop.crm"
    workspace = Workspace.create(path, clock=clock)
    workspace.contacts.add(NewContact(name="Ana"))
    copy = workspace.backups.make().file
    workspace.close()
    path.write_bytes(b"not a database any more" * 500)
    restored = restore_workspace(copy, path, clock, "command")
    assert restored.backup is None
    assert restored.aside is not None
    assert restored.aside.read_bytes().startswith(b"not a database")
    back = Workspace.open(path, clock=clock)
    assert back.contacts.count() == 1
    back.close()


def test_what_is_no_copy_is_refused_and_nothing_changes(tmp_path: Path, clock: MovingClock):
    path = tmp_path / "shop.crm"
    workspace = Workspace.create(path, clock=clock)
    workspace.close()
    before = path.read_bytes()
    wrong = tmp_path / "wrong.crm"
    wrong.write_bytes(b"x" * 5_000)
    with pytest.raises(Trouble):
        restore_workspace(wrong, path, clock, "command")
    with pytest.raises(NotFound):
        restore_workspace(tmp_path / "gone.crm", path, clock, "command")
    with pytest.raises(Refused):
        restore_workspace(path, path, clock, "command")
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.restoring*"))


def test_an_open_window_is_in_the_way(workspace: Workspace, clock: MovingClock):
    copy = workspace.backups.make().file
    with pytest.raises(Trouble) as caught:
        restore_workspace(copy, workspace.path, clock, "command")
    assert caught.value.code == "file.open_in_window"


def test_a_copy_is_looked_at_before_it_is_put_back(workspace: Workspace):
    workspace.contacts.add(NewContact(name="Ana"))
    seen = workspace.backups.look_at(workspace.backups.make().file)
    assert seen.rows["contact"] == 1
    assert seen.last_change is not None


def test_a_step_over_very_many_people_is_preceded_by_a_copy(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("smallbiz_crm.services.backups.LARGE_STEP", 2)
    people = [workspace.contacts.add(NewContact(name=name)) for name in ("Ana", "Ben", "Cem")]
    workspace.contacts.tag(people[:2], "few")
    assert names(workspace) == []
    workspace.contacts.tag(people, "many")
    workspace.contacts.trash(people)
    assert len(names(workspace)) == 1


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE VIEW spy AS SELECT name FROM contact",
        "CREATE TRIGGER spy AFTER INSERT ON contact BEGIN DELETE FROM contact; END",
    ],
)
def test_a_copy_with_code_in_it_is_not_put_back(tmp_path: Path, clock: MovingClock, planted: str):
    path = tmp_path / "shop.crm"
    workspace = Workspace.create(path, clock=clock)
    workspace.contacts.add(NewContact(name="Ana"))
    copy = workspace.backups.make(tmp_path / "copy.crm").file
    workspace.close()
    connection = dbapi2.connect(str(copy))
    connection.execute(planted)
    connection.commit()
    connection.close()
    with pytest.raises(Trouble) as caught:
        restore_workspace(copy, path, clock, "command")
    assert caught.value.code == "file.foreign_schema"
    assert not list((tmp_path / "backups").glob("*replaced*"))
