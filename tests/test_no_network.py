"""The whole program in a network of its own with nothing in it, watched for any internet socket."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.full


def alone(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command without a network, and write down each socket that it opens."""
    if not (shutil.which("unshare") and shutil.which("strace")):
        pytest.skip("needs unshare and strace")
    if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode:
        pytest.skip("may not make a network namespace here")
    trace = folder / "sockets"
    line = ["unshare", "-n", "strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace), *command]
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    done = subprocess.run(
        line,
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.findall(r".*AF_INET.*", trace.read_text(errors="replace")) == []
    return done


def test_the_window_opens_no_internet_socket(tmp_path: Path) -> None:
    """The tour: every page of the sample company, and an accountant's pack."""
    done = alone(tmp_path, sys.executable, "-m", "smallbiz_crm.tour", str(tmp_path / "tour"))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "tour").rglob("*.png"))


def test_commands_open_no_internet_socket(tmp_path: Path) -> None:
    file = str(tmp_path / "a.crm")
    for line in (
        ("new", file, "--sample"),
        ("--workspace", file, "check"),
        ("--workspace", file, "report", "funnel", "--to", str(tmp_path / "funnel.csv")),
        ("--workspace", file, "accountant", "--to", str(tmp_path / "pack")),
    ):
        done = alone(tmp_path, sys.executable, "-m", "smallbiz_crm", *line)
        assert done.returncode in (0, 1), done.stderr


def test_the_watch_sees_an_internet_socket(tmp_path: Path) -> None:
    opening = "import _socket; _socket.socket(_socket.AF_INET)"
    with pytest.raises(AssertionError, match="AF_INET"):
        alone(tmp_path, sys.executable, "-c", opening)
