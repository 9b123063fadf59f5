"""Fixtures of the command line: with and without a workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import CommandLine


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line without a workspace."""
    return CommandLine(tmp_path, capsys, monkeypatch)


@pytest.fixture
def crm(bare: CommandLine) -> CommandLine:
    """A command line whose last opened workspace is a new one, ``shop.crm``."""
    assert bare("new", bare.workspace).code == 0
    return bare


@pytest.fixture
def csv_file(crm: CommandLine) -> Callable[..., Path]:
    """Makes a CSV file of the lines given."""
    return lambda *lines, name="people.csv": crm.file(name, "\n".join(lines) + "\n")
