"""The default place and the workspace opened last, shared by the window and the command line."""

from __future__ import annotations

from pathlib import Path

from smallbiz_crm import machine


def test_workspace_opened_last_is_found_again_until_it_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "Bäckerei.crm"
    file.touch()

    machine.remember_workspace(file)

    assert machine.last_workspace() == file
    assert machine.chosen_workspace() == file
    file.unlink()
    assert machine.chosen_workspace() == machine.default_workspace()


def test_named_workspace_goes_before_the_last_one(tmp_path: Path) -> None:
    machine.remember_workspace(tmp_path / "one.crm")

    assert machine.chosen_workspace(tmp_path / "other.crm") == tmp_path / "other.crm"


def test_state_that_is_no_state_is_as_good_as_none(tmp_path: Path) -> None:
    machine.remember_workspace(tmp_path / "one.crm")
    state = next(machine.data_folder().glob("state.json"))

    for content in ("{", "[]", '{"last_workspace": 5}', "\xff"):
        state.write_text(content, encoding="latin-1")
        assert machine.last_workspace() is None


def test_folder_that_cannot_be_written_only_forgets(tmp_path: Path, home: Path) -> None:
    machine.data_folder().parent.mkdir(parents=True, exist_ok=True)
    machine.data_folder().write_text("in the way")

    machine.remember_workspace(tmp_path / "one.crm")

    assert machine.last_workspace() is None
