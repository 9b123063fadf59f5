"""The tour that stands in for the window where there is no display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage
from shell_rooms import small_rooms

from smallbiz_crm.services.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent

CHILD = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
import shell_rooms
from smallbiz_crm import tour
tour.all_rooms = shell_rooms.{small_rooms.__name__}
tour.SETTLE_MS = 50
sys.exit(tour.main(sys.argv[1:]))
"""


def run_tour(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    return subprocess.run(
        [sys.executable, "-c", CHILD, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_the_tour_leaves_pictures_a_pack_and_a_workspace(tmp_path: Path):
    folder = tmp_path / "out"
    for name in ("Sample company.crm", "Sample company 2.crm"):
        done = run_tour(str(folder))
        assert (done.returncode, done.stderr) == (0, "")
        assert str(folder) in done.stdout
        assert name in done.stdout
        workspace = Workspace.open(folder / name, holder=None)
        assert workspace.contacts.count() > 5
        workspace.close()
    pictures = sorted(folder.glob("*.png"))
    assert len(pictures) == 5
    for picture in pictures:
        image = QImage(str(picture))
        assert (image.width(), image.height()) == (1280, 800)
        colours = {image.pixel(x, y) for x in range(0, 1280, 40) for y in range(0, 800, 5)}
        assert len(colours) > 3, picture
    packs = list(folder.glob("accountant *"))
    assert len(packs) == 1
    assert len([path for path in packs[0].rglob("*") if path.is_file()]) >= 2
    for line in done.stdout.splitlines()[1:]:
        assert (folder / line.strip()).exists(), line


def test_the_tour_needs_one_folder_it_can_write(tmp_path: Path):
    assert run_tour().returncode == 2
    (tmp_path / "file").touch()
    done = run_tour(str(tmp_path / "file"))
    assert done.returncode == 3
    assert str(tmp_path / "file") in done.stderr
    assert "Traceback" not in done.stderr
