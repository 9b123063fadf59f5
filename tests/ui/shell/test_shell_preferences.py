"""What the window remembers about the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from smallbiz_crm.services.places import (
    config_folder,
    default_workspace,
    last_workspace,
    recent_workspaces,
    remember_workspace,
)
from smallbiz_crm.ui.shell.preferences import Preferences


def test_nothing_remembered_means_the_defaults(tmp_path: Path):
    kept = Preferences(tmp_path / "new.ini")
    assert (kept.theme, kept.text_size, kept.geometry, kept.is_maximized, kept.panel_width) == (
        "system",
        10.0,
        None,
        False,
        0,
    )


def test_what_is_remembered_comes_back_from_the_file(tmp_path: Path):
    kept = Preferences(tmp_path / "window.ini")
    kept.theme, kept.text_size, kept.is_maximized = "dark", 12.5, True
    kept.geometry, kept.panel_width = QRect(-5, 20, 900, 700), 444
    kept.save()
    again = Preferences(tmp_path / "window.ini")
    assert (again.theme, again.text_size, again.is_maximized) == ("dark", 12.5, True)
    assert (again.geometry, again.panel_width) == (QRect(-5, 20, 900, 700), 444)


@pytest.mark.parametrize("rubbish", ["", "pink", "nan", "nan nan", "1 2 3", "-1e400", "\u0000"])
def test_rubbish_in_the_file_means_the_default(tmp_path: Path, rubbish: str):
    kept = Preferences(tmp_path / "window.ini")
    for key in ("look/theme", "look/text_size", "window/geometry", "window/panel_width"):
        kept.settings.setValue(key, rubbish)
    assert kept.theme == "system"
    assert 8 <= kept.text_size <= 20
    assert kept.geometry is None
    assert kept.panel_width == 0


def test_the_workspaces_opened_last_are_offered_while_they_are_there(tmp_path: Path):
    first, second = tmp_path / "Erste Firma.crm", tmp_path / "Büro.crm"
    for path in (first, second, first):
        path.touch()
        remember_workspace(path)
    assert recent_workspaces() == [first, second]
    second.unlink()
    assert recent_workspaces() == [first]


def test_the_last_workspace_is_remembered_with_any_name(tmp_path: Path):
    assert last_workspace() is None
    path = tmp_path / "Café Lindgren 株.crm"
    remember_workspace(path)
    assert last_workspace() is None, "it is not there"
    path.touch()
    assert last_workspace() == path
    assert default_workspace().name == "My business.crm"


def test_a_note_that_cannot_be_written_is_no_trouble(tmp_path: Path):
    config_folder().parent.mkdir(parents=True, exist_ok=True)
    config_folder().write_text("in the way")
    remember_workspace(tmp_path / "a.crm")
    assert last_workspace() is None
