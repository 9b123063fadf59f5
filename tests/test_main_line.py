"""What one line starts: the window where no command is named, else the command line."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.__main__ import WindowLine, main, window_line

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ([], WindowLine()),
        (["--workspace", "a.crm"], WindowLine(Path("a.crm"))),
        (
            ["--workspace=my file.crm", "--today", "2026-05-14"],
            WindowLine(Path("my file.crm"), date(2026, 5, 14)),
        ),
        (["--capture"], WindowLine(capture=True)),
        (["--capture", "a.crm"], WindowLine(Path("a.crm"), None, True)),
        (["--today=2026-05-14"], WindowLine(None, date(2026, 5, 14))),
        (["/home/ana/My business.crm"], WindowLine(Path("/home/ana/My business.crm"))),
    ],
)
def test_without_a_command_the_window_is_meant(line: list[str], meant: WindowLine):
    assert window_line(line) == meant


@pytest.mark.parametrize(
    "line",
    [
        ["list", "contacts"],
        ["--workspace", "a.crm", "list", "contacts"],
        ["--json"],
        ["--help"],
        ["--workspace"],
        ["-x.crm"],
        ["new", "a.crm"],
        ["a.crm", "b.crm"],
        ["--password-file", "p", "list", "deals"],
    ],
)
def test_anything_else_goes_to_the_command_line(line: list[str]):
    assert window_line(line) is None


def test_a_day_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str]):
    assert main(["--today", "yesterday"]) == 2
    assert "“yesterday”" in capsys.readouterr().err


def test_a_command_runs_through_the_program_s_own_file(tmp_path: Path):
    target = tmp_path / "made.crm"
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "new", str(target)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert target.exists()
